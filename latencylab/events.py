"""The events that probes report: what happened and when, without judgement.

They form one ordered stream. The recording is that stream on disk, the session is its reduction, and everything that a
face shows follows from them. Every event carries ``t_ns``, nanoseconds of the monotonic clock since the session began;
wall time appears once, in :class:`SessionStarted`.

A field that is left at its default is left out on the wire (see :mod:`latencylab.codec`), so adding a field with a
default keeps old recordings readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

SCHEMA = 1
"""Version of the event stream. A higher one in a recording means that a newer program wrote it."""

Role = Literal["target", "twin", "gateway", "access"]
"""What a leg is for: a target of the user; the same target by a second transport; the default gateway; the ISP's first
hop."""

Status = Literal["received", "late", "lost", "unsent"]
"""What became of a probe: answered in time; answered after the timeout but before the loss threshold; not answered by
then (RFC 7680 2.5); never put on the wire because the system refused it."""

Stamps = Literal["kernel", "kernel-rx", "user"]
"""Who took the time stamps: the kernel on both ways, the kernel on receipt, or this program."""

Phase = Literal["idle", "download", "upload", "both", "watch"]

UdpOutcome = Literal["answered", "unreachable", "rejected", "silent"]
"""What became of UDP packets: a reflector answered; the target itself said that nothing listens; somebody else rejected
them; nothing came back."""

PathEnd = Literal["target", "refused", "silent", "limit"]
"""How a path ends: at the target; at a router that rejects the packets; in silence; at the last TTL that was tried."""

LoadDirection = Literal["download", "upload"]
"""Which way the load goes, seen from this computer."""

LoadEnding = Literal["certain", "time", "data", "stopped", "broken"]
"""Why a load ended: the rate was certain enough; its time was over; its data budget was used up; it was told to stop;
the server or the connection gave up on it."""
AirOrigin = Literal["system", "file"]
"""Whose air it is: what this computer's own adapter heard, or what a saved file tells."""

ScanState = Literal["started", "done", "aborted"]

MarkMethod = Literal["stamp", "echo", "quote", "error"]
"""How the fate of a mark was seen: told by a STAMP reflector; in an echo reply, which mirrors it; in the header that a
router quotes; in the TOS octet of a router's own message, some bits of which many routers copy."""


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The first event: what was asked for, by which program, on what."""

    kind: ClassVar[str] = "session"
    t_ns: int
    id: str
    started_wall_ns: int
    """``CLOCK_REALTIME`` at ``t_ns`` 0: the only anchor to wall time."""
    version: str
    schema: int = SCHEMA
    system: str = ""
    """Operating system and release, for the reader of the report."""
    hostname: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LegAdded:
    """A series of probes begins: one host by one transport. A leg with the id of an earlier one replaces it."""

    kind: ClassVar[str] = "leg"
    t_ns: int
    leg: str
    role: Role
    target: str
    """Id of the target that the leg belongs to; the leg's own id but for a twin."""
    host: str
    address: str
    transport: str
    """``icmp``, ``tcp``, ``stamp``, ``beacon``, or ``ttl``: packets to the target whose TTL ends at the host, a router
    that ignores echo. What such a leg loses may be the router's limit on its answers."""
    port: int | None = None
    label: str = ""
    service: str = ""
    region: str = ""
    distance_km: float | None = None
    rate_hz: float = 0.0
    timeout_ms: int = 1000
    stamps: Stamps = "user"
    via: str = ""
    """How the transport was opened, such as ``datagram socket`` or ``raw socket``."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One probe and what became of it. Emitted once, when that is known."""

    kind: ClassVar[str] = "s"
    t_ns: int
    """When it was sent (the kernel's TX stamp where there is one), or was due if it was not."""
    leg: str
    seq: int
    tick: int
    """Number of the slot; legs that were probed in the same slot share it."""
    rtt_ns: int | None = None
    """Round-trip time (RFC 2681), without the reflector's own processing time where it tells that."""
    status: Status = "received"
    late_ns: int = 0
    """How much later than scheduled it was sent."""
    ttl: int | None = None
    """TTL or hop limit of the reply."""
    stamps: Stamps | None = None
    """Only where it differs from the leg's."""
    far_seq: int | None = None
    """The stateful reflector's own count of what it received before this (RFC 8762 4)."""
    fwd_ns: int | None = None
    """Reflector's receive stamp minus our send stamp: one-way delay plus the unknown clock offset."""
    back_ns: int | None = None
    """Our receive stamp minus the reflector's send stamp: one-way delay minus the unknown clock offset."""
    error: str = ""
    """Why an unsent probe was not sent, in the system's words."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A second reply to an already answered probe."""

    kind: ClassVar[str] = "dup"
    t_ns: int
    leg: str
    seq: int


