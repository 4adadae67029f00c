"""STAMP packets against the figures of RFC 8762 (4.2, 4.3) and RFC 8972 (3), field by field, and against anything."""

import hmac
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.wire import stamp, tlv
from probes.wire.ntp import to_ntp
from probes.wire.tlv import Tlv

KEY = b"a shared secret of some length"
T1, T2, T3 = 1_795_230_603_000_000_001, 1_795_230_603_010_000_002, 1_795_230_603_010_030_003

OPEN_REPLY = {
    0: struct.pack(">I", 71),
    4: struct.pack(">Q", to_ntp(T3)),
    12: struct.pack(">H", 0x8000 | 13 << 8 | 7),
    14: struct.pack(">H", 0xBEEF),
    16: struct.pack(">Q", to_ntp(T2)),
    24: struct.pack(">I", 72),
    28: struct.pack(">Q", to_ntp(T1)),
    36: struct.pack(">H", 0x3FFF),
    38: bytes(2),
    40: bytes([57]),
    41: bytes(3),
}
KEYED_REPLY = {
    0: struct.pack(">I", 71),
    4: bytes(12),
    16: struct.pack(">Q", to_ntp(T3)),
    24: struct.pack(">H", 0x8000 | 13 << 8 | 7),
    26: struct.pack(">H", 0xBEEF),
    28: bytes(4),
    32: struct.pack(">Q", to_ntp(T2)),
    40: bytes(8),
    48: struct.pack(">I", 72),
    52: bytes(12),
    64: struct.pack(">Q", to_ntp(T1)),
    72: struct.pack(">H", 0x3FFF),
    74: bytes(6),
    80: bytes([57]),
    81: bytes(15),
}


def assemble(fields: dict[int, bytes]) -> bytes:
    """The packet, made sure that every field begins where the figure has it."""
    packet = b""
    for offset, octets in fields.items():
        assert len(packet) == offset
        packet += octets
    return packet


def seal(key: bytes, octets: bytes) -> bytes:
    return hmac.new(key, octets, "sha256").digest()[:16]


def test_an_open_request_is_that_of_the_figure():
    packet = stamp.pack_request(0x01020304, T1, ssid=0xBEEF)
    assert len(packet) == 44
    assert packet[0:4] == b"\1\2\3\4"
    assert packet[4:12] == struct.pack(">Q", to_ntp(T1))
    assert packet[12] & 0x80 == 0
    assert packet[13] != 0
    assert packet[14:16] == b"\xbe\xef"
    assert packet[16:44] == bytes(28)


def test_an_authenticated_request_is_that_of_the_figure():
    packet = stamp.pack_request(0x01020304, T1, ssid=0xBEEF, key=KEY)
    assert len(packet) == 112
    assert packet[0:4] == b"\1\2\3\4"
    assert packet[4:16] == bytes(12)
    assert packet[16:24] == struct.pack(">Q", to_ntp(T1))
    assert packet[25] != 0
    assert packet[26:28] == b"\xbe\xef"
    assert packet[28:96] == bytes(68)
    assert packet[96:112] == seal(KEY, packet[:96])


def test_extensions_follow_the_base_packet():
    assert stamp.pack_request(1, T1, tlvs=[tlv.ask_class_of_service(46)])[44:] == bytes.fromhex("80040004b8000000")


def test_extensions_of_an_authenticated_request_are_sealed_with_the_sequence_number():
    packet = stamp.pack_request(5, T1, key=KEY, tlvs=[tlv.ask_follow_up()])
    follow_up = bytes.fromhex("80070010") + bytes(16)
    assert packet[112:132] == follow_up
    assert packet[132:136] == bytes.fromhex("80080010")
    assert packet[136:] == seal(KEY, b"\0\0\0\5" + follow_up)


def test_padding_alone_needs_no_seal():
    assert len(stamp.pack_request(5, T1, key=KEY, tlvs=[tlv.extra_padding(100)])) == 212


def test_an_open_reply_is_read_as_the_figure_has_it():
    reply = stamp.parse_reply(assemble(OPEN_REPLY))
    assert reply == stamp.Reply(71, 72, T1, T2, T3, 57, 0xBEEF, synchronised=True, tlvs=())


