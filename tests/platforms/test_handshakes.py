"""What each kernel tells of a TCP handshake."""

import ctypes
import select
import socket
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab import clock
from probes.latency import tcp_info
from probes.latency.book import Book
from probes.latency.tcp import TcpTransport
from probes.latency.tcp_info import Reading, from_linux, from_macos
from probes.latency.tcp_windows import SIO_TCP_INFO, SIO_TCP_INITIAL_RTO, from_windows, send_one_syn
from probes.latency.tcp_windows import tcp_info as windows_tcp_info
from probes.latency.windows_layouts import InitialRto, TcpInfo

MS = clock.NS_PER_MS


def linux(rtt_us: int, retransmitted: int) -> bytes:
    info = bytearray(232)
    struct.pack_into("=I", info, 68, rtt_us)
    struct.pack_into("=I", info, 100, retransmitted)
    return bytes(info)


def macos(rtt_ms: int) -> bytes:
    """``struct tcp_connection_info`` of a connection that has sent nothing but its handshake."""
    numbers = (0, 0, 1000, 1460, 0xFFFFFFFF, 14600, 65535, 0, 131072, rtt_ms, rtt_ms, rtt_ms // 2, 0)
    return struct.pack("=4B13I7Q", 4, 6, 6, 0, *numbers, *(0,) * 7)


def windows(**fields: int) -> bytes:
    return bytes(TcpInfo(**fields))


def test_linux_counts_microseconds_and_retransmissions():
    assert from_linux(linux(12_345, 0)) == Reading(12_345_000)
    assert from_linux(linux(12_345, 1)) == Reading(12_345_000, was_retransmitted=True)
    assert from_linux(linux(0, 0)) == Reading()


def test_windows_counts_microseconds_and_repeated_syns():
    assert from_windows(windows(RttUs=12_345)) == Reading(12_345_000)
    assert from_windows(windows(RttUs=12_345, SynRetrans=2)) == Reading(12_345_000, was_retransmitted=True)
    assert from_windows(windows()) == Reading()


def test_the_macos_structure_has_the_size_of_the_kernels():
    assert len(macos(7)) == tcp_info._MACOS_SIZE


def test_macos_bounds_what_this_program_measured():
    assert from_macos(macos(7), 7_300_000) == Reading(7_300_000, by="user")
    assert from_macos(macos(7), 60 * MS) == Reading(9 * MS, by="user")


@pytest.mark.parametrize(("rtt_ms", "elapsed_ms"), [(20, 1020), (0, 1015), (500, 1500), (30, 3030)])
def test_a_repeated_syn_shows_on_macos_by_the_time_that_its_reply_cannot_explain(rtt_ms, elapsed_ms):
    assert from_macos(macos(rtt_ms), elapsed_ms * MS).was_retransmitted


@pytest.mark.parametrize(("rtt_ms", "elapsed_ms"), [(1, 1), (20, 20), (800, 801), (1400, 1401), (2900, 2950), (0, 10)])
def test_a_long_way_alone_is_no_repeated_syn(rtt_ms, elapsed_ms):
    assert not from_macos(macos(rtt_ms), elapsed_ms * MS).was_retransmitted


@given(st.binary(max_size=300), st.integers(0, 10**10))
def test_any_structure_can_be_read(info, elapsed_ns):
    for reading in (from_linux(info), from_macos(info, elapsed_ns), from_windows(info)):
        assert reading.rtt_ns is None or reading.rtt_ns >= 0
    assert len(info) >= 104 or from_linux(info) == Reading()


class FakeWinsock:
    """ws2_32.dll: what was asked of a socket, and an answer to it."""

    def __init__(self, answer: bytes = b"", result: int = 0) -> None:
        self.answer, self.result = answer, result
        self.asked: list[tuple[int, int, bytes]] = []

    def WSAIoctl(self, sock, code, given, given_size, out, out_size, written, overlapped, routine):  # noqa: N802
        self.asked.append((sock.value, code.value, bytes(given._obj)[:given_size]))
        if out is not None:
            assert len(self.answer) <= out_size
            ctypes.memmove(ctypes.addressof(out._obj), self.answer, len(self.answer))
        return self.result


@pytest.fixture
def sock():
    with socket.socket() as made:
        yield made


def test_windows_is_asked_for_version_0(sock):
    winsock = FakeWinsock(windows(RttUs=4321, SynRetrans=1))
    assert from_windows(windows_tcp_info(sock, winsock)) == Reading(4_321_000, was_retransmitted=True)
    assert winsock.asked == [(sock.fileno(), SIO_TCP_INFO, bytes(4))]


def test_a_windows_that_does_not_know_the_question_tells_nothing(sock):
    assert from_windows(windows_tcp_info(sock, FakeWinsock(result=-1))) == Reading()
    assert not send_one_syn(sock, FakeWinsock(result=-1))


def test_windows_is_told_to_send_one_syn_that_waits_for_the_loss_threshold(sock):
    winsock = FakeWinsock()
    assert send_one_syn(sock, winsock)
    assert winsock.asked == [(sock.fileno(), SIO_TCP_INITIAL_RTO, bytes(InitialRto(3000, 0xFE)))]


def test_a_refusal_is_an_answer_and_a_handshake_is_read_by_this_kernel():
    told = []
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        for port in (server.getsockname()[1], taken.getsockname()[1]):
            book = Book("leg", epoch_ns=0, timeout_ns=1000 * MS, emit=told.append)
            transport = TcpTransport("127.0.0.1", port, book)
            book.stamps = transport.stamps
            transport.send(0, 0, clock.mono_ns())
            while transport.writable():
                for ready in select.select([], transport.writable(), [], 5)[1]:
                    transport.ready(ready)
            transport.close()
    assert [sample.status for sample in told] == ["received", "received"]
    assert [sample.stamps for sample in told] == [None, None if transport.stamps == "user" else "user"]