@dataclass(frozen=True, slots=True)
class SlotsMissed:
    """The sender woke too late for these slots; they were left out, never made up by a burst."""

    kind: ClassVar[str] = "missed"
    t_ns: int
    count: int
    legs: int = 1
    """How many probes each missed slot would have held."""


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """From here on the line is idle, loaded or watched. The load worker tells when its load begins and ends."""

    kind: ClassVar[str] = "phase"
    t_ns: int
    phase: Phase


@dataclass(frozen=True, slots=True)
class HostSeen:
    """The computer and its connection, as the system describes them."""

    kind: ClassVar[str] = "host"
    t_ns: int
    interface: str = ""
    interface_kind: str = "unknown"
    """``ethernet``, ``wifi``, ``cellular``, ``vpn``, ``loopback`` or ``unknown``."""
    link_mbps: float | None = None
    duplex: str | None = None
    """``full`` or ``half``."""
    mtu: int | None = None
    address: str = ""
    """The computer's own address towards the first target."""
    gateway: str | None = None
    dns: tuple[str, ...] = ()
    vpn: bool = False
    metered: bool | None = None
    """Whether the system says that this connection is paid by volume; None when it does not say."""


@dataclass(frozen=True, slots=True)
class HopSeen:
    """A router on the way answered a packet whose TTL ended there."""

    kind: ClassVar[str] = "hop"
    t_ns: int
    ttl: int
    address: str
    rtt_ns: int | None = None


@dataclass(frozen=True, slots=True)
class TrafficSeen:
    """Bytes that crossed the interface in an interval, without this program's own probes."""

    kind: ClassVar[str] = "traffic"
    t_ns: int
    interval_ns: int
    down_bytes: int
    up_bytes: int


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


@dataclass(frozen=True, slots=True)
class ProcessTraffic:
    """Payload that one process of this computer moved by TCP in an interval."""

    kind: ClassVar[str] = "proc"
    t_ns: int
    interval_ns: int
    process: str
    pid: int
    down_bytes: int
    up_bytes: int


@dataclass(frozen=True, slots=True)
class LoadPlanned:
    """A server is there to measure bandwidth with, and this is what that may use. Nothing was loaded yet."""

    kind: ClassVar[str] = "load_plan"
    t_ns: int
    backend: str
    """``reflector``, ``librespeed``, ``ookla``, ``ndt7`` or ``cloudflare``."""
    server: str
    """Its host, with the port where that is not the usual one."""
    budget_bytes: int
    """The most that all loads together may move."""
    limit_s: float = 0.0
    """The longest that one direction may take."""
    label: str = ""
    """Where the server stands or who runs it, in its own words."""
    secure: bool = False
    """By TLS, with the certificate checked."""


@dataclass(frozen=True, slots=True)
class LoadSample:
    """How far a load has come; some ten times a second and direction."""

    kind: ClassVar[str] = "ls"
    t_ns: int
    direction: LoadDirection
    bytes: int
    """Payload so far: received, or acknowledged by the server's TCP where the system tells that, else handed to it."""
    flows: int
    """Connections that carry it."""
    flow_rtt_ns: int | None = None
    """Smoothed RTT of these connections by this computer's TCP (RFC 6298), mean; None where that is not told."""


@dataclass(frozen=True, slots=True)
class LoadMeasured:
    """The bandwidth of one direction: payload of TCP (goodput), without the warm-up."""

    kind: ClassVar[str] = "load"
    t_ns: int
    backend: str
    server: str
    direction: LoadDirection
    mbps: float
    low_mbps: float
    """Lower end of the 95 % interval of the mean."""
    high_mbps: float
    bytes: int
    """Everything that this load moved, warm-up included."""
    seconds: float
    """How long the line was loaded, warm-up included."""
    stable: bool
    """Whether the rate held still long enough to be certain of it."""
    ended: LoadEnding = "certain"
    flows: int = 1
    congestion: str = ""
    """Congestion control of the sending side, where it is known: it decides how far the queue fills."""
    by: str = ""
    """The program that measured, where it was not this one: ``speedtest-cli``."""
    settled_s: float = 0.0
    """When the warm-up was over, in seconds since the load began."""


