"""The latency probe's parts: schedule, wire formats, and the book in which a probe's fate is decided."""

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from latencylab.events import Duplicate, Sample
from probes.latency.book import LOSS_THRESHOLD_NS, Book, Reply
from probes.latency.schedule import Schedule
from probes.wire import beacon, icmp

MS = 1_000_000
SECOND = 1_000 * MS
TOKEN = bytes(range(8))


class Clocks:
    """A monotonic clock and a wall clock that stand still until told to move."""

    def __init__(self) -> None:
        self.mono = 50 * SECOND
        self.offset = 1_700_000_000 * SECOND

    def wall(self, mono: int) -> int:
        return mono + self.offset


def make_book(clocks: Clocks, **options):
    told = []
    book = Book(
        "host",
        epoch_ns=0,
        timeout_ns=options.get("timeout_ns", SECOND),
        emit=told.append,
        mono_ns=lambda: clocks.mono,
        offset_ns=lambda: clocks.offset,
    )
    book.stamps = options.get("stamps", "kernel")
    return book, told


def send(book: Book, clocks: Clocks, seq: int = 0, tx_after_ns: int = 10_000) -> int:
    """Send a probe whose TX stamp is ``tx_after_ns`` after the call; gives the stamp."""
    book.sending(seq, seq, clocks.mono)
    stamp = clocks.wall(clocks.mono + tx_after_ns)
    book.stamped(seq, stamp)
    return stamp


def test_the_rtt_is_the_difference_of_the_kernels_stamps():
    clocks = Clocks()
    book, told = make_book(clocks)
    tx = send(book, clocks)
    clocks.mono += 27 * MS  # the program woke 6.99 ms after the packet had come
    book.replied(Reply(0, rx_wall_ns=tx + 20 * MS, ttl=57))
    (sample,) = told
    assert sample.rtt_ns == 20 * MS
    assert sample.status == "received"
    assert sample.ttl == 57
    assert sample.stamps is None
    assert sample.late_ns == 10_000


@given(st.integers(-3600 * SECOND, 3600 * SECOND), st.integers(1, 900 * MS))
def test_a_step_of_the_wall_clock_does_not_show_in_the_rtt(step_ns, rtt_ns):
    clocks = Clocks()
    book, told = make_book(clocks)
    tx = send(book, clocks)
    clocks.mono += rtt_ns + 50_000
    clocks.offset += step_ns
    book.replied(Reply(0, rx_wall_ns=tx + rtt_ns + step_ns))
    error_ns = abs(told[0].rtt_ns - rtt_ns)
    assert error_ns <= 50_000


def test_impossible_stamps_give_way_to_the_programs_own():
    clocks = Clocks()
    book, told = make_book(clocks)
    tx = send(book, clocks)
    clocks.mono += 20 * MS
    book.replied(Reply(0, rx_wall_ns=tx - 5 * MS))
    assert told[0].rtt_ns == 20 * MS
    assert told[0].stamps == "user"


def test_late_is_not_lost_and_lost_is_told_once():
    clocks = Clocks()
    book, told = make_book(clocks)
    tx = send(book, clocks, 0)
    send(book, clocks, 1)
    clocks.mono += 2 * SECOND
    book.replied(Reply(0, rx_wall_ns=tx + 2 * SECOND))
    assert told[-1].status == "late"
    clocks.mono += LOSS_THRESHOLD_NS
    book.expire(clocks.mono)
    book.expire(clocks.mono)
    assert [sample.status for sample in told] == ["late", "lost"]
    assert told[1].rtt_ns is None
    assert book.underway() == 0


def test_a_second_reply_is_a_duplicate_and_an_unknown_one_is_stray():
    clocks = Clocks()
    book, told = make_book(clocks)
    tx = send(book, clocks)
    clocks.mono += 10 * MS
    for _ in range(3):
        book.replied(Reply(0, rx_wall_ns=tx + 9 * MS))
    book.replied(Reply(77, rx_wall_ns=tx + 9 * MS))
    assert [type(event) for event in told] == [Sample, Duplicate, Duplicate]
    assert book.stray == 1


