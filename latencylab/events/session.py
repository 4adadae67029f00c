"""The session itself: what was asked for, its phases, its end, and what failed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

SCHEMA = 1
"""Version of the event stream. A higher one in a recording means that a newer program wrote it."""

Phase = Literal["idle", "download", "upload", "both", "watch"]


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
class PhaseChanged:
    """From here on the line is idle, loaded or watched. The load worker tells when its load begins and ends."""

    kind: ClassVar[str] = "phase"
    t_ns: int
    phase: Phase


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
