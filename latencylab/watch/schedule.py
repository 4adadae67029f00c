"""When the next measurement begins. Pure: instants are arguments.

The distance between measurements is told by the monotonic clock, so that a wall clock that is set does not cause a
burst or a gap; only hours of the day are told by the wall clock.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time

from latencylab import clock

_UNITS_S = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_SPAN = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)\Z")
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})\Z")


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of the day in local time, over midnight if the end comes before the start."""

    start: time
    end: time

    def hold(self, now: datetime) -> bool:
        """Whether ``now`` lies within."""
        at = now.time().replace(tzinfo=None)
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True)
class Schedule:
    """How often, and at what hours."""

    every_s: float | None
    """From one start to the next; None: one measurement after another without a pause."""
    between: Hours | None = None

    def wait_s(self, started_ns: int | None, now_ns: int, now: datetime) -> float:
        """Seconds until the next measurement may begin, at most a minute: then ask again.

        Args:
            started_ns: monotonic instant at which the last one began; None before the first.
            now_ns: the same clock.
            now: local time.
        """
        if self.between is not None and not self.between.hold(now):
            return 60.0
        if started_ns is None or self.every_s is None:
            return 0.0
        due_s = (started_ns - now_ns) / clock.NS_PER_S + self.every_s
        return min(60.0, max(0.0, due_s))


def parse_span(text: str) -> float:
    """A span of time in seconds: ``90``, ``90s``, ``15m``, ``1h``, ``1d``.

    Raises:
        ValueError: it is none.
    """
    found = _SPAN.match(text)
    if found is None:
        raise ValueError(text)
    return float(found[1]) * _UNITS_S[found[2]]


def parse_hours(text: str) -> Hours:
    """Hours of the day: ``18:00-23:30``.

    Raises:
        ValueError: it is none.
    """
    found = _HOURS.match(text)
    if found is None:
        raise ValueError(text)
    numbers = [int(part) for part in found.groups()]
    return Hours(time(numbers[0], numbers[1]), time(numbers[2], numbers[3]))
