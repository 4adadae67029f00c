"""What the line carries: the report's ``bandwidth``.

Pure: events in, plain data out.
"""

from dataclasses import asdict, dataclass
from typing import Any

from latencylab import events
from latencylab.events import Event, LoadMeasured, Phase

LOADED: tuple[Phase, ...] = ("download", "upload", "both")
"""Phases in which the line is loaded."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Goodput of one direction: payload of TCP, without the warm-up."""

    mbps: float
    interval_mbps: tuple[float, float]
    """95 % interval of the mean."""
    bytes: int
    seconds: float
    stable: bool
    ended: str
    flows: int
    congestion: str | None
    """Congestion control of the sending side, where it is known."""


@dataclass(frozen=True, slots=True)
class Bandwidth:
    """The line's rates, and what it took to find out."""

    backend: str
    server: str
    download: Rate | None
    upload: Rate | None
    label: str | None = None
    secure: bool = False
    budget_bytes: int | None = None
    used_bytes: int = 0
    both: tuple[Rate | None, Rate | None] | None = None
    """Download and upload while both directions were loaded at once."""

    def to_object(self) -> dict[str, Any]:
        """The report's block ``bandwidth``."""
        down, up = self.download, self.upload
        both = {"download_mbps": _mbps(self.both[0]), "upload_mbps": _mbps(self.both[1])} if self.both else None
        return {
            "backend": self.backend,
            "server": self.server,
            "label": self.label,
            "secure": self.secure,
            "download_mbps": _mbps(down),
            "upload_mbps": _mbps(up),
            "download_bytes": down.bytes if down else None,
            "upload_bytes": up.bytes if up else None,
            "seconds": round(sum(rate.seconds for rate in (down, up) if rate), 3),
            "stable": all(rate.stable for rate in (down, up) if rate),
            "download": asdict(down) if down else None,
            "upload": asdict(up) if up else None,
            "both": both,
            "budget_bytes": self.budget_bytes,
            "used_bytes": self.used_bytes,
        }


class BandwidthReduction:
    """Takes in the event stream; :meth:`facts` at any time."""

    def __init__(self) -> None:
        self.plan: events.LoadPlanned | None = None
        """What the load may use, as soon as that is known."""
        self._phase: Phase = "idle"
        self._measured: dict[tuple[Phase, str], LoadMeasured] = {}
        self._used_bytes = 0

    def add(self, event: Event) -> None:
        """Take in one event; those that say nothing of it are passed over."""
        match event:
            case events.LoadPlanned():
                self.plan = event
            case events.PhaseChanged(phase=phase) if phase in LOADED:
                self._phase = phase
            case LoadMeasured():
                self._measured[self._phase, event.direction] = event
            case events.LoadEnded():
                self._used_bytes = max(self._used_bytes, event.used_bytes)
            case _:
                pass

    def facts(self) -> Bandwidth | None:
        """What is known so far; None when no direction was measured."""
        if not self._measured:
            return None
        one = next(iter(self._measured.values()))
        down, up = (_rate(self._measured.get((phase, phase))) for phase in ("download", "upload"))
        both = tuple(_rate(self._measured.get(("both", name))) for name in ("download", "upload"))
        plan = self.plan
        return Bandwidth(
            one.backend,
            one.server,
            down,
            up,
            label=(plan.label or None) if plan else None,
            secure=plan.secure if plan else False,
            budget_bytes=plan.budget_bytes if plan else None,
            used_bytes=self._used_bytes or sum(entry.bytes for entry in self._measured.values()),
            both=(both[0], both[1]) if any(both) else None,
        )


def _rate(measured: LoadMeasured | None) -> Rate | None:
    if measured is None:
        return None
    return Rate(
        measured.mbps,
        (measured.low_mbps, measured.high_mbps),
        measured.bytes,
        measured.seconds,
        measured.stable,
        measured.ended,
        measured.flows,
        measured.congestion or None,
    )


def _mbps(rate: Rate | None) -> float | None:
    return rate.mbps if rate else None