def test_a_refused_probe_is_unsent_not_lost():
    clocks = Clocks()
    book, told = make_book(clocks)
    probe = book.sending(0, 0, clocks.mono)
    book.refused(probe, "Network is unreachable")
    clocks.mono += 2 * LOSS_THRESHOLD_NS
    book.expire(clocks.mono)
    (sample,) = told
    assert (sample.status, sample.error) == ("unsent", "Network is unreachable")


def test_the_reflectors_own_time_is_taken_off_and_directions_are_told():
    clocks = Clocks()
    book, told = make_book(clocks)
    for seq, (out_ms, back_ms) in enumerate([(4, 6), (9, 6), (4, 16)]):
        tx = send(book, clocks, seq)
        far_rx = tx + out_ms * MS + 123 * SECOND  # the far clock is wrong by two minutes
        far_tx = far_rx + 3 * MS
        clocks.mono += 100 * MS
        rx = tx + (out_ms + 3 + back_ms) * MS
        book.replied(Reply(seq, rx_wall_ns=rx, far_seq=seq, far_rx_ns=far_rx, far_tx_ns=far_tx))
    assert [sample.rtt_ns for sample in told] == [10 * MS, 15 * MS, 20 * MS]
    out = [sample.fwd_ns - told[0].fwd_ns for sample in told]
    back = [sample.back_ns - told[0].back_ns for sample in told]
    assert out == [0, 5 * MS, 0]
    assert back == [0, 0, 10 * MS]


def test_slots_never_shift_and_missed_ones_are_left_out():
    schedule = Schedule(0, 20, Random(1))
    interval = 50 * MS
    start = schedule.due_ns - schedule.due_ns % interval
    dues = []
    for _ in range(100):
        dues.append(schedule.due_ns)
        assert schedule.advance(schedule.due_ns + 1000) == 0
    gaps = [later - earlier for earlier, later in pairwise(dues)]
    assert all(0.79 * interval <= gap <= 1.21 * interval for gap in gaps)
    assert abs(dues[-1] - dues[0] - 99 * interval) <= 0.2 * interval
    before = schedule.tick
    assert schedule.advance(schedule.due_ns + 7 * interval) in (6, 7)
    assert schedule.tick > before + 6
    assert start >= 0


@given(st.floats(0.5, 20))
def test_a_slower_leg_gets_its_share_of_the_slots(rate_hz):
    schedule = Schedule(0, 20, Random(1))
    count = 0
    for _ in range(400):
        count += schedule.includes(rate_hz)
        schedule.advance(schedule.due_ns)
    assert abs(count - 400 * rate_hz / 20) <= 1


@given(st.integers(0, 2**32 - 1), st.integers(0, 0xFFFF), st.booleans())
def test_an_echo_carries_its_full_number_home(seq, identifier, v6):
    packet = icmp.pack_request(seq, identifier, TOKEN, v6=v6)
    reply = bytes([icmp.ECHO_REPLY_V6 if v6 else icmp.ECHO_REPLY]) + packet[1:]
    assert icmp.parse_reply(reply, v6=v6) == icmp.EchoReply(identifier, TOKEN, seq)
    assert len(packet) == icmp.PACKET_SIZE
    if not v6:
        assert icmp.internet_checksum(packet) == 0


@given(st.lists(st.integers(0, 2**32 - 1), min_size=2, max_size=20))
def test_all_echoes_of_a_leg_have_one_checksum_and_so_one_path(numbers):
    assert len({icmp.pack_request(seq, 7, TOKEN)[:4] for seq in numbers}) == 1


@given(st.binary(max_size=64), st.booleans())
def test_no_bytes_make_the_echo_parser_fail(data, v6):
    assert icmp.parse_reply(data, v6=v6) is None or data[4:6]
    payload, ttl = icmp.strip_ipv4_header(data)
    assert (ttl is None) == (payload == b"" and (len(data) < 20 or data[0] >> 4 != 4))


@given(st.binary(max_size=40), st.integers(0, 2**32 - 1))
def test_a_beacon_believes_only_its_own_echo(data, seq):
    own = beacon.pack(seq, TOKEN)
    assert len(own) <= 300
    assert beacon.parse(own, TOKEN) == seq
    assert beacon.parse(own, b"another!") is None
    assert beacon.parse(data, TOKEN) is None
    assert beacon.parse(own[:-1], TOKEN) is None
