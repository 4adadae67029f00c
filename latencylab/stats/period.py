"""Is there a rhythm in a series of instants, such as the ends of stalls, and which?

Many events (8 and more): *epoch folding*. For a trial period P every instant is an angle ``2 pi t / P``; with P right
they point the same way and the Rayleigh statistic ``z = |sum exp(i angle)|^2 / n`` comes near ``n``, with P wrong it is
about 1 (Mardia and Jupp, "Directional Statistics", 2000, section 6.3; Leahy et al., Astrophysical Journal 272, 1983).
The chance that no rhythm makes such a z, times the number of periods that were tried, must be small. P/2, P/3 ... fit
as well as P does, so of the best period and its multiples the one is taken that has the most events on the fewest
places.

Few events (4 to 12): too few for z to be convincing, yet intervals that agree within a few percent seldom do by chance.
A *lattice* is laid through every pair of neighbours in turn, and must catch all events with no place empty, but for one
to three exceptions. How many are forgiven grows with the number of events, so that random events pass in less than 1 %
of the cases.

Either way a straight line through (event number, instant) then gives the period by least squares, which is far more
precise than any interval: an error of e per instant becomes about ``3.5 * e / n ** 1.5``.
"""

import cmath
import math
from collections.abc import Sequence
from typing import NamedTuple

from latencylab.stats.spikes import Spike

_MAX_EVENTS = 64
_FEWEST = 4
_FEWEST_FOLDED = 8
_MOST_LATTICE = 12
_OVERSAMPLING = 6
_FALSE_ALARMS = 0.01
_GROUP_NS = 1_000_000_000
_SHORTEST_NS = 250_000_000
_FORGIVEN = {4: (0, 0.04), 5: (1, 0.03), 6: (2, 0.03), 7: (2, 0.03)}
"""Of so many events: how many extra events and empty places together, and how far off, as a share of the period."""
_FORGIVEN_OF_MORE = (3, 0.04)


class Period(NamedTuple):
    """A rhythm; times in ns."""

    period_ns: float
    phase_ns: float
    """An instant of the rhythm: that of event number 0."""
    events: int
    """Events that keep to it."""
    missed: int
    """Places between the first and the last of them without an event."""
    extra: int
    """Events that do not keep to it."""
    error_ns: float
    """Standard error of ``period_ns``."""

    @property
    def merit(self) -> float:
        """Events, less for every place without one: what the right multiple of a period has most of."""
        return self.events * self.events / (self.events + self.missed)


def spike_period(spikes: Sequence[Spike], shortest_ns: int = _SHORTEST_NS) -> Period | None:
    """The rhythm of the ends of ``spikes`` (oldest first), or None if they might as well be random.

    Small spikes are often mere jitter between the stalls, so the larger ones are also tried alone: those at least half
    as long as the fourth longest. Where spikes come in groups (a Wi-Fi scan stops the link once for each channel, then
    rests), the first of each group is tried alone.
    """
    lengths = sorted((spike.length_ns for spike in spikes), reverse=True)
    if len(lengths) < _FEWEST:
        return None
    every = sorted(spike.release_ns for spike in spikes)
    large = sorted(spike.release_ns for spike in spikes if 2 * spike.length_ns >= lengths[_FEWEST - 1])
    groups = [
        at for before, at in zip([every[0] - 2 * _GROUP_NS, *every], every, strict=False) if at - before > _GROUP_NS
    ]
    tried = [period(every, shortest_ns)]
    if len(large) < len(every):
        tried.append(period(large, shortest_ns))
    if 2 * len(groups) <= len(every):
        tried.append(period(groups, shortest_ns))
    return max((found for found in tried if found), key=lambda found: found.merit, default=None)


def period(instants_ns: Sequence[int], shortest_ns: int = _SHORTEST_NS) -> Period | None:
    """The rhythm of ``instants_ns`` (rising), or None if they might as well be random.

    Args:
        instants_ns: at least 4; of more than 64 the most recent are used.
        shortest_ns: no period below this is sought; default: five probe intervals at 20 Hz.
    """
    recent = instants_ns[-_MAX_EVENTS:]
    if len(recent) < _FEWEST:
        return None
    times = [float(at - recent[0]) for at in recent]
    found = _lattice(times, shortest_ns) if len(times) <= _MOST_LATTICE else None
    if found is None and len(times) >= _FEWEST_FOLDED:
        found = _folded(times, shortest_ns)
    return found and found._replace(phase_ns=found.phase_ns + recent[0])


