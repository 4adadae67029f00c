"""What gets through to the target: the path MTU and whether UDP is blocked, as facts for the rules.

Pure: events in, plain data out.
"""

from dataclasses import dataclass

from latencylab.events import Event, PathMtuMeasured, ReachTested

LABELS = {
    1280: "the least that IPv6 permits",
    1420: "WireGuard",
    1452: "DS-Lite over PPPoE",
    1460: "DS-Lite",
    1472: "IPv4 in IPv6 over PPPoE",
    1476: "GRE",
    1480: "IPv6 in IPv4 (6in4)",
    1492: "PPPoE",
    1500: "Ethernet",
}
"""What usually stands behind an MTU. Only a label: nothing is concluded from it."""


@dataclass(frozen=True, slots=True)
class PathMtu:
    """The largest packet that reaches the target in one piece."""

    mtu: int | None
    """Octets; None when not even 1200 pass, though small packets do."""
    label: str | None
    interface_mtu: int
    told: int | None
    """What a router said; None when nobody did."""
    told_by: str | None
    black_hole: bool
    """Larger packets, or some up to what a router said, vanish: connections that rely on being told hang."""
    confirmed: bool
    via: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Which packets the target answers, and what follows for UDP."""

    udp: str | None
    tcp: str | None
    icmp: bool | None
    udp_blocked: bool | None
    """None when silence may just mean that nothing listens there."""
    udp_blocked_by: str | None
    """Who rejected it, where somebody said so."""


class ReachReduction:
    """Takes in the event stream; the facts at any time."""

    def __init__(self) -> None:
        self.mtu: PathMtu | None = None
        self.reach: Reach | None = None

    def add(self, event: Event) -> None:
        """Take in one event; those that say nothing of it are passed over."""
        match event:
            case PathMtuMeasured():
                self.mtu = _path_mtu(event)
            case ReachTested():
                self.reach = _reach(event)
            case _:
                pass


def _path_mtu(event: PathMtuMeasured) -> PathMtu:
    return PathMtu(
        event.mtu,
        LABELS.get(event.mtu or 0),
        event.upper,
        event.told,
        event.told_by or None,
        black_hole=(event.mtu or 0) < (event.upper if event.told is None else event.told),
        confirmed=event.confirmed,
        via=event.via,
    )


def _reach(event: ReachTested) -> Reach:
    blocked: bool | None = None
    if event.udp in ("answered", "unreachable"):
        blocked = False
    elif event.udp == "rejected" or (
        event.udp == "silent" and event.expected and (event.icmp or event.tcp == "accepted")
    ):
        blocked = True
    return Reach(event.udp, event.tcp, event.icmp, blocked, event.udp_by or None)
