"""The engine: starts the workers, merges their events into one ordered stream, decides what is probed when.

Everything that happens is put into one inbox and dealt with by one thread, in order: lines of a worker, the end of a
worker, a name that was looked up, a wish of the user. Events go to the sinks from that thread only. The engine itself
measures nothing and may be as busy as it likes: the probes run in processes of their own.
"""

import platform
import queue
import secrets
import threading
from collections.abc import Callable, Sequence
from typing import Any, Literal

from latencylab import __version__, clock, codec, events
from latencylab.engine import targets
from latencylab.engine.air import Air
from latencylab.engine.concern import Concern
from latencylab.engine.loading import Loading
from latencylab.engine.plan import Plan, candidates, leg_plan
from latencylab.engine.process import WorkerProcess
from latencylab.engine.routers import Routers
from latencylab.engine.surroundings import Marks, Path, Reach, Talkers
from latencylab.engine.targets import Target
from latencylab.events import Event

Sink = Callable[[Event], None]
Spawn = Callable[[str], WorkerProcess]

IDLE_CALL_S = 0.2
"""How often the caller gets the thread, to draw."""
RESOLVE_PATIENCE_S = 10.0
END_PATIENCE_NS = clock.NS_PER_S // 4
"""What all workers together have to end by themselves: by then they have nothing left to say."""
SURROUNDINGS_PATIENCE_NS = 3 * clock.NS_PER_S
"""How much longer the idle phase may become for what is measured beside the latency."""


