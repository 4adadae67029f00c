"""STAMP's TLVs, octet by octet (RFC 8972 section 4)."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probes.wire import tlv
from probes.wire.ntp import to_ntp
from probes.wire.tlv import Tlv

TX_NS = 1_795_230_603_123_456_789


def answered(kind: int, value: bytes) -> tuple[Tlv, ...]:
    return (Tlv(kind, value, flags=0),)


@pytest.mark.parametrize(
    ("request_tlv", "octets"),
    [
        (tlv.extra_padding(10), "80 01 0006 000000000000"),
        (tlv.extra_padding(0), "80 01 0000"),
        (tlv.ask_location(), "80 02 002c 0000 0000" + "80 07 0010" + "00" * 16 + "80 04 0010" + "00" * 16),
        (tlv.ask_timestamp_information(), "80 03 0004 00000000"),
        (tlv.ask_class_of_service(46), "80 04 0004 b8000000"),
        (tlv.ask_follow_up(), "80 07 0010" + "00" * 16),
    ],
)
def test_requests_stand_as_in_the_figures(request_tlv, octets):
    assert tlv.pack([request_tlv]) == bytes.fromhex(octets)


def test_class_of_service_is_read_bit_by_bit():
    bits = 46 << 26 | 34 << 20 | 1 << 18 | 1 << 16
    found = tlv.class_of_service(answered(4, struct.pack(">I", bits)))
    assert found == tlv.ClassOfService(asked_dscp=46, dscp=34, ecn=1, refused=True)


def test_location_of_ipv4_and_ipv6_is_read():
    v4 = tlv.pack([Tlv(8, bytes([192, 0, 2, 1]) + bytes(12), 0), Tlv(5, bytes([192, 0, 2, 2]) + bytes(12), 0)])
    found = tlv.location(answered(2, struct.pack(">HH", 862, 40000) + v4))
    assert found == tlv.Location("192.0.2.1", 40000, "192.0.2.2", 862)
    v6 = tlv.pack([Tlv(9, bytes.fromhex("20010db8") + bytes(11) + b"\1", 0)])
    assert tlv.location(answered(2, struct.pack(">HH", 1, 2) + v6)) == tlv.Location("2001:db8::1", 2, None, 1)


def test_timestamp_information_is_read():
    assert tlv.timestamp_information(answered(3, bytes([1, 2, 5, 3]))) == tlv.TimestampInformation(1, 2, 5, 3)


def test_follow_up_is_read_in_both_formats():
    ntp_value = struct.pack(">IQB3x", 41, to_ntp(TX_NS), 2)
    assert tlv.follow_up(answered(7, ntp_value)) == tlv.FollowUp(41, TX_NS, 2)
    ptp_value = struct.pack(">IIIB3x", 41, TX_NS // 10**9, TX_NS % 10**9, 1)
    assert tlv.follow_up(answered(7, ptp_value), ptp=True) == tlv.FollowUp(41, TX_NS, 1)


def test_a_reflector_that_knows_no_send_time_yet_says_nothing():
    assert tlv.follow_up(answered(7, bytes(16))) is None


@pytest.mark.parametrize("flags", [tlv.UNRECOGNISED, tlv.MALFORMED, tlv.INTEGRITY_FAILED, 0xFF])
def test_flagged_tlvs_are_not_believed(flags):
    tlvs = (Tlv(4, bytes(4), flags), Tlv(7, b"\1" * 16, flags), Tlv(2, bytes(4), flags), Tlv(3, bytes(4), flags))
    readers = (tlv.class_of_service, tlv.follow_up, tlv.location, tlv.timestamp_information)
    assert [reader(tlvs) for reader in readers] == [None] * 4


def test_nothing_is_read_beyond_a_malformed_tlv():
    good, bad = Tlv(3, bytes(4), 0), Tlv(4, bytes(4), tlv.MALFORMED)
    assert tlv.parse(tlv.pack([good, bad, good])) == (good,)
    assert tlv.parse(tlv.pack([good]) + bytes.fromhex("0004ffff00")) == (good,)


def test_plain_padding_is_no_tlv():
    good = Tlv(1, b"abc", 0)
    assert tlv.parse(bytes(30)) == ()
    assert tlv.parse(tlv.pack([good]) + bytes(30)) == (good,)


@given(st.lists(st.builds(Tlv, st.integers(1, 255), st.binary(max_size=40), st.sampled_from([0, 0x80, 0x20]))))
def test_what_was_packed_is_parsed(tlvs):
    assert tlv.parse(tlv.pack(tlvs)) == tuple(tlvs)


@given(st.binary(max_size=200), st.integers(0, 60))
def test_no_octets_whatever_make_the_parser_or_a_reader_raise(data, start):
    tlvs = tlv.parse(data, start)
    tlv.class_of_service(tlvs)
    tlv.location(tlvs)
    tlv.timestamp_information(tlvs)
    tlv.follow_up(tlvs)
    tlv.follow_up(tlvs, ptp=True)


@given(st.lists(st.builds(Tlv, st.sampled_from([2, 3, 4, 7]), st.binary(max_size=48), st.just(0)), max_size=4))
def test_no_value_whatever_makes_a_reader_raise(tlvs):
    tlv.class_of_service(tlvs)
    tlv.location(tlvs)
    tlv.timestamp_information(tlvs)
    tlv.follow_up(tlvs)
