"""Intervals hold what they promise, also where neighbours are alike."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.stats.interval import (
    n_eff_above,
    needed,
    normal,
    quantile_interval,
    shared_time_constant,
    t_score,
    z_score,
)
from latencylab.stats.quantiles import Quantiles

from .series import MS, ar1_lognormal


def filled(values):
    quantiles = Quantiles()
    for value in values:
        quantiles.add(value)
    return quantiles


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
@pytest.mark.parametrize(("q", "normal_quantile"), [(0.5, 0.0), (0.95, 1.6448536)])
def test_nineteen_of_twenty_intervals_hold_the_true_quantile(correlation, q, normal_quantile):
    rng = np.random.default_rng(7)
    truth = 40 * MS * math.exp(0.2 * normal_quantile)
    held = given_ = 0
    for series in ar1_lognormal(rng, 1000, correlation, series=120):
        interval = quantile_interval(filled(series), series, q)
        if interval:
            given_ += 1
            held += interval.low <= truth <= interval.high
    assert given_ >= 100
    assert held / given_ >= 0.90


@pytest.mark.parametrize("correlation", [0.5, 0.9])
def test_the_effective_number_is_that_of_theory(correlation):
    rng = np.random.default_rng(8)
    counted = [n_eff_above(series, 40 * MS) for series in ar1_lognormal(rng, 4000, correlation, series=20)]
    lags = (2 / math.pi * math.asin(correlation**lag) for lag in range(1, 400))
    assert np.median(counted) == pytest.approx(4000 / (1 + 2 * sum(lags)), rel=0.15)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=60), st.integers(0, 9))
def test_counting_bits_is_the_autocovariance_of_the_indicator(values, threshold):
    """The same cut-off on sums computed the long way."""
    n = len(values)
    indicator = np.array([value > threshold for value in values], float)
    if indicator.std() == 0:
        assert n_eff_above(values, threshold) == n
        return
    x = indicator - indicator.mean()
    c = [float(np.dot(x[: n - lag], x[lag:])) for lag in range(n)] + [0.0] * n
    found = 1.0
    for second_pass in (False, True):
        total, bias = 0.0, min(found / n, 0.5) * second_pass
        for m in range(max(n // 4, 1)):
            pair = ((c[2 * m] + c[2 * m + 1]) / c[0] + 2 * bias) / (1 + bias)
            if pair <= 1e-12:
                break
            total += pair
        found = max(1.0, 2 * total - 1)
    assert n_eff_above(values, threshold) == pytest.approx(n / min(found, n), rel=1e-6)


def test_spikes_do_not_change_how_alike_the_neighbours_are():
    rng = np.random.default_rng(9)
    (series,) = ar1_lognormal(rng, 2000, 0.9)
    spiky = [value * 50 if k % 100 == 0 else value for k, value in enumerate(series)]
    assert shared_time_constant([spiky]) == pytest.approx(shared_time_constant([series]), rel=0.25)


def test_runs_of_different_level_are_one_process():
    rng = np.random.default_rng(10)
    first, second = ar1_lognormal(rng, 3000, 0.8, series=2)
    assert shared_time_constant([first, [value + 10**9 for value in second]]) == pytest.approx(9, rel=0.2)


def test_with_too_few_effective_samples_there_is_no_interval():
    assert [math.ceil(needed(q)) for q in (0.5, 0.95, 0.99, 0.999)] == [5, 59, 299, 2995]
    few = list(range(50))
    assert quantile_interval(filled(few[::-1]), few, 0.95) is None
    rng = np.random.default_rng(11)
    (alike,) = ar1_lognormal(rng, 300, 0.97)
    assert quantile_interval(filled(alike), alike, 0.95) is None
    (independent,) = ar1_lognormal(rng, 300, 0.0)
    assert quantile_interval(filled(independent), independent, 0.95) is not None
    assert quantile_interval(filled(independent), independent, 0.999) is None
    assert quantile_interval(Quantiles(), [], 0.5) is None


def test_a_constant_delay_is_known_exactly():
    same = [20 * MS] * 200
    assert quantile_interval(filled(same), same, 0.5) == (20 * MS, 20 * MS)


def test_deviates_are_those_of_the_tables():
    assert z_score(0.95) == pytest.approx(1.959964)
    table = {(0.95, 4): 2.776, (0.95, 10): 2.228, (0.99, 10): 3.169, (0.975, 20): 2.423, (0.95, 1000): 1.962}
    for (confidence, freedom), value in table.items():
        assert t_score(confidence, freedom) == pytest.approx(value, rel=0.01)


def test_the_interval_of_a_mean():
    assert normal(10.0, 2.0, 16) == (pytest.approx(10 - 0.98, abs=0.001), pytest.approx(10 + 0.98, abs=0.001))
