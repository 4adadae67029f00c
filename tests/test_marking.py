"""Marks: what the evidence of the far end and of the hops adds up to."""

import pytest

from latencylab.events import MarkProbed, PathTraced
from latencylab.mark_evidence import CLASSES, COPIED_MARKS, DSCP, ECN, QUOTED_MARKS
from latencylab.marking import Marking, MarkingReduction

MS = 1_000_000
EF, AF41, ECT1 = 46, 34, 1
CLEAR_DSCP, CLEAR_ECN, KEEP = ECN, DSCP, 0xFF
"""What a router leaves of a TOS octet."""


def reduced(*events, length: int = 4) -> Marking:
    reduction = MarkingReduction()
    reduction.add(PathTraced(0, "far", "a", "udp", length=length, end="target"))
    for event in events:
        reduction.add(event)
    facts = reduction.facts()
    assert facts is not None
    return facts


def far(out: int, back: int = KEEP, *, method: str = "echo", rtt_ms=lambda tos: 10.0) -> list[MarkProbed]:
    """Probes of every class to the target; ``out`` and ``back`` are what each way leaves of a mark."""
    found = []
    for number in range(20):
        for entry in CLASSES:
            arrived = entry.tos & out
            told = arrived if method == "stamp" else None
            rtt_ns = round((rtt_ms(entry.tos) + number * 7 % 20 * 0.01) * MS)
            found.append(MarkProbed(0, method, entry.tos, 0, "far", rtt_ns, told, arrived & back))
    return found


def quotes(*leaves: int) -> list[MarkProbed]:
    """Each hop quotes what the routers before it have left."""
    return [
        MarkProbed(0, "quote", tos, ttl, "hop", MS, tos & left, 0xC0)
        for ttl, left in enumerate(leaves, 1)
        for tos in QUOTED_MARKS
    ]


def copied(*leaves: int, back: tuple[int, ...] = (), copies: tuple[bool, ...] = ()) -> list[MarkProbed]:
    """Each hop's own TOS octet, as Linux sets it, less what the way back takes off."""
    found = []
    for place, left in enumerate(leaves):
        copying = copies[place] if copies else True
        for tos in COPIED_MARKS:
            own = 0xC0 | (tos & left & 0x1E if copying else 0)
            found.append(MarkProbed(0, "error", tos, place + 1, "hop", MS, None, own & (back[place] if back else KEEP)))
    return found


def test_nothing_answered_is_nothing_known():
    reduction = MarkingReduction()
    reduction.add(MarkProbed(0, "echo", 0))
    assert reduction.facts() is None


def test_an_unchanged_echo_proves_both_ways():
    facts = reduced(*far(KEEP))
    assert (facts.dscp.sent, facts.dscp.received, facts.dscp.cleared_at_ttl, facts.dscp.told_by) == (
        EF,
        EF,
        None,
        "echo",
    )
    assert (facts.ecn.sent, facts.ecn.received, facts.ecn.cleared_at_ttl) == (ECT1, ECT1, None)


@pytest.mark.parametrize("method", ["echo", "stamp"])
def test_quotes_name_the_last_hop_that_saw_the_mark(method):
    facts = reduced(*far(CLEAR_DSCP, method=method), *quotes(KEEP, KEEP, CLEAR_DSCP))
    assert (facts.dscp.received, facts.dscp.cleared_at_ttl) == (0, 2)
    assert (facts.dscp.intact_ttl, facts.dscp.changed_ttl, facts.dscp.told_by) == (2, 3, method)
    assert (facts.ecn.received, facts.ecn.cleared_at_ttl) == (ECT1, None)


def test_a_mark_that_no_hop_sees_is_cleared_at_the_first():
    facts = reduced(*far(CLEAR_ECN), *quotes(CLEAR_ECN, CLEAR_ECN, CLEAR_ECN))
    assert (facts.ecn.received, facts.ecn.cleared_at_ttl) == (0, 1)


def test_silent_hops_before_the_change_leave_the_place_open():
    facts = reduced(*far(CLEAR_ECN), *quotes(CLEAR_ECN, CLEAR_ECN, CLEAR_ECN)[len(QUOTED_MARKS) :])
    assert (facts.ecn.received, facts.ecn.cleared_at_ttl, facts.ecn.changed_ttl) == (0, None, 2)


