"""The decoder and tshark read the same in every beacon."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.wifi import air
from tests.wifi.air import element
from tests.wifi.dissector import TSHARK, decoded, tshark_beacons

pytestmark = pytest.mark.skipif(TSHARK is None, reason="needs tshark")

NEIGHBOUR = b"\xff" + bytes.fromhex("0a0b0c0d0e0f") + b"\xfe\xca\0\0" + b"\x42" + b"\xfe"

BEACONS = [
    air.WIFI6_5GHZ,
    air.ssid(b"old") + air.SLOW_RATES + element(3, b"\x0b"),
    air.ssid(b"") + air.RATES + air.ht_capabilities() + air.ht_operation(6, 3, wide=True),
    air.ssid(b"\0\0\0\0") + element(3, b"\x01") + air.country("US", (1, 11, 30)),
    air.ssid(b"wide") + air.ht_operation(100, 1, wide=True, centre2=114) + air.vht_operation(1, 106, 0),
    air.ssid(b"two halves") + air.ht_operation(36, 1, wide=True) + air.vht_operation(1, 42, 155),
    air.ssid(b"six") + air.he_capabilities() + air.he_operation(63, six=bytes.fromhex("2503272f01")),
    air.ssid(b"six+") + air.he_operation(1, six=bytes([33, 3, 39, 47, 6]), cohosted=True, disabled=True),
    air.ssid(b"he+vht") + air.ht_operation(149) + air.he_operation(2, vht=bytes([1, 155, 0])),
    air.ssid(b"load") + air.bss_load(65535, 255, 65535),
    air.ssid(b"more") + element(195, b"\x1b\x2e\x2e\x2e\x2e") + air.neighbour_report((131, 37, [NEIGHBOUR])),
]


def assert_agreement(tmp_path, elements, link_type=air.RADIOTAP):
    frames = [air.frame(f"02:00:00:00:00:{number:02x}", raw) for number, raw in enumerate(elements)]
    packets = [air.radiotap(frame, 5180, -50) for frame in frames] if link_type == air.RADIOTAP else frames
    path = tmp_path / "agreement.pcap"
    path.write_bytes(air.pcap(packets, link_type))
    theirs = list(tshark_beacons(path))
    assert len(theirs) == len(elements)
    for raw, (address, fields) in zip(elements, theirs, strict=True):
        assert decoded(raw) == fields, address


def test_every_field_of_every_kind_of_beacon_agrees(tmp_path):
    assert_agreement(tmp_path, BEACONS)


def test_plain_frames_agree_too(tmp_path):
    assert_agreement(tmp_path, BEACONS, air.PLAIN)


byte = st.integers(0, 255)


@st.composite
def beacons(draw):
    """Well-formed elements with any values in them."""
    parts = [air.ssid(draw(st.binary(min_size=1, max_size=32)))]
    choices = {
        "load": lambda: air.bss_load(draw(st.integers(0, 65535)), draw(byte), draw(st.integers(0, 65535))),
        "ds": lambda: element(3, bytes([draw(byte)])),
        "ht": lambda: air.ht_operation(draw(byte), draw(st.integers(0, 3)), draw(st.booleans()), draw(byte)),
        "vht": lambda: air.vht_operation(draw(byte), draw(byte), draw(byte)),
        "he": lambda: air.he_operation(
            draw(st.integers(0, 63)),
            six=draw(st.none() | st.binary(min_size=5, max_size=5)),
            vht=draw(st.none() | st.binary(min_size=3, max_size=3)),
            cohosted=draw(st.booleans()),
            disabled=draw(st.booleans()),
        ),
        "rates": lambda: element(1, bytes(draw(st.lists(byte, min_size=1, max_size=8)))),
    }
    names = draw(st.lists(st.sampled_from(sorted(choices)), unique=True))
    return b"".join([*parts, *(choices[name]() for name in names)])


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(beacons(), min_size=40, max_size=40))
def test_any_values_agree(tmp_path, elements):
    assert_agreement(tmp_path, elements)