class Engine:
    """One session.

    Args:
        plan: what to do.
        spawn: starts a worker by name.
        sinks: take every event, in order.
    """

    def __init__(self, plan: Plan, spawn: Spawn, sinks: Sequence[Sink]) -> None:
        self.plan = plan
        self.on_idle: Callable[[], None] = lambda: None
        """Called a few times a second from the engine's thread, for drawing."""
        self._spawn = spawn
        self._sinks = list(sinks)
        self._inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.epoch_ns = 0
        self._workers: dict[str, WorkerProcess] = {}
        self._unresolved: set[str] = set()
        self.addresses: dict[str, str] = {}
        """Of the targets whose names are known by now, by id."""
        self._legs: dict[str, events.LegAdded] = {}
        self._phase_end_ns: int | None = None
        self._reason: Literal["complete", "interrupted"] = "complete"
        self._idle_over = False
        self._finishing = False
        self._done = False
        self._loading = Loading(self)
        beside = [Path(self), Marks(self), Reach(self)] if plan.path else []
        self._concerns: list[Concern] = [Routers(self), Air(self), *beside, Talkers(self), self._loading]

    def start(self) -> None:
        """Start the workers; they measure from here on, whatever this process does meanwhile."""
        self.epoch_ns = clock.mono_ns()
        self.launch("latency")
        self._workers["latency"].send("start", epoch_ns=self.epoch_ns, rate_hz=self.plan.rate_hz)
        self.emit(
            events.SessionStarted(
                0,
                id=secrets.token_hex(8),
                started_wall_ns=clock.wall_ns(),
                version=__version__,
                system=f"{platform.system()} {platform.release()}",
                hostname=platform.node(),
                settings=self.plan.settings(),
            )
        )
        self._unresolved = {target.id for target in self.plan.targets}
        for target in self.plan.targets:
            if target.is_local:
                self.launch("reflector").send_line(b'{"host": "127.0.0.1", "port": 0, "key": null}\n')
            else:
                threading.Thread(target=self._look_up, args=(target,), daemon=True).start()

    def run(self) -> None:
        """After :meth:`start`: work until the plan is done or :meth:`stop` is called. Workers are gone then."""
        try:
            while not self._done:
                self._take()
                self._check_time()
        finally:
            for worker in self._workers.values():
                worker.close()  # all at once, so that they end beside each other
            patient_until_ns = clock.mono_ns() + END_PATIENCE_NS
            for worker in self._workers.values():
                worker.kill(max(0.0, (patient_until_ns - clock.mono_ns()) / clock.NS_PER_S))
        self.emit(events.SessionEnded(self.now_ns(), self._reason))

    def stop(self) -> None:
        """End now; what was measured stays. Safe from other threads and signal handlers."""
        self._inbox.put(self._interrupt)

    def mark(self, note: str = "") -> None:
        """Note that the user says it lagged just now. Safe from other threads."""
        self._inbox.put(lambda: self.emit(events.Marked(self.now_ns(), note)))

    def now_ns(self) -> int:
        """Nanoseconds since the session began."""
        return clock.mono_ns() - self.epoch_ns

    def emit(self, event: Event) -> None:
        """Hand an event to every sink."""
        for sink in self._sinks:
            sink(event)

    def _take(self) -> None:
        try:
            self._inbox.get(timeout=IDLE_CALL_S)()
            for _ in range(self._inbox.qsize()):  # and no more: time goes by however much comes in
                self._inbox.get_nowait()()
        except queue.Empty:
            pass
        self.on_idle()

    def _check_time(self) -> None:
        now_ns = self.now_ns()
        for concern in self._concerns:
            concern.on_time(now_ns)
        if self._reason == "interrupted":
            self._done = self._done or self._loading.over
        elif self._phase_end_ns is not None and now_ns >= self._phase_end_ns and not self.plan.watch:
            self._go_on(now_ns - self._phase_end_ns)
        elif self._unresolved and self.now_ns() > RESOLVE_PATIENCE_S * clock.NS_PER_S:
            for target in [target for target in self.plan.targets if target.id in self._unresolved]:
                error = targets.ResolveError(
                    f"The name {target.host} could not be looked up in {RESOLVE_PATIENCE_S:.0f} s.",
                    "Check the network connection, or give an address.",
                )
                self._on_resolved(target, error)

    def launch(self, name: str) -> WorkerProcess:
        """Start a worker whose events join the stream."""
        worker = self._spawn(name)
        self._workers[name] = worker
        worker.start_reading(
            lambda source, lines: self._inbox.put(lambda: self._on_lines(source, lines)),
            lambda source: self._inbox.put(lambda: self._on_ended(source)),
        )
        return worker

    def _go_on(self, over_ns: int) -> None:
        """The idle phase has lasted as long as asked, and ``over_ns`` more: load the line, then finish."""
        if not self._idle_over:
            if any(concern.busy for concern in self._concerns) and over_ns < SURROUNDINGS_PATIENCE_NS:
                return
            self._idle_over = True
            for concern in self._concerns:
                concern.on_idle_over()
        if self._loading.over:
            self._finish()

    def _look_up(self, target: Target) -> None:
        try:
            answer: str | targets.ResolveError = targets.resolve(target.host)
        except targets.ResolveError as error:
            answer = error
        self._inbox.put(lambda: self._on_resolved(target, answer))

    def _on_resolved(self, target: Target, answer: str | targets.ResolveError) -> None:
        if target.id not in self._unresolved:
            return
        self._unresolved.discard(target.id)
        if isinstance(answer, targets.ResolveError):
            self.emit(events.ProbeFailed(self.now_ns(), target.id, answer.message, answer.hint))
            if not self._unresolved and not self.addresses:
                self._done = True
            return
        self.addresses[target.id] = answer
        self._add_target(target, answer, candidates(target, self.plan.transport, self.plan.key))

    def _add_target(self, target: Target, address: str, ways: list[dict[str, Any]]) -> None:
        label = "This computer" if target.is_local else target.label or target.host
        self._add_leg(target.id, "target", target.id, target.host, address, ways, label)
        if "host" not in self._workers:
            hops = not targets.is_loopback(address) and not self.plan.path  # the path worker finds them too
            self.launch("host").send("start", epoch_ns=self.epoch_ns, address=address, hops=hops)

    def add_leg(self, leg: str, role: events.Role, address: str, ways: list[dict[str, Any]], label: str) -> None:
        """Have a router probed in the same slots as the targets."""
        self._add_leg(leg, role, leg, address, address, ways, label)

    def _add_leg(
        self, leg: str, role: events.Role, target: str, host: str, address: str, ways: list[dict[str, Any]], label: str
    ) -> None:
        plan = leg_plan(
            leg,
            role,
            target,
            host,
            address,
            rate_hz=self.plan.rate_hz,
            ways=ways,
            details={"label": label, **self.plan.details(target)},
        )
        self._workers["latency"].send("add", **plan)

    def _on_lines(self, worker: WorkerProcess, lines: list[bytes]) -> None:
        for line in lines:
            try:
                event = codec.decode(line)
            except codec.CodecError:
                continue
            if isinstance(event, events.UnknownEvent):
                if event.data.get("e") == "ready" and worker.name == "reflector":
                    self._on_reflector(int(event.data["port"]))
                continue
            self.emit(event)
            self._react(event)
            for concern in self._concerns:
                concern.on_event(event)

    def _on_reflector(self, port: int) -> None:
        target = next(target for target in self.plan.targets if target.is_local)
        self._unresolved.discard(target.id)
        self.addresses[target.id] = target.host
        self._add_target(target, target.host, [{"transport": "stamp", "port": port}])
        if self.plan.bandwidth == "reflector":
            self.launch("bandwidth").send_line(b'{"host": "127.0.0.1", "port": %d}\n' % port)

    def _react(self, event: Event) -> None:
        match event:
            case events.LegAdded():
                self._legs[event.leg] = event
                if event.role == "target" and self._phase_end_ns is None:
                    self._phase_end_ns = event.t_ns + round(self.plan.duration_s * clock.NS_PER_S)
                    self.emit(events.PhaseChanged(event.t_ns, "watch" if self.plan.watch else "idle"))
            case events.Sample(status="received"):
                self._add_twin(self._legs[event.leg])
            case _:
                pass

    def _add_twin(self, leg: events.LegAdded) -> None:
        """A reflector that answers is measured by ICMP too, at the same time."""
        twin = f"{leg.target}/icmp"
        if leg.transport != "stamp" or self.plan.transport != "auto" or leg.role != "target" or twin in self._legs:
            return
        self._legs[twin] = leg
        self._add_leg(twin, "twin", leg.target, leg.host, leg.address, [{"transport": "icmp"}], f"{leg.label} by ICMP")

    def main_leg(self) -> events.LegAdded | None:
        """The first target that can be reached at all, by the transport in use; None while that is not known."""
        for target in self.plan.targets:
            if target.id in self._unresolved:
                return None
            if target.id in self.addresses:
                return self._legs.get(target.id)
        return None

    @property
    def first_address(self) -> str:
        """Of the target that was resolved first, towards which the host probe looks for routers too."""
        return next(iter(self.addresses.values()))

    def _on_ended(self, worker: WorkerProcess) -> None:
        if worker.status and not self._done and self._workers.get(worker.name) is worker:
            detail = f" ({worker.last_words})" if worker.last_words else ""
            self.emit(
                events.ProbeFailed(
                    self.now_ns(),
                    worker.name,
                    f"The {worker.name} probe ended unexpectedly{detail}.",
                    "Please report this; what was measured before is kept.",
                )
            )
        for concern in self._concerns:
            concern.on_ended(worker.name)
        if worker.name == "latency":
            self._done = True

    def _finish(self) -> None:
        if not self._finishing:
            self._finishing = True
            self._workers["latency"].send("finish")

    def _interrupt(self) -> None:
        """End now; a load that is under way may still tell what it measured."""
        self._reason = "interrupted"
        if not self._loading.stop():
            self._done = True
