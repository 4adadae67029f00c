"""What surrounds the latency in the idle phase: the path, marks, what gets through, and who else uses the network.

All of it is about the first target, and polite enough not to disturb the probes beside it: two echo requests a second
and hop, 25 small packets a second for marks, a few large ones for the MTU. Nothing of it is done towards this computer
itself.
"""

from typing import Any

from latencylab import clock, events
from latencylab.engine import targets
from latencylab.engine.concern import Concern, Desk
from latencylab.engine.plan import STAMP_PORTS
from latencylab.engine.process import WorkerProcess
from latencylab.events import Event

_PATIENCE_NS, _PATH_PATIENCE_NS = 4 * clock.NS_PER_S, 6 * clock.NS_PER_S
"""As long a concern waits for what it would like to know before it begins; marks wait longer, for the path."""
_MARKS_TAKE_NS = 6 * clock.NS_PER_S
"""Until all marked probes are sent, at their polite rate."""
_ROUTERS_OF_LEGS = (1, 2)
"""TTLs of gateway and access: their own legs ask them by TTL where they ignore echo, as often as a router answers."""


class Surrounding(Concern):
    """A worker about the first target, started once.

    Args:
        desk: the engine.
    """

    worker_name = ""
    patience_ns = _PATIENCE_NS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.worker: WorkerProcess | None = None
        self.host: events.HostSeen | None = None
        self.answered = False
        self.over = False

    def on_event(self, event: Event) -> None:
        """Learn about the first target and this computer."""
        match event:
            case events.Sample(status="received") if not self.answered:
                leg = self.desk.main_leg()
                self.answered = leg is not None and event.leg == leg.leg
            case events.HostSeen():
                self.host = event
            case _:
                pass

    def on_time(self, now_ns: int) -> None:
        """Begin when it is time to."""
        leg = self.desk.main_leg() if self.worker is None and not self.over else None
        if leg is None:
            return
        if targets.is_loopback(leg.address):
            self.over = True
        elif self.ready or now_ns - leg.t_ns > self.patience_ns:
            self.worker = self.desk.launch(self.worker_name)
            self.worker.send("start", epoch_ns=self.desk.epoch_ns, **self.order(leg))

    def on_ended(self, name: str) -> None:
        """It is done, or died."""
        self.over = self.over or name == self.worker_name

    def on_idle_over(self) -> None:
        """Begin no more."""
        self.over = True

    @property
    def ready(self) -> bool:
        """Whether everything that it would like to know is known; the facts about this computer go before the rest."""
        return self.host is not None

    def order(self, leg: events.LegAdded) -> dict[str, Any]:
        """Fields of the worker's order."""
        return {"target": leg.leg, "address": leg.address, "port": leg.port}


class Path(Surrounding):
    """The hops on the way; goes on until the idle phase is over."""

    worker_name = "path"

    def on_idle_over(self) -> None:
        """Send no more, tell what is under way."""
        super().on_idle_over()
        if self.worker is not None:
            self.worker.send("finish")

    def order(self, leg: events.LegAdded) -> dict[str, Any]:
        """The flow of a game goes to its port; load balancers may treat others differently."""
        names = {"names": True, "dns": self.host.dns if self.host else ()} if self.desk.plan.names else {}
        return {**super().order(leg), "leave": _ROUTERS_OF_LEGS, **names}


class Marks(Surrounding):
    """DSCP and ECN, once the path is known."""

    worker_name = "marks"
    patience_ns = _PATH_PATIENCE_NS

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._path: events.PathTraced | None = None
        self._seen = 0
        """The farthest router that has answered so far."""
        self._until_ns = 0

    def on_event(self, event: Event) -> None:
        """Wait for the path's length too."""
        super().on_event(event)
        if isinstance(event, events.PathTraced):
            self._path = event
        elif isinstance(event, events.HopSeen):
            self._seen = max(self._seen, event.ttl)

    @property
    def ready(self) -> bool:
        """When the target answers and its distance is known."""
        return super().ready and self.answered and self._path is not None

    def order(self, leg: events.LegAdded) -> dict[str, Any]:
        """The hops before the target are asked too."""
        path = self._path
        hops = self._seen if path is None else path.length - (path.end == "target")
        self._until_ns = self.desk.now_ns() + _MARKS_TAKE_NS
        return {**super().order(leg), **_stamp(self.desk, leg), "hops": hops}

    @property
    def busy(self) -> bool:
        """Until everything is sent."""
        awaited = self.worker is None or self.desk.now_ns() < self._until_ns
        return self.answered and not self.over and awaited


class Reach(Surrounding):
    """The path MTU, and whether UDP passes."""

    worker_name = "reach"

    @property
    def ready(self) -> bool:
        """When the target answers, and the interface is known."""
        return super().ready and self.answered

    def order(self, leg: events.LegAdded) -> dict[str, Any]:
        """A reflector is expected where one answered, or at a port that is one's."""
        mtu = {"interface_mtu": self.host.mtu} if self.host is not None and self.host.mtu else {}
        wanted = next(target.port for target in self.desk.plan.targets if target.id == leg.target)
        expected = leg.transport == "stamp" or wanted in STAMP_PORTS
        return {**super().order(leg), **_stamp(self.desk, leg), "port": leg.port or wanted, "stamp": expected, **mtu}

    @property
    def busy(self) -> bool:
        """Until it has ended by itself."""
        return self.answered and not self.over


class Talkers(Surrounding):
    """Which processes of this computer use the network, as long as the session lasts."""

    worker_name = "processes"

    def order(self, leg: events.LegAdded) -> dict[str, Any]:  # noqa: ARG002 - it is about this computer alone
        """It needs to know nothing."""
        return {}


def _stamp(desk: Desk, leg: events.LegAdded) -> dict[str, Any]:
    key = {"key": desk.plan.key.hex()} if desk.plan.key else {}
    return {"stamp": leg.transport == "stamp", **key}
