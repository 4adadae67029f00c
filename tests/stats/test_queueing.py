"""Queueing by direction, from clocks that agree on nothing."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latencylab.stats.queueing import MAX_SKEW, WINDOW_REPLIES, DirectionalQueueing, _Hull

from .series import MS, S


def exchanged(seconds, up_ms, down_ms, skew=0.0, offset_ns=-3 * 10**18, hz=20, path_ms=5):
    """Replies of a path whose queues are ``up_ms(t)`` and ``down_ms(t)``; the truth beside what was measured."""
    queueing, truth = DirectionalQueueing(), []
    for k in range(int(seconds * hz)):
        at = k / hz
        up, down = round(up_ms(at) * MS), round(down_ms(at) * MS)
        clock = offset_ns + round(skew * at * S)
        queueing.add(k * S // hz + 7 * 10**17, path_ms * MS + up + clock, path_ms * MS + down - clock)
        truth.append((up, down))
    return queueing, truth


@pytest.mark.parametrize("skew_ppm", [0, 30, -150, 200, -200])
@pytest.mark.parametrize("seconds", [10, 60, 150])
def test_queues_are_told_apart_despite_offset_and_skew(skew_ppm, seconds):
    rng = Random(seconds)
    queueing, truth = exchanged(
        seconds, lambda _: rng.expovariate(0.5), lambda _: rng.expovariate(3), skew=skew_ppm * 1e-6
    )
    assert queueing.skew_ppm == pytest.approx(skew_ppm, abs=8 if seconds == 10 else 2)
    for found, values in ((queueing.up(), [up for up, _ in truth]), (queueing.down(), [down for _, down in truth])):
        assert found.count == len(truth)
        for q in (0.5, 0.95):
            assert found.quantile(q) == pytest.approx(float(np.quantile(values, q)), abs=0.12 * MS)


def test_an_upload_that_never_pauses_is_not_taken_for_a_fast_clock():
    rng = Random(1)
    queueing, _ = exchanged(
        30, lambda t: min(6 * t, 180) * rng.uniform(0.95, 1) if t > 2 else 0, lambda _: rng.expovariate(4), skew=50e-6
    )
    assert queueing.skew_ppm == pytest.approx(50, abs=8)
    assert queueing.up().quantile(0.5) > 80 * MS
    assert queueing.down().quantile(0.95) < 1.5 * MS


def test_congestion_that_lasts_for_minutes_does_not_become_distance():
    rng = Random(2)
    queueing, _ = exchanged(
        240, lambda t: 150 + rng.expovariate(1) if t > 20 else 0, lambda _: rng.expovariate(4), skew=80e-6
    )
    assert queueing.up().quantile(0.5) == pytest.approx(150 * MS, rel=0.03)
    assert queueing.down().quantile(0.95) < 1.5 * MS
    assert queueing.recent()[-1].up_ns == pytest.approx(150 * MS, rel=0.1)


def test_a_longer_path_is_accepted_after_ten_minutes():
    queueing, _ = exchanged(1500, lambda t: 30 if t > 200 else 0, lambda _: 0, hz=2)
    assert queueing.recent()[-1].up_ns == pytest.approx(0, abs=MS)


def test_each_reply_is_told_apart():
    queueing, truth = exchanged(20, lambda t: 40 if 5 < t < 6 else 0, lambda t: 25 if 12 < t < 13 else 0)
    for found, (up, down) in zip(queueing.recent(), truth, strict=True):
        assert found.up_ns == pytest.approx(up, abs=0.05 * MS)
        assert found.down_ns == pytest.approx(down, abs=0.05 * MS)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=40))
def test_the_lines_lie_under_all_points_and_no_slope_is_better(points):
    queueing, at = DirectionalQueueing(), 0
    for gap, up, down in points:
        at += gap * 100 * MS
        queueing.add(at, up, down)
    found = queueing.recent()
    area = sum(reply.up_ns + reply.down_ns for reply in found)
    assert all(reply.up_ns >= 0 <= reply.down_ns for reply in found)
    times = [reply.sent_ns - found[0].sent_ns for reply in found]
    for step in range(-20, 21):
        slope = MAX_SKEW * step / 20
        ups = [up - slope * t for t, (_, up, _) in zip(times, points, strict=True)]
        downs = [down + slope * t for t, (_, _, down) in zip(times, points, strict=True)]
        assert area <= sum(ups) - len(ups) * min(ups) + sum(downs) - len(downs) * min(downs) + 3 * len(points)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=30))
def test_the_hull_is_the_lower_one(values):
    hull = _Hull()
    for at, value in enumerate(values):
        hull.add(at, value)
    for slope in (-50.0, -1.0, 0.0, 0.3, 50.0):
        lowest = min(value - slope * at for at, value in enumerate(values))
        assert hull.support(slope, 0) == pytest.approx(lowest)


def test_replies_out_of_order_and_windows_by_number_are_met():
    rng = Random(3)
    queueing = DirectionalQueueing()
    sent = sorted(range(2 * WINDOW_REPLIES + 100), key=lambda k: k + rng.uniform(0, 5))
    for k in sent:
        queueing.add(k * 2 * MS, 10**15 + rng.randrange(MS), rng.randrange(MS) - 10**15)
    assert queueing.up().count == queueing.down().count == len(sent)
    assert queueing.up().quantile(0.5) == pytest.approx(MS / 2, rel=0.05)


def test_before_the_first_reply_there_is_nothing():
    queueing = DirectionalQueueing()
    assert (queueing.skew_ppm, queueing.recent(), queueing.up().count) == (None, [], 0)
