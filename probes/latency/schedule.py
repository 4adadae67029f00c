"""When probes are due.

Slots of equal length follow one another from a random start (RFC 3432 3); inside each slot the instant is drawn from
its first part, so that the probes neither alias with a periodic cause nor wait for anything (RFC 2330 11.1.3: instants
are computed ahead, the time that a measurement takes does not shift them; a uniform gap is a permitted law). All legs
share the slots, so that what happened to them in one slot can be paired.

A sender that wakes too late leaves out the slots that have passed: it never makes them up by a burst.
"""

from random import Random

DITHER = 0.2
"""Share of the slot from which the instant is drawn."""


class Schedule:
    """The slots of one run.

    Args:
        start_ns: the earliest begin of slot 0, monotonic.
        rate_hz: slots a second.
        random: where the instants are drawn from.
    """

    def __init__(self, start_ns: int, rate_hz: float, random: Random) -> None:
        self.interval_ns = max(1, round(1e9 / rate_hz))
        self.rate_hz = rate_hz
        self._random = random
        self._origin_ns = start_ns + random.randrange(max(1, min(self.interval_ns, 50_000_000)))
        self.tick = 0
        self.due_ns = self._instant(0)

    def advance(self, now_ns: int) -> int:
        """Go on to the next slot that is not yet over at ``now_ns``; returns how many were left out."""
        wanted = self.tick + 1
        current = (now_ns - self._origin_ns) // self.interval_ns
        self.tick = max(wanted, current)
        self.due_ns = self._instant(self.tick)
        return self.tick - wanted

    def includes(self, rate_hz: float) -> bool:
        """Whether a leg of ``rate_hz`` (at most the schedule's) has a probe in the present slot."""
        share = min(1.0, rate_hz / self.rate_hz)
        return int((self.tick + 1) * share) != int(self.tick * share)

    def _instant(self, tick: int) -> int:
        dither = self._random.randrange(max(1, int(self.interval_ns * DITHER)))
        return self._origin_ns + tick * self.interval_ns + dither
