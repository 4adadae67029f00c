"""The reflector on real sockets, loopback only."""

import contextlib
import os
import select
import signal
import socket
import sys
import threading
import time
from itertools import pairwise

import pytest

from probes.reflector import sockets
from probes.reflector.admission import Refusal, Session
from probes.reflector.core import Reflector
from probes.reflector.server import StopSwitch, serve
from probes.reflector.sockets import ReflectorError, listen
from probes.wire import stamp, tlv
from tests.reflector.loopback import PATIENCE_S, Sender, running

KEY = b"a shared secret of some length"
ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="kernel stamps of both ways are Linux's")


def has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
        probe.bind(("::1", 0))
        return True
    return False


IPV6 = pytest.param("::1", marks=pytest.mark.skipif(not has_ipv6(), reason="no IPv6 on this system"))
HOSTS = pytest.mark.parametrize("host", ["127.0.0.1", IPV6])


@HOSTS
@pytest.mark.parametrize("key", [None, KEY])
def test_questions_are_answered_with_true_times_and_counts(host, key):
    with running(host, key=key) as one, Sender(one.addresses[0], key=key) as sender:
        for seq in range(20):
            before_ns = time.time_ns()
            exchange = sender.ask()
            after_ns = time.time_ns()
            reply = exchange.reply
            assert (reply.seq, reply.sender_seq, reply.ssid) == (seq, seq, 7)
            assert before_ns <= reply.t1_ns <= reply.t2_ns <= reply.t3_ns <= after_ns
            assert exchange.datagram.source == one.addresses[0]
            if sys.platform in ("linux", "darwin"):
                assert exchange.datagram.ttl == 255
                assert reply.sender_ttl == 64
    assert one.counters[0].received == one.counters[0].replied == 20


@ON_LINUX
@HOSTS
def test_kernel_stamps_leave_only_the_way_in_the_round_trip(host):
    with running(host) as one, Sender(one.addresses[0]) as sender:
        exchanges = [sender.ask() for _ in range(200)]
    whole = sorted(exchange.datagram.rx_ns - exchange.tx_ns for exchange in exchanges)
    without = sorted(exchange.rtt_ns for exchange in exchanges)
    assert without[0] > 0
    assert without[100] < whole[100] / 2


@ON_LINUX
@HOSTS
@pytest.mark.parametrize("key", [None, KEY])
def test_the_kernels_send_stamp_of_the_reply_before_is_offered(host, key):
    with running(host, key=key) as one, Sender(one.addresses[0], key=key) as sender:
        replies = [sender.ask(tlv.ask_follow_up()).reply for _ in range(50)]
    assert tlv.follow_up(replies[0].tlvs) is None
    told = [(earlier, tlv.follow_up(later.tlvs)) for earlier, later in pairwise(replies)]
    exact = [(earlier, one) for earlier, one in told if one and one.seq == earlier.seq]
    assert len(exact) > 40
    for earlier, follow_up in exact:
        assert 0 <= follow_up.tx_ns - earlier.t3_ns < 50_000_000
        assert follow_up.method == tlv.METHOD_SOFTWARE


@ON_LINUX
@HOSTS
def test_marks_are_told_and_given_back(host):
    with running(host) as one, Sender(one.addresses[0]) as sender:
        for out, back in ((34 << 2 | 1, 46), (0, 8), (46 << 2 | 2, 45), (10 << 2, 0)):
            sender.set_tos(out)
            exchange = sender.ask(tlv.ask_class_of_service(back))
            assert tlv.class_of_service(exchange.reply.tlvs) == tlv.ClassOfService(back, out >> 2, out & 3, False)
            assert exchange.datagram.tos == back << 2 | out & 3
            assert sender.ask().datagram.tos == out & ~3


@ON_LINUX
@pytest.mark.parametrize("host", ["127.0.0.2", "127.0.0.77", IPV6])
def test_a_wildcard_reflector_answers_from_the_address_that_was_asked(host):
    with running(None) as one, Sender((host, one.port)) as sender:
        exchange = sender.ask(tlv.ask_location())
        assert exchange.datagram.source == (host, one.port)
        location = tlv.location(exchange.reply.tlvs)
        assert (location.destination, location.destination_port) == (host, one.port)
        assert location.source_port == sender.sock.getsockname()[1]


def test_a_broadcast_question_is_not_answered():
    with running(None) as one:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
            sock.sendto(stamp.pack_request(0, 0), ("127.255.255.255", one.port))
        with Sender(("127.0.0.1", one.port)) as sender:
            sender.ask()
    counters = one.counters[0]
    assert counters.replied == 1
    assert counters.refused[Refusal.DESTINATION] == counters.received - 1


def test_full_size_packets_come_back_whole():
    with running() as one, Sender(one.addresses[0]) as sender:
        for growth in (4, 100, 1428, 8000):
            assert len(sender.ask(tlv.extra_padding(growth)).datagram.data) == 44 + growth


def test_with_a_key_strangers_get_no_answer():
    with running(key=KEY) as one, Sender(one.addresses[0]) as stranger, Sender(one.addresses[0], key=KEY) as friend:
        stranger.send()
        friend.ask()
        assert stranger.receive(0.02) is None
    assert one.counters[0].refused == {Refusal.SHORT: 1}


def forge(data: bytes, source_port: int, port: int) -> None:
    """Send ``data`` on loopback as if it came from ``source_port``; skips the test where that is not permitted."""
    header = b"".join(part.to_bytes(2) for part in (source_port, port, 8 + len(data), 0))
    try:
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
    except PermissionError:
        pytest.skip("forging a packet takes a raw socket, which is not permitted here")
    with raw:
        raw.sendto(header + data, ("127.0.0.1", 0))