def test_a_reflector_that_sees_no_mark_while_all_routers_do_blames_the_last():
    facts = reduced(*far(CLEAR_DSCP, method="stamp"), *quotes(KEEP, KEEP, KEEP))
    assert (facts.dscp.received, facts.dscp.cleared_at_ttl, facts.dscp.changed_ttl) == (0, 3, 4)


def test_an_echo_without_marks_proves_nothing_when_all_routers_saw_them():
    facts = reduced(*far(CLEAR_DSCP), *quotes(KEEP, KEEP, KEEP))
    assert (facts.dscp.received, facts.dscp.cleared_at_ttl, facts.dscp.told_by) == (None, None, None)


def test_a_host_that_mirrors_nothing_proves_nothing():
    facts = reduced(*far(0))
    assert (facts.dscp.received, facts.ecn.received) == (None, None)
    assert {entry.arrived_dscp for entry in facts.classes} == {None}


def test_copied_bits_name_the_hop_where_only_one_field_is_cleared():
    facts = reduced(*far(CLEAR_ECN), *copied(KEEP, KEEP, CLEAR_ECN))
    assert (facts.ecn.cleared_at_ttl, facts.dscp.cleared_at_ttl) == (2, None)
    facts = reduced(*far(CLEAR_DSCP), *copied(KEEP, CLEAR_DSCP, CLEAR_DSCP))
    assert (facts.dscp.cleared_at_ttl, facts.ecn.cleared_at_ttl) == (1, None)


def test_routers_that_copy_nothing_say_nothing():
    facts = reduced(*far(CLEAR_DSCP), *copied(KEEP, KEEP, KEEP, copies=(True, False, False)))
    assert (facts.dscp.received, facts.dscp.intact_ttl, facts.dscp.cleared_at_ttl) == (0, 1, None)


def test_answers_that_lose_their_own_mark_on_the_way_back_show_who_clears():
    """The second router clears what it passes on, both ways: so do the third's answers lose their DSCP."""
    back = (KEEP, KEEP, CLEAR_DSCP)
    facts = reduced(*far(CLEAR_DSCP), *copied(KEEP, KEEP, CLEAR_DSCP, back=back))
    assert facts.dscp.cleared_at_ttl == 2


def test_a_router_that_clears_what_it_takes_in_is_named_itself():
    back = (KEEP, KEEP, CLEAR_DSCP)
    facts = reduced(*far(CLEAR_DSCP), *copied(KEEP, CLEAR_DSCP, CLEAR_DSCP, back=back))
    assert facts.dscp.cleared_at_ttl == 2


def test_the_class_that_does_not_arrive_is_the_one_that_is_told():
    def only_af41(probes):
        return [p for p in probes if p.tos >> 2 != AF41] + [
            MarkProbed(0, "stamp", AF41 << 2, 0, "far", MS, 18 << 2, 0) for _ in range(20)
        ]

    facts = reduced(*only_af41(far(KEEP, method="stamp")))
    assert (facts.dscp.sent, facts.dscp.received) == (AF41, 18)
    assert {entry.name: entry.arrived_dscp for entry in facts.classes}["EF"] == EF


def test_hops_alone_tell_where_the_target_is_silent():
    facts = reduced(*quotes(KEEP, CLEAR_DSCP, CLEAR_DSCP))
    assert (facts.dscp.received, facts.dscp.cleared_at_ttl, facts.dscp.told_by) == (0, 1, "quote")
    assert facts.classes == ()


def test_a_class_that_waits_longer_is_told_by_the_intervals_of_the_medians():
    facts = reduced(*far(KEEP, rtt_ms=lambda tos: 14.0 if tos >> 2 == AF41 else 10.0))
    differing = {entry.name: entry.differs_ms for entry in facts.classes if entry.differs_ms is not None}
    assert differing == {"AF41": pytest.approx(4.0)}


def test_lost_probes_of_a_class_are_counted():
    lost = [MarkProbed(0, "echo", EF << 2) for _ in range(20)]
    facts = reduced(*far(KEEP), *lost)
    assert {entry.name: entry.loss_pct for entry in facts.classes if entry.loss_pct} == {"EF": 50.0}


def test_the_reports_block_has_what_the_schema_promises():
    block = reduced(*far(KEEP)).to_object()
    for field in ("dscp", "ecn"):
        assert block[field].keys() >= {"sent", "received", "cleared_at_ttl"}