@dataclass(frozen=True, slots=True)
class LoadEnded:
    """A load was carried out or given up; nothing is sent any more. Why it failed is told by a :class:`ProbeFailed`."""

    kind: ClassVar[str] = "load_end"
    t_ns: int
    phase: Phase
    measured: bool
    """Whether each direction has its :class:`LoadMeasured`."""
    used_bytes: int = 0
    """What all loads since the plan have moved together."""


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The interface in use went down or came back."""

    kind: ClassVar[str] = "link"
    t_ns: int
    interface: str
    up: bool


@dataclass(frozen=True, slots=True)
class AirSeen:
    """One look at the Wi-Fi begins: what follows of :class:`NetworkHeard` replaces what an earlier look heard."""

    kind: ClassVar[str] = "air"
    t_ns: int
    source: str
    origin: AirOrigin = "system"
    country: str | None = None
    scanned: bool = False
    """Whether others were listened for: only then does hearing nobody mean that nobody is there."""
    bands: tuple[str, ...] = ()
    """The bands that the adapter can hear at all; empty when the source does not tell."""


@dataclass(frozen=True, slots=True)
class NetworkHeard:
    """A network (basic service set) of the latest look; fields as in :class:`latencylab.wifi.bss.Bss`."""

    kind: ClassVar[str] = "net"
    t_ns: int
    bssid: str | None = None
    ssid: str | None = None
    """Hexadecimal digits, for a name may be any bytes; empty when it is hidden, None when it is not known."""
    rssi_dbm: float | None = None
    freq_mhz: int | None = None
    band: str | None = None
    channel: int | None = None
    width_mhz: int | None = None
    centre_mhz: int | None = None
    second_centre_mhz: int | None = None
    punctured: int = 0
    generation: int | None = None
    utilisation_pct: float | None = None
    station_count: int | None = None
    load_source: str | None = None
    country: str | None = None
    noise_dbm: float | None = None
    connected: bool = False


@dataclass(frozen=True, slots=True)
class SurveySeen:
    """How long a channel was listened to and what of that was busy, in ms since the driver began to count."""

    kind: ClassVar[str] = "survey"
    t_ns: int
    freq_mhz: int
    in_use: bool = False
    noise_dbm: float | None = None
    active_ms: int | None = None
    busy_ms: int | None = None
    rx_ms: int | None = None
    bss_rx_ms: int | None = None
    tx_ms: int | None = None


@dataclass(frozen=True, slots=True)
class WifiLinkSeen:
    """The Wi-Fi connection at this instant; fields as in :class:`latencylab.wifi.bss.Link`. Counters only rise."""

    kind: ClassVar[str] = "wl"
    t_ns: int
    source: str = ""
    connected: bool = True
    ssid: str | None = None
    """Hexadecimal digits."""
    bssid: str | None = None
    band: str | None = None
    channel: int | None = None
    width_mhz: int | None = None
    centre_mhz: int | None = None
    generation: int | None = None
    rssi_dbm: float | None = None
    noise_dbm: float | None = None
    tx_mbps: float | None = None
    rx_mbps: float | None = None
    interface: str | None = None
    tx_packets: int | None = None
    tx_retries: int | None = None
    tx_failed: int | None = None
    beacon_loss: int | None = None
    spatial_streams: int | None = None
    cca_pct: float | None = None
    power_save: bool | None = None
    """Whether the adapter may sleep between beacons."""


@dataclass(frozen=True, slots=True)
class WifiScan:
    """The adapter leaves its channel to listen to others, or is back."""

    kind: ClassVar[str] = "wscan"
    t_ns: int
    state: ScanState


@dataclass(frozen=True, slots=True)
class Marked:
    """The user said that it lagged just now."""

    kind: ClassVar[str] = "mark"
    t_ns: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class ProbeFailed:
    """Something could not be measured. Never silently absent: it ends up in the report's ``errors``."""

    kind: ClassVar[str] = "failed"
    t_ns: int
    probe: str
    error: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """The last event; a recording without it was cut off."""

    kind: ClassVar[str] = "end"
    t_ns: int
    reason: Literal["complete", "interrupted"] = "complete"


@dataclass(frozen=True, slots=True)
class UnknownEvent:
    """An event of a newer program: kept as it came, passed over by everything that does not know it."""

    kind: ClassVar[str] = "?"
    t_ns: int
    data: Mapping[str, Any] = field(default_factory=dict)


Event = (
    SessionStarted
    | LegAdded
    | Sample
    | Duplicate
    | SlotsMissed
    | PhaseChanged
    | HostSeen
    | HopSeen
    | TrafficSeen
    | PathTraced
    | PathHop
    | PathChanged
    | HopNamed
    | MarkProbed
    | PathMtuMeasured
    | ReachTested
    | ProcessTraffic
    | LoadPlanned
    | LoadSample
    | LoadMeasured
    | LoadEnded
    | LinkChanged
    | AirSeen
    | NetworkHeard
    | SurveySeen
    | WifiLinkSeen
    | WifiScan
    | Marked
    | ProbeFailed
    | SessionEnded
    | UnknownEvent
)

KNOWN: tuple[type[Any], ...] = (
    SessionStarted,
    LegAdded,
    Sample,
    Duplicate,
    SlotsMissed,
    PhaseChanged,
    HostSeen,
    HopSeen,
    TrafficSeen,
    PathTraced,
    PathHop,
    PathChanged,
    HopNamed,
    MarkProbed,
    PathMtuMeasured,
    ReachTested,
    ProcessTraffic,
    LoadPlanned,
    LoadSample,
    LoadMeasured,
    LoadEnded,
    LinkChanged,
    AirSeen,
    NetworkHeard,
    SurveySeen,
    WifiLinkSeen,
    WifiScan,
    Marked,
    ProbeFailed,
    SessionEnded,
)
"""Every kind that this program writes; a new event is added here and nowhere else."""
