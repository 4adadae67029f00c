"""The reach worker on real packets: path MTU with and without ICMP, UDP that is blocked and UDP that is not."""

import pytest

from latencylab.events import PathMtuMeasured, ProbeFailed, ReachTested
from latencylab.reach import ReachReduction
from tests.path.chain import Chain, chain, start, worker

SILENT = ("icmp type destination-unreachable drop", "icmpv6 type packet-too-big drop")
PORT = 18862


@pytest.fixture(scope="module")
def row():
    with chain(routers=2) as one:
        yield one


@pytest.fixture
def narrow(row):
    """The link between the routers takes 1492 octets, as with PPPoE."""
    set_mtu(row, 1492)
    yield row
    set_mtu(row, 1500)


def set_mtu(row: Chain, mtu: int) -> None:
    row.run("r1", f"ip link set right mtu {mtu}")
    row.run("r2", f"ip link set left mtu {mtu}")


def measured(row: Chain, **fields):
    with worker(row, "reach", start(row, interface_mtu=1500, **fields)) as reach:
        events = reach.finish()
    reduction = ReachReduction()
    for event in events:
        reduction.add(event)
    return reduction, events


@pytest.mark.parametrize("v6", [False, True], ids=["IPv4", "IPv6"])
def test_the_path_mtu_is_found_with_the_help_of_the_router(narrow: Chain, v6):
    facts, _ = measured(narrow, v6=v6)
    assert (facts.mtu.mtu, facts.mtu.told, facts.mtu.black_hole) == (1492, 1492, False)
    assert facts.mtu.told_by == narrow.address("r1", v6=v6)
    assert facts.mtu.label == "PPPoE"
    assert facts.mtu.confirmed


@pytest.mark.parametrize("v6", [False, True], ids=["IPv4", "IPv6"])
def test_the_path_mtu_is_found_where_large_packets_vanish_without_a_word(row: Chain, v6):
    set_mtu(row, 1387)
    row.filter("r1", "output", *SILENT)
    try:
        facts, _ = measured(row, v6=v6)
    finally:
        row.filter("r1", "output")
        set_mtu(row, 1500)
    assert (facts.mtu.mtu, facts.mtu.told, facts.mtu.black_hole) == (1387, None, True)
    assert facts.mtu.confirmed


def test_an_open_path_has_the_interfaces_mtu(row: Chain):
    facts, _ = measured(row)
    assert (facts.mtu.mtu, facts.mtu.black_hole, facts.mtu.confirmed) == (1500, False, True)


def test_a_reflector_is_measured_by_udp(narrow: Chain):
    with worker(narrow, "reflector", {"cmd": "", "host": narrow.server(), "port": PORT, "key": None}, node="s") as one:
        one.wait_for(lambda events: events)
        facts, _ = measured(narrow, port=PORT, stamp=True)
    assert facts.reach.udp == "answered"
    assert facts.reach.udp_blocked is False
    assert (facts.mtu.via, facts.mtu.mtu) == ("stamp", 1492)


def test_udp_that_is_dropped_is_blocked_where_a_reflector_is_known_to_stand(row: Chain):
    row.filter("r2", "forward", "meta l4proto udp drop")
    try:
        facts, _ = measured(row, port=PORT, stamp=True)
        unknown, _ = measured(row, port=PORT)
    finally:
        row.filter("r2", "forward")
    assert (facts.reach.udp, facts.reach.icmp, facts.reach.udp_blocked) == ("silent", True, True)
    assert unknown.reach.udp_blocked is None


def test_a_router_that_rejects_udp_is_named(row: Chain):
    row.filter("r2", "forward", "meta l4proto udp reject with icmp type admin-prohibited")
    try:
        facts, _ = measured(row)
    finally:
        row.filter("r2", "forward")
    assert facts.reach.udp_blocked is True
    assert facts.reach.udp_blocked_by == row.address("r2")


def test_a_host_without_a_listener_shows_that_udp_arrives(row: Chain):
    facts, _ = measured(row, port=PORT)
    assert (facts.reach.udp, facts.reach.tcp, facts.reach.udp_blocked) == ("unreachable", "refused", False)


def test_where_nothing_is_answered_the_worker_says_so(row: Chain):
    row.filter("r2", "forward", "ip daddr 10.77.2.0/24 drop")
    try:
        facts, events = measured(row)
    finally:
        row.filter("r2", "forward")
    assert facts.mtu is None
    assert [type(event) for event in events] == [ReachTested, ProbeFailed]
    assert not [event for event in events if isinstance(event, PathMtuMeasured)]
