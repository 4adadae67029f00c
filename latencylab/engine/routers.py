"""The routers whose legs tell the segments apart: the default gateway, and the provider's first hop."""

from latencylab import events
from latencylab.engine import access
from latencylab.engine.concern import Concern, Desk
from latencylab.engine.plan import router_candidates
from latencylab.events import Event


class Routers(Concern):
    """Adds their legs as soon as they are known.

    Args:
        desk: the engine.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._gateway: str | None = None
        self._hops: dict[int, access.Hop] = {}
        self._has_access = False

    def on_event(self, event: Event) -> None:
        """Take note of the gateway and of hops on the way."""
        match event:
            case events.HostSeen(gateway=str(gateway)) if gateway not in self.desk.addresses.values():
                self._gateway = gateway
                ways = router_candidates(self.desk.first_address, 1)
                self.desk.add_leg("gateway", "gateway", gateway, ways, "Router")
            case events.HopSeen():
                self._hops[event.ttl] = access.Hop(event.address, event.rtt_ns)
                self._add_access()
            case _:
                pass

    def _add_access(self) -> None:
        """Where the home ends, if that shows already."""
        towards = self.desk.first_address
        border = access.find_border(self._gateway, self._hops, towards)
        if self._has_access or border.access is None:
            return
        self._has_access = True
        ttl = next(ttl for ttl, hop in self._hops.items() if hop.address == border.access)
        self.desk.add_leg("access", "access", border.access, router_candidates(towards, ttl), "Provider's first hop")
