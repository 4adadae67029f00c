"""Two-sample rank statistics: Mann-Whitney's test and the Hodges-Lehmann shift with its interval.

Mann and Whitney, Annals of Mathematical Statistics 18, 1947; Hodges and Lehmann, ibid. 34, 1963; Lehmann,
"Nonparametrics", 2006, chapters 1 and 2. Both make no assumption about the shape of the distribution, and neither is
moved much by single outliers. Exact distributions up to 32 values a side, with ties by counting all divisions of the
pooled midranks; beyond that the normal approximation with tie and continuity corrections.
"""

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from latencylab.stats.interval import z_score

_EXACT = 32


def mann_whitney(first: Sequence[float], second: Sequence[float]) -> float:
    """Two-sided p of "neither tends to be larger"; 1.0 if one side is empty."""
    if not first or not second:
        return 1.0
    ranks = _doubled_midranks([*first, *second])
    size, total = len(first), len(ranks)
    off = abs(sum(ranks[:size]) - size * (total + 1))
    if max(size, total - size) <= _EXACT:
        return _exact_tail(ranks, size, off)
    ties = sum(times**3 - times for times in Counter(ranks).values())
    variance = size * (total - size) / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    z = max(off / 2 - 0.5, 0.0) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


class Shift(NamedTuple):
    """A Hodges-Lehmann shift with its interval."""

    median: float
    low: float
    high: float
    confidence: float
    """What the interval really has: the distribution is discrete."""


def shift(before: Sequence[float], after: Sequence[float], confidence: float) -> Shift | None:
    """Hodges-Lehmann shift from ``before`` to ``after``.

    The shift is the median of all pairwise differences, the ends are the k-th smallest and largest of them, k from the
    distribution of the Mann-Whitney statistic. None if there are too few values for such an interval.
    """
    differences = sorted(b - a for a in before for b in after)
    k, tail = _interval_rank(len(before), len(after), (1 - confidence) / 2)
    if k == 0:
        return None
    middle = len(differences) // 2
    median = (differences[middle] + differences[~middle]) / 2
    return Shift(median, differences[k - 1], differences[-k], 1 - 2 * tail)


@cache
def _interval_rank(size: int, other: int, tail: float) -> tuple[int, float]:
    """How many values of the Mann-Whitney statistic lie in a tail of at most ``tail``, and what the tail then holds."""
    if max(size, other) <= _EXACT:
        sums = _rank_sums([2 * rank for rank in range(1, size + other + 1)], size)
        lowest, everything = min(sums), sum(sums.values())
        k = held = 0
        while held + sums[lowest + 2 * k] <= tail * everything:
            held += sums[lowest + 2 * k]
            k += 1
        return k, held / everything
    spread = math.sqrt(size * other * (size + other + 1) / 12)
    k = max(int(size * other / 2 + 0.5 - z_score(1 - 2 * tail) * spread), 0)
    return k, math.erfc((size * other / 2 + 0.5 - k) / spread / math.sqrt(2)) / 2


def _doubled_midranks(values: Sequence[float]) -> list[int]:
    """Twice the rank of each value, from 2; ties share the mean of their ranks."""
    ordered = sorted(values)
    last = {value: index + 1 for index, value in enumerate(ordered)}
    times = Counter(ordered)
    return [2 * last[value] - times[value] + 1 for value in values]


def _exact_tail(ranks: list[int], size: int, off: int) -> float:
    """Probability that ``size`` of ``ranks`` drawn at random sum up at least as far from their mean as ``off``."""
    sums = _rank_sums(ranks, size)
    mean = size * (len(ranks) + 1)
    return sum(ways for total, ways in sums.items() if abs(total - mean) >= off) / math.comb(len(ranks), size)


def _rank_sums(ranks: list[int], size: int) -> Counter[int]:
    """In how many ways ``size`` of ``ranks`` have each sum.

    The polynomials in x whose coefficients count subsets by sum are kept as long integers, x being a power of two large
    enough for any coefficient: multiplying by x**rank is a shift, so the whole distribution takes milliseconds.
    """
    width = math.comb(len(ranks), size).bit_length()
    subsets = [1] + [0] * size
    for rank in ranks:
        for count in range(size, 0, -1):
            subsets[count] += subsets[count - 1] << (rank * width)
    mask = (1 << width) - 1
    result: Counter[int] = Counter()
    ways, total = subsets[size], 0
    while ways:
        if ways & mask:
            result[total] = ways & mask
        ways >>= width
        total += 1
    return result
