"""The rate of a load: the warm-up is left out, and nothing is called certain that is not."""

import math
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latencylab.stats.goodput import Goodput

STEP_NS = 50_000_000
S = 1_000_000_000


def feed(goodput, mbps_at, seconds, start_ns=0):
    """Counts of a load with the rate ``mbps_at(t_s)``; gives when it was certain first."""
    octets, t_ns = 0.0, start_ns
    goodput.add(t_ns, 0)
    while t_ns < start_ns + seconds * S:
        t_ns += STEP_NS
        octets += mbps_at((t_ns - start_ns) / S) * STEP_NS / 8000
        goodput.add(t_ns, round(octets))
        rate = goodput.rate()
        if rate is not None and rate.certain:
            return (t_ns - start_ns) / S
    return None


@given(st.floats(0.05, 50_000), st.integers(0, 2**50))
@settings(max_examples=30, deadline=None)
def test_a_steady_rate_is_found_soon_and_exactly(mbps, start_ns):
    goodput = Goodput()
    assert feed(goodput, lambda _: mbps, 8, start_ns) <= 3.5
    rate = goodput.rate()
    assert rate.mbps == pytest.approx(mbps, rel=0.002)
    assert rate.low <= rate.mbps <= rate.high
    assert rate.high - rate.low < 0.04 * mbps


@pytest.mark.parametrize("warm_s", [0.5, 1.0, 2.0])
def test_a_slow_start_is_left_out(warm_s):
    goodput = Goodput()
    assert feed(goodput, lambda t: 100 * min(1, math.exp(4 * (t - warm_s) / warm_s)), 8) is not None
    assert goodput.rate().settled_ns >= 0.8 * warm_s * S
    assert goodput.rate().mbps == pytest.approx(100, rel=0.01)


def test_waiting_for_the_first_octet_is_no_part_of_the_load():
    goodput = Goodput()
    assert feed(goodput, lambda t: 100 if t > 2 else 0, 8) is not None
    assert goodput.rate().mbps == pytest.approx(100, rel=0.01)


@pytest.mark.parametrize("spread", [0.1, 0.3])
def test_the_interval_of_a_restless_rate_holds_its_mean(spread):
    held = 0
    for seed in range(40):
        rng, goodput = Random(seed), Goodput()
        feed(goodput, lambda _, rng=rng: 100 * (1 + rng.uniform(-spread, spread)), 5)
        rate = goodput.rate()
        held += rate.low <= 100 <= rate.high
    assert held >= 34  # 95 % of 40 are 38; fewer than 34 come by chance once in a hundred times


def test_a_rate_that_falls_is_not_certain():
    goodput = Goodput()
    assert feed(goodput, lambda t: 100 - 8 * t, 8) is None


def test_a_rate_that_drops_half_way_is_not_certain_at_once():
    goodput = Goodput()
    assert feed(goodput, lambda t: 100 if t < 2.5 else 40, 8) is None or goodput.rate().mbps < 50


def test_a_blink_is_no_rate():
    goodput = Goodput()
    feed(goodput, lambda _: 100, 0.3)
    assert goodput.rate() is None
    goodput = Goodput()
    assert goodput.rate() is None
    goodput.add(5, 0)
    assert goodput.rate() is None
    assert goodput.octets_in(STEP_NS) == 0


def test_what_came_lately_is_known():
    goodput = Goodput()
    feed(goodput, lambda _: 80, 1)
    assert goodput.octets_in(100_000_000) == pytest.approx(1_000_000, rel=0.01)
