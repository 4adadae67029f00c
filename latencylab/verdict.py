"""How good the connection is for cloud gaming: a score from 0 to 100 whose parts are shown.

Each part maps one metric to 0 to 100 along a published or stated scale; the weakest part decides, since a stream is as
bad as its worst trait: no average hides 2 % loss behind a short ping.
"""

from bisect import bisect_right
from dataclasses import dataclass

from latencylab.facts import Facts, Target

_RTT = ((0, 100), (20, 100), (40, 90), (80, 60), (120, 30), (200, 0))
_JITTER = ((0, 100), (3, 100), (8, 88), (16.7, 60), (30, 35), (80, 0))
_TAIL = ((0, 100), (10, 100), (20, 85), (40, 60), (100, 30), (250, 0))
_LOSS = ((0, 100), (0.05, 98), (0.2, 88), (1, 58), (2, 35), (5, 0))
"""Points of each scale: (metric, score). RTT: 40 and 80 ms are NVIDIA's limits; the rest is ours, see the README."""


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


def score(facts: Facts) -> Score | None:
    """The score of the first target; None when it did not answer."""
    main = facts.main
    if main is None or main.rtt_ms is None:
        return None
    parts = _parts(main)
    return Score(min(part.score for part in parts), parts)


def _parts(target: Target) -> tuple[Part, ...]:
    rtt, jitter = target.rtt_ms, target.jitter_ms
    assert rtt is not None
    parts = [
        _part("RTT, median", rtt.median, "ms", _RTT),
        _part("RTT, p99 above the median", rtt.p99 - rtt.median, "ms", _TAIL),
        _part("loss", target.loss_pct or 0.0, "%", _LOSS),
    ]
    if jitter is not None and jitter.pdv_p95 is not None:
        parts.append(_part("jitter, p95", jitter.pdv_p95, "ms", _JITTER))
    return tuple(parts)


def _part(metric: str, value: float, unit: str, scale: tuple[tuple[float, float], ...]) -> Part:
    return Part(metric, round(value, 3), unit, round(interpolate(value, scale)))


def interpolate(value: float, scale: tuple[tuple[float, float], ...]) -> float:
    """The score of ``value`` on a piecewise linear scale, flat beyond its ends."""
    index = bisect_right([x for x, _ in scale], value)
    if index == 0:
        return scale[0][1]
    if index == len(scale):
        return scale[-1][1]
    (x0, y0), (x1, y1) = scale[index - 1], scale[index]
    return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
