"""What one direction of a wire does, in virtual time: no devices, no clock."""

import bisect
import itertools
import os
import random
import socket
import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.lab import packets, wirelog
from tests.lab.aqm import FairQueue, Waiting
from tests.lab.impairment import Impairment, SettingError, Stalls, jitter_sampler
from tests.lab.line import Due, Line, Rule
from tests.lab.wirecontrol import as_mapping, longest_trains
from tests.lab.wirelog import LogWriter, Record, Verdict

MS = 1_000_000


def udp_frame(octets: int = 1500, sport: int = 1000, tos: int = 0, payload: bytes = b"") -> bytes:
    """A frame with an IPv4 packet of ``octets`` octets."""
    header = bytearray(
        struct.pack("!BBHHHBBH4s4s", 0x45, tos, octets, 0, 0, 64, 17, 0, b"\xc0\xa8\1\2", b"\xc6\x33d\2")
    )
    struct.pack_into("!H", header, 10, packets.checksum(header))
    rest = struct.pack("!HHHH", sport, 2000, octets - 20, 0) + payload
    return bytes(10) + bytes(12) + b"\x08\0" + bytes(header) + rest.ljust(octets - 20, b"\0")


def icmp_frame(source: str, kind: int) -> bytes:
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28, 0, 0, 64, 1, 0, socket.inet_aton(source), b"\xc0\xa8\1\2")
    return bytes(10) + bytes(12) + b"\x08\0" + header + struct.pack("!BBHHH", kind, 0, 0, 7, 9)


class Bench:
    """A line whose output lies in ``heap``, and its log."""

    def __init__(self, rules: tuple[Rule, ...] = (), **settings: Any) -> None:
        self.heap: list[Due] = []
        self.fd = os.memfd_create("log")
        self.log = LogWriter(self.fd)
        self.line = Line(0, Impairment.from_mapping(settings), self.heap, self.log, random.Random(1), rules)

    def send(self, count: int, gap_ns: int, frame: bytes | None = None) -> None:
        for number in range(count):
            now = (number + 1) * gap_ns
            self.line.serve(now)
            self.line.arrive(frame or udp_frame(payload=struct.pack("!I", number)), now)

    def finish(self, until_ns: int) -> list[Due]:
        while (at := self.line.serve_at_ns) is not None and at <= until_ns:
            self.line.serve(at)
        return sorted(self.heap)

    def records(self) -> list[Record]:
        self.log.flush()
        return wirelog.read(self.fd)


def number_of(due: Due) -> int:
    return int(struct.unpack_from("!I", due.frame, packets.IP + 28)[0])


def test_a_perfect_wire_delivers_at_once_and_in_order() -> None:
    bench = Bench()
    bench.send(100, 1000)
    assert [(due.due_ns, number_of(due)) for due in bench.finish(0)] == [((n + 1) * 1000, n) for n in range(100)]


def test_a_rate_spaces_packets_by_their_own_length() -> None:
    bench = Bench(rate_mbit=12, queue_ms=1000, delay_ms=5)
    bench.send(50, 1)
    times = [due.due_ns for due in bench.finish(0)]
    assert [later - earlier for earlier, later in itertools.pairwise(times)] == [MS] * 49
    assert times[0] == 1 + 6 * MS


@pytest.mark.parametrize(("limit", "held"), [({"queue_ms": 10}, 11), ({"queue_kb": 15}, 11)])
def test_a_full_queue_drops_what_comes_last(limit: dict[str, Any], held: int) -> None:
    bench = Bench(rate_mbit=12, **limit)
    bench.send(50, 1)
    assert [number_of(due) for due in bench.finish(0)] == list(range(held))
    assert [record.verdict for record in bench.records()] == [Verdict.QUEUE_DROPPED] * (50 - held)


def test_single_losses_have_the_share_that_was_set() -> None:
    bench = Bench(loss_pct=1)
    bench.send(100_000, 1000, udp_frame(100))
    assert len(bench.records()) == pytest.approx(1000, abs=4 * 31)  # four standard deviations of the binomial


