"""The path worker on real packets: a client, three routers and a server in namespaces."""

import re

import pytest

from latencylab.events import HopSeen, PathChanged, PathHop, PathTraced, ProbeFailed
from latencylab.path import PathReduction
from tests.path.chain import Chain, chain, need_nft, start, worker


@pytest.fixture(scope="module")
def row():
    with chain() as one:
        yield one


def of(events, kind):
    return [event for event in events if isinstance(event, kind)]


def probes(count: int, ttl: int, via: str | None = None):
    """Whether a hop has that many probes whose fate is known."""
    return lambda events: sum(hop.ttl == ttl and via in (None, hop.via) for hop in of(events, PathHop)) >= count


def reduced(events):
    reduction = PathReduction()
    for event in events:
        reduction.add(event)
    facts = reduction.facts()
    assert facts is not None
    return facts


@pytest.mark.parametrize("v6", [False, True], ids=["IPv4", "IPv6"])
def test_an_unprivileged_user_sees_every_hop_and_measures_it(row: Chain, v6):
    with worker(row, "path", start(row, v6=v6, rate_hz=20)) as path:
        events = path.wait_for(probes(10, ttl=4))
    (traced,) = of(events, PathTraced)
    assert (traced.length, traced.end, traced.via) == (4, "target", "udp")
    assert [(hop.ttl, hop.address) for hop in of(events, HopSeen)] == list(enumerate(row.routers(v6=v6), 1))
    hops = reduced(events).hops
    assert [hop.address for hop in hops] == [*row.routers(v6=v6), row.server(v6=v6)]
    assert all(hop.via == "icmp" and hop.received and 0 < hop.rtt_ms.median < 50 for hop in hops)


def test_a_user_who_may_not_use_icmp_sees_the_path_too():
    with chain(routers=1, icmp=False) as row, worker(row, "path", start(row, rate_hz=20)) as path:
        events = path.wait_for(probes(5, ttl=2))
    assert {(hop.ttl, hop.address, hop.via) for hop in of(events, PathHop)} == {
        (1, row.address("r1"), "ttl"),
        (2, row.server(), "ttl"),
    }
    assert not of(events, ProbeFailed)


def test_every_packet_of_the_flow_has_the_same_ports(row: Chain):
    need_nft()
    row.run("r1", "nft 'add table ip t'")
    row.run("r1", "nft 'add set ip t flows { type inet_service . inet_service; flags dynamic; }'")
    row.run("r1", "nft 'add chain ip t x { type filter hook prerouting priority 0; }'")
    row.run("r1", "nft 'add rule ip t x meta l4proto udp add @flows { udp sport . udp dport }'")
    try:
        with worker(row, "path", start(row, port=27015, rate_hz=20)) as path:
            path.wait_for(probes(20, ttl=4))
        listed = row.run("r1", "nft list set ip t flows")
    finally:
        row.filter("r1", "prerouting")
    flows = re.findall(r"\d+ \. (\d+)", listed)
    assert flows == ["27015"]


def test_a_target_that_udp_does_not_reach_is_found_by_icmp(row: Chain):
    row.filter("r2", "forward", "meta l4proto udp drop")
    try:
        with worker(row, "path", start(row, port=27015, rate_hz=20)) as path:
            events = path.wait_for(lambda events: of(events, PathTraced))
    finally:
        row.filter("r2", "forward")
    (traced,) = of(events, PathTraced)
    assert (traced.via, traced.end, traced.length) == ("icmp", "target", 4)


def test_a_router_that_rejects_is_the_end_of_the_path(row: Chain):
    row.filter("r2", "forward", "ip daddr 10.77.3.0/24 reject with icmp type admin-prohibited")
    try:
        with worker(row, "path", start(row, rate_hz=20)) as path:
            events = path.wait_for(lambda events: of(events, PathTraced))
    finally:
        row.filter("r2", "forward")
    (traced,) = of(events, PathTraced)
    assert (traced.end, traced.length) == ("refused", 2)


def test_a_rate_limited_router_is_told_from_a_link_that_loses(row: Chain):
    row.run("r2", "echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all")
    row.filter("r2", "output", "icmp type time-exceeded limit rate over 2/second burst 5 packets drop")
    row.filter("r3", "forward", "ip daddr 10.77.3.2 numgen random mod 100 < 30 drop")
    try:
        with worker(row, "path", start(row, rate_hz=40)) as path:
            path.wait_for(probes(60, ttl=2, via="ttl"))
            path.send({"cmd": "finish"})
            events = path.finish()
    finally:
        row.run("r2", "echo 0 > /proc/sys/net/ipv4/icmp_echo_ignore_all")
        row.filter("r2", "output")
        row.filter("r3", "forward")
    near, limited, before, target = reduced(events).hops
    assert near.loss_pct == before.loss_pct == 0
    assert limited.via == "ttl"
    assert limited.loss_pct > 30
    assert limited.loss_is_rate_limit
    assert limited.loss_real_pct == 0
    assert 15 < target.loss_pct < 50
    assert target.loss_real_pct == target.loss_pct
    assert not target.loss_is_rate_limit


def test_another_router_on_the_way_is_told():
    with chain() as row, worker(row, "path", start(row, rate_hz=20)) as path:
        path.wait_for(probes(3, ttl=4))
        row.run("r2", "ip addr del 10.77.1.2/24 dev left; ip addr add 10.77.1.9/24 dev left")
        row.run("r2", "ip route replace 10.77.0.0/24 via 10.77.1.1")
        row.run("r1", "ip route replace default via 10.77.1.9")
        events = path.wait_for(lambda events: of(events, PathChanged) and probes(2, 2)(after_change(events)))
    (change,) = of(events, PathChanged)
    assert (change.ttl, change.before, change.after) == (2, "10.77.1.2", "10.77.1.9")
    facts = reduced(events)
    assert facts.hops[1].address == "10.77.1.9"
    assert facts.change_count == 1


def after_change(events):
    told = next(index for index, event in enumerate(events) if isinstance(event, PathChanged))
    return events[told:]


def test_without_a_route_the_worker_says_so():
    with chain(routers=1) as row:
        row.run("c", "ip route flush table main")
        with worker(row, "path", start(row)) as path:
            events = path.wait_for(lambda events: events)
    (failed,) = events
    assert failed.error == f"No route to {row.server()}: Network is unreachable."
