"""On real packets: legs by TTL, the search for the nearest routers, raw tracing, and traffic by process."""

import subprocess
import sys

import pytest

from latencylab.engine.plan import leg_plan, router_candidates
from latencylab.events import (
    HopSeen,
    HostSeen,
    LegAdded,
    MarkProbed,
    PathHop,
    PathTraced,
    ProbeFailed,
    ProcessTraffic,
    Sample,
)
from latencylab.marking import MarkingReduction
from latencylab.talkers import TalkerReduction
from tests.path.chain import Chain, chain, start, worker

SINK = """
import socket
server = socket.create_server(("", 9000))
print(flush=True)
connection = server.accept()[0]
while connection.recv(1 << 20):
    pass
"""
SOURCE = """
import select, socket, sys
sock = socket.create_connection((sys.argv[1], 9000))
while not select.select([sys.stdin], [], [], 0.01)[0]:
    sock.sendall(bytes(20000))
"""

ANOTHER_PARENT = ["sh", "-c", '"$@"; exit $?', "-"]
"""The worker leaves out its parent's other children: here they would be all that this test starts."""


@pytest.fixture(scope="module")
def row():
    with chain() as one:
        yield one


def of(events, kind):
    return [event for event in events if isinstance(event, kind)]


def gateway_leg(row: Chain):
    ways = router_candidates(row.server(), 1)
    ways[-1]["max_hz"] = 20  # routers of the tests have no limit
    address = row.address("r1")
    return leg_plan(
        "gateway", "gateway", "gateway", address, address, rate_hz=20, ways=ways, details={"label": "Router"}
    )


@pytest.mark.parametrize("silence", ["echo", "all ICMP to the user"])
def test_a_gateway_that_cannot_be_asked_by_echo_is_measured_by_ttl(silence):
    with chain(routers=1, icmp=silence == "echo") as row:
        if silence == "echo":
            row.run("r1", "echo 1 > /proc/sys/net/ipv4/icmp_echo_ignore_all")
        commands = {"cmd": "start", "rate_hz": 20}, {"cmd": "add", **gateway_leg(row)}
        with worker(row, "latency", *commands) as latency:
            events = latency.wait_for(lambda events: sum(s.rtt_ns is not None for s in of(events, Sample)) >= 10)
    leg = of(events, LegAdded)[-1]
    assert (leg.transport, leg.address, leg.stamps) == ("ttl", row.address("r1"), "kernel")
    answered = [sample for sample in of(events, Sample) if sample.rtt_ns is not None]
    assert all(0 < sample.rtt_ns < 50_000_000 and sample.stamps is None for sample in answered)
    assert {sample.status for sample in of(events, Sample)} == {"received"}


@pytest.mark.parametrize("v6", [False, True], ids=["IPv4", "IPv6"])
def test_the_nearest_routers_are_found_without_privilege(row: Chain, v6):
    with worker(row, "host", start(row, v6=v6, hops=True)) as host:
        events = host.wait_for(lambda events: len(of(events, HopSeen)) >= 3)
    assert of(events, HostSeen)[0].gateway == row.address("r1", v6=v6)
    assert [(hop.ttl, hop.address) for hop in of(events, HopSeen)] == list(enumerate(row.routers(v6=v6), 1))
    assert all(0 < hop.rtt_ns < 50_000_000 for hop in of(events, HopSeen))


@pytest.mark.parametrize("v6", [False, True], ids=["IPv4", "IPv6"])
def test_raw_packets_show_the_path_and_the_marks_that_routers_quote(row: Chain, v6):
    row.filter("r2", "forward", "ip dscp set cs0", "ip6 dscp set cs0")
    try:
        with worker(row, "scapy-path", start(row, v6=v6), privileged=True) as tracer:
            events = tracer.wait_for(lambda events: of(events, PathTraced))
    finally:
        row.filter("r2", "forward")
    traced = of(events, PathTraced)[-1]
    assert (traced.length, traced.end) == (4, "target")
    assert {hop.address for hop in of(events, PathHop)} == {*row.routers(v6=v6), row.server(v6=v6)}
    reduction = MarkingReduction()
    for event in of(events, MarkProbed):
        reduction.add(event)
    assert reduction.facts().dscp.cleared_at_ttl == 2


def test_raw_packets_need_a_permission_and_the_worker_says_so(row: Chain):
    with worker(row, "scapy-path", start(row)) as tracer:
        (failed,) = tracer.finish()
    assert isinstance(failed, ProbeFailed)
    assert failed.error == "This system does not permit this program to send raw packets."
    assert failed.hint


def test_the_process_that_uses_the_network_is_named(row: Chain):
    sink = subprocess.Popen(row.command("s", [sys.executable, "-c", SINK]), stdout=subprocess.PIPE)
    assert sink.stdout.readline()
    sending = row.command("c", [sys.executable, "-c", SOURCE, row.server()], privileged=False)
    source = subprocess.Popen(sending, stdin=subprocess.PIPE)
    try:
        with worker(row, "processes", start(row), prefix=ANOTHER_PARENT) as processes:
            events = processes.wait_for(lambda events: len(of(events, ProcessTraffic)) >= 2)
    finally:
        source.communicate(b"\n")
        sink.communicate()
    assert {event.pid for event in events} == {source.pid}
    assert all(event.up_bytes > 100_000 > event.down_bytes for event in events)
    talkers = TalkerReduction()
    for event in events:
        talkers.add(event)
    (talker,) = talkers.top()
    assert talker.process.startswith("python")
    assert talker.up_mbps > 0.8
