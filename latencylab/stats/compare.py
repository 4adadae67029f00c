"""Did it help? Before against after, for delays whose neighbours are alike.

Tests on single samples take each for new information and cry wolf: Mann-Whitney on samples finds a "change" in 67 to 81
of 100 comparisons without one when neighbouring delays are strongly correlated (measured at lag-1 correlation 0.9 and
0.97). So:

1. Both arms are cut into *blocks* and each block is replaced by one number, its median unless asked otherwise. Blocks
   never straddle two runs, so interleaved runs (before, after, after, before ...) work as well as one run each, and
   guard against drift, which a single pair cannot.
2. ``tau``, the samples per independent one, is estimated from the ranks within each run, both arms pooled
   (:mod:`latencylab.stats.interval`). A block is as long as half of it, or a 24th of the arm if that is longer.
3. The difference is the *Hodges-Lehmann shift* of the blocks, with its order-statistic interval.
4. What resemblance remains between neighbouring blocks is allowed for: for correlation that decays exponentially, as in
   an AR(1) process, sums of blocks of c * tau vary ``1 / (1 - (1 - exp(-2 c)) / (2 c))`` times as much as independent
   ones of the same variance. The variance within an arm is too small by ``1 - tau / n``, and tau itself comes out too
   small in short arms, so it is divided by the cube of that (the power that simulations ask for). Where blocks clearly
   resemble each other more than so (a slow drift below fast jitter), what they show is taken instead. Student's t with
   ``n_eff - 2`` degrees of freedom takes the place of the normal deviate.
5. The verdict needs both: the widened interval excludes 0, and Mann-Whitney's test on the blocks says so too.

Measured on AR(1) log-normal delays without a change: false alarms in at most 5 % of the comparisons, at lag-1
correlations of 0 to 0.95 and from 200 samples an arm on. Less than 5 independent samples an arm are not enough data.
"""

import math
from collections.abc import Callable, Sequence
from enum import Enum
from statistics import median
from typing import NamedTuple

from latencylab.stats.interval import Interval, shared_time_constant, t_score, z_score
from latencylab.stats.ranks import Shift, mann_whitney, shift

MAX_BLOCKS = 24
_MIN_BLOCKS = 4
_MIN_N_EFF = 5.0
_BLOCK_TAUS = 0.5
_CLEARLY_MORE = 1.3
_LONGEST_ARM = 4096
_FALSE_ALARMS = 0.03
"""Nominal; what is nominal is exceeded where ``tau`` is hard to estimate, and 5 % is the promise."""
_CONFIDENCE = 0.95
_POWER = 0.9

Statistic = Callable[[Sequence[float]], float]
Arms = tuple[list[float], list[float]]


class Verdict(Enum):
    """What a comparison says; lower values are taken to be better."""

    HELPED = "helped"
    WORSE = "worse"
    NO_DIFFERENCE = "no difference"
    """None that this test could have seen: see ``Comparison.detectable``."""
    NOT_ENOUGH_DATA = "not enough data"


class Comparison(NamedTuple):
    """After minus before, in the unit of the samples; None for what too little data leaves open."""

    verdict: Verdict
    before: float | None
    """Median of the blocks before."""
    after: float | None
    difference: float | None
    """Hodges-Lehmann shift: negative is an improvement."""
    interval: Interval | None
    """At least 95 % interval of ``difference``."""
    p_value: float | None
    """Of Mann-Whitney's test on the blocks alone; the verdict asks more than this."""
    detectable: float | None
    """Smallest difference that would have been seen with a probability of 90 %."""
    blocks: tuple[int, int]
    n_eff: tuple[float, float]
    """Independent samples before and after."""
    interleaved: bool
    """Whether several runs of each take drift out; a single pair also shows whatever else changed meanwhile."""


