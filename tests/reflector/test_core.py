"""What the reflector answers, and what not, without sockets."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from probes.pktinfo import Local
from probes.reflector.admission import Limits, Refusal
from probes.reflector.core import Counters
from probes.wire import stamp, tlv
from probes.wire.tlv import Tlv
from tests.reflector.packets import HERE, KEY, NS_PER_S, T1_NS, T2_NS, T3_NS, arriving, ask, question, reflector


@pytest.mark.parametrize("key", [None, KEY])
def test_an_answer_tells_all_times_and_what_the_request_said(key):
    answer = ask(reflector(key=key), question(41, ssid=0xBEEF, key=key))
    reply = stamp.parse_reply(answer.data, key=key)
    assert reply == stamp.Reply(0, 41, T1_NS, T2_NS, T3_NS, 61, 0xBEEF, synchronised=False, tlvs=())


def test_the_senders_time_and_error_estimate_are_copied_as_they_came():
    request = bytearray(question())
    request[4:14] = bytes(range(200, 210))
    answer = ask(reflector(), bytes(request))
    assert answer.data[28:38] == request[4:14]


def test_without_a_kernel_stamp_the_own_clock_stands_in():
    reply = stamp.parse_reply(ask(reflector(), question(), rx_ns=None).data)
    assert reply.t2_ns == reply.t3_ns == T3_NS


def test_a_ttl_that_cannot_be_read_is_told_as_255():
    assert stamp.parse_reply(ask(reflector(), question(), ttl=None).data).sender_ttl == 255


def test_each_session_has_a_count_of_its_own():
    to = reflector()
    arrivals = [
        (question(ssid=1), ("192.0.2.1", 40_000)),
        (question(ssid=2), ("192.0.2.1", 40_000)),
        (question(ssid=1), ("192.0.2.1", 40_001)),
        (question(ssid=1), ("192.0.2.9", 40_000)),
        (question(ssid=1), ("2001:db8::1", 40_000)),
        (question(ssid=1), ("2001:db8::2", 40_000)),
    ]
    for turn in range(3):
        for data, source in arrivals:
            assert ask(to, data, source=source).seq == turn


def test_losses_are_told_apart_by_direction():
    to, dice = reflector(), random.Random(4)
    sent, lost_out, lost_back, received = 400, 0, 0, []
    for seq in range(sent):
        if dice.random() < 0.1:
            lost_out += 1
            continue
        answer = ask(to, question(seq), now_ns=seq * NS_PER_S // 20)
        if dice.random() < 0.2:
            lost_back += 1
            continue
        received.append(stamp.parse_reply(answer.data))
    closing = stamp.parse_reply(ask(to, question(sent), now_ns=20 * NS_PER_S).data)
    reflected = closing.seq
    assert sent - reflected == lost_out
    assert reflected - len(received) == lost_back


def test_a_sequence_number_wraps():
    to = reflector()
    ask(to, question()).session.next_seq = 2**32 - 1
    assert [ask(to, question()).seq for _ in range(2)] == [2**32 - 1, 0]


@pytest.mark.parametrize("size", [44, 45, 47, 48, 60, 300, 1472, 9216])
def test_an_answer_has_the_length_of_its_request(size):
    for filler in (b"\0", b"\x80", b"\xff"):
        assert len(ask(reflector(), question().ljust(size, filler)).data) == size


@pytest.mark.parametrize("size", range(36, 44))
def test_a_short_request_gets_as_much_of_the_answer_as_it_has_octets(size):
    answer = ask(reflector(), question(5)[:size])
    assert len(answer.data) == size
    assert stamp.parse_reply(answer.data)[:5] == (0, 5, T1_NS, T2_NS, T3_NS)


@pytest.mark.parametrize(
    ("data", "arrival", "reason"),
    [
        (b"", {}, Refusal.SHORT),
        (question()[:13], {}, Refusal.SHORT),
        (question()[:35], {}, Refusal.SHORT),
        (bytes(9217), {}, Refusal.OVERSIZE),
        (question(), {"source": ("192.0.2.1", 0)}, Refusal.PORT),
        (question(), {"source": ("192.0.2.1", HERE[1])}, Refusal.PORT),
        (question(), {"source": ("192.0.2.1", 862)}, Refusal.PORT),
        (question(), {"source": ("192.0.2.1", 18862)}, Refusal.PORT),
        (question(), {"source": ("224.0.0.1", 40000)}, Refusal.SOURCE),
        (question(), {"source": ("255.255.255.255", 40000)}, Refusal.SOURCE),
        (question(), {"source": ("0.0.0.0", 40000)}, Refusal.SOURCE),
        (question(), {"source": ("ff02::1", 40000)}, Refusal.SOURCE),
        (question(), {"source": ("::", 40000)}, Refusal.SOURCE),
        (question(), {"source": ("nonsense", 40000)}, Refusal.SOURCE),
        (question(), {"local": Local(b"\xc0\0\2\xff", 1, unicast=False)}, Refusal.DESTINATION),
    ],
)
def test_what_must_not_be_answered_is_counted_by_reason(data, arrival, reason):
    to = reflector()
    assert ask(to, data, **arrival) is None
    assert to.counters.refused == {reason: 1}
    assert (to.counters.received, to.counters.replied) == (1, 0)


def test_the_counters_make_a_sentence():
    counters = Counters(12, 5, Counter({Refusal.KEY: 2, Refusal.REPLY: 5}))
    assert str(counters) == (
        "Answered 5 of 12 packets; not answered: 5 answers themselves, 2 not authenticated by our key."
    )


def test_with_a_key_only_its_holders_are_answered():
    to = reflector(key=KEY)
    for data in (question(), question(key=b"another"), question().ljust(200, b"\0"), bytes(112)):
        assert ask(to, data) is None
    assert to.counters.refused == {Refusal.KEY: 3, Refusal.SHORT: 1}
    assert to.admission.source_count == to.admission.session_count == 0
    assert ask(to, question(key=KEY)) is not None


@pytest.mark.parametrize("key", [None, KEY])
def test_two_reflectors_set_upon_each_other_fall_silent(key):
    one, other = reflector(key=key), reflector(key=key)
    packet = question(key=key, tlvs=(tlv.ask_class_of_service(46),))
    answer = one.handle(arriving(packet, ("192.0.2.3", 5003)), ("192.0.2.2", 5002), NS_PER_S)
    assert other.handle(arriving(answer.data, ("192.0.2.2", 5002)), ("192.0.2.3", 5003), NS_PER_S) is None
    assert other.counters.refused == {Refusal.REPLY: 1}


def test_an_echo_service_gets_its_echo_not_answered():
    to = reflector()
    echoed = ask(to, question(), source=("192.0.2.3", 7)).data
    assert ask(to, echoed, source=("192.0.2.3", 7)) is None


def test_a_twamp_sender_with_random_padding_keeps_its_session():
    to, dice = reflector(), random.Random(1)
    packets = [question(seq)[:14] + dice.randbytes(50) for seq in range(20)]
    assert [ask(to, packet).seq for packet in packets] == list(range(20))
    assert to.admission.session_count == 1


def test_a_thousand_packets_a_second_of_full_size_are_let_through():
    to = reflector()
    packet = question(tlvs=(tlv.extra_padding(1472 - 44),))
    answers = [ask(to, packet, now_ns=n * NS_PER_S // 1000) for n in range(5000)]
    assert None not in answers


def test_a_flood_from_one_source_is_answered_no_more_than_its_rate_allows():
    to = reflector()
    answers = sum(ask(to, question(), now_ns=n * NS_PER_S // 50_000) is not None for n in range(100_000))
    limits = Limits()
    assert answers <= limits.packets_per_s * (limits.burst_s + 2) + 1
    assert to.counters.refused == {Refusal.PACKET_RATE: 100_000 - answers}


def test_a_flood_of_octets_is_answered_no_more_than_its_rate_allows():
    to = reflector()
    answers = [ask(to, question().ljust(9000, b"\0"), now_ns=n * NS_PER_S // 1000) for n in range(3000)]
    limits = Limits()
    assert sum(len(answer.data) for answer in answers if answer) <= limits.bytes_per_s * (limits.burst_s + 3)
    assert to.counters.refused[Refusal.BYTE_RATE] > 1000


# Mutations of true packets reach deeper than random octets do.
any_tlvs = st.lists(st.builds(Tlv, st.integers(0, 12), st.binary(max_size=48), st.integers(0, 255)), max_size=5).map(
    tuple
)


@st.composite
def hostile(draw, key):
    packet = bytearray(question(draw(st.integers(0, 2**32 - 1)), key=key, tlvs=draw(any_tlvs)))
    for _ in range(draw(st.integers(0, 6))):
        packet[draw(st.integers(0, len(packet) - 1))] = draw(st.integers(0, 255))
    packet += draw(st.binary(max_size=30))
    return bytes(packet[: draw(st.integers(0, len(packet)))] if draw(st.booleans()) else packet)


ports = st.integers(0, 65_535)
octets = st.none() | st.integers(0, 255)
hosts = st.sampled_from(["192.0.2.1", "224.0.0.9", "fe80::1%eth0", "2001:db8::1", "::", ""])


@settings(max_examples=400)
@given(st.data(), hosts, ports, octets, octets, st.booleans())
def test_nothing_that_arrives_makes_it_raise_or_answer_at_greater_length(data, host, port, ttl, tos, keyed):
    key = KEY if keyed else None
    to = reflector(key=key)
    packets = data.draw(st.lists(hostile(key) | st.binary(max_size=400), max_size=4))
    for packet in packets * 2:  # everything is replayed too
        answer = ask(to, packet, source=(host, port), ttl=ttl, tos=tos)
        assert answer is None or len(answer.data) <= len(packet)
        assert answer is None or (0 <= answer.tos <= 255 and key is None) or stamp.parse_reply(answer.data, key=key)
    assert to.counters.received == 2 * len(packets)


@given(st.data(), st.integers(0, 112 * 8 - 1))
def test_no_forged_packet_is_answered(data, bit):
    packet = bytearray(question(key=KEY, tlvs=data.draw(any_tlvs)))
    packet[bit // 8] ^= 1 << bit % 8
    assert ask(reflector(key=KEY), bytes(packet)) is None
