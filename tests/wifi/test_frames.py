"""Beacons found in captured frames of every link type, and nothing else found."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.wifi.frames import read_beacon
from tests.wifi import air

BSSID = "02:11:22:33:44:55"
ELEMENTS = air.ssid(b"Home") + air.element(3, b"\x06")
FRAME = air.frame(BSSID, ELEMENTS)


def cooked(packet, hardware_type=803):
    return struct.pack(">HHH8sH", 3, hardware_type, 6, b"\2" * 8, 4) + packet


def cooked2(packet, hardware_type=803):
    return struct.pack(">HHIHBB8s", 4, 0, 1, hardware_type, 3, 6, b"\2" * 8) + packet


def ppi(packet, flags=0):
    common = struct.pack("<HH8sHHHHBBbb", 2, 20, bytes(8), flags, 2, 2437, 0x80, 0, 0, -61, -95)
    return struct.pack("<BBHI", 0, 0, 8 + len(common), 105) + common + packet


@pytest.mark.parametrize(
    ("link_type", "packet", "freq_mhz", "rssi_dbm"),
    [
        (air.PLAIN, FRAME, None, None),
        (air.PLAIN, air.frame(BSSID, ELEMENTS, fcs=True), None, None),
        (air.PLAIN, air.frame(BSSID, ELEMENTS, order=True), None, None),
        (air.RADIOTAP, air.radiotap(FRAME), None, None),
        (air.RADIOTAP, air.radiotap(FRAME, 2437, -60), 2437, -60),
        (air.RADIOTAP, air.radiotap(FRAME, 5180, -71, tsft=True, extra_words=2), 5180, -71),
        (air.RADIOTAP, air.radiotap(air.frame(BSSID, ELEMENTS, fcs=True), 5955, -50, flags=0x10), 5955, -50),
        (air.COOKED, cooked(air.radiotap(FRAME, 2412, -40)), 2412, -40),
        (air.COOKED, cooked(FRAME, 801), None, None),
        (air.COOKED2, cooked2(air.radiotap(FRAME, 2412, -40)), 2412, -40),
        (air.PPI, ppi(FRAME), 2437, -61),
        (air.PPI, ppi(air.frame(BSSID, ELEMENTS, fcs=True), flags=1), 2437, -61),
        (air.PRISM, struct.pack("<II16s", 0x44, 24, b"wlan0") + FRAME, None, None),
    ],
)
def test_a_beacon_is_found_behind_every_header(link_type, packet, freq_mhz, rssi_dbm):
    beacon = read_beacon(link_type, packet)
    assert beacon == (BSSID, False, freq_mhz, rssi_dbm, ELEMENTS)


def test_a_probe_response_counts_too():
    assert read_beacon(air.PLAIN, air.frame(BSSID, ELEMENTS, kind=air.PROBE_RESPONSE)).is_probe_response


@pytest.mark.parametrize("kind", [0x40, 0x08, 0x88, 0xB0, 0xD4, 0x00])
def test_other_frames_are_no_beacons(kind):
    assert read_beacon(air.PLAIN, air.frame(BSSID, ELEMENTS, kind=kind)) is None


def test_frames_marked_as_damaged_are_left_out():
    assert read_beacon(air.RADIOTAP, air.radiotap(FRAME, 2437, -60, flags=0x40)) is None
    assert read_beacon(air.PPI, ppi(FRAME, flags=4)) is None


def test_unknown_link_types_and_headers_are_left_out():
    assert read_beacon(1, FRAME) is None
    assert read_beacon(air.COOKED, cooked(FRAME, 1)) is None
    assert read_beacon(air.RADIOTAP, b"\x01" + air.radiotap(FRAME)[1:]) is None


@given(st.sampled_from([105, 119, 127, 192, 113, 276, 1]), st.binary(max_size=200))
def test_no_packet_raises_an_error(link_type, packet):
    read_beacon(link_type, packet)


@given(st.integers(0, len(FRAME) + 40), st.binary(min_size=1, max_size=4), st.integers(0, 60))
def test_damaged_headers_raise_no_error(cut, garbage, at):
    packet = air.radiotap(FRAME, 2437, -60, flags=0x10, tsft=True, extra_words=1)
    read_beacon(air.RADIOTAP, (packet[:at] + garbage + packet[at + len(garbage) :])[:cut])
