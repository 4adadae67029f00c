"""Who owns the delay, on paths of which the truth is known."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.stats.pairing import NOT_PROBED, Pairing, downstream_minimum

from .series import MS

LEGS = ("gateway", "access", "target")
TICK = 50 * MS


def home(rng, ticks, base_ms=(1, 6, 20), stalls=(), slow_answers=0.0):
    """Ticks of a path; ``stalls`` are (segment, first tick, ticks, ms), felt on that leg and beyond."""
    pairing = Pairing(LEGS)
    for tick in range(ticks):
        rtts = [base + rng.expovariate(4) for base in base_ms]
        for segment, first, length, extra in stalls:
            if first <= tick < first + length:
                rtts = [rtt + extra * (leg >= segment) for leg, rtt in enumerate(rtts)]
        if rng.random() < slow_answers:
            rtts[0] += 60
        pairing.add(tick * TICK, [round(rtt * MS) for rtt in rtts])
    return pairing


@given(st.lists(st.none() | st.integers(0, 9), max_size=6))
def test_a_leg_is_no_worse_than_any_leg_beyond_it(values):
    found = downstream_minimum(values)
    for k, value in enumerate(values):
        beyond = [other for other in values[k:] if other is not None]
        assert found[k] == (None if value is None else min(beyond))


def test_levels_are_what_each_segment_adds():
    segments = home(Random(1), 500).segments()
    assert [(segment.first, segment.last) for segment in segments] == [
        (None, "gateway"), ("gateway", "access"), ("access", "target"),
    ]  # fmt: skip
    assert [segment.delay_ns / MS for segment in segments] == pytest.approx([1.2, 5, 14], abs=0.15)


def test_a_router_that_answers_slowly_adds_nothing_to_the_path():
    segments = home(Random(2), 500, base_ms=(1, 45, 20)).segments(0.95)
    assert [segment.delay_ns / MS for segment in segments] == pytest.approx([1.75, 19, 0], abs=0.3)


def test_a_stall_that_all_legs_meet_varies_no_segment_beyond_it():
    pairing = home(Random(3), 200, stalls=[(0, tick, 2, 100) for tick in range(10, 200, 26)])
    assert pairing.varies_beyond("gateway", "access") / MS < 2
    pairing = home(Random(3), 200, stalls=[(1, tick, 2, 100) for tick in range(10, 200, 20)])
    assert pairing.varies_beyond("gateway", "access") / MS > 90
    assert pairing.varies_beyond("access", "target") / MS < 2


def test_legs_that_seldom_answered_together_are_not_compared():
    pairing = Pairing(LEGS)
    for tick in range(200):
        pairing.add(tick * TICK, (1 * MS if tick % 5 == 0 else None, 6 * MS, 20 * MS))
    assert pairing.varies_beyond("gateway", "access") is None
    assert pairing.varies_beyond("access", "target") == 0


def test_loss_at_a_hop_is_real_only_if_it_shows_beyond():
    pairing = Pairing(LEGS)
    for tick in range(1000):
        limited = None if tick % 5 else 6 * MS  # a rate limit: 80 % unanswered, nothing lost
        pairing.add(tick * TICK, (1 * MS, limited, None if tick % 50 == 0 else 20 * MS))
    assert [segment.loss_ratio for segment in pairing.segments()] == pytest.approx([0, 0.02, 0], abs=1e-9)


def test_a_silent_leg_merges_its_segment_with_the_next():
    pairing = Pairing(LEGS)
    for tick in range(100):
        pairing.add(tick * TICK, (1 * MS, None, 20 * MS if tick != 60 else 90 * MS))
    assert [(segment.first, segment.last) for segment in pairing.segments()] == [
        (None, "gateway"), ("gateway", "target"),
    ]  # fmt: skip
    assert [(share.last, share.events) for share in pairing.shares()] == [("gateway", 0), ("target", 1)]
    assert pairing.unplaced == 0


@pytest.mark.parametrize("segment", [0, 1, 2])
def test_events_belong_to_the_segment_that_stalls_and_no_other(segment):
    stalls = [(segment, 100 + 40 * k, 1 + k % 3, 80) for k in range(20)]
    pairing = home(Random(3), 1000, stalls=stalls)
    shares = pairing.shares()
    assert [share.events for share in shares] == [20 * (leg == segment) for leg in range(3)]
    assert shares[segment].interval.low > 0.8
    assert pairing.unplaced == 0
    if segment < 2:
        assert shares[segment].lift > 5


def test_each_event_is_told_with_its_instant_and_its_owner():
    pairing = home(Random(10), 600, stalls=[(0, 100, 3, 80), (2, 200, 1, 60), (1, 598, 2, 90)])
    events = pairing.events()
    assert [owner for _, owner in events] == ["gateway", "target", "access"]
    assert [100 <= at // TICK < 103 for at, _ in events] == [True, False, False]
    assert [at // TICK for at, _ in events][1] == 200
    assert sum(share.events for share in pairing.shares()) == len(events)


def test_two_faults_are_told_apart():
    stalls = [(k % 2 * 2, 100 + 30 * k, 2, 60) for k in range(30)]
    shares = home(Random(4), 1100, stalls=stalls).shares()
    assert [share.events for share in shares] == [15, 0, 15]
    assert shares[0].interval.low < 0.5 < shares[0].interval.high


def test_a_gateway_that_is_slow_to_answer_by_itself_owns_no_more_than_chance_gives_it():
    stalls = [(2, 100 + 10 * k, 1, 60) for k in range(90)]
    gateway = home(Random(5), 1100, stalls=stalls, slow_answers=0.3).shares()[0]
    assert gateway.share < 0.1  # the access leg, not late, takes the blame off it
    both = Pairing(("gateway", "target"))
    rng = Random(6)
    for tick in range(1100):
        slow, late = rng.random() < 0.3, tick > 100 and tick % 10 == 0
        both.add(tick * TICK, (round((1 + 60 * slow) * MS), round((20 + 60 * late) * MS)))
    share = both.shares()[0]
    assert share.share == pytest.approx(0.3, abs=0.12)
    assert 0.5 < share.lift < 1.7


def test_an_event_beside_a_leg_that_lost_its_packet_is_not_placed():
    pairing = Pairing(LEGS)
    for tick in range(200):
        event = tick in (100, 150)
        access = None if tick == 100 else 6 * MS
        pairing.add(tick * TICK, (1 * MS, access, (90 if event else 20) * MS))
    assert pairing.unplaced == 1
    assert [share.events for share in pairing.shares()] == [0, 0, 1]


def test_a_leg_that_is_probed_now_and_then_counts_when_it_is():
    pairing = Pairing(LEGS)
    for tick in range(1000):
        late = 70 if 600 <= tick < 620 else 0
        access = (6 + late) * MS if tick % 20 == 0 else NOT_PROBED
        pairing.add(tick * TICK, (1 * MS, access, (20 + late) * MS))
    assert pairing.probed == [1000, 50, 1000]
    assert [share.events for share in pairing.shares()] == [0, 1, 0]


def test_the_event_that_is_going_on_is_counted_once():
    pairing = home(Random(7), 300, stalls=[(0, 298, 5, 80)])
    assert [share.events for share in pairing.shares()] == [1, 0, 0]
    assert [share.events for share in pairing.shares()] == [1, 0, 0]


def test_events_before_there_is_a_baseline_are_found_all_the_same():
    pairing = home(Random(8), 100, stalls=[(0, 3, 1, 80)])
    assert [share.events for share in pairing.shares()] == [1, 0, 0]


def test_a_silent_target_has_neither_levels_nor_events():
    pairing = Pairing(LEGS)
    for tick in range(3000):
        pairing.add(tick * TICK, (1 * MS, 6 * MS, None))
    assert [segment.last for segment in pairing.segments()] == ["gateway", "access"]
    assert pairing.shares() == []
    assert pairing.lost == [0, 0, 3000]
    assert Pairing(LEGS).segments() == []


def test_the_same_ticks_give_the_same_answer():
    stalls = [(1, 100 + 40 * k, 1, 80) for k in range(20)]
    first, second = (home(Random(9), 1000, stalls=stalls).shares() for _ in range(2))
    assert first == second


def test_a_stall_that_begins_behind_the_nearer_replies_is_still_placed_where_it_is():
    pairing = Pairing(["gateway", "access", "target"])
    for tick in range(400):
        rtts = [1 * MS, 8 * MS, 18 * MS]
        stalled = tick % 40
        if stalled == 20:  # the gateway's and the first hop's replies are home, the target's is held for 80 ms
            rtts[2] += 80 * MS
        elif stalled == 21:  # 50 ms later everything is held for the 30 ms that are left
            rtts = [rtt + 30 * MS for rtt in rtts]
        pairing.add(tick * 50 * MS, rtts)
    assert {owner for _, owner in pairing.events()} == {"gateway"}


def test_a_stall_behind_the_home_is_not_the_gateways_for_one_blip_of_its_own():
    pairing = Pairing(["gateway", "access", "target"])
    for tick in range(400):
        rtts = [1 * MS, 8 * MS, 18 * MS]
        held = tick % 40
        if 20 <= held < 26:
            rtts[1] += 60 * MS
            rtts[2] += 60 * MS
        if held == 23:
            rtts[0] += 60 * MS
        pairing.add(tick * 50 * MS, rtts)
    assert {owner for _, owner in pairing.events()} == {"access"}


def test_what_happened_before_a_leg_was_probed_is_not_put_behind_it():
    pairing = Pairing(LEGS)
    for tick in range(600):
        late = 70 if tick % 50 in (20, 21) else 0  # at home, all the time
        joined = tick >= 200
        gateway, access = ((1 + late) * MS, (6 + late) * MS) if joined else (NOT_PROBED, NOT_PROBED)
        pairing.add(tick * TICK, (gateway, access, (20 + late) * MS))
    assert [share.events for share in pairing.shares()] == [8, 0, 0]
    assert {owner for _, owner in pairing.events()} == {"gateway"}
    assert min(at_ns for at_ns, _ in pairing.events()) >= 200 * TICK
    assert pairing.probed == [400, 400, 400]


def test_an_event_right_after_a_leg_joined_waits_until_its_normal_is_known():
    pairing = Pairing(LEGS)
    for tick in range(200):
        late = 70 if tick == 103 else 0
        gateway = (1 + late) * MS if tick >= 100 else NOT_PROBED
        pairing.add(tick * TICK, (gateway, (6 + late) * MS, (20 + late) * MS))
    assert [share.events for share in pairing.shares()] == [1, 0, 0]


def test_a_leg_that_was_probed_at_another_time_does_not_acquit_its_segment():
    pairing = Pairing(LEGS)
    for tick in range(400):
        rtts = [1 * MS, 8 * MS, 18 * MS]
        if tick % 40 == 20:  # a busy computer probed the gateway 20 ms before the home stood still
            rtts[1] += 80 * MS
            rtts[2] += 80 * MS
        pairing.add(tick * TICK, rtts, [0] if tick % 40 == 20 else [])
    assert pairing.events() == []
    assert pairing.unplaced == 10