def _lattice(times: list[float], shortest_ns: int) -> Period | None:
    """The lattice through two neighbouring events that needs the fewest exceptions, if few enough."""
    exceptions, tolerance = _FORGIVEN.get(len(times), _FORGIVEN_OF_MORE)
    best: Period | None = None
    for skip in (1, 2):
        for first, second in zip(times, times[skip:], strict=False):
            fit = _fit(times, second - first, first, tolerance) if second - first >= shortest_ns else None
            if not fit or fit.extra + fit.missed > exceptions or (fit.events == _FEWEST and fit.extra > 1):
                continue
            if best is None or fit.merit > best.merit:
                best = fit
    return best


def _folded(times: list[float], shortest_ns: int) -> Period | None:
    """The period with the most significant Rayleigh statistic or a multiple of it, if it is significant."""
    count, span = len(times), times[-1]
    mean = span / (count - 1)
    longest, shortest = min(3 * mean, span / 3), max(mean / 3, shortest_ns)
    trials = math.ceil((1 / shortest - 1 / longest) * span * _OVERSAMPLING) if shortest < longest else 0
    if trials < 1:
        return None
    step = (1 / shortest - 1 / longest) / trials
    score, frequency = max(
        (abs(_resultant(times, f)) ** 2 / count, f) for f in (1 / longest + k * step for k in range(trials + 1))
    )
    if _chance(score, count) * trials > _FALSE_ALARMS:
        return None
    multiples = [_refined(times, frequency / k) for k in range(1, 7) if k <= longest * frequency * 1.01]
    found = max((fit for fit in multiples if fit), key=lambda fit: fit.merit, default=None)
    # a rhythm that most events ignore, or most of whose places are empty, explains nothing
    return found if found and found.events >= max(found.extra, found.missed) else None


def _resultant(times: list[float], frequency: float) -> complex:
    """Sum of the unit vectors that the instants become when time is wound up with ``frequency``."""
    turn = 2j * math.pi * frequency
    return sum((cmath.exp(turn * at) for at in times), 0j)


def _chance(score: float, count: int) -> float:
    """Probability that random angles reach Rayleigh's z (Zar, "Biostatistical Analysis", on Rayleigh's test)."""
    missing = max(count * count - count * score, 0.0)
    return math.exp(math.sqrt(1 + 4 * count + 4 * missing) - (1 + 2 * count))


def _refined(times: list[float], frequency: float) -> Period | None:
    phase = cmath.phase(_resultant(times, frequency)) / (2 * math.pi * frequency)
    rough = _fit(times, 1 / frequency, phase, 0.2)
    return rough and _fit(times, rough.period_ns, rough.phase_ns, 0.1)


def _fit(times: list[float], step: float, phase: float, tolerance: float) -> Period | None:
    """Least squares through the events within ``tolerance * step`` of the lattice; None if fewer than 4 are."""
    numbered: dict[int, float] = {}
    for at in times:
        number = round((at - phase) / step)
        off = abs(at - phase - number * step)
        if off <= tolerance * step and off <= abs(numbered.get(number, math.inf) - phase - number * step):
            numbered[number] = at
    count = len(numbered)
    if count < _FEWEST:
        return None
    mean_number, mean_at = sum(numbered) / count, sum(numbered.values()) / count
    spread = sum((number - mean_number) ** 2 for number in numbered)
    slope = sum((number - mean_number) * (at - mean_at) for number, at in numbered.items()) / spread
    origin = mean_at - slope * mean_number
    residue = sum((at - origin - slope * number) ** 2 for number, at in numbered.items())
    missed = max(numbered) - min(numbered) + 1 - count
    return Period(slope, origin, count, missed, len(times) - count, math.sqrt(residue / (count - 2) / spread))
