"""The routers whose legs tell the segments apart: the home's last one, and the provider's first hop.

The home's last router is the default gateway, unless a mesh node or a second router stands before it: the home ends
where the provider's line begins, and what the radio between two nodes costs is the home's.
"""

from typing import Literal

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
        self._found: dict[str, str] = {}
        """Addresses of the legs that were added because of what was found on the way, by role."""

    def on_event(self, event: Event) -> None:
        """Take note of the gateway and of hops on the way."""
        match event:
            case events.HostSeen(gateway=str(gateway)) if gateway not in self.desk.addresses.values():
                self._gateway = None if event.vpn else gateway  # within a tunnel nothing is heard of the home's routers
                ways = router_candidates(self.desk.first_address, 1)
                self.desk.add_leg("gateway", "gateway", gateway, ways[:1] if event.vpn else ways, "Router")
            case events.HopSeen():
                is_new = event.ttl not in self._hops
                self._hops[event.ttl] = access.Hop(event.address, event.rtt_ns)
                if is_new:
                    self._place_border()
            case _:
                pass

    def _place_border(self) -> None:
        """Where the home ends, if that shows already."""
        border = access.find_border(self._gateway, self._hops, self.desk.first_address)
        if border.access is not None:
            self._add("gateway", border.router, "Router")
            self._add("access", border.access, "Provider's first hop")

    def _add(self, role: Literal["gateway", "access"], address: str | None, label: str) -> None:
        """Have a router probed that was found on the way, unless one was before."""
        if address is None or role in self._found:
            return
        self._found[role] = address
        ttl = next(ttl for ttl, hop in self._hops.items() if hop.address == address)
        self.desk.add_leg(role, role, address, router_candidates(self.desk.first_address, ttl), label)
