"""Loading the line after the idle phase, one direction after the other, while the latency probes go on.

The load worker chooses a server while the line is idle, and tells what that may use before anything is sent. Each load
goes on until the delay is steady too, not the rate alone, as draft-ietf-ippm-responsiveness asks: a long queue takes
seconds to fill. A metered connection is not loaded unless the user gave a limit for it.
"""

from collections import deque

from latencylab import clock, events
from latencylab.engine import targets
from latencylab.engine.concern import Concern, Desk, wait_ns
from latencylab.engine.plan import PlanField
from latencylab.engine.process import WorkerProcess
from latencylab.engine.steadiness import Steadiness
from latencylab.events import Event, Phase

MOST_S = 6.5
"""The longest that one direction may take: a diagnosis shall be over within 30 s."""
_SHORTEST_S = 4.0
"""What is left of a load when everything before took longer than planned."""
_SPARE_S = 2.0
"""Beyond the phases themselves: starting up, pauses, waiting for the last probes."""
_BEGINS_AFTER = 0.25
"""Share of the idle phase after which a server is looked for."""
_PAUSE_NS = clock.NS_PER_S // 2
"""Between two loads: what the first left in the queues goes out."""
_HOST_PATIENCE_NS = 3 * clock.NS_PER_S
_PLAN_PATIENCE_NS = 10 * clock.NS_PER_S
"""How long a server may take to be found after the idle phase is over."""
_END_PATIENCE_NS = round((MOST_S + 6) * clock.NS_PER_S)
_STOP_PATIENCE_NS = 2 * clock.NS_PER_S


