"""The path's reduction: what is true of the packets that pass, and what is only a router's habit."""

from hypothesis import given
from hypothesis import strategies as st

from latencylab.events import HopNamed, LegAdded, PathChanged, PathHop, PathTraced, Sample
from latencylab.path import PathFacts, PathReduction

MS = 1_000_000
TICK = 500 * MS


def traced(length: int, end: str = "target") -> PathTraced:
    return PathTraced(0, "far", "203.0.113.9", "udp", 33434, length, end)


def reduced(*events) -> PathFacts:
    reduction = PathReduction()
    for event in events:
        reduction.add(event)
    facts = reduction.facts()
    assert facts is not None
    return facts


def probes(ttl: int, rtts_ms: list[float | None], *, address: str = "", via: str = "icmp") -> list[PathHop]:
    """One probe a slot; None is a loss."""
    return [
        PathHop(
            tick * TICK,
            ttl,
            tick,
            address or f"10.0.0.{ttl}",
            None if rtt is None else round(rtt * MS),
            via,
            "lost" if rtt is None else "received",
        )
        for tick, rtt in enumerate(rtts_ms)
    ]


def losing(rtt: float, count: int, every: int) -> list[float | None]:
    return [None if tick % every == 0 else rtt for tick in range(count)]


def test_without_a_trace_there_is_no_path():
    assert PathReduction().facts() is None


def test_the_delay_grows_where_all_later_hops_have_it():
    facts = reduced(traced(4), *probes(1, [1] * 20), *probes(2, [9] * 20), *probes(3, [10] * 20), *probes(4, [12] * 20))
    assert [hop.added_ms for hop in facts.hops] == [1, 8, 1, 2]
    assert (facts.grows_after_ttl, facts.grows_at_ttl) == (1, 2)
    assert not any(hop.slow_control_plane for hop in facts.hops)
    assert [hop.rtt_ms.p95 for hop in facts.hops] == [1, 9, 10, 12]


def test_a_hop_that_is_slower_than_all_behind_it_has_a_slow_control_plane():
    facts = reduced(traced(3), *probes(1, [1] * 20), *probes(2, [80] * 20), *probes(3, [12] * 20))
    near, slow, target = facts.hops
    assert slow.slow_control_plane
    assert (slow.rtt_ms.median, slow.median_real_ms, slow.added_ms) == (80, 12, 11)
    assert target.added_ms == 0
    assert not near.slow_control_plane


def test_loss_that_later_hops_do_not_share_is_the_hops_habit():
    facts = reduced(traced(3), *probes(1, [1] * 40), *probes(2, losing(5, 40, 2)), *probes(3, [9] * 40))
    _, limited, target = facts.hops
    assert (limited.loss_pct, limited.loss_is_rate_limit, limited.loss_real_pct) == (50, True, 0)
    assert (target.loss_pct, target.loss_is_rate_limit) == (0, False)


def test_loss_that_later_hops_share_is_real():
    facts = reduced(traced(3), *probes(1, [1] * 40), *probes(2, losing(5, 40, 4)), *probes(3, losing(9, 40, 4)))
    near, second, target = facts.hops
    assert (near.loss_pct, second.loss_pct, target.loss_pct) == (0, 25, 25)
    assert (second.loss_real_pct, target.loss_real_pct) == (25, 25)
    assert not any(hop.loss_is_rate_limit for hop in facts.hops)


def test_a_habit_on_top_of_real_loss_is_told_apart():
    facts = reduced(traced(3), *probes(1, [1] * 60), *probes(2, losing(5, 60, 2)), *probes(3, losing(9, 60, 10)))
    second = facts.hops[1]
    assert second.loss_is_rate_limit
    assert second.loss_real_pct == 10


def test_chance_is_not_called_a_habit():
    second = probes(2, losing(5, 20, 10))
    facts = reduced(traced(3), *probes(1, [1] * 20), *second, *probes(3, losing(9, 20, 20)))
    assert facts.hops[1].loss_pct == 10
    assert not facts.hops[1].loss_is_rate_limit


def test_only_slots_in_which_both_were_probed_are_compared():
    """The line was down for the first half, before the later hop was probed at all: that loss is no habit."""
    down_then_up = [None] * 20 + [5.0] * 20
    later = [event for event in probes(2, [9] * 40) if event.tick >= 20]
    facts = reduced(traced(2), *probes(1, down_then_up), *later)
    assert facts.hops[0].loss_pct == 50
    assert not facts.hops[0].loss_is_rate_limit


