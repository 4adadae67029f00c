"""Echo requests on Windows, against an IP helper that writes replies to raw addresses when it pleases."""

import ctypes
import gc
import select
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab import clock
from latencylab.events import Sample
from probes.latency.book import Book
from probes.latency.icmp_windows import SLOTS, Calls, HelperTransport
from probes.latency.transports import TransportError
from probes.latency.windows_layouts import EchoReplyV4, EchoReplyV6, own_failure, parse_answer
from probes.wire import icmp
from tests.platforms.fake_windows import Echo, FakeEchoes, FakeKernel

MS = clock.NS_PER_MS


class Bench:
    """A transport between a book and fake libraries."""

    def __init__(self, answer: Callable[[int], Echo], address: str) -> None:
        self.told: list[Any] = []
        self.kernel = FakeKernel()
        self.helper = FakeEchoes(self.kernel, answer)
        self.book = Book("leg", epoch_ns=0, timeout_ns=1000 * MS, emit=self.told.append)
        self.book.stamps = "user"
        calls = Calls(self.helper, self.kernel, self.helper.last_error)
        self.transport = HelperTransport(address, self.book, calls)
        self._sent = 0

    def send(self, count: int = 1) -> None:
        for _ in range(count):
            self.transport.send(self._sent, self._sent, clock.mono_ns())
            self._sent += 1

    def pump(self, until: Callable[[], bool]) -> None:
        """Do the sender's loop's work until something is so, for 10 s at most."""
        deadline_ns = clock.mono_ns() + 10 * clock.NS_PER_S
        while not until():
            assert clock.mono_ns() < deadline_ns
            for sock in select.select(self.transport.readable(), [], [], 0.05)[0]:
                self.transport.ready(sock)

    def samples(self, count: int) -> list[Sample]:
        self.pump(lambda: len(self.told) >= count)
        return self.told


@pytest.fixture
def bench() -> Iterator[Callable[..., Bench]]:
    made: list[Bench] = []

    def make(answer: Callable[[int], Echo] = lambda number: Echo(), address: str = "192.0.2.1") -> Bench:
        made.append(Bench(answer, address))
        return made[-1]

    yield make
    for one in made:
        one.transport.close()
        for timer in one.helper.timers:
            timer.join()


def test_a_reply_is_timed_by_this_program_and_carries_its_ttl(bench):
    one = bench(lambda number: Echo(after_s=0.02, rtt_ms=20, ttl=57))
    one.send()
    (sample,) = one.samples(1)
    assert sample.status == "received"
    assert 20 * MS <= sample.rtt_ns <= 36 * MS
    assert sample.ttl == 57
    assert sample.stamps is None
    assert one.helper.requests[0][0] == "192.0.2.1"
    assert one.helper.requests[0][2] == 128


def test_an_ipv6_reply_has_no_ttl(bench):
    one = bench(lambda number: Echo(rtt_ms=1), address="2001:db8::1")
    one.send()
    (sample,) = one.samples(1)
    assert sample.status == "received"
    assert sample.ttl is None
    assert one.helper.requests[0][0] == "2001:db8::1"


def test_a_program_that_woke_late_believes_the_systems_coarse_reading(bench):
    one = bench(lambda number: Echo(after_s=0.05, rtt_ms=3))
    one.send()
    assert one.samples(1)[0].rtt_ns == (3 + 16) * MS


def test_sending_waits_for_no_reply(bench):
    one = bench(lambda number: Echo(after_s=0.3 if number == 0 else 0.0))
    one.send(20)
    told = one.samples(20)
    assert [sample.seq for sample in told][-1] == 0
    assert sorted(sample.seq for sample in told) == list(range(20))


def test_each_request_carries_its_own_payload_of_24_octets(bench):
    one = bench()
    one.send(3)
    one.samples(3)
    payloads = [payload for _, payload, _ in one.helper.requests]
    assert len(set(payloads)) == 3
    assert {len(payload) for payload in payloads} == {icmp.PACKET_SIZE - 8}


def test_more_requests_than_one_thread_can_wait_for(bench):
    one = bench(lambda number: Echo(after_s=0.2))
    one.send(2 * SLOTS + 4)
    assert len(one.helper.handles) == 3
    assert {sample.status for sample in one.samples(2 * SLOTS + 4)} == {"received"}


