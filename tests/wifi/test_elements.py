"""What beacons say, decoded; and that nothing that is on the air can do harm."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.wifi.decode import read_bss
from latencylab.wifi.elements import Elements, TxPowerEnvelope
from latencylab.wifi.operation import EhtOperation, HtOperation, SixGhzOperation, VhtOperation
from tests.wifi import air
from tests.wifi.air import element


def read_everything(elements):
    """Every field of a beacon, so that each decoder has run."""
    names = [name for name in dir(Elements) if isinstance(getattr(Elements, name), property)]
    fields = [getattr(elements, name) for name in names]
    return [*fields, elements.operation(), elements.operation(2437), elements.operation(5955.0), elements.operation(1)]


def test_a_beacon_gives_name_rates_country_and_load():
    elements = Elements(air.WIFI6_5GHZ)
    assert elements.ssid == b"Home-5G"
    assert elements.rates_mbps == (6, 9, 12, 18, 24, 36, 48, 54)
    assert elements.country == "DE"
    assert elements.bss_load == (7, 51, 31250 * 32)


def test_a_beacon_becomes_a_network():
    bss = read_bss(air.WIFI6_5GHZ, "02:00:00:00:00:01", 5220, -57.0)
    assert (bss.ssid, bss.band, bss.channel, bss.width_mhz, bss.centre_mhz) == (b"Home-5G", "5", 44, 80, 5210)
    assert (bss.generation, bss.utilisation_pct, bss.station_count, bss.load_source) == (6, 20.0, 7, "bss-load")
    assert bss.subchannels == (36, 40, 44, 48)


@pytest.mark.parametrize(
    ("six", "eht", "primary", "width", "centre"),
    [
        ("25 03 27 2f 01", None, 37, 160, 6185),
        ("21 03 27 2f 06", "04 2f 3f", 33, 320, 6265),
        ("45 03 47 4f 01", None, 69, 160, 6345),
        ("05 00 05 00 06", None, 5, 20, 5975),
        ("09 01 0b 00 06", None, 9, 40, 6005),
        ("25 02 27 00 06", None, 37, 80, 6145),
        ("e5 03 d7 00 06", None, 229, 20, 7095),  # a block of which the primary is no part is not believed
    ],
)
def test_six_ghz_operation_gives_primary_width_and_centre(six, eht, primary, width, centre):
    raw = air.he_operation(six=bytes.fromhex(six.replace(" ", "")))
    if eht is not None:
        raw += air.eht_capabilities() + air.eht_operation(bytes.fromhex(eht))
    operation = Elements(raw).operation()
    assert (operation.band, operation.channel, operation.width_mhz, operation.centre_mhz) == (
        "6",
        primary,
        width,
        centre,
    )


@pytest.mark.parametrize(
    ("raw", "primary", "width", "centre", "second"),
    [
        (air.ht_operation(6, 3, wide=True), 6, 40, 2427, None),
        (air.ht_operation(1, 1, wide=True), 1, 40, 2422, None),
        (air.ht_operation(1, 1, wide=False), 1, 20, 2412, None),
        (air.ht_operation(36, 1, wide=True) + air.vht_operation(1, 42, 0), 36, 80, 5210, None),
        (air.ht_operation(64, 3, wide=True) + air.vht_operation(1, 58, 50), 64, 160, 5250, None),
        (air.ht_operation(100, 1, wide=True, centre2=114) + air.vht_operation(1, 106, 0), 100, 160, 5570, None),
        (air.ht_operation(36, 1, wide=True) + air.vht_operation(1, 42, 155), 36, 160, 5210, 5775),
        (air.ht_operation(36, 1, wide=True) + air.vht_operation(3, 42, 106), 36, 160, 5210, 5530),
        (air.ht_operation(100, 1, wide=True) + air.vht_operation(2, 114, 0), 100, 160, 5570, None),
        (air.ht_operation(36, 1, wide=True) + air.vht_operation(1, 155, 0), 36, 40, 5190, None),
        (air.ht_operation(149) + air.he_operation(vht=bytes([1, 155, 0])), 149, 80, 5775, None),
        (element(3, b"\x0b"), 11, 20, 2462, None),
    ],
)
def test_ht_and_vht_operation_give_width_and_centre(raw, primary, width, centre, second):
    operation = Elements(raw).operation()
    assert operation[1:5] == (primary, width, centre, second)


def test_eht_operation_counts_before_all_others_and_brings_its_puncturing():
    raw = air.ht_operation(36, 1, wide=True) + air.vht_operation(1, 42, 0)
    raw += air.eht_operation(bytes([3, 42, 50]), punctured=0b00001000)
    bss = read_bss(raw, None, 5180, None)
    assert (bss.width_mhz, bss.centre_mhz, bss.punctured, bss.generation) == (160, 5250, 8, 7)
    assert bss.subchannels == (36, 40, 44, 52, 56, 60, 64)


def test_raw_operations_are_as_sent():
    raw = air.ht_operation(100, 1, wide=True, centre2=114) + air.vht_operation(1, 106, 114)
    raw += air.he_operation(12, six=bytes([37, 3, 39, 47, 6]), cohosted=True, disabled=True)
    raw += air.eht_operation(bytes([4, 47, 63]), punctured=0x8001)
    elements = Elements(raw)
    assert elements.ht_operation == HtOperation(100, 1, True, 114)
    assert elements.vht_operation == VhtOperation(1, 106, 114)
    assert elements.he_operation == (12, True, None, SixGhzOperation(37, 3, 39, 47))
    assert elements.eht_operation == EhtOperation(4, 47, 63, 0x8001)


@pytest.mark.parametrize(
    ("raw", "generation"),
    [
        (air.SLOW_RATES, None),
        (air.ht_capabilities(), 4),
        (air.ht_capabilities() + air.vht_capabilities(), 5),
        (air.ht_capabilities() + air.he_capabilities(), 6),
        (air.he_capabilities() + air.eht_capabilities(), 7),
    ],
)
def test_the_newest_generation_counts(raw, generation):
    assert Elements(raw).generation == generation


def test_the_channel_that_a_neighbouring_receiver_hears_is_the_senders():
    raw = air.ht_operation(7, 3, wide=True)
    assert Elements(raw).operation(2437).channel == 7


def test_a_channel_far_from_where_the_beacon_was_heard_is_not_believed():
    assert Elements(air.ht_operation(36)).operation(5785).channel == 157


def test_a_channel_that_no_band_has_gives_no_operation():
    assert Elements(air.ht_operation(77) + element(3, b"\xff")).operation() is None
    assert Elements(b"").operation() is None


@pytest.mark.parametrize("name", [b"", b"\0\0\0\0", b"\0"])
def test_a_hidden_name_is_empty(name):
    assert Elements(air.ssid(name)).ssid == b""


def test_the_first_of_two_equal_elements_counts():
    assert Elements(air.ssid(b"first") + air.ssid(b"second")).ssid == b"first"


def test_an_element_that_is_cut_off_is_left_out():
    whole = air.ssid(b"home") + air.bss_load(3, 128)
    assert Elements(whole[:-1]).bss_load is None
    assert Elements(whole[:-1]).ssid == b"home"


def test_membership_selectors_are_no_rates():
    assert Elements(element(1, bytes([0x82, 0xFF, 0xFE, 0xFB]))).rates_mbps == (1,)


@pytest.mark.parametrize("letters", [b"\0\0 ", b"d3 ", b"de ", b"U"])
def test_what_is_no_country_is_none(letters):
    assert Elements(element(7, letters)).country is None


def test_a_multi_link_device_is_told_by_its_address():
    link = Elements(air.multi_link(bytes.fromhex("0203040506ff"), 2)).multi_link
    assert link == ("02:03:04:05:06:ff", 2)


def test_the_neighbour_report_names_radios_of_other_bands():
    entry = b"\xff" + bytes.fromhex("0a0b0c0d0e0f") + (0xCAFE).to_bytes(4, "little") + bytes([2 | 64, 0xFE, 1, 2, 3])
    raw = air.neighbour_report((131, 37, [entry]), (81, 6, [b"\x10" + bytes(6), b"\x20" + bytes(6)]))
    first, second, third = Elements(raw).neighbours
    assert (first.band, first.channel, first.bssid, first.short_ssid) == ("6", 37, "0a:0b:0c:0d:0e:0f", 0xCAFE)
    assert (first.same_ssid, first.co_located) == (True, True)
    assert (second.band, second.channel, second.same_ssid) == ("2.4", 6, False)
    assert third.bssid == "00:00:00:00:00:00"


def test_a_neighbour_report_whose_lengths_lie_ends_at_its_end():
    assert Elements(element(201, b"\xf0\xff\x83\x25" + b"\x01" * 9)).neighbours == ()
    assert Elements(element(201, b"\xf0\x00\x83\x25")).neighbours == ()


def test_transmit_power_is_in_half_decibels_with_sign():
    assert Elements(element(195, b"\x01\x2e\xfe")).tx_power_envelopes == (TxPowerEnvelope(0, (23.0, -1.0)),)


hostile = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.builds(
            element,
            st.sampled_from([0, 1, 3, 7, 11, 45, 50, 61, 191, 192, 195, 201, 255, 291, 292, 315, 362, 363, 364]),
            st.binary(max_size=60),
        ),
    ),
    max_size=20,
).map(b"".join)


@given(hostile, st.integers(0, 5))
def test_no_bytes_raise_an_error(raw, cut):
    read_everything(Elements(raw[: len(raw) - cut]))
    assert read_bss(raw, None, None, None).elements == raw


@given(st.integers(0, len(air.WIFI6_5GHZ)))
def test_a_beacon_cut_anywhere_gives_no_wrong_channel(cut):
    bss = read_bss(air.WIFI6_5GHZ[:cut], None, None, None)
    assert bss.channel in (None, 44)
    assert bss.width_mhz in (None, 40, 80)


@pytest.mark.parametrize(
    "unit",
    [
        b"\0\0",
        b"\xff\0",
        element(201, b"\0\1\0\0" * 60),
        element(195, b""),
        b"\xc9\xff" + b"\xf0\x01\x83\x25" * 63 + b"\0" * 3,
    ],
)
def test_decoding_time_grows_with_the_length_and_no_faster(unit):
    def took(raw):
        best = 1e9
        for _ in range(5):
            start = time.perf_counter()
            read_everything(Elements(raw))
            best = min(best, time.perf_counter() - start)
        return best

    small, large = unit * (4_000 // len(unit)), unit * (64_000 // len(unit))
    assert took(large) < 16 * 6 * took(small)