@ON_LINUX
@pytest.mark.parametrize("key", [None, KEY])
def test_two_real_reflectors_set_upon_each_other_fall_silent(key):
    with running(key=key) as one, running(key=key) as other:
        forge(stamp.pack_request(0, 0, key=key), one.port, other.port)
        for _ in range(5):  # each answer takes longer than another turn of the ball would
            for target in (one, other):
                with Sender(target.addresses[0], key=key) as sender:
                    sender.ask()
    assert (one.counters[0].received, one.counters[0].refused) == (6, {Refusal.REPLY: 1})
    assert (other.counters[0].received, other.counters[0].refused) == (6, {})


@ON_LINUX
def test_a_flood_is_answered_within_its_rate_and_costs_others_nothing():
    with running() as one, Sender(one.addresses[0]) as flooder, Sender(one.addresses[0]) as fair:
        fair.sock.bind(("127.0.0.9", 0))
        for _ in range(60):
            for _ in range(100):
                flooder.send()
            assert fair.ask().reply.seq == fair.seq - 1
    counters = one.counters[0]
    assert counters.refused[Refusal.PACKET_RATE] == counters.received - counters.replied > 0


@ON_LINUX
def test_send_stamps_stay_with_their_replies_after_a_send_has_failed(monkeypatch):
    """An answer to a port-less source cannot be sent; the count of datagrams must begin anew."""
    monkeypatch.setattr(sockets.pktinfo, "want", lambda _sock: False)
    real_send = sockets.Socket._send

    def refuse_some(self, answer, datagram):
        if answer.seq % 3 == 1:
            datagram = datagram._replace(source=("255.255.255.255", 9))
        real_send(self, answer, datagram)

    monkeypatch.setattr(sockets.Socket, "_send", refuse_some)
    with running() as one, Sender(one.addresses[0]) as sender:
        answered = {}
        for _ in range(30):
            sender.send((tlv.ask_follow_up(),))
            datagram = sender.receive(0.5 if sender.seq % 3 != 2 else 0.005)
            if datagram is None:
                continue
            reply = stamp.parse_reply(datagram.data)
            answered[reply.seq] = reply
            follow_up = tlv.follow_up(reply.tlvs)
            if follow_up:
                assert 0 <= follow_up.tx_ns - answered[follow_up.seq].t3_ns < 5_000_000
    assert one.counters[0].refused[Refusal.SEND] == 10


@pytest.fixture
def idle_socket():
    """A socket of the reflector without its loop."""
    (bound,) = listen("127.0.0.1", 0)
    with bound:
        yield sockets.Socket(bound, Reflector())


@ON_LINUX
def test_send_stamps_that_nobody_awaits_do_not_keep_the_loop_awake(idle_socket):
    sock = idle_socket.sock
    sock.sendto(b"", ("127.0.0.1", 9))
    assert select.select([sock], [], [], PATIENCE_S)[0]
    idle_socket.work()
    assert not select.select([sock], [], [], 0)[0]


@ON_LINUX
@pytest.mark.parametrize(("t3_off_ns", "believed"), [(-1_000_000, True), (10**10, False), (-(10**10), False)])
def test_a_send_stamp_far_from_its_replys_time_is_not_believed(idle_socket, t3_off_ns, believed):
    session = Session()
    idle_socket._awaited[0] = (session, 5, time.time_ns() + t3_off_ns)
    idle_socket.sock.sendto(b"", ("127.0.0.1", 9))
    idle_socket.work()
    assert bool(session.follow_up) is believed
    assert not idle_socket._awaited


@pytest.mark.parametrize("host", [None, "127.0.0.1"])
def test_a_taken_port_is_told_in_one_sentence(host):
    with running(host) as one, pytest.raises(ReflectorError) as failure:
        listen(host, one.port)
    assert failure.value.message == f"UDP port {one.port} is in use by another program."
    assert failure.value.hint


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("192.0.2.1", "192.0.2.1 is not an address of this computer."),
        ("no..such..host", "Unknown host no..such..host."),
    ],
)
def test_a_place_that_is_not_here_is_told_in_one_sentence(host, sentence):
    with pytest.raises(ReflectorError) as failure:
        listen(host, 0)
    assert failure.value.message == sentence


def test_both_families_listen_on_one_port():
    bound = listen(None, 0)
    try:
        assert len({sock.getsockname()[1] for sock in bound}) == 1
        assert {sock.family for sock in bound} <= {socket.AF_INET, socket.AF_INET6}
    finally:
        sockets.close_all(bound)


def test_without_a_port_it_is_862_or_else_18862(monkeypatch):
    tried = []

    def bind_once(places, port, kind):
        tried.append(port)
        if port == 862:
            raise PermissionError(13, "Permission denied")
        return []

    monkeypatch.setattr(sockets, "_bind_once", bind_once)
    assert listen("127.0.0.1", None) == []
    assert tried == [862, 18862]
    with pytest.raises(ReflectorError, match="reserved"):
        listen("127.0.0.1", 862)


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_and_is_given_back(number):
    before = signal.getsignal(number)

    def on_ready(addresses):
        with Sender(addresses[0]) as sender:
            sender.send()
        threading.Timer(0.02, os.kill, (os.getpid(), number)).start()

    counters = serve("127.0.0.1", 0, on_ready=on_ready)
    assert str(counters) == "Answered 1 of 1 packets."
    assert signal.getsignal(number) is before
    assert signal.set_wakeup_fd(-1) == -1


def test_a_status_line_is_offered_every_second():
    seen = []
    switch = StopSwitch()

    def on_tick(counters):
        seen.append(counters.received)
        switch.press()

    serve("127.0.0.1", 0, on_ready=lambda _: None, stop=switch, on_tick=on_tick)
    switch.close()
    assert seen == [0]