@pytest.mark.parametrize("settings", [{"loss_pct": 2, "loss_burst": 5}, {"loss_p": 0.00408, "loss_r": 0.2}])
def test_bursts_of_loss_have_the_share_and_the_length_that_were_set(settings: dict[str, Any]) -> None:
    bench = Bench(**settings)
    bench.send(200_000, 1000, udp_frame(100))
    lost = [record.in_ns for record in bench.records()]
    bursts = 1 + sum(later - earlier > 1500 for earlier, later in itertools.pairwise(lost))
    assert len(lost) / 200_000 == pytest.approx(0.02, rel=0.15)
    assert len(lost) / bursts == pytest.approx(5, rel=0.1)


@pytest.mark.parametrize(
    ("text", "mean"), [("uniform 4 ms", 2), ("normal 5 ms 1 ms", 5), ("exponential 5 ms", 5), ("pareto 2 ms 3", 3)]
)
def test_jitter_has_the_mean_of_its_distribution(text: str, mean: float) -> None:
    draw = jitter_sampler(text, random.Random(1))
    values = [draw() for _ in range(20_000)]
    assert sum(values) / len(values) == pytest.approx(mean, rel=0.05)
    assert min(values) >= 0


@pytest.mark.parametrize("reorder", [False, True])
def test_jitter_reorders_only_where_that_is_wanted(reorder: bool) -> None:
    bench = Bench(jitter="uniform 20 ms", jitter_hold_ms=0, reorder=reorder)
    bench.send(200, MS)
    numbers = [number_of(due) for due in bench.finish(0)]
    assert (numbers == sorted(numbers)) is not reorder
    assert sorted(numbers) == list(range(200))


def test_jitter_holds_for_packets_that_follow_closely() -> None:
    bench = Bench(jitter="exponential 5 ms", jitter_hold_ms=10)
    bench.send(40, MS)
    delays = [due.due_ns - due.in_ns for due in bench.finish(0)]
    assert len(set(delays[:10])) == 1
    assert len(set(delays)) > 1


def test_stalls_hold_packets_and_release_them_together() -> None:
    bench = Bench(stalls={"every_s": 1, "for_ms": 80, "offset_s": 0.5})
    bench.send(300, 10 * MS)
    times = [due.due_ns for due in bench.finish(0)]
    assert not [at for at in times if 0 < (at - 500 * MS) % 1000 * MS < 80 * MS]
    assert [times.count(at) for at in (580 * MS, 1580 * MS, 2580 * MS)] == [9, 9, 9]


def test_settings_change_in_between() -> None:
    bench = Bench(delay_ms=10)
    bench.send(1, MS)
    bench.line.configure(Impairment(delay_ms=30), 2 * MS)
    bench.line.arrive(udp_frame(), 3 * MS)
    assert [due.due_ns - due.in_ns for due in bench.finish(0)] == [10 * MS, 30 * MS]


def test_duplicates_and_flipped_bits_are_marked() -> None:
    bench = Bench(duplicate_pct=50, corrupt_pct=50)
    bench.send(1000, MS)
    out = bench.finish(0)
    original = {number: udp_frame(payload=struct.pack("!I", number)) for number in range(1000)}
    first = [due for due in out if due.verdict != Verdict.DUPLICATED]
    assert len(first) == 1000
    assert len(out) - 1000 == pytest.approx(500, abs=70)
    flips = [flipped_bits(due.frame, original[index]) for index, due in enumerate(first)]
    assert {(due.verdict == Verdict.CORRUPTED, flip) for due, flip in zip(first, flips, strict=True)} == {
        (True, 1),
        (False, 0),
    }


def flipped_bits(one: bytes, other: bytes) -> int:
    return sum((a ^ b).bit_count() for a, b in zip(one, other, strict=True))


