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
from latencylab.engine import access, targets
from latencylab.engine.plan import Plan, candidates, leg_plan, router_candidates
from latencylab.engine.process import WorkerProcess
from latencylab.engine.targets import Target
from latencylab.events import Event

Sink = Callable[[Event], None]
Spawn = Callable[[str], WorkerProcess]

IDLE_CALL_S = 0.2
"""How often the caller gets the thread, to draw."""
RESOLVE_PATIENCE_S = 10.0


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
        self._epoch_ns = 0
        self._workers: dict[str, WorkerProcess] = {}
        self._unresolved: set[str] = set()
        self._addresses: dict[str, str] = {}
        self._legs: dict[str, events.LegAdded] = {}
        self._hops: dict[int, access.Hop] = {}
        self._gateway: str | None = None
        self._phase_end_ns: int | None = None
        self._reason: Literal["complete", "interrupted"] = "complete"
        self._finishing = False
        self._done = False

    def start(self) -> None:
        """Start the workers; they measure from here on, whatever this process does meanwhile."""
        self._epoch_ns = clock.mono_ns()
        self._start("latency")
        self._workers["latency"].send("start", epoch_ns=self._epoch_ns, rate_hz=self.plan.rate_hz)
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
                self._start("reflector")
                self._workers["reflector"].send_line(b'{"host": "127.0.0.1", "port": 0, "key": null}\n')
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
                worker.kill()
        self.emit(events.SessionEnded(self.now_ns(), self._reason))

    def stop(self) -> None:
        """End now; what was measured stays. Safe from other threads and signal handlers."""
        self._inbox.put(self._interrupt)

    def mark(self, note: str = "") -> None:
        """Note that the user says it lagged just now. Safe from other threads."""
        self._inbox.put(lambda: self.emit(events.Marked(self.now_ns(), note)))

    def now_ns(self) -> int:
        """Nanoseconds since the session began."""
        return clock.mono_ns() - self._epoch_ns

    def emit(self, event: Event) -> None:
        """Hand an event to every sink."""
        for sink in self._sinks:
            sink(event)

    def _take(self) -> None:
        try:
            self._inbox.get(timeout=IDLE_CALL_S)()
            while True:
                self._inbox.get_nowait()()
        except queue.Empty:
            pass
        self.on_idle()

    def _check_time(self) -> None:
        if self._phase_end_ns is not None and self.now_ns() >= self._phase_end_ns and not self.plan.watch:
            self._finish()
        elif self._unresolved and self.now_ns() > RESOLVE_PATIENCE_S * clock.NS_PER_S:
            for target in [target for target in self.plan.targets if target.id in self._unresolved]:
                error = targets.ResolveError(
                    f"The name {target.host} could not be looked up in {RESOLVE_PATIENCE_S:.0f} s.",
                    "Check the network connection, or give an address.",
                )
                self._on_resolved(target, error)

    def _start(self, name: str) -> None:
        worker = self._spawn(name)
        self._workers[name] = worker
        worker.start_reading(
            lambda source, lines: self._inbox.put(lambda: self._on_lines(source, lines)),
            lambda source: self._inbox.put(lambda: self._on_ended(source)),
        )

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
            if not self._unresolved and not self._addresses:
                self._done = True
            return
        self._addresses[target.id] = answer
        self._add_target(target, answer, candidates(target, self.plan.transport, self.plan.key))

    def _add_target(self, target: Target, address: str, ways: list[dict[str, Any]]) -> None:
        label = "This computer" if target.is_local else target.label or target.host
        self._add_leg(target.id, "target", target.id, target.host, address, ways, label)
        if "host" not in self._workers:
            self._start("host")
            self._workers["host"].send(
                "start", epoch_ns=self._epoch_ns, address=address, hops=not targets.is_loopback(address)
            )

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

    def _on_reflector(self, port: int) -> None:
        target = next(target for target in self.plan.targets if target.is_local)
        self._unresolved.discard(target.id)
        self._addresses[target.id] = target.host
        self._add_target(target, target.host, [{"transport": "stamp", "port": port}])

    def _react(self, event: Event) -> None:
        match event:
            case events.LegAdded():
                self._legs[event.leg] = event
                if event.role == "target" and self._phase_end_ns is None:
                    self._phase_end_ns = event.t_ns + round(self.plan.duration_s * clock.NS_PER_S)
                    self.emit(events.PhaseChanged(event.t_ns, "watch" if self.plan.watch else "idle"))
            case events.Sample(status="received"):
                self._add_twin(self._legs[event.leg])
            case events.HostSeen(gateway=str(gateway)) if gateway not in self._addresses.values():
                self._gateway = gateway
                ways = router_candidates(self._first_address, 1)
                self._add_leg("gateway", "gateway", "gateway", gateway, gateway, ways, "Router")
            case events.HopSeen():
                self._hops[event.ttl] = access.Hop(event.address, event.rtt_ns)
                self._add_access()
            case _:
                pass

    def _add_twin(self, leg: events.LegAdded) -> None:
        """A reflector that answers is measured by ICMP too, at the same time."""
        twin = f"{leg.target}/icmp"
        if leg.transport != "stamp" or self.plan.transport != "auto" or leg.role != "target" or twin in self._legs:
            return
        self._legs[twin] = leg
        self._add_leg(twin, "twin", leg.target, leg.host, leg.address, [{"transport": "icmp"}], f"{leg.label} by ICMP")

    @property
    def _first_address(self) -> str:
        """Of the target that was resolved first, towards which the host probe looks for routers too."""
        return next(iter(self._addresses.values()))

    def _add_access(self) -> None:
        if "access" in self._legs:
            return
        border = access.find_border(self._gateway, self._hops, self._first_address)
        if border.access is not None:
            ttl = next(ttl for ttl, hop in self._hops.items() if hop.address == border.access)
            self._legs["access"] = next(iter(self._legs.values()))
            self._add_leg(
                "access",
                "access",
                "access",
                border.access,
                border.access,
                router_candidates(self._first_address, ttl),
                "Provider's first hop",
            )

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
        if worker.name == "latency":
            self._done = True

    def _finish(self) -> None:
        if not self._finishing:
            self._finishing = True
            self._workers["latency"].send("finish")

    def _interrupt(self) -> None:
        self._reason = "interrupted"
        self._done = True
