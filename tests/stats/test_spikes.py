"""Spikes: what counts as one, where it begins and ends, and what is kept."""

from random import Random

import pytest

from latencylab.stats.baseline import MIN_SPIKE_NS, Baseline
from latencylab.stats.spikes import KEPT_LARGEST, KEPT_RECENT, Spikes

from .series import MS, S

TICK = 50 * MS


def fed(rtts_ms, start_ns=0):
    """Probes at 20 Hz in order; None is lost."""
    spikes = Spikes()
    for k, rtt in enumerate(rtts_ms):
        if rtt is not None:
            spikes.add(start_ns + k * TICK, round(rtt * MS))
    return spikes


def test_packets_that_a_stall_holds_back_are_one_spike_released_at_its_end():
    calm, held = [10.0] * 40, [150.0, 100.0, 50.0]  # sent 50 ms apart, all let go at the same instant
    (spike,) = fed(calm + held + calm).recent()
    assert spike.start_ns == 40 * TICK
    assert spike.peak_rtt_ns == 150 * MS
    assert spike.release_ns == 40 * TICK + 150 * MS
    assert spike.length_ns == 140 * MS


def test_losses_inside_belong_to_the_spike_and_a_normal_reply_ends_it():
    assert fed([10.0] * 40 + [90, None, None, 80, 10, 90] + [10] * 9).count == 2
    assert fed([10.0] * 40 + [90, None, None, 80, 90] + [10] * 9).count == 1


def test_an_outage_is_not_one_long_spike():
    assert fed([10.0] * 40 + [90] + [None] * 50 + [90] + [10] * 9).count == 2


def test_a_normal_reply_sent_before_the_spike_does_not_end_it():
    spikes = fed([10.0] * 40)
    for sent, rtt in ((42, 200), (41, 10), (43, 150), (44, 10)):
        spikes.add(sent * TICK, rtt * MS)
    assert [spike.start_ns for spike in spikes.recent()] == [42 * TICK]


def test_a_spike_before_there_is_a_baseline_is_found_all_the_same():
    assert [spike.start_ns for spike in fed([10, 10, 95, 10] + [10] * 40).recent()] == [2 * TICK]
    assert [spike.start_ns for spike in fed([10, 10, 95, 10] + [10] * 5).recent()] == [2 * TICK]
    assert fed([10, 10, 95]).recent() == []


def test_less_than_a_third_of_a_frame_is_no_spike():
    assert fed([10.0] * 40 + [10 + MIN_SPIKE_NS / MS] + [10.0] * 5).count == 0
    assert fed([10.0] * 40 + [10.01 + MIN_SPIKE_NS / MS] + [10.0] * 5).count == 1


def test_a_jittery_line_needs_a_larger_spike():
    rng = Random(2)
    jittery = [10 + rng.gauss(0, 8) for _ in range(400)]
    threshold = fed(jittery).threshold_ns / MS
    assert threshold == pytest.approx(10 + 5 * 8, rel=0.15)


def test_the_spike_that_is_going_on_is_counted_once():
    spikes = fed([10.0] * 40 + [90, 95])
    assert (spikes.count, len(spikes.recent())) == (1, 1)
    assert (spikes.count, len(spikes.kept())) == (1, 1)


def test_the_recent_and_the_largest_are_kept_and_all_are_counted():
    spikes, total = Spikes(), KEPT_RECENT + 1000
    for k in range(4 * total + 1):
        spikes.add(k * TICK, (50 + (k * 7919) % 500 if k % 4 == 3 else 10) * MS)
    assert spikes.count == total
    assert len(spikes.recent()) == KEPT_RECENT
    kept = spikes.kept()
    assert KEPT_RECENT <= len(kept) <= KEPT_RECENT + KEPT_LARGEST
    assert kept == sorted(kept)
    assert max(spike.peak_rtt_ns for spike in kept) == max(50 + (k * 7919) % 500 for k in range(3, 4 * total, 4)) * MS


def test_a_burst_of_fast_probes_cannot_become_the_baseline():
    baseline = Baseline()
    for k in range(400):
        baseline.add(k * TICK, 10 * MS)
    for k in range(1000):  # 500 probes a second during a stall of 2 s
        baseline.add(400 * TICK + k * 2 * MS, 300 * MS)
    assert baseline.median_ns == 10 * MS


def test_the_baseline_follows_a_new_normal():
    baseline = Baseline()
    for k in range(2000):
        baseline.add(k * TICK, (10 if k < 1000 else 30) * MS)
    assert (baseline.median_ns, baseline.p10_ns, baseline.mad_ns) == (30 * MS, 30 * MS, 0)


def test_replies_in_no_time_at_all_do_not_wait_for_ever():
    spikes = Spikes()
    for _ in range(3000):
        spikes.add(0, 0)  # a clock that stands still
    spikes.add(1 * S, 90 * MS)
    assert spikes.count == 1