class Loading(Concern):
    """The loads of a session.

    Args:
        desk: the engine.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        plan = desk.plan
        self.over = plan.bandwidth is None or plan.watch
        """Whether nothing more will be loaded."""
        self._worker: WorkerProcess | None = None
        self._local = False
        self._host: events.HostSeen | None = None
        self._planned = False
        self._wait_ns = wait_ns(plan, _BEGINS_AFTER)
        self._left: deque[Phase] = deque(("download", "upload", *(("both",) if plan.full else ())))
        self._loading = False
        self._told_why = self._stopped = False
        """Whether the load worker said why something was not measured."""
        self._steadiness: Steadiness | None = None
        """Of the delay under the present load, while that is still awaited."""
        self._due_ns: int | None = None
        """When to go on; None before the idle phase is over."""
        self._patience_ns: int | None = None
        """When to give up what is awaited."""

    def on_event(self, event: Event) -> None:
        """Follow what the load worker tells."""
        match event:
            case events.HostSeen():
                self._host = event
            case events.LoadPlanned():
                self._planned = True
            case events.Sample(rtt_ns=int(rtt_ns)) if self._steadiness is not None:
                leg = self.desk.main_leg()
                if leg is not None and event.leg == leg.leg:
                    self._watch_delay(self._steadiness, event.t_ns, rtt_ns)
            case events.PhaseChanged() if self._loading:
                self._steadiness = Steadiness(event.t_ns)
            case events.ProbeFailed(probe="bandwidth"):
                self._told_why = True
            case events.LoadEnded():
                self._on_load_ended(event)
            case _:
                pass

    def on_time(self, now_ns: int) -> None:
        """Have a server looked for as early as possible; load when it is time to."""
        if self.over:
            return
        leg = self.desk.main_leg() if self._worker is None else None
        if leg is not None and targets.is_loopback(leg.address):
            self._load_here(leg)
        elif leg is not None and now_ns - leg.t_ns >= (self._wait_ns if self._host else _HOST_PATIENCE_NS):
            self._prepare(leg)
        elif self._patience_ns is not None and now_ns > self._patience_ns:
            what = "The bandwidth test did not come to an end" if self._planned else "No bandwidth server was found"
            self._give_up(f"{what} in time.", "Try again, or another --bandwidth.")
        elif self._due_ns is not None and now_ns >= self._due_ns and self._planned and not self._loading:
            self._load_next(now_ns)

    def on_ended(self, name: str) -> None:
        """Without its worker nothing can be loaded."""
        self.over = self.over or name == "load"

    def on_idle_over(self) -> None:
        """Begin."""
        now_ns = self.desk.now_ns()
        self._due_ns = now_ns
        self._patience_ns = now_ns + _PLAN_PATIENCE_NS

    def stop(self) -> bool:
        """End a load that is under way; tells whether there is one whose result is worth waiting for."""
        self._left.clear()
        self._stopped = True
        if self._worker is None or not self._loading or self.over:
            return False
        self._patience_ns = self.desk.now_ns() + _STOP_PATIENCE_NS
        return self._worker.send("stop")

    def _load_here(self, leg: events.LegAdded) -> None:
        """There is no line between this computer and itself: its bandwidth server is only used when it is named."""
        if self.desk.plan.bandwidth == "auto":
            self.over = True
        elif self._due_ns is not None:
            self._prepare(leg)

    def _prepare(self, leg: events.LegAdded) -> None:
        plan = self.desk.plan
        if self._host is not None and self._host.metered and plan.max_bytes is None:
            self._give_up(
                "This connection is metered, so it was not loaded.",
                "Give --max-data, such as --max-data 200M, to allow that much.",
            )
            return
        self._local = targets.is_loopback(leg.address)
        self._worker = self.desk.launch("load")
        fields: dict[str, PlanField] = {
            "backend": plan.bandwidth,
            "server": plan.bandwidth_server,
            "max_bytes": plan.max_bytes,
            "port": leg.port if leg.transport == "stamp" else self._wanted_port(leg),
        }
        self._worker.send(
            "prepare",
            epoch_ns=self.desk.epoch_ns,
            address=leg.address,
            local=self._local,
            max_s=MOST_S,
            publish=plan.publish,
            **{name: value for name, value in fields.items() if value is not None},
        )

    def _wanted_port(self, leg: events.LegAdded) -> int | None:
        return next((target.port for target in self.desk.plan.targets if target.id == leg.target), None)

    def _load_next(self, now_ns: int) -> None:
        if not self._left or self._worker is None:
            self.over = True
            return
        self._loading = True
        self._patience_ns = now_ns + _END_PATIENCE_NS
        most_s = self._longest_s(now_ns / clock.NS_PER_S)
        direction = self._left.popleft()
        self._worker.send("start", direction=direction, max_s=most_s, min_s=0 if self._local else most_s)

    def _longest_s(self, now_s: float) -> float:
        """How long the next load may take, so that the whole is over in time even where its beginning was slow."""
        plan = self.desk.plan
        in_time_s = plan.duration_s + (3 if plan.full else 2) * MOST_S + _SPARE_S
        return min(MOST_S, max(_SHORTEST_S, (in_time_s - now_s) / len(self._left) - 1))

    def _watch_delay(self, steadiness: Steadiness, t_ns: int, rtt_ns: int) -> None:
        """Once the delay is steady the rate alone decides when the load ends."""
        steadiness.add(t_ns, rtt_ns)
        if steadiness.reached and self._worker is not None:
            self._steadiness = None
            self._worker.send("enough")

    def _on_load_ended(self, event: events.LoadEnded) -> None:
        self._loading = False
        self._steadiness = None
        self._patience_ns = None
        self._due_ns = None if self._due_ns is None else self.desk.now_ns() + _PAUSE_NS
        if not (event.measured or self._told_why or self._stopped):
            self._give_up("The load ended before its rate was known.", "Allow more data with --max-data, or try again.")
        elif not self._planned or not self._left or not event.measured:
            self.over = True

    def _give_up(self, why: str, hint: str) -> None:
        self.desk.emit(events.ProbeFailed(self.desk.now_ns(), "bandwidth", why, hint))
        self.over = True
        if self._worker is not None:
            self._worker.close()
