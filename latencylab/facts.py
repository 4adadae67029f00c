"""What is known of a connection, as plain data: the blocks of the report, and all that rules may read.

Names and units are the report's own (``contract``: milliseconds, Mbit/s, percent). ``None`` means "not measured": a
number is only ever one that was measured in this session.
"""

from dataclasses import dataclass, field
from typing import Literal

from latencylab.bandwidth import Bandwidth
from latencylab.loaded import Loaded
from latencylab.marking import Marking
from latencylab.path import PathFacts
from latencylab.reach import PathMtu, Reach
from latencylab.requirement import Requirement
from latencylab.talkers import Talker
from latencylab.wifi.examine import WifiFacts

SegmentName = Literal["home", "access", "route"]


@dataclass(frozen=True, slots=True)
class Rtt:
    """Round-trip times in ms (RFC 2681) of the answered probes."""

    min: float
    p05: float
    median: float
    mean: float
    p95: float
    p99: float
    max: float
    stdev: float


@dataclass(frozen=True, slots=True)
class Jitter:
    """Delay variation in ms by three definitions, which are not comparable with each other."""

    ipdv_mean: float | None
    """Mean of the absolute differences of neighbouring probes (RFC 3393); what most tools call jitter."""
    rfc3550: float | None
    """The smoothed estimate of RTP (RFC 3550 6.4.1)."""
    pdv_p95: float | None
    """95th percentile of the delay above the shortest one (RFC 5481): the headline figure."""


@dataclass(frozen=True, slots=True)
class LateFrames:
    """Frames in a minute that would come more than their own time later than usual, or never.

    A probe stands for the packet that completes a frame; error correction would mend some of the lost ones.
    """

    at_60_hz: float
    at_120_hz: float


@dataclass(frozen=True, slots=True)
class Spike:
    """A time during which the RTT stood far above its usual level."""

    at_s: float
    rtt_ms: float
    """The highest RTT in it."""
    length_ms: float
    segment: SegmentName | None = None
    """Where it arose, when the legs probed in the same slots tell."""


@dataclass(frozen=True, slots=True)
class Queueing:
    """Delay in ms that queues added in one direction, above the emptiest moment; no common clock is needed for it."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Target:
    """One measured host by one transport."""

    id: str
    label: str
    host: str
    address: str
    port: int | None
    service: str | None
    region: str | None
    distance_km: float | None
    transport: str
    sent: int
    received: int
    loss_pct: float | None
    loss_up_pct: float | None
    loss_down_pct: float | None
    reordered: int
    duplicates: int
    rtt_ms: Rtt | None
    jitter_ms: Jitter | None
    spikes: tuple[Spike, ...]
    spike_period_s: float | None
    role: str = "target"
    late: int = 0
    """Answered after the timeout but before the loss threshold; counted as received."""
    unsent: int = 0
    """Never put on the wire, because the system refused it."""
    spike_count: int = 0
    """All spikes of the session; ``spikes`` keeps the most recent and the largest."""
    loss_interval_pct: tuple[float, float] | None = None
    """95 % interval of the loss ratio."""
    median_interval_ms: tuple[float, float] | None = None
    """95 % interval of the median, by the effective number of independent samples; None while there are too few."""
    p95_interval_ms: tuple[float, float] | None = None
    """The same of the 95th percentile."""
    loss_burst_mean: float | None = None
    """Mean number of probes lost in a row."""
    queue_up_ms: Queueing | None = None
    queue_down_ms: Queueing | None = None
    stamps: str = "user"
    """Who took the time stamps: ``kernel``, ``kernel-rx`` or ``user``."""
    beacon_locked: float | None = None
    """How well delayed replies keep to the grid of Wi-Fi beacons, 0 to 1."""
    frames_late: LateFrames | None = None

    @property
    def answered(self) -> bool:
        """Whether there is anything to judge."""
        return self.rtt_ms is not None


@dataclass(frozen=True, slots=True)
class Level:
    """Median and p95 in ms."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Segment:
    """What a part of the way adds. ``from`` and ``to`` name its ends in the report."""

    name: SegmentName
    start: str
    end: str
    rtt_ms: Level
    added_jitter_ms: float
    added_loss_pct: float
    share_pct: float
    spikes: int = 0
    """How many of the target's spikes arose here."""
    merged: tuple[SegmentName, ...] = ()
    """All the segments that this one stands for, when their border could not be measured."""


@dataclass(frozen=True, slots=True)
class InterfaceFacts:
    """The network interface in use."""

    name: str
    kind: str
    link_mbps: float | None
    duplex: str | None = None
    mtu: int | None = None


@dataclass(frozen=True, slots=True)
class Environment:
    """The computer and its connection."""

    os: str
    hostname: str | None
    interface: InterfaceFacts
    gateway: str | None
    dns: tuple[str, ...]
    vpn: bool
    double_nat: bool | None
    metered: bool | None = None
    """Whether the system says that the connection is paid by volume."""
    carrier: str | None = None
    """The interface below a VPN, where that is known; its router is the ``gateway`` then."""
    carrier_kind: str | None = None

    @property
    def link(self) -> str:
        """The kind of interface by which packets leave this computer, inside a tunnel or not."""
        return self.carrier_kind or "vpn" if self.interface.kind == "vpn" else self.interface.kind


@dataclass(frozen=True, slots=True)
class Traffic:
    """Other use of this computer's link while measuring."""

    busy: bool
    down_mbps: float | None
    up_mbps: float | None
    top: tuple[Talker, ...] | None = None
    """Programs that moved most by TCP; None where the system does not tell, or nothing moved."""


@dataclass(frozen=True, slots=True)
class Device:
    """How well this computer kept the schedule of its own probes."""

    sends: int
    late_sends: int
    """Sent more than 2 ms after they were due."""
    late_p95_ms: float | None
    late_p99_ms: float | None
    missed_slots: int
    """Slots that were left out because the sender woke after they had passed."""
    outages: tuple[tuple[float, float], ...] = ()
    """Times in seconds since the start during which the interface was down."""

    @property
    def missed_share(self) -> float:
        """Share of the slots that were left out, 0 to 1."""
        planned = self.sends + self.missed_slots
        return self.missed_slots / planned if planned else 0.0


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be measured, and why."""

    probe: str
    error: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was measured in a session."""

    environment: Environment
    targets: tuple[Target, ...]
    segments: tuple[Segment, ...]
    traffic: Traffic
    device: Device
    failures: tuple[Failure, ...] = field(default=())
    wanted: Requirement | None = None
    """The tier that the user wants to play."""
    tiers: tuple[Requirement, ...] = ()
    """The tiers of that service, or of every service when none was named."""
    path: PathFacts | None = None
    marking: Marking | None = None
    mtu: PathMtu | None = None
    reach: Reach | None = None
    bandwidth: Bandwidth | None = None
    loaded: Loaded | None = None
    wifi: WifiFacts | None = None
    """The air and the link; None when there is no Wi-Fi or it was not looked at."""

    @property
    def main(self) -> Target | None:
        """The target that the user wants to play on: the first one."""
        return next((target for target in self.targets if target.role == "target"), None)

    def target(self, role: str) -> Target | None:
        """The measured host in that role; None when there is none or it did not answer."""
        return next((target for target in self.targets if target.role == role and target.answered), None)

    def segment(self, name: SegmentName) -> Segment | None:
        """The segment, when it could be told apart."""
        return next((segment for segment in self.segments if segment.name == name and not segment.merged), None)
