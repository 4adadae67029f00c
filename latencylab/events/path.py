"""The way to a target: its routers, what they do to marks, what passes."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from latencylab.events.latency import Status

PathEnd = Literal["target", "refused", "silent", "limit"]
"""How a path ends: at the target; at a router that rejects the packets; in silence; at the last TTL that was tried."""

MarkMethod = Literal["stamp", "echo", "quote", "error"]
"""How the fate of a mark was seen: told by a STAMP reflector; in an echo reply, which mirrors it; in the header that a
router quotes; in the TOS octet of a router's own message, some bits of which many routers copy."""

UdpOutcome = Literal["answered", "unreachable", "rejected", "silent"]
"""What became of UDP packets: a reflector answered; the target itself said that nothing listens; somebody else rejected
them; nothing came back."""


@dataclass(frozen=True, slots=True)
class HopSeen:
    """A router on the way answered a packet whose TTL ended there."""

    kind: ClassVar[str] = "hop"
    t_ns: int
    ttl: int
    address: str
    rtt_ns: int | None = None


@dataclass(frozen=True, slots=True)
class PathTraced:
    """The way to a target was followed to its end, or as far as it answers. A later one replaces an earlier one."""

    kind: ClassVar[str] = "path"
    t_ns: int
    target: str
    address: str
    via: str
    """Packets that were sent: ``udp``, ``icmp``."""
    port: int | None = None
    """Destination port of the flow."""
    length: int = 0
    """TTL at which the target answered, or of the last router that did; 0 when nothing answered."""
    end: PathEnd = "silent"


@dataclass(frozen=True, slots=True)
class PathHop:
    """One probe of a hop and what became of it. Hops that were probed in the same slot share its number."""

    kind: ClassVar[str] = "ph"
    t_ns: int
    ttl: int
    tick: int
    address: str
    rtt_ns: int | None = None
    via: str = "icmp"
    """``icmp``: asked by its address; ``ttl``: a packet to the target whose TTL ended there."""
    status: Status = "received"


@dataclass(frozen=True, slots=True)
class PathChanged:
    """Another router than before answers at this distance."""

    kind: ClassVar[str] = "path_changed"
    t_ns: int
    ttl: int
    before: str
    """Its address; empty when there was none, because it was silent or the path was shorter."""
    after: str


@dataclass(frozen=True, slots=True)
class HopNamed:
    """What is publicly known of a hop's address. Only asked for when the user wants it: it leaves the computer."""

    kind: ClassVar[str] = "hop_named"
    t_ns: int
    address: str
    name: str = ""
    asn: int | None = None
    """Number of the autonomous system that announces the address."""


@dataclass(frozen=True, slots=True)
class MarkProbed:
    """One probe with a certain TOS octet (DSCP << 2 | ECN), and which octets came back."""

    kind: ClassVar[str] = "mp"
    t_ns: int
    method: MarkMethod
    tos: int
    """As it was sent."""
    ttl: int = 0
    """Where the probe ended; 0 for the target itself."""
    address: str = ""
    """Who answered."""
    rtt_ns: int | None = None
    """None when nothing came back."""
    out_tos: int | None = None
    """As it arrived there, where the answer says so."""
    back_tos: int | None = None
    """Of the answer, as it arrived here."""
    other_dscp: bool = False
    """The reflector did not send its answer with the DSCP that was asked for."""


@dataclass(frozen=True, slots=True)
class PathMtuMeasured:
    """The largest packet that reaches the target unfragmented and is answered (RFC 8899)."""

    kind: ClassVar[str] = "pmtu"
    t_ns: int
    target: str
    via: str
    """``stamp`` or ``icmp``."""
    mtu: int | None = None
    """Octets of an IP packet; None when not even the smallest size that was tried passes."""
    upper: int = 0
    """The largest size that was tried: the interface's MTU."""
    told: int | None = None
    """MTU that a router named in an ICMP message; None when packets that are too large vanish without a word."""
    told_by: str = ""
    """Address of that router."""
    confirmed: bool = False
    """Three packets of three passed at ``mtu``, and none of three above it."""


@dataclass(frozen=True, slots=True)
class ReachTested:
    """Which kinds of packets the target answers; None where it was not asked so."""

    kind: ClassVar[str] = "reach"
    t_ns: int
    target: str
    port: int | None = None
    expected: bool = False
    """A session-reflector is known to stand at ``port``, so that silence means something."""
    udp: UdpOutcome | None = None
    udp_by: str = ""
    """Who rejected UDP."""
    tcp: Literal["accepted", "refused", "silent"] | None = None
    """What became of TCP handshakes with ``port``."""
    icmp: bool | None = None
    """Whether echo requests are answered."""
