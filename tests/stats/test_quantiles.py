"""Quantiles against numpy and the statistics module."""

import math
import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.stats.quantiles import Quantiles

INT = st.integers(-(2**62), 2**62 - 1)
RTT = st.integers(0, 3_000_000_000)
SHARE = st.floats(0, 1)


def filled(values, window=4096):
    quantiles = Quantiles(window)
    for value in values:
        quantiles.add(value)
    return quantiles


def type7(values, q):
    """The definition, in exact arithmetic but for the last step."""
    ordered = sorted(values)
    rank = (len(ordered) - 1) * q
    low = int(rank)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (rank - low) * (ordered[high] - ordered[low])


@given(st.lists(RTT, min_size=1, max_size=60), SHARE)
def test_is_numpys_default_quantile_while_the_values_fit(values, q):
    assert filled(values).quantile(q) == pytest.approx(float(np.quantile(values, q)), rel=1e-9, abs=1e-6)


@given(st.lists(RTT, min_size=17, max_size=200), SHARE)
def test_is_within_half_a_per_mille_of_the_distance_from_the_smallest_value_afterwards(values, q):
    quantiles = filled(values, window=16)
    truth = type7(values, q)
    base = min(values[:17])
    ordered = sorted(values)
    rank = (len(values) - 1) * q
    around = (ordered[int(rank)], ordered[min(int(rank) + 1, len(values) - 1)])
    assert not quantiles.exact
    assert abs(quantiles.quantile(q) - truth) <= 0.0005 * max(abs(value - base) for value in around) + 1e-3


@given(st.lists(INT, min_size=17, max_size=60), st.sampled_from([0.0, 1.0]))
def test_extremes_are_exact_for_all_of_64_bits(values, q):
    quantiles = filled(values, window=16)
    assert quantiles.quantile(q) == (max(values) if q else min(values))
    assert (quantiles.minimum, quantiles.maximum) == (min(values), max(values))


@given(st.lists(INT, min_size=2, max_size=60), st.sampled_from([4, 4096]))
def test_mean_and_deviation_are_exact_even_far_from_zero(values, window):
    quantiles = filled(values, window)
    assert quantiles.mean == pytest.approx(statistics.fmean(values), rel=1e-12, abs=1e3)
    assert quantiles.stdev == pytest.approx(math.sqrt(statistics.variance(values)), rel=1e-12)


def test_deviation_of_one_nanosecond_survives_an_offset_of_decades():
    offset = 1_700_000_000_000_000_000
    assert filled([offset, offset + 1, offset + 2]).stdev == pytest.approx(1.0)


@given(st.lists(RTT, max_size=60), st.lists(RTT, max_size=60), st.sampled_from([8, 50, 4096]))
def test_merging_is_like_adding(first, second, window):
    merged = filled(first, window)
    merged.merge(filled(second, window))
    together = filled(first + second, window)
    for name in ("count", "minimum", "maximum"):
        assert getattr(merged, name) == getattr(together, name)
    assert merged.mean == pytest.approx(together.mean) if first + second else merged.mean is None
    assert merged.stdev == (pytest.approx(together.stdev) if together.stdev is not None else None)
    if first + second:
        allowed = 0.0 if merged.exact and together.exact else 0.001 * (max(first + second) - min(first + second)) + 1
        for q in (0.1, 0.5, 0.95):
            assert abs(merged.quantile(q) - together.quantile(q)) <= allowed


def test_merged_histograms_forget_nothing():
    merged = filled(range(10_000), window=16)
    merged.merge(filled(range(10_000, 20_000), window=16))
    assert merged.count == 20_000
    assert merged.quantile(0.5) == pytest.approx(9_999.5, rel=0.001)


def test_lost_packets_count_as_slower_than_everything():
    quantiles = filled(range(95))
    assert quantiles.quantile_with_lost(0.5, 5) == 49.5
    assert quantiles.quantile_with_lost(0.95, 5) == math.inf
    assert quantiles.quantile(0.95) == pytest.approx(89.3)


@given(st.lists(RTT, min_size=1, max_size=40), st.integers(0, 40), SHARE)
def test_lost_packets_are_infinite_values(values, lost, q):
    expected = type7(values, q) if not lost else None
    found = filled(values).quantile_with_lost(q, lost)
    rank = (len(values) + lost - 1) * q
    if lost and math.ceil(rank) < len(values):
        expected = type7(values, rank / (len(values) - 1)) if len(values) > 1 else values[0]
    assert found == (math.inf if expected is None else pytest.approx(expected, rel=1e-6, abs=1e-3))


def test_nothing_measured_is_none():
    empty = Quantiles()
    assert [empty.minimum, empty.maximum, empty.mean, empty.stdev, empty.quantile(0.5)] == [None] * 5
    assert filled([7]).stdev is None
    assert empty.quantile_with_lost(0.5, 3) == math.inf


@pytest.mark.parametrize("q", [-0.01, 1.01, math.nan])
def test_quantiles_beyond_the_ends_are_refused(q):
    with pytest.raises(ValueError, match="between 0 and 1"):
        filled([1]).quantile(q)


def test_a_heavy_tail_is_met_to_half_a_per_mille_at_the_highest_percentiles():
    values = (10e6 * (1 + np.random.default_rng(1).pareto(1.5, 60_000))).astype(np.int64).tolist()
    quantiles = filled(values)
    for q in (0.5, 0.9, 0.95, 0.99, 0.999, 0.9999):
        assert quantiles.quantile(q) == pytest.approx(type7(values, q), rel=0.0005)