def test_an_authenticated_reply_is_read_as_the_figure_has_it():
    head = assemble(KEYED_REPLY)
    reply = stamp.parse_reply(head + seal(KEY, head), key=KEY)
    assert reply == stamp.Reply(71, 72, T1, T2, T3, 57, 0xBEEF, synchronised=True, tlvs=())


def test_replies_are_packed_as_the_figures_have_them():
    request = stamp.Request(seq=72, t1=to_ntp(T1), error=0x3FFF, ssid=0xBEEF)
    fields = {"seq": 71, "t2": to_ntp(T2), "t3": to_ntp(T3), "error": 0x8D07, "ttl": 57}
    assert stamp.pack_reply(request, **fields) == assemble(OPEN_REPLY)
    head = assemble(KEYED_REPLY)
    assert stamp.pack_reply(request, **fields, key=KEY) == head + seal(KEY, head)


def test_requests_are_read_back():
    expected = stamp.Request(seq=9, t1=to_ntp(T1), error=stamp.UNKNOWN_ERROR, ssid=77)
    assert stamp.parse_request(stamp.pack_request(9, T1, ssid=77)) == expected
    assert stamp.parse_request(stamp.pack_request(9, T1, ssid=77, key=KEY), key=KEY) == expected


def test_random_padding_of_a_twamp_sender_is_no_session_identifier():
    padded = stamp.pack_request(9, T1)[:14] + bytes(range(1, 51))
    assert stamp.parse_request(padded).ssid == 0


@pytest.mark.parametrize(("size", "ttl", "ssid"), [(36, None, None), (38, None, None), (41, 57, None), (43, 57, None)])
def test_a_short_twamp_reply_tells_what_its_length_reaches(size, ttl, ssid):
    reply = stamp.parse_reply(assemble(OPEN_REPLY)[:size])
    assert reply[:5] == (71, 72, T1, T2, T3)
    assert (reply.sender_ttl, reply.ssid, reply.tlvs) == (ttl, ssid, ())


@pytest.mark.parametrize("size", range(36))
def test_a_reply_without_all_times_is_refused(size):
    with pytest.raises(stamp.StampError):
        stamp.parse_reply(assemble(OPEN_REPLY)[:size])


def test_ptp_stamps_of_a_reflector_are_read():
    ptp = {4: struct.pack(">II", 1_800_000_000, 999), 12: b"\x4d\7", 16: struct.pack(">II", 1_800_000_000, 5)}
    reply = stamp.parse_reply(assemble(OPEN_REPLY | ptp))
    assert (reply.t1_ns, reply.t2_ns, reply.t3_ns) == (T1, 1_800_000_000_000_000_005, 1_800_000_000_000_000_999)
    assert reply.ptp
    assert not reply.synchronised


def test_an_impossible_ptp_stamp_is_refused():
    with pytest.raises(stamp.StampError):
        stamp.parse_reply(assemble(OPEN_REPLY | {4: struct.pack(">II", 1, 10**9), 12: b"\x4d\7"}))


def test_sequence_numbers_wrap():
    assert stamp.pack_request(2**32 + 3, T1)[:4] == b"\0\0\0\3"


@pytest.mark.parametrize("error_s", [0.0, 2**-32, 1e-6, 0.0123, 0.999, 1.0, 15.9, 3600.0])
def test_an_error_estimate_covers_the_error_closely(error_s):
    bits = stamp.error_estimate(error_s)
    multiplier, scale = bits & 0xFF, bits >> 8 & 0x3F
    told_s = multiplier * 2.0 ** (scale - 32)
    assert multiplier
    assert error_s <= told_s <= max(error_s * 1.02, 2**-32)
    assert stamp.error_estimate(error_s, synchronised=True) == bits | 0x8000


def test_a_wrong_key_and_every_flipped_bit_are_noticed():
    head = assemble(KEYED_REPLY)
    packet = head + seal(KEY, head)
    with pytest.raises(stamp.StampError):
        stamp.parse_reply(packet, key=b"another secret")
    for bit in range(len(packet) * 8):
        forged = bytearray(packet)
        forged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(stamp.StampError):
            stamp.parse_reply(bytes(forged), key=KEY)