def test_the_targets_own_leg_is_a_witness_where_the_last_hops_are_silent():
    leg = LegAdded(0, "far", "target", "far", "far", "203.0.113.9", "tcp")
    samples = [Sample(tick * 50 * MS, "far", tick, tick, rtt_ns=10 * MS) for tick in range(200)]
    others = [Sample(tick * 50 * MS, "gateway", tick, tick, status="lost") for tick in range(200)]
    facts = reduced(traced(1, "silent"), leg, *samples, *others, *probes(1, losing(40, 40, 4)))
    (hop,) = facts.hops
    assert (hop.loss_is_rate_limit, hop.loss_real_pct) == (True, 0)
    assert hop.slow_control_plane
    assert hop.median_real_ms == 10


def test_a_silent_hop_is_there_and_unknown():
    facts = reduced(traced(3), *probes(1, [1] * 4), *probes(3, [9] * 4))
    silent = facts.hops[1]
    assert (silent.address, silent.rtt_ms, silent.loss_pct, silent.loss_is_rate_limit) == (None, None, None, False)
    assert (facts.grows_after_ttl, facts.grows_at_ttl) == (1, 3)


def test_a_hop_that_has_stopped_answering_keeps_its_place():
    facts = reduced(traced(2), *probes(1, [None] * 20), *probes(2, [9] * 20))
    assert (facts.hops[0].rtt_ms, facts.hops[0].loss_pct, facts.hops[0].loss_is_rate_limit) == (None, 100, True)


def test_after_a_change_only_the_new_router_counts():
    changed = PathChanged(30 * TICK, 1, "10.0.0.1", "10.9.9.9")
    facts = reduced(traced(2), *probes(1, [1] * 20), changed, *probes(1, [7] * 20, address="10.9.9.9"))
    assert facts.hops[0].address == "10.9.9.9"
    assert facts.hops[0].rtt_ms.min == 7
    (told,) = facts.changes
    assert (told.at_s, told.ttl, told.before, told.after) == (15, 1, "10.0.0.1", "10.9.9.9")


def test_a_hop_that_is_asked_another_way_begins_anew():
    facts = reduced(traced(1), *probes(1, [None] * 3), *probes(1, [4] * 5, via="ttl"))
    assert (facts.hops[0].sent, facts.hops[0].loss_pct, facts.hops[0].via) == (5, 0, "ttl")


def test_a_shorter_path_forgets_what_is_behind_it():
    assert len(reduced(traced(3), *probes(3, [1]), traced(2), *probes(2, [1])).hops) == 2
    assert reduced(traced(3), *probes(3, [5]), traced(2), traced(3)).hops[2].address is None


def test_names_are_told_where_they_were_asked_for():
    named = HopNamed(1, "10.0.0.1", "gw.example", 64496)
    facts = reduced(traced(2), *probes(1, [1]), *probes(2, [1]), named)
    assert [(hop.name, hop.asn) for hop in facts.hops] == [("gw.example", 64496), (None, None)]


def test_the_reports_block_has_what_the_schema_promises():
    (row,) = reduced(traced(1), *probes(1, [1, 2, 3])).to_object()
    assert row.keys() >= {"ttl", "address", "name", "asn", "rtt_ms", "loss_pct", "loss_is_rate_limit"}
    assert row["rtt_ms"].keys() == {"min", "median", "p95"}


@given(st.lists(st.lists(st.none() | st.floats(0.01, 500), min_size=1, max_size=30), min_size=1, max_size=6))
def test_what_is_real_never_grows_towards_the_target_beyond_what_was_seen(hops):
    events = [event for ttl, rtts in enumerate(hops, 1) for event in probes(ttl, rtts)]
    facts = reduced(traced(len(hops)), *events)
    delays = [hop.median_real_ms for hop in facts.hops if hop.median_real_ms is not None]
    assert delays == sorted(delays)
    for hop in facts.hops:
        assert hop.loss_real_pct <= hop.loss_pct + 1e-9
        assert hop.rtt_ms is None or hop.median_real_ms <= hop.rtt_ms.median
        assert hop.added_ms is None or hop.added_ms >= 0
