"""Loads of the line and the bandwidth that they show."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from latencylab.events.session import Phase

LoadDirection = Literal["download", "upload"]
"""Which way the load goes, seen from this computer."""

LoadEnding = Literal["certain", "time", "data", "stopped", "broken"]
"""Why a load ended: the rate was certain enough; its time was over; its data budget was used up; it was told to stop;
the server or the connection gave up on it."""


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
