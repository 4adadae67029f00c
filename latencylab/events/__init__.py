"""The events that probes report: what happened and when, without judgement.

They form one ordered stream. The recording is that stream on disk, the session is its reduction, and everything that a
face shows follows from them. Every event carries ``t_ns``, nanoseconds of the monotonic clock since the session began;
wall time appears once, in :class:`SessionStarted`.

A field that is left at its default is left out on the wire (see :mod:`latencylab.codec`), so adding a field with a
default keeps old recordings readable.
"""

from typing import Any, get_args

from latencylab.events.air import (
    AirOrigin,
    AirSeen,
    NetworkHeard,
    ScanState,
    SurveySeen,
    WifiLinkSeen,
    WifiScan,
)
from latencylab.events.host import (
    HostSeen,
    LinkChanged,
    ProcessTraffic,
    TrafficSeen,
)
from latencylab.events.latency import (
    Duplicate,
    LegAdded,
    Role,
    Sample,
    SlotsMissed,
    Stamps,
    Status,
)
from latencylab.events.load import (
    LoadDirection,
    LoadEnded,
    LoadEnding,
    LoadMeasured,
    LoadPlanned,
    LoadSample,
)
from latencylab.events.path import (
    HopNamed,
    HopSeen,
    MarkMethod,
    MarkProbed,
    PathChanged,
    PathEnd,
    PathHop,
    PathMtuMeasured,
    PathTraced,
    ReachTested,
    UdpOutcome,
)
from latencylab.events.session import (
    SCHEMA,
    Marked,
    Phase,
    PhaseChanged,
    ProbeFailed,
    SessionEnded,
    SessionStarted,
    UnknownEvent,
)

__all__ = [
    "KNOWN",
    "SCHEMA",
    "AirOrigin",
    "AirSeen",
    "Duplicate",
    "Event",
    "HopNamed",
    "HopSeen",
    "HostSeen",
    "LegAdded",
    "LinkChanged",
    "LoadDirection",
    "LoadEnded",
    "LoadEnding",
    "LoadMeasured",
    "LoadPlanned",
    "LoadSample",
    "MarkMethod",
    "MarkProbed",
    "Marked",
    "NetworkHeard",
    "PathChanged",
    "PathEnd",
    "PathHop",
    "PathMtuMeasured",
    "PathTraced",
    "Phase",
    "PhaseChanged",
    "ProbeFailed",
    "ProcessTraffic",
    "ReachTested",
    "Role",
    "Sample",
    "ScanState",
    "SessionEnded",
    "SessionStarted",
    "SlotsMissed",
    "Stamps",
    "Status",
    "SurveySeen",
    "TrafficSeen",
    "UdpOutcome",
    "UnknownEvent",
    "WifiLinkSeen",
    "WifiScan",
]

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

KNOWN: tuple[type[Any], ...] = tuple(kind for kind in get_args(Event) if kind is not UnknownEvent)
"""Every kind that this program writes: a new event is added to the union above and nowhere else."""
