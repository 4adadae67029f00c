"""How good the connection is for cloud gaming: a score from 0 to 100 whose parts are shown.

Each part maps one metric to 0 to 100 along a published or stated scale; the weakest part decides, since a stream is as
bad as its worst trait: no average hides 2 % loss behind a short ping, and none hides a bad p99 behind a good median.
60 and more is good; the scales cross it at the limit of what can be played.
"""

from bisect import bisect_right
from dataclasses import dataclass

from latencylab.facts import Facts, Target
from latencylab.playable import rtt_limit_ms
from latencylab.requirement import Requirement
from latencylab.rules.plan_fit import download_of
from latencylab.thresholds import MBPS_720P

GOOD = 60
"""From here on the connection is good enough to play."""

Scale = tuple[tuple[float, float], ...]

_RTT: Scale = ((0, 100), (20, 100), (40, 90), (80, GOOD), (120, 30), (200, 0))
_RTT_P99: Scale = ((0, 100), (40, 100), (60, 85), (80, GOOD), (130, 40), (250, 0))
_JITTER: Scale = ((0, 100), (3, 100), (8, 88), (16.7, GOOD), (30, 35), (80, 0))
_TAIL: Scale = ((0, 100), (10, 100), (20, 85), (40, GOOD), (100, 30), (250, 0))
_LOSS: Scale = ((0, 100), (0.05, 98), (0.2, 88), (1, 58), (2, 35), (5, 0))
_LOADED: Scale = ((0, 100), (5, 100), (30, 90), (60, 78), (100, GOOD), (200, 45), (400, 25), (1000, 0))
_BANDWIDTH: Scale = ((0, 0), (0.1, 5), (0.5, 30), (1, GOOD), (1.3, 85), (1.5, 100))
"""Points of each scale: (metric, score). RTT: 40 and 80 ms are NVIDIA's limits; where the wanted service has a limit of
its own, both scales of the RTT are stretched to it. Added delay under load: the steps of DSLReports. Bandwidth: times
the tier's rate. The rest is ours."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score."""

    metric: str
    value: float
    unit: str
    score: int


@dataclass(frozen=True, slots=True)
class Score:
    """The score and what it is made of."""

    value: int
    parts: tuple[Part, ...]

    @property
    def weakest(self) -> Part:
        """The part that decides."""
        return min(self.parts, key=lambda part: part.score)


def score(facts: Facts) -> Score | None:
    """The score of the first target; None when it did not answer."""
    main = facts.main
    if main is None or main.rtt_ms is None:
        return None
    parts = (*_parts(main, facts.wanted), *_line(facts))
    return Score(min(part.score for part in parts), parts)


def _parts(target: Target, wanted: Requirement | None) -> tuple[Part, ...]:
    rtt, jitter = target.rtt_ms, target.jitter_ms
    assert rtt is not None
    own = rtt_limit_ms(wanted) / rtt_limit_ms(None)
    parts = [
        _part("RTT, median", rtt.median, "ms", _stretched(_RTT, own)),
        _part("RTT, p99", rtt.p99, "ms", _stretched(_RTT_P99, own)),
        _part("RTT, p99 above the median", rtt.p99 - rtt.median, "ms", _TAIL),
    ]
    if target.loss_pct is not None:
        parts.append(_part("loss", target.loss_pct, "%", _LOSS))
    if jitter is not None and jitter.pdv_p95 is not None:
        parts.append(_part("jitter, p95", jitter.pdv_p95, "ms", _JITTER))
    return tuple(parts)


def _line(facts: Facts) -> tuple[Part, ...]:
    """What was measured under load: how much later packets come then, and the rate for the tier that is wanted.

    Whoever names no tier wants at least the smallest stream.
    """
    parts = []
    rate, wanted = download_of(facts), facts.wanted
    if facts.loaded is not None:
        parts.append(_part("delay added under load", max(0.0, facts.loaded.worst.added_ms), "ms", _LOADED))
    if rate is not None and wanted is not None:
        parts.append(_part("bandwidth for the tier", rate.mbps / wanted.mbps, "times", _BANDWIDTH))
    elif rate is not None:
        parts.append(_part("bandwidth for 720p", rate.mbps / MBPS_720P.value, "times", _BANDWIDTH))
    return tuple(parts)


def _stretched(scale: Scale, factor: float) -> Scale:
    return tuple((value * factor, points) for value, points in scale)


def _part(metric: str, value: float, unit: str, scale: Scale) -> Part:
    return Part(metric, round(value, 3), unit, int(interpolate(value, scale)))


def interpolate(value: float, scale: Scale) -> float:
    """The score of ``value`` on a piecewise linear scale, flat beyond its ends."""
    index = bisect_right([x for x, _ in scale], value)
    if index == 0:
        return scale[0][1]
    if index == len(scale):
        return scale[-1][1]
    (x0, y0), (x1, y1) = scale[index - 1], scale[index]
    return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