def compare(
    before: Sequence[Sequence[int]], after: Sequence[Sequence[int]], statistic: Statistic = median
) -> Comparison:
    """Hold two sets of runs against each other.

    Args:
        before: one or more runs without interruption, each in order of time.
        after: likewise.
        statistic: what is compared, computed on each block, such as a high quantile or the mean of 0/1 losses.
    """
    sizes = [sum(map(len, arm)) for arm in (before, after)]
    tau = _samples_per_independent([*before, *after], max(sizes))
    first, second = ([statistic(block) for block in _blocks(arm, tau)] for arm in (before, after))
    n_eff = (sizes[0] / tau, sizes[1] / tau)
    found = None
    if min(n_eff) >= _MIN_N_EFF and min(len(first), len(second)) >= _MIN_BLOCKS:
        found = shift(first, second, _CONFIDENCE)
    comparison = Comparison(
        verdict=Verdict.NOT_ENOUGH_DATA,
        before=median(first) if first else None,
        after=median(second) if second else None,
        difference=None,
        interval=None,
        p_value=None,
        detectable=None,
        blocks=(len(first), len(second)),
        n_eff=n_eff,
        interleaved=min(len(before), len(after)) > 1,
    )
    return _judged(comparison, found, (first, second), sizes) if found else comparison


def _judged(comparison: Comparison, found: Shift, arms: Arms, sizes: Sequence[int]) -> Comparison:
    """The comparison with its interval widened for what resemblance there is between blocks, and the verdict."""
    p_value = mann_whitney(*arms)
    freedom = min(sum(comparison.n_eff), sum(comparison.blocks)) - 2
    deviate = t_score(1 - _FALSE_ALARMS, freedom)
    inflation = _inflation(arms, sizes, sizes[0] / comparison.n_eff[0], comparison.interleaved)
    factor = deviate / z_score(found.confidence) * math.sqrt(inflation)
    interval = Interval(
        found.median - factor * (found.median - found.low), found.median + factor * (found.high - found.median)
    )
    verdict = Verdict.NO_DIFFERENCE
    if p_value < 1 - _CONFIDENCE and interval.high < 0:
        verdict = Verdict.HELPED
    elif p_value < 1 - _CONFIDENCE and interval.low > 0:
        verdict = Verdict.WORSE
    return comparison._replace(
        verdict=verdict,
        difference=found.median,
        interval=interval,
        p_value=p_value,
        detectable=(interval.high - interval.low) / 2 * (1 + z_score(2 * _POWER - 1) / deviate),
    )


def _inflation(arms: Arms, sizes: Sequence[int], tau: float, interleaved: bool) -> float:
    """How much more the median of an arm's blocks varies than the spread of the blocks alone tells."""
    modelled = 1.0
    for blocks, size in zip(arms, sizes, strict=True):
        taus = size / len(blocks) / tau
        between = 1 / (1 - (1 - math.exp(-2 * taus)) / (2 * taus)) if tau > 1 else 1.0
        modelled = max(modelled, between / (1 - tau / size) ** 3)
    if interleaved:  # a drift that the blocks share is then in both arms alike
        return modelled
    seen = shared_time_constant(arms)
    seen /= max(1 - seen / min(map(len, arms)), 0.1)
    return seen if seen > _CLEARLY_MORE * modelled else modelled


def _samples_per_independent(runs: Sequence[Sequence[int]], largest: int) -> float:
    """``tau``; long runs are first thinned to medians of a few samples, which bounds the time that this takes."""
    step = max(math.ceil(largest / _LONGEST_ARM), 1)
    if step == 1:
        return shared_time_constant(runs)
    thinned = [[round(median(run[at : at + step])) for at in range(0, len(run) - step + 1, step)] for run in runs]
    return step * shared_time_constant(thinned)


def _blocks(runs: Sequence[Sequence[int]], tau: float) -> list[Sequence[int]]:
    """Each run in pieces of about the same length; runs much shorter than a block are left out."""
    length = max(math.ceil(sum(map(len, runs)) / MAX_BLOCKS), math.ceil(_BLOCK_TAUS * tau))
    pieces: list[Sequence[int]] = []
    for run in runs:
        if 2 * len(run) >= length and run:
            count = max(len(run) // length, 1)
            pieces += [run[len(run) * k // count : len(run) * (k + 1) // count] for k in range(count)]
    return pieces
