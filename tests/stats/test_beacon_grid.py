"""Replies that wait for a beacon are told from all others."""

import random

import pytest

from latencylab.stats.beacon_grid import BeaconGrid

MS = 1_000_000
BEACON_NS = 102_400_000


def fed(replies):
    grid = BeaconGrid()
    for sent_ns, rtt_ns in replies:
        grid.add(sent_ns, round(rtt_ns))
    return grid


def sends(seconds=20, every_ms=50):
    return range(0, seconds * 1_000_000_000, every_ms * MS)


def waiting_for_a_beacon(rng, awake=0.2, drift=0.0, jitter_ms=1.0):
    for sent_ns in sends():
        if rng.random() < awake:
            yield sent_ns, 2 * MS
        else:
            phase = sent_ns * (1 + drift) % BEACON_NS
            yield sent_ns, BEACON_NS - phase + (2 + rng.uniform(0, jitter_ms)) * MS


def test_replies_that_wait_for_beacons_are_on_the_grid():
    assert fed(waiting_for_a_beacon(random.Random(1))).locked > 0.9


def test_clocks_that_drift_apart_do_not_hide_it():
    assert fed(waiting_for_a_beacon(random.Random(1), drift=50e-6)).locked > 0.9


@pytest.mark.parametrize("seed", range(8))
def test_jitter_is_not(seed):
    rng = random.Random(seed)
    assert fed((sent, (2 + rng.expovariate(1 / 15)) * MS) for sent in sends()).locked < 0.4


@pytest.mark.parametrize("period_ms", [250, 500, 1000, 1048.576, 3000, 33])
def test_stalls_of_another_rhythm_are_not(period_ms):
    def stalled():
        for sent_ns in sends(40, 10):
            phase = sent_ns % round(period_ms * MS)
            wait = 0.6 * period_ms * MS - phase
            yield sent_ns, max(wait, 0) + 2 * MS

    locked = fed(stalled()).locked
    assert locked is None or locked < 0.4


def test_a_steady_router_tells_nothing():
    assert fed((sent, 2 * MS) for sent in sends()).locked is None


def test_a_few_held_replies_tell_nothing():
    replies = list(waiting_for_a_beacon(random.Random(1), awake=0.95))
    assert fed(replies).locked is None
    assert fed(list(waiting_for_a_beacon(random.Random(1)))[:40]).locked is None