def test_sqm_keeps_a_thin_flow_in_front_of_a_full_queue() -> None:
    """At 12 Mbit/s and twice that offered, a packet of another flow waits for no more than what is being sent."""
    bench = Bench(rate_mbit=12, discipline="sqm")
    for number in range(2000):
        now = (number + 1) * MS // 2
        bench.line.serve(now)
        bench.line.arrive(udp_frame(), now)
        if number % 50 == 0:
            bench.line.arrive(udp_frame(100, sport=7), now)
    out = bench.finish(2000 * MS)
    thin = [due.due_ns - due.in_ns for due in out if len(due.frame) < 200]
    assert len(thin) == 40
    assert max(thin) < 2.5 * MS


def median_wait_ms(discipline: str) -> float:
    """Of a sender that adds a packet per round trip and halves its window at a drop, as TCP does."""
    bench = Bench(rate_mbit=12, queue_ms=200, delay_ms=20, discipline=discipline)
    window, sent, dropped, halved_ns = 10.0, 0, 0, 0
    for now in range(MS, 20_000 * MS, MS):
        bench.line.serve(now)
        delivered = bisect.bisect_right(bench.heap, now, key=lambda due: due.due_ns)
        drops = len(bench.records())
        if drops > dropped and now - halved_ns > 100 * MS:
            window, halved_ns = max(2, window / 2), now
        dropped = drops
        window += 1 / window
        while sent - delivered - dropped < window:
            bench.line.arrive(udp_frame(), now)
            sent += 1
    waits = [due.due_ns - due.in_ns - 20 * MS for due in bench.finish(0)[-10_000:]]
    return sorted(waits)[5000] / MS


def test_codel_shortens_the_queue_that_tail_drop_lets_stand() -> None:
    assert median_wait_ms("fifo") > 100
    assert median_wait_ms("codel") < 15


def test_the_fair_queue_is_empty_again_after_it_was_drained() -> None:
    queue = FairQueue(packets.flow_key, 1e-3, lambda _: None)
    for number in range(10):
        queue.offer(Waiting(udp_frame(sport=number % 3), 1500, 0, 0))
    assert len([queue.take(1) for _ in range(10)]) == 10
    assert queue.take(1) is None
    assert not queue


def test_marks_are_wiped_and_the_header_stays_valid() -> None:
    for clear, tos in ((["dscp"], 0x01), (["ecn"], 0xB8), (["dscp", "ecn"], 0)):
        bench = Bench(clear=clear)
        bench.send(1, MS, udp_frame(tos=0xB9))
        (out,) = bench.finish(0)
        assert out.frame[packets.IP + 1] == tos
        assert packets.checksum(out.frame[packets.IP : packets.IP + 20]) == 0


def test_a_black_hole_swallows_large_packets_and_tells_nobody() -> None:
    bench = Bench(drop_above=1400)
    bench.send(1, MS, udp_frame(1500))
    bench.send(1, MS, udp_frame(1400))
    assert [len(due.frame) - packets.IP for due in bench.finish(0)] == [1400]
    assert [record.verdict for record in bench.records()] == [Verdict.TOO_BIG]


def test_a_protocol_can_be_blocked() -> None:
    bench = Bench(block=["udp"])
    bench.send(1, MS)
    bench.send(1, MS, icmp_frame("192.168.1.1", 0))
    assert len(bench.finish(0)) == 1
    assert [record.verdict for record in bench.records()] == [Verdict.BLOCKED]


def test_a_slow_router_delays_its_own_answers_and_nothing_else() -> None:
    router = socket.inet_aton("192.168.1.1")
    bench = Bench(rules=(Rule(router, (0,), 30 * MS), Rule(router, (11,), None)))
    for frame in (icmp_frame("192.168.1.1", 0), icmp_frame("192.168.1.9", 0), icmp_frame("192.168.1.1", 11)):
        bench.line.arrive(frame, MS)
    assert [due.due_ns for due in bench.finish(0)] == [MS, 31 * MS]
    assert [record.icmp_type for record in bench.records()] == [11]