def keyed_reply_with(tlvs: list[Tlv], *, seal_tlvs: bool = True) -> bytes:
    head = assemble(KEYED_REPLY)
    extensions = tlv.pack(tlvs)
    if seal_tlvs:
        extensions += tlv.pack([Tlv(tlv.HMAC, seal(KEY, head[:4] + extensions), 0)])
    return head + seal(KEY, head) + extensions


def test_sealed_extensions_are_believed():
    timing = Tlv(tlv.TIMESTAMP_INFORMATION, b"\1\2\1\2", 0)
    reply = stamp.parse_reply(keyed_reply_with([timing]), key=KEY)
    assert reply.tlvs[0] == timing
    after = keyed_reply_with([timing]) + tlv.pack([Tlv(tlv.EXTRA_PADDING, bytes(9), 0)])
    assert stamp.parse_reply(after, key=KEY).tlvs[0] == timing


def test_a_second_seal_is_in_the_wrong_place_even_if_right():
    sealed = tlv.pack([Tlv(tlv.EXTRA_PADDING, b"", 0), Tlv(tlv.HMAC, bytes(16), 0)])
    second = Tlv(tlv.HMAC, seal(KEY, assemble(KEYED_REPLY)[:4] + sealed), 0)
    packet = keyed_reply_with([], seal_tlvs=False) + sealed + tlv.pack([second])
    assert stamp.parse_reply(packet, key=KEY).tlvs == ()


def test_unsealed_or_badly_sealed_extensions_are_left_out_but_the_times_stand():
    timing = Tlv(tlv.TIMESTAMP_INFORMATION, b"\1\2\1\2", 0)
    packets = [
        keyed_reply_with([timing], seal_tlvs=False),
        keyed_reply_with([timing])[:-1] + bytes([keyed_reply_with([timing])[-1] ^ 1]),
        keyed_reply_with([timing]) + tlv.pack([timing]),
        keyed_reply_with([timing]) + keyed_reply_with([timing])[-20:],
    ]
    for packet in packets:
        reply = stamp.parse_reply(packet, key=KEY)
        assert (reply.t1_ns, reply.tlvs) == (T1, ())


def test_answers_are_told_from_questions():
    assert stamp.is_reply(assemble(OPEN_REPLY))
    assert stamp.is_reply(assemble(KEYED_REPLY), authenticated=True)
    assert not stamp.is_reply(stamp.pack_request(1, T1))
    assert not stamp.is_reply(stamp.pack_request(1, T1, key=KEY), authenticated=True)
    assert not stamp.is_reply(assemble(OPEN_REPLY)[:20])


@given(st.binary(max_size=300), st.sampled_from([None, KEY, b""]))
def test_no_octets_whatever_make_the_parsers_raise_anything_else(data, key):
    for parse in (stamp.parse_reply, stamp.parse_request):
        try:
            parse(data, key=key)
        except stamp.StampError:
            continue


@given(st.binary(max_size=120), st.integers(0, 2**32 - 1))
def test_no_extensions_whatever_make_the_parser_of_an_authenticated_reply_raise(extensions, seq):
    head = struct.pack(">I", seq) + assemble(KEYED_REPLY)[4:]
    assert stamp.parse_reply(head + seal(KEY, head) + extensions, key=KEY).seq == seq


@given(
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**63 // 10**9 * 10**9),
    st.integers(0, 0xFFFF),
    st.lists(st.builds(Tlv, st.integers(1, 255), st.binary(max_size=30), st.just(0x80)), max_size=4),
    st.sampled_from([None, KEY]),
)
def test_requests_survive_the_way(seq, t1_ns, ssid, tlvs, key):
    packet = stamp.pack_request(seq, t1_ns, ssid=ssid, key=key, tlvs=tlvs)
    request = stamp.parse_request(packet, key=key)
    assert (request.seq, request.t1, request.ssid) == (seq, to_ntp(t1_ns), ssid)
