"""Delay variation against its definitions."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.stats.quantiles import Quantiles
from latencylab.stats.variation import Variation, pdv

from .series import MS

ALTERNATING = [20.0, 40.0] * 75
SPIKY = [130.0 if k % 10 == 5 else 30.0 for k in range(150)]
RAMP = [20 + 40 * k / 149 for k in range(150)]


def measured(delays_ms):
    variation, quantiles = Variation(), Quantiles()
    for sequence, delay in enumerate(delays_ms):
        variation.add(sequence, round(delay * MS))
        quantiles.add(round(delay * MS))
    return [figure / MS for figure in (variation.ipdv_mean_ns, variation.rfc3550_ns, pdv(quantiles))]


@pytest.mark.parametrize(
    ("trace", "ipdv", "rfc3550", "pdv95"),
    [(ALTERNATING, 20.00, 20.00, 20.00), (SPIKY, 20.13, 20.98, 100.00), (RAMP, 0.27, 0.27, 38.00)],
    ids=["alternating", "spiky", "ramp"],
)
def test_the_three_jitters_of_known_traces(trace, ipdv, rfc3550, pdv95):
    found = measured(trace)
    assert found[0] == pytest.approx(ipdv, abs=0.005)
    assert found[1] == pytest.approx(rfc3550, abs=0.005)
    assert found[2] == pytest.approx(pdv95, abs=0.005)


@given(st.data())
def test_ipdv_is_over_neighbours_in_sending_order_whatever_the_order_of_arrival(data):
    delays = data.draw(st.lists(st.none() | st.integers(0, 10**9), min_size=1, max_size=40))
    arrived = [(sequence, delay) for sequence, delay in enumerate(delays) if delay is not None]
    order = data.draw(st.permutations(arrived))
    variation = Variation()
    for sequence, delay in order:
        variation.add(sequence, delay)
    pairs = [abs(b - a) for a, b in itertools.pairwise(delays) if a is not None and b is not None]
    assert variation.ipdv_count == len(pairs)
    assert variation.ipdv_max_ns == max(pairs, default=0)
    assert variation.ipdv_mean_ns == (pytest.approx(sum(pairs) / len(pairs)) if pairs else None)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_rfc_3550_jitter_runs_over_arrivals(delays):
    variation = Variation()
    jitter = 0.0
    for k, delay in enumerate(delays):
        variation.add(2 * k, delay)  # every other packet lost: J does not care, IPDV has no pair
        if k:
            jitter += (abs(delay - delays[k - 1]) - jitter) / 16
    assert variation.rfc3550_ns == pytest.approx(jitter)
    assert variation.ipdv_mean_ns is None


def test_copies_and_packets_from_the_distant_past_change_nothing():
    variation = Variation()
    for sequence in (0, 1, 1, 5000, 1):
        variation.add(sequence, sequence * MS)
    assert variation.ipdv_count == 1
    assert variation.ipdv_max_ns == MS


def test_one_way_values_may_carry_any_clock_offset():
    rng = random.Random(4)
    delays = [rng.randrange(20 * MS) for _ in range(300)]
    near, far = measured([d / MS for d in delays]), Variation()
    quantiles = Quantiles(64)
    for sequence, delay in enumerate(delays):
        far.add(sequence, delay - 3 * 10**18)
        quantiles.add(delay - 3 * 10**18)
    assert far.ipdv_mean_ns / MS == pytest.approx(near[0])
    assert far.rfc3550_ns / MS == pytest.approx(near[1])
    assert pdv(quantiles) / MS == pytest.approx(near[2], rel=0.001)


def test_before_the_first_packet_there_is_no_jitter():
    assert (Variation().ipdv_mean_ns, Variation().rfc3550_ns, pdv(Quantiles())) == (None, None, None)
