"""Path MTU and UDP as facts, the search for the MTU, and the programs that use the network."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.events import PathMtuMeasured, ProcessTraffic, ReachTested
from latencylab.reach import ReachReduction
from latencylab.talkers import Talker, TalkerReduction
from probes.reach.mtu import BASE, BATCH, MtuSearch


def search(true_mtu: int, upper: int, *, tells: bool = False, answered=lambda fits: BATCH if fits else 0) -> MtuSearch:
    one = MtuSearch(upper)
    sizes = []
    while (size := one.size) is not None:
        sizes.append(size)
        assert len(sizes) < 40
        one.tried(size, answered(size <= true_mtu))
        if tells and size > true_mtu:
            one.told(true_mtu)
    return one


@given(st.integers(BASE, 9000), st.integers(BASE, 9000), st.booleans())
def test_every_mtu_is_found_whether_routers_tell_it_or_not(true_mtu, upper, tells):
    found = search(true_mtu, upper, tells=tells)
    assert found.passed == min(true_mtu, upper)
    assert found.confirmed


@given(st.integers(BASE, 1500), st.randoms(use_true_random=False))
def test_a_line_that_loses_packets_does_not_look_narrower(true_mtu, random):
    found = search(
        true_mtu, 1500, answered=lambda fits: sum(random.random() > 0.2 for _ in range(3)) or 1 if fits else 0
    )
    assert found.passed == true_mtu


def test_a_wrong_hint_does_no_harm():
    one = MtuSearch(1500)
    one.told(576)
    one.told(70_000)
    while (size := one.size) is not None:
        one.tried(size, BATCH if size <= 1492 else 0)
    assert one.passed == 1492


def test_an_open_ethernet_path_takes_two_sizes_only():
    one, sizes = MtuSearch(1500), []
    while (size := one.size) is not None:
        sizes.append(size)
        one.tried(size, BATCH)
    assert sizes == [BASE, 1500]


def test_no_answer_to_the_smallest_size_is_no_mtu():
    found = search(1000, 1500)
    assert (found.passed, found.confirmed) == (None, False)


def test_unclear_answers_are_asked_again_and_do_not_count_as_confirmed():
    one = MtuSearch(1500)
    for _ in range(3):
        assert one.size == BASE
        one.tried(BASE, 2)
    assert one.size == 1500
    one.tried(1500, 0)
    assert one.size is not None


def facts(event) -> ReachReduction:
    reduction = ReachReduction()
    reduction.add(event)
    return reduction


@pytest.mark.parametrize(
    ("mtu", "told", "label", "black_hole"),
    [
        (1500, None, "Ethernet", False),
        (1492, 1492, "PPPoE", False),
        (1492, None, "PPPoE", True),
        (1350, 1492, None, True),  # a router tells of its own line, and behind it a narrower one says nothing
        (1411, None, None, True),
    ],
)
def test_a_narrow_path_that_nobody_tells_of_is_a_black_hole(mtu, told, label, black_hole):
    found = facts(PathMtuMeasured(0, "far", "icmp", mtu, 1500, told, confirmed=True)).mtu
    assert (found.mtu, found.label, found.black_hole) == (mtu, label, black_hole)


@pytest.mark.parametrize(
    ("event", "blocked"),
    [
        (ReachTested(0, "far", 1, udp="answered"), False),
        (ReachTested(0, "far", 1, udp="unreachable"), False),
        (ReachTested(0, "far", 1, udp="rejected", udp_by="a"), True),
        (ReachTested(0, "far", 1, udp="silent", icmp=True), None),
        (ReachTested(0, "far", 1, udp="silent", tcp="accepted"), None),
        (ReachTested(0, "far", 1, expected=True, udp="silent", icmp=True), True),
        (ReachTested(0, "far", 1, expected=True, udp="silent", icmp=False, tcp="accepted"), True),
        (ReachTested(0, "far", 1, expected=True, udp="silent", icmp=False, tcp="silent"), None),
        (ReachTested(0, "far", 1), None),
    ],
)
def test_udp_is_blocked_only_where_silence_means_something(event, blocked):
    assert facts(event).reach.udp_blocked is blocked


def test_the_programs_that_moved_most_come_first():
    reduction = TalkerReduction()
    second = 1_000_000_000
    for t in (1, 2, 3, 4):
        reduction.add(ProcessTraffic(t * second, second, "backup", 7, 0, 2_500_000))
    reduction.add(ProcessTraffic(4 * second, second, "browser", 8, 500_000, 0))
    reduction.add(ProcessTraffic(4 * second, second, "browser", 9, 500_000, 0))
    assert reduction.top() == (Talker("backup", 0.0, 20.0), Talker("browser", 2.0, 0.0))
    assert TalkerReduction().top() == ()