def test_slots_are_used_again(bench):
    one = bench()
    for round_number in range(1, 101):
        one.send()
        one.samples(round_number)
    assert len(one.helper.handles) == 1


@pytest.mark.parametrize("status", [11010, 11003, 11013])
def test_what_the_network_lost_is_lost_when_the_threshold_has_passed(bench, status):
    one = bench(lambda number: Echo(status=status))
    one.send()
    one.pump(lambda: len(one.transport._groups[0].free) == SLOTS)
    assert one.told == []
    one.book.expire(clock.mono_ns() + 4 * clock.NS_PER_S)
    assert [sample.status for sample in one.told] == ["lost"]


@pytest.mark.parametrize(
    ("code", "words"), [(1231, "Windows error 1231"), (11050, "general failure"), (11003, "IP status 11003")]
)
def test_what_this_computer_refused_at_once_is_unsent(bench, code, words):
    one = bench(lambda number: Echo(refuse=code))
    one.send()
    assert [(sample.status, sample.error) for sample in one.told] == [("unsent", words)]
    assert one.book.refusals == 1
    assert len(one.transport._groups[0].free) == SLOTS


def test_what_this_computer_failed_to_send_later_is_unsent_too(bench):
    one = bench(lambda number: Echo(status=11050))
    one.send()
    assert [(sample.status, sample.error) for sample in one.samples(1)] == [("unsent", "general failure")]


def test_a_reply_with_another_payload_is_stray(bench):
    one = bench(lambda number: Echo(payload=bytes(24)))
    one.send()
    one.pump(lambda: one.book.stray == 1)
    assert one.told == []


def test_a_reply_after_the_timeout_is_late(bench):
    one = bench(lambda number: Echo(after_s=0.05, rtt_ms=1700))
    one.book._timeout_ns = 10 * MS
    one.send()
    assert one.samples(1)[0].status == "late"


def test_closing_leaves_the_kernel_its_buffers_until_it_has_written(bench):
    one = bench(lambda number: Echo(after_s=0.2))
    one.send(SLOTS + 1)
    groups = list(one.transport._groups)
    slots = [weakref.ref(slot) for group in groups for slot in group._slots]
    threads = [group.thread for group in groups]
    one.transport.close()
    one.transport._groups.clear()
    del groups
    gc.collect()
    assert all(slot() is not None for slot in slots)
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()
    del thread
    threads.clear()
    for timer in one.helper.timers:
        timer.join()
    assert one.helper.handles == set()
    assert one.kernel.open_handles == 0


def test_the_threads_that_stamp_come_first(bench):
    one = bench()
    one.send()
    one.samples(1)
    assert one.kernel.priorities == [(ctypes.c_void_p(-2).value, 15)]


def test_a_system_that_refuses_handles_is_a_transport_error():
    kernel = FakeKernel()
    helper = FakeEchoes(kernel, lambda number: Echo())
    helper.refuse_handles = True
    book = Book("leg", epoch_ns=0, timeout_ns=MS, emit=lambda event: None)
    with pytest.raises(TransportError, match="error 5"):
        HelperTransport("192.0.2.1", book, Calls(helper, kernel, helper.last_error))


def test_the_own_reading_is_close_to_the_truth(bench):
    one = bench(lambda number: Echo(after_s=0.01, rtt_ms=10))
    for count in range(1, 12):
        one.send()
        one.samples(count)
    excess = sorted(sample.rtt_ns - 10 * MS for sample in one.told)
    assert 0 <= excess[len(excess) // 2] < 10 * MS


@given(st.binary(max_size=300), st.binary(min_size=1, max_size=24), st.booleans())
def test_any_reply_buffer_can_be_read(buffer, payload, v6):
    smallest = ctypes.sizeof(EchoReplyV6 if v6 else EchoReplyV4)
    try:
        answer = parse_answer(buffer, payload, v6=v6)
    except ValueError:
        assert len(buffer) < smallest
        return
    assert answer.echoed == (payload in buffer[smallest:])
    own_failure(answer.status)
