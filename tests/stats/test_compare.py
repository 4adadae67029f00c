"""Before and after: few false alarms, real changes found, whatever the correlation of neighbours."""

from itertools import combinations
from random import Random
from statistics import median, quantiles

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latencylab.stats.compare import Verdict, compare
from latencylab.stats.ranks import mann_whitney, shift

from .series import MS, ar1_lognormal

SMALL = st.lists(st.integers(0, 12), min_size=1, max_size=5)
CORRELATIONS = [0.0, 0.5, 0.9, 0.95]


def u_statistic(first, second):
    return sum((a > b) + (a == b) / 2 for a in first for b in second)


@given(SMALL, SMALL)
def test_mann_whitney_is_the_share_of_all_divisions_that_are_as_uneven(first, second):
    pooled, middle = first + second, len(first) * len(second) / 2
    observed = abs(u_statistic(first, second) - middle)
    divisions = list(combinations(range(len(pooled)), len(first)))
    as_uneven = 0
    for chosen in divisions:
        inside = [pooled[k] for k in chosen]
        outside = [pooled[k] for k in range(len(pooled)) if k not in chosen]
        as_uneven += abs(u_statistic(inside, outside) - middle) >= observed - 1e-9
    assert mann_whitney(first, second) == pytest.approx(as_uneven / len(divisions))


def test_the_approximation_continues_the_exact_test():
    rng = Random(1)
    first, second = [rng.gauss(0, 1) for _ in range(33)], [rng.gauss(0.6, 1) for _ in range(32)]
    assert mann_whitney(first, second) == pytest.approx(mann_whitney(first[:32], second), rel=0.5)
    assert mann_whitney([1.0] * 40, [1.0] * 40) == 1.0
    assert mann_whitney([], [1.0]) == 1.0
    assert mann_whitney(range(40), range(40, 80)) < 1e-9


@settings(max_examples=30)
@given(st.integers(4, 40), st.integers(4, 40), st.integers(0, 10**6))
def test_hodges_lehmann_is_the_median_of_pairwise_differences_inside_its_interval(size, other, seed):
    rng = Random(seed)
    first, second = [rng.gauss(0, 1) for _ in range(size)], [rng.gauss(3, 1) for _ in range(other)]
    found = shift(first, second, 0.95)
    assert found.median == pytest.approx(median(b - a for a in first for b in second))
    assert found.low <= found.median <= found.high
    assert 0.945 <= found.confidence < 1


def test_the_interval_of_the_shift_holds_the_truth_as_often_as_it_says():
    rng = Random(2)
    held = 0.0
    for _ in range(400):
        found = shift([rng.gauss(0, 1) for _ in range(7)], [rng.gauss(1, 1) for _ in range(9)], 0.95)
        held += found.low <= 1 <= found.high
    assert 0.92 <= held / 400 <= 0.99
    assert shift([1.0, 2.0], [3.0, 4.0], 0.95) is None


@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_without_a_change_at_most_one_comparison_in_twenty_cries_wolf(correlation):
    rng = np.random.default_rng(int(100 * correlation))
    before, after = (ar1_lognormal(rng, 400, correlation, sigma=0.3, series=200) for _ in range(2))
    verdicts = [compare([a], [b]).verdict for a, b in zip(before, after, strict=True)]
    assert sum(verdict in (Verdict.HELPED, Verdict.WORSE) for verdict in verdicts) <= 10


@pytest.mark.parametrize("correlation", CORRELATIONS)
def test_a_median_that_falls_by_a_quarter_is_found_in_nine_of_ten_cases(correlation):
    rng = np.random.default_rng(int(100 * correlation) + 1)
    before = ar1_lognormal(rng, 1000, correlation, series=40)
    after = ar1_lognormal(rng, 1000, correlation, median_ms=30, series=40)
    found = [compare([a], [b]) for a, b in zip(before, after, strict=True)]
    assert sum(comparison.verdict is Verdict.HELPED for comparison in found) >= 36
    held = sum(comparison.interval.low <= -10 * MS <= comparison.interval.high for comparison in found)
    assert held >= 36
    backwards = [compare([b], [a]).verdict for a, b in zip(before[:10], after[:10], strict=True)]
    assert backwards.count(Verdict.WORSE) >= 8


def test_interleaved_runs_take_a_drift_out():
    rng = np.random.default_rng(5)
    (noise,) = ar1_lognormal(rng, 3200, 0.5, sigma=0.05)
    drifting = [value + k * 5000 for k, value in enumerate(noise)]
    runs = [drifting[k : k + 200] for k in range(0, 3200, 200)]
    abba = [k for k in range(16) if k % 4 in (0, 3)]
    arms = [runs[k] for k in abba], [runs[k] for k in range(16) if k not in abba]
    assert compare(*arms).verdict is Verdict.NO_DIFFERENCE
    assert compare(*arms).interleaved
    helped = compare(arms[0], [[value - 10 * MS for value in run] for run in arms[1]])
    assert helped.verdict is Verdict.HELPED
    assert helped.difference == pytest.approx(-10 * MS, abs=2 * MS)
    assert not compare([noise[:1600]], [noise[1600:]]).interleaved


def test_too_little_is_not_enough_data_and_never_no_difference():
    rng = np.random.default_rng(6)
    (alike,) = ar1_lognormal(rng, 120, 0.99)
    for before, after in (([], []), ([[20]], [[30]]), ([[1, 2, 3]], [[4, 5, 6]]), ([alike[:60]], [alike[60:]])):
        comparison = compare(before, after)
        assert comparison.verdict is Verdict.NOT_ENOUGH_DATA
        assert comparison.interval is None
        assert comparison.detectable is None


def test_constant_delays_are_compared_exactly():
    same = compare([[20 * MS] * 200], [[20 * MS] * 200])
    assert (same.verdict, same.difference) == (Verdict.NO_DIFFERENCE, 0)
    less = compare([[20 * MS] * 200], [[15 * MS] * 200])
    assert (less.verdict, less.difference, less.interval) == (Verdict.HELPED, -5 * MS, (-5 * MS, -5 * MS))


def test_the_smallest_detectable_difference_is_found_about_nine_times_in_ten():
    rng = np.random.default_rng(7)
    before, after = (ar1_lognormal(rng, 600, 0.7, series=40) for _ in range(2))
    typical = median(compare([a], [b]).detectable for a, b in zip(before, after, strict=True))
    shifted = [[round(value - typical) for value in series] for series in after]
    found = sum(compare([a], [b]).verdict is Verdict.HELPED for a, b in zip(before, shifted, strict=True))
    assert 30 <= found <= 40


def test_other_figures_than_the_median_can_be_compared():
    rng = np.random.default_rng(8)
    before, spiky = ar1_lognormal(rng, 1000, 0.2, series=2)
    spiky = [value + 60 * MS if k % 12 == 0 else value for k, value in enumerate(spiky)]

    def p95(block):
        return quantiles(block, n=20)[-1]

    assert compare([spiky], [before]).verdict is Verdict.NO_DIFFERENCE
    assert compare([spiky], [before], p95).verdict is Verdict.HELPED


def test_an_hour_against_an_hour_takes_no_longer_than_a_blink():
    rng = np.random.default_rng(9)
    first, second = ar1_lognormal(rng, 72_000, 0.9, series=2)
    comparison = compare([first], [second])
    assert comparison.verdict is Verdict.NO_DIFFERENCE
    assert comparison.detectable < 1 * MS