def test_the_log_identifies_packets() -> None:
    bench = Bench(loss_pct=100)
    bench.line.arrive(udp_frame(300, sport=4711, payload=b"sixteen octets!!more"), MS)
    bench.line.arrive(icmp_frame("10.0.0.1", 8), MS)
    udp, icmp = bench.records()
    assert (udp.protocol, udp.source, udp.destination, udp.sport, udp.dport, udp.size, udp.payload) == (
        17, "192.168.1.2", "198.51.100.2", 4711, 2000, 300, b"sixteen octets!!",
    )  # fmt: skip
    assert (icmp.protocol, icmp.icmp_type, icmp.icmp_id, icmp.icmp_seq, icmp.out_ns) == (1, 8, 7, 9, None)


def test_a_train_of_segments_counts_with_all_its_headers() -> None:
    """A GSO packet of 2 x 1000 + 500 octets of payload: three packets of 20 + 20 octets of headers each."""
    tcp = struct.pack("!HHIIBBHHH", 1, 2, 0, 0, 5 << 4, 0x10, 0, 0, 0)
    vnet = struct.pack("=BBHHHH", 1, 1, 54, 1000, 34, 16)
    frame = vnet + bytes(12) + b"\x08\0" + b"\x45" + bytes(8) + b"\6" + bytes(10) + tcp + bytes(2500)
    assert packets.extent(frame, len(frame)) == (3, 2500 + 3 * 40)


def test_trains_are_short_enough_for_the_slowest_wire_and_never_meet_loss() -> None:
    def wires(**settings: float) -> list[dict[str, Impairment]]:
        return [
            {"up": Impairment(), "down": Impairment()},
            {"up": Impairment(), "down": Impairment.from_mapping(settings)},
        ]

    assert longest_trains(wires()) == (44, 44)
    assert longest_trains(wires(rate_mbit=400)) == (44, 33)
    assert longest_trains(wires(rate_mbit=10)) == (44, 1)
    assert longest_trains(wires(loss_pct=1)) == (44, 1)


@given(st.binary(max_size=120))
def test_any_frame_can_be_identified(frame: bytes) -> None:
    identity = packets.identify(bytes(10) + frame)
    assert identity.protocol in range(256)
    assert len(identity.payload) <= 16


@given(st.binary(min_size=25, max_size=200), st.floats(0, 1, exclude_max=True))
def test_any_frame_passes_a_line_that_does_everything(frame: bytes, position: float) -> None:
    bench = Bench(
        rate_mbit=10, discipline="sqm", clear=["dscp", "ecn"], corrupt_pct=100, drop_above=100, block=["tcp"],
        rules=(Rule(b"abcd", (), None),),
    )  # fmt: skip
    bench.line.arrive(bytes(10) + frame, 1)
    assert len(bench.finish(MS * 10_000)) + len(bench.records()) == 1
    assert len(packets.with_flipped_bit(frame, position)) == len(frame)


@pytest.mark.parametrize(
    "settings",
    [
        {"delay_ms": -1},
        {"delay_ms": "5"},
        {"loss_pct": 101},
        {"rate_mbit": 0},
        {"loss_p": 0.1},
        {"jitter": "gaussian 5 ms"},
        {"jitter": "exponential"},
        {"jitter": "exponential x ms"},
        {"stalls": {"every_s": 1, "for_ms": 2000}},
        {"stalls": {"every": 1}},
        {"discipline": "red"},
        {"block": ["sctp"]},
        {"delay": 5},
    ],
)
def test_settings_without_meaning_are_refused(settings: dict[str, object]) -> None:
    with pytest.raises(SettingError):
        Impairment.from_mapping(settings)


def test_settings_survive_the_way_to_the_wire() -> None:
    settings = Impairment.from_mapping({"stalls": {"every_s": 3, "for_ms": 80}, "block": ["udp"]})
    assert settings.stalls == Stalls(3, 80, 0)
    assert Impairment.from_mapping(as_mapping(settings)) == settings
