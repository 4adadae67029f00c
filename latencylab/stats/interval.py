"""Confidence intervals for series whose neighbouring samples are alike.

Delays of successive probes resemble each other: a queue that is long now is long 50 ms later. ``n`` of them then say as
much as ``n_eff`` independent ones, ``n_eff = n / (1 + 2 * sum of the autocorrelations)``. Intervals that take ``n`` for
``n_eff`` hold the truth in 26 to 54 % of the cases instead of 95 % (measured, lag-1 correlation 0.9 and more).

* The sum of autocorrelations is cut off by Geyer's initial positive sequence: sums of two neighbouring lags are added
  while they are positive ("Practical Markov Chain Monte Carlo", Statistical Science 7, 1992, section 3.3).
* The interval of a quantile: the order statistics at ``q +- z * sqrt(q * (1 - q) / n_eff)``, with ``n_eff`` of the
  indicator "above the quantile" (David and Nagaraja, "Order Statistics", 2003, section 7.1). Lags are searched in the
  recent window only, so a rhythm longer than the window, such as the time of day, is not allowed for.
* The interval of a proportion: Wilson (Journal of the American Statistical Association 22, 1927); for none of ``n`` the
  rule of three, 3 / n.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from operator import mul
from typing import NamedTuple

from latencylab.stats.quantiles import Quantiles


class Interval(NamedTuple):
    """A confidence interval; ends in the unit of what was measured."""

    low: float
    high: float


@cache
def z_score(confidence: float) -> float:
    """The standard normal deviate that is exceeded on either side together with probability ``1 - confidence``."""
    from statistics import NormalDist  # not at the top: its imports would take a seventh of the cold start

    return NormalDist().inv_cdf((1 + confidence) / 2)


def t_score(confidence: float, freedom: float) -> float:
    """Two-sided quantile of Student's t; ``freedom`` need not be whole, within 1 % from 4 degrees of freedom on.

    Cornish-Fisher expansion, Abramowitz and Stegun 26.7.5.
    """
    z, v = z_score(confidence), freedom
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return sum(term / v**power for power, term in enumerate(terms))


def normal(mean: float, stdev: float, n_eff: float, confidence: float = 0.95) -> Interval:
    """Interval of a mean, from the standard deviation of the samples and their effective number."""
    half = z_score(confidence) * stdev / math.sqrt(n_eff)
    return Interval(mean - half, mean + half)


def wilson(ratio: float, n_eff: float, confidence: float = 0.95) -> Interval | None:
    """Interval of a proportion that was ``ratio`` among ``n_eff`` independent trials; None for no trial.

    For 0 and 1 the open end is the one-sided bound, ``1 - (1 - confidence) ** (1 / n_eff)``, which is 3 / n at 95 %:
    300 probes without a loss cannot claim less than 1 %.
    """
    if n_eff <= 0:
        return None
    bound = 1 - (1 - confidence) ** (1 / n_eff)
    if ratio <= 0:
        return Interval(0.0, bound)
    if ratio >= 1:
        return Interval(1 - bound, 1.0)
    z2 = z_score(confidence) ** 2
    centre = (ratio + z2 / (2 * n_eff)) / (1 + z2 / n_eff)
    half = math.sqrt(z2 * (ratio * (1 - ratio) / n_eff + z2 / (4 * n_eff * n_eff))) / (1 + z2 / n_eff)
    return Interval(max(0.0, centre - half), min(1.0, centre + half))


def needed(q: float, confidence: float = 0.95) -> float:
    """Effective samples without which the interval of quantile ``q`` has no end: 5, 59, 299, 2995 for p50 ... p99.9.

    From ``1 - q**n >= confidence``: the largest sample must be above the quantile.
    """
    return math.log(1 - confidence) / math.log(max(q, 1 - q))


def n_eff_above(values: Sequence[int], threshold: float) -> float:
    """Effective number of samples of the indicator "above ``threshold``", at most ``len(values)``; in order of time.

    All lags of a 0/1 series are cheap: they are counts of bits in one long integer and in its shifted self.
    """
    n = len(values)
    bits = int("".join("1" if value > threshold else "0" for value in values) or "0", 2)
    ones = bits.bit_count()
    if ones in (0, n):
        return float(n)
    share = ones / n

    def covariance(lag: int) -> float:
        later = bits & ((1 << n - lag) - 1)
        both = (later & (bits >> lag)).bit_count()
        edges = later.bit_count() + (bits >> lag).bit_count()
        return both - share * edges + (n - lag) * share * share

    return n / time_constant(covariance, n)


def time_constant(covariance: Callable[[int], float], n: int) -> float:
    """Samples per effective sample, at least 1, from sums of products at each lag (Geyer's initial positive sequence).

    The autocovariance about a *sample* mean is too small by the variance of that mean at every lag; a second pass puts
    back what the first one found.
    """
    variance = covariance(0)
    if variance <= 0:
        return 1.0
    pairs: list[float] = []
    found = 1.0
    for _ in range(2):
        bias = min(found / n, 0.5) if pairs else 0.0
        total = 0.0
        for index in range(max(n // 4, 1)):
            if index == len(pairs):
                pairs.append((covariance(2 * index) + (covariance(2 * index + 1) if n > 1 else 0.0)) / variance)
            pair = (pairs[index] + 2 * bias) / (1 + bias)
            if pair <= 0:
                break
            total += pair
        found = max(1.0, 2 * total - 1)
    return min(found, float(max(n, 1)))


def shared_time_constant(runs: Sequence[Sequence[float]]) -> float:
    """Samples per effective sample of several runs of the same process together, robust to outliers.

    Ranks within each run stand for the values, so spikes weigh no more than their number and runs may differ in level.
    """
    ranked = [_centred_ranks(run) for run in runs if len(run) > 1]

    def covariance(lag: int) -> float:
        return float(sum(sum(map(mul, ranks, ranks[lag:])) for ranks in ranked))

    return time_constant(covariance, max(map(len, ranked), default=0))


def _centred_ranks(values: Sequence[float]) -> list[int]:
    """Twice the rank of each value less its mean, ties sharing theirs: whole numbers that sum to 0."""
    ordered = sorted(values)
    first: dict[float, int] = {}
    last: dict[float, int] = {}
    for index, value in enumerate(ordered):
        first.setdefault(value, index)
        last[value] = index
    return [first[value] + last[value] - len(values) + 1 for value in values]


def quantile_interval(
    quantiles: Quantiles, recent: Sequence[int], q: float, confidence: float = 0.95
) -> Interval | None:
    """Interval of quantile ``q`` of everything in ``quantiles``; None while there are too few samples to have one.

    Args:
        quantiles: all the values.
        recent: the most recent of them in order of time, which tell how alike neighbours are.
        q: which quantile, between 0 and 1.
        confidence: probability of holding the true quantile.
    """
    middle = quantiles.quantile(q)
    if middle is None or not recent:
        return None
    share = quantiles.count / len(recent)
    n_eff = share * n_eff_above(recent, middle)
    # in the tail n_eff rests on few excursions and is least sure where it matters most, so the better known one of the
    # median has a say too: on AR(1) series the tail's is about twice as large
    n_eff_median = share * n_eff_above(recent, sorted(recent)[len(recent) // 2])
    if min(n_eff, 2 * n_eff_median) < needed(q, confidence):
        return None
    half = z_score(confidence) * math.sqrt(q * (1 - q) / n_eff)
    low, high = quantiles.quantile(max(q - half, 0.0)), quantiles.quantile(min(q + half, 1.0))
    return None if low is None or high is None else Interval(low, high)
