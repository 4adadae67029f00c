"""Rates and tables, under fair use and under attack."""

import tracemalloc

import pytest

from probes.reflector.admission import Admission, Limits, Refusal, Session
from probes.sources import network_of

NS_PER_S = 1_000_000_000
SMALL = Limits(sources=64, sessions=128, sessions_per_source=8)


def forged(number: int) -> str:
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def test_a_session_is_remembered_as_long_as_it_is_used():
    admission = Admission(Limits())
    session = admission.admit("192.0.2.1", 5000, 1, 44, 0)
    assert isinstance(session, Session)
    for second in range(1, 900, 250):
        admission.forget_idle(second * NS_PER_S)
        assert admission.admit("192.0.2.1", 5000, 1, 44, second * NS_PER_S) is session


def test_the_silent_are_forgotten():
    admission = Admission(Limits(idle_s=10))
    for number in range(100):
        for _ in range(number):
            admission.admit(forged(number), 5000, 1, 44, number * NS_PER_S // 10)
    admission.forget_idle(14 * NS_PER_S)
    assert admission.source_count == admission.session_count == 60
    admission.forget_idle(40 * NS_PER_S)
    assert admission.source_count == admission.session_count == 0


def test_a_bucket_refills_with_time():
    admission = Admission(Limits(packets_per_s=10, burst_s=1))
    outcomes = [admission.admit("192.0.2.1", 5000, 1, 44, 0) for _ in range(20)]
    assert outcomes[10:] == [Refusal.PACKET_RATE] * 10
    assert all(isinstance(outcome, Session) for outcome in outcomes[:10])
    assert admission.admit("192.0.2.1", 5000, 1, 44, NS_PER_S // 20) is Refusal.PACKET_RATE
    assert isinstance(admission.admit("192.0.2.1", 5000, 1, 44, NS_PER_S // 10), Session)


def test_one_source_using_up_its_rate_costs_others_nothing():
    admission = Admission(Limits(packets_per_s=10))
    for _ in range(1000):
        admission.admit("192.0.2.1", 5000, 1, 44, 0)
    assert isinstance(admission.admit("192.0.2.2", 5000, 1, 44, 0), Session)


def test_the_addresses_of_one_ipv6_network_share_a_rate():
    admission = Admission(Limits(packets_per_s=10))
    outcomes = [admission.admit(f"2001:db8::{number:x}", 5000, 1, 44, 0) for number in range(1, 21)]
    assert outcomes[10:] == [Refusal.PACKET_RATE] * 10
    assert isinstance(admission.admit("2001:db8:0:1::1", 5000, 1, 44, 0), Session)


def test_tables_stay_bounded_whatever_comes():
    admission = Admission(SMALL)
    for number in range(20_000):
        admission.admit(forged(number * 7919 % 500), number % 50, number % 3, 44, number * 1000)
        assert admission.source_count <= SMALL.sources
        assert admission.session_count <= SMALL.sessions


def test_the_count_of_sessions_is_that_of_the_tables():
    admission = Admission(SMALL)
    for number in range(5000):
        admission.admit(forged(number * 7919 % 90), number % 20, number % 3, 44, number * NS_PER_S // 50)
        admission.forget_idle(number * NS_PER_S // 50)
    tables = [*admission._newcomers.values(), *admission._regulars.values()]
    assert admission.session_count == sum(len(source.sessions) for source in tables)


def test_one_source_cannot_take_all_sessions():
    admission = Admission(SMALL)
    mine = admission.admit("192.0.2.1", 5000, 1, 44, 0)
    for number in range(1000):
        admission.admit("192.0.2.66", number, number, 44, number * NS_PER_S)
    assert admission.admit("192.0.2.1", 5000, 1, 44, 0) is mine


def test_a_flood_of_forged_sources_does_not_push_out_those_who_are_being_measured():
    admission = Admission(Limits())
    measured = [admission.admit(f"192.0.2.{host}", 5000, 1, 44, 0) for host in range(1, 21)]
    for host in range(1, 21):
        for _ in range(20):
            admission.admit(f"192.0.2.{host}", 5000, 1, 44, 0)
    for number in range(30_000):
        admission.admit(forged(number), 5000, 1, 44, number * 1000)
    assert [admission.admit(f"192.0.2.{host}", 5000, 1, 44, 10**9) for host in range(1, 21)] == measured


def test_a_newcomer_becomes_a_regular_in_the_middle_of_a_flood():
    admission = Admission(Limits())
    for number in range(4000):  # forged regulars first
        for _ in range(20):
            admission.admit(forged(number), 5000, 1, 44, number * 1000)
    mine = admission.admit("192.0.2.1", 5000, 1, 44, 10**8)
    for number in range(10_000):
        admission.admit(forged(100_000 + number), 5000, 1, 44, 10**8 + number * 1000)
        if number % 100 == 0:
            assert admission.admit("192.0.2.1", 5000, 1, 44, 10**8 + number * 1000) is mine


def test_full_tables_take_less_than_three_megabytes():
    tracemalloc.start()
    try:
        admission = Admission(Limits())
        for number in range(8192):
            source, turn = number % 2048, number // 2048
            admission.admit(forged(source), 1024 + source * 7 + turn % 2, 1, 44, number * 1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (admission.source_count, admission.session_count) == (Limits().sources, Limits().sessions)
    assert peak < 3_000_000


@pytest.mark.parametrize("sessions", [0, 200])
def test_limits_that_let_one_source_fill_everything_are_refused(sessions):
    with pytest.raises(ValueError, match="sessions_per_source"):
        Limits(sessions=200, sessions_per_source=sessions)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.1", b"\xc0\0\2\1"),
        ("2001:db8::1", bytes.fromhex("20010db800000000")),
        ("fe80::1%eth0", bytes.fromhex("fe80000000000000")),
        ("::1", bytes(8)),
        ("239.255.255.250", None),
        ("0.1.2.3", None),
        ("ff02::1", None),
        ("", None),
    ],
)
def test_what_counts_as_a_source(host, network):
    assert network_of(host) == network
