"""What a session shall do, and how each host is to be reached."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from latencylab.engine.targets import Target
from latencylab.requirement import Requirement
from latencylab.wifi.bss import WifiSnapshot

TransportWish = Literal["auto", "icmp", "tcp", "udp"]
PlanField = str | int | float | bool | None

STAMP_PORTS = (862, 18862)
"""RFC 8762 4.1, and ours where a privileged port is not permitted."""
PATIENCE_MS = 1500
"""How long a transport may stay silent before another is tried: longer than the RTT over a satellite."""
POLITE_TCP_HZ = 5.0
"""Handshakes a second with a host that was not chosen for them; more looks like a flood to a firewall (ours)."""
DEFAULT_RATE_HZ = 20.0
WEB_PORTS = (443, 80)
ROUTER_TTL_HZ = 1.0
"""How often a router is asked to report a TTL that ended there: many answer no more (Linux: once a second)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The settings of one session."""

    targets: tuple[Target, ...]
    duration_s: float = 10.0
    """Length of the idle phase."""
    rate_hz: float = DEFAULT_RATE_HZ
    transport: TransportWish = "auto"
    watch: bool = False
    """Go on until told to stop."""
    path: bool = True
    """Look at the path, marks, the MTU and whether UDP passes."""
    names: bool = False
    """Ask for names and AS numbers of the hops, which leaves the computer."""
    bandwidth: str | None = None
    """Backend to load the line with, ``auto`` for the first that works; None: do not load it."""
    bandwidth_server: str | None = None
    max_bytes: int | None = None
    """Data budget of all loads together; None: the backend's own."""
    publish: bool = False
    """The user agrees that the bandwidth backend publishes address and result."""
    full: bool = False
    """Load both directions at once too."""
    key: bytes | None = None
    """Shared secret of authenticated STAMP."""
    wanted: Requirement | None = None
    """The tier that the user wants to play."""
    tiers: tuple[Requirement, ...] = ()
    """The tiers to judge; kept in the recording, so that a replay judges by the catalogue of that day."""
    wifi: bool = True
    """Look at this computer's Wi-Fi."""
    air: WifiSnapshot | None = None
    """What a saved file tells of the air, in place of this computer's own."""
    country: str | None = None
    """Whose channel rules hold, by two letters, where the Wi-Fi itself does not tell right."""

    def details(self, target_id: str) -> dict[str, Any]:
        """What a leg's event says of its target beside its label."""
        target = next((target for target in self.targets if target.id == target_id), None)
        if target is None:
            return {}
        return {"service": target.service, "region": target.region, "distance_km": target.distance_km}

    def settings(self) -> dict[str, Any]:
        """The plan as plain data for the recording, without the secret."""
        plain = asdict(replace(self, air=None))
        plain["air"] = "none" if not self.wifi else "system" if self.air is None else "file"
        plain["targets"] = [target.id for target in self.targets]
        plain["authenticated"] = plain.pop("key") is not None
        return plain


def candidates(target: Target, wish: TransportWish, key: bytes | None = None) -> list[dict[str, Any]]:
    """The ways to reach ``target``, best first, as fields of the latency worker's candidates."""
    if target.ways:
        return _wished(target.ways, wish)
    stamp_ports = STAMP_PORTS if target.port is None else (target.port,)
    stamp = [_stamp(port, key) for port in stamp_ports]
    match wish:
        case "icmp":
            return [{"transport": "icmp"}]
        case "tcp":
            return [{"transport": "tcp", "port": target.port or WEB_PORTS[0]}]
        case "udp":
            return stamp
    if target.is_local:
        return stamp
    if target.port is not None:
        return [*stamp, {"transport": "tcp", "port": target.port, "patience_ms": PATIENCE_MS}, {"transport": "icmp"}]
    polite = [
        {"transport": "tcp", "port": port, "max_hz": POLITE_TCP_HZ, "patience_ms": PATIENCE_MS} for port in WEB_PORTS
    ]
    return [{"transport": "icmp", "patience_ms": PATIENCE_MS}, *polite]


def _wished(ways: Sequence[Mapping[str, Any]], wish: TransportWish) -> list[dict[str, Any]]:
    """The ways that the catalogue permits, of the wished kind where there are any."""
    kinds = {"icmp": ("icmp",), "tcp": ("tcp",), "udp": ("stamp", "beacon"), "auto": ()}[wish]
    return [dict(way) for way in ways if way["transport"] in kinds] or [dict(way) for way in ways]


def router_candidates(towards: str, ttl: int) -> list[dict[str, Any]]:
    """The ways to reach a router on the way to ``towards``: echo, else packets whose TTL ends there."""
    by_ttl = {"transport": "ttl", "towards": towards, "ttl": ttl, "max_hz": ROUTER_TTL_HZ}
    return [{"transport": "icmp", "patience_ms": PATIENCE_MS}, by_ttl]


def _stamp(port: int, key: bytes | None) -> dict[str, Any]:
    way: dict[str, Any] = {"transport": "stamp", "port": port, "patience_ms": PATIENCE_MS}
    return way | ({"key": key.hex()} if key else {})


def leg_plan(
    leg: str,
    role: str,
    target: str,
    host: str,
    address: str,
    *,
    rate_hz: float,
    ways: list[dict[str, Any]],
    details: Mapping[str, Any],
) -> dict[str, Any]:
    """Fields of the latency worker's ``add`` command."""
    return {
        "leg": leg,
        "role": role,
        "target": target,
        "host": host,
        "address": address,
        "rate_hz": rate_hz,
        "candidates": ways,
        "details": dict(details),
    }
