"""The kernel's own words: a recorded exchange with Linux, and a kernel of our own that answers as it does."""

import errno
import os
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.wifi.bss import Survey
from latencylab.wifi.imports.detect import read_wifi_text
from probes.wifi import source
from probes.wifi.netlink import GenericNetlink, decode, split
from probes.wifi.nl80211 import NO_ADAPTER, Nl80211, message_class, read_kernel
from tests.wifi import air
from tests.wifi.kernel import (
    FAMILY,
    FIXTURES,
    NLMSG_DONE,
    Kernel,
    attribute,
    error,
    generic,
    home,
    message,
    recorded,
    replay,
)

pytest.importorskip("pyroute2", reason="pyroute2 is for Linux")
if os.name != "posix":
    pytest.skip("needs datagram socket pairs", allow_module_level=True)

GETFAMILY, GET_WIPHY, GET_INTERFACE, GET_STATION, GET_REG, GET_SCAN, GET_SURVEY = 3, 1, 5, 17, 31, 32, 50


def test_a_recorded_kernel_is_read_whole():
    with Kernel(replay) as kernel:
        snapshot = read_kernel(kernel.ours, lambda: 10_000_000_000_000)
    link = snapshot.link
    assert (link.ssid, link.bssid, link.interface) == (b"Lab-5G", "02:00:00:00:00:00", "wlan1")
    assert (link.band, link.channel, link.width_mhz, link.centre_mhz) == ("5", 36, 80, 5210)
    assert (link.rssi_dbm, link.tx_mbps, link.rx_mbps, link.spatial_streams) == (-27.0, 1560.0, 117.2, 4)
    assert (link.tx_packets, link.tx_retries, link.tx_failed, link.beacon_loss) == (398, 0, 0, 0)
    found = [
        (bss.ssid, bss.band, bss.channel, bss.width_mhz, bss.centre_mhz, bss.generation) for bss in snapshot.networks
    ]
    assert found == [
        (b"Lab-5G", "5", 36, 80, 5210, 6),
        (b"", "2.4", 6, 40, 2427, 4),
        (b"Lab-6G", "6", 37, 160, 6185, 6),
    ]
    assert [bss.connected for bss in snapshot.networks] == [True, False, False]
    assert all(0 < bss.seen_at_ns < 10_000_000_000_000 for bss in snapshot.networks)
    assert snapshot.survey[0] == Survey(2412, False, -92.0, 64, 8)
    assert (snapshot.country, snapshot.bands, snapshot.problems) == ("DE", ("2.4", "5", "6"), ())


def test_the_kernel_and_iw_tell_the_same_of_the_same_air():
    text = read_wifi_text((FIXTURES / "iw.txt").read_bytes())
    with Kernel(replay) as kernel:
        snapshot = read_kernel(kernel.ours, lambda: 0)

    def told(bss):
        place = (bss.freq_mhz, bss.band, bss.channel, bss.width_mhz, bss.centre_mhz)
        return bss.bssid, bss.ssid, bss.rssi_dbm, bss.generation, bss.country, bss.connected, *place

    assert list(map(told, text.networks)) == list(map(told, snapshot.networks))
    assert text.survey == snapshot.survey
    assert text.country == snapshot.country
    names = (
        "ssid",
        "bssid",
        "band",
        "channel",
        "width_mhz",
        "centre_mhz",
        "generation",
        "rssi_dbm",
        "tx_mbps",
        "rx_mbps",
    )
    names += ("interface", "tx_packets", "tx_retries", "tx_failed", "beacon_loss", "spatial_streams")
    assert [getattr(text.link, name) for name in names] == [getattr(snapshot.link, name) for name in names]


def test_no_scan_is_ever_asked_for():
    with Kernel(replay) as kernel:
        read_kernel(kernel.ours, lambda: 0)
        commands = {question[16] for question in kernel.asked}
    assert commands == {GETFAMILY, GET_WIPHY, GET_INTERFACE, GET_STATION, GET_REG, GET_SCAN, GET_SURVEY}


INTERFACE = [
    attribute(3, 7),
    attribute(4, b"wlp3s0\0"),
    attribute(5, 2),
    attribute(52, b"Caf\xe9"),
    attribute(38, 6135),
    attribute(159, 13),
    attribute(160, 6265),
]
RATE = (
    attribute(5, 28824) + attribute(19, struct.pack("B", 13)) + attribute(20, struct.pack("B", 2)) + attribute(18, b"")
)
STATION_INFO = (
    attribute(7, struct.pack("b", -48))
    + attribute(8 | 0x8000, RATE)
    + attribute(10, 900)
    + attribute(11, 100)
    + attribute(12, 3)
    + attribute(18, 5)
    + attribute(250, b"a newer kernel's")
)
STATION = [attribute(3, 7), attribute(6, air.mac("02:00:00:00:00:01")), attribute(21 | 0x8000, STATION_INFO)]
SIX_GHZ = air.ssid(b"Caf\xe9") + air.he_operation(six=bytes([37, 3, 39, 47, 6])) + air.eht_operation(bytes([4, 47, 63]))


def bss(address, freq_mhz, elements, *, beacon=b"", status=None, signal=-5200):
    body = attribute(1, air.mac(address)) + attribute(2, freq_mhz) + attribute(6, elements)
    body += attribute(11, beacon) if beacon else b""
    body += attribute(7, struct.pack("=i", signal)) if signal is not None else attribute(8, b"\x32")
    body += attribute(9, status) if status is not None else b""
    return [attribute(46, 5), attribute(3, 7), attribute(47 | 0x8000, body + attribute(10, 250))]


OWN = bss("02:00:00:00:00:01", 6135, SIX_GHZ, beacon=air.bss_load(4, 51), status=1)
OTHER = bss("02:00:00:00:00:02", 2437, air.ssid(b"x") + air.ht_operation(6, 3, wide=True), signal=None)
COUNTERS = attribute(1, 6135) + attribute(2, b"\xa6") + attribute(3, b"")
COUNTERS += b"".join(
    attribute(kind, struct.pack("=Q", value)) for kind, value in ((4, 1000), (5, 300), (7, 200), (8, 20), (11, 50))
)
SURVEYED = [attribute(3, 7), attribute(84 | 0x8000, COUNTERS)]
ANSWERS = {
    GET_INTERFACE: [INTERFACE],
    GET_STATION: [STATION],
    GET_SCAN: [OWN, OTHER],
    GET_SURVEY: [SURVEYED],
    GET_REG: [[attribute(33, b"US\0")]],
}


def look(answers):
    with Kernel(lambda question: home(question, answers=answers)) as kernel:
        return read_kernel(kernel.ours, lambda: 1_000_000_000)


def test_a_wifi_7_link_is_read_with_its_counters():
    snapshot = look(ANSWERS)
    link = snapshot.link
    assert (link.ssid, link.bssid, link.channel, link.width_mhz, link.centre_mhz) == (
        b"Caf\xe9",
        "02:00:00:00:00:01",
        37,
        320,
        6265,
    )
    assert (link.generation, link.tx_mbps, link.spatial_streams, link.rssi_dbm) == (7, 2882.4, 2, -48.0)
    assert (link.tx_packets, link.tx_retries, link.tx_failed, link.beacon_loss, link.retry_pct) == (
        900,
        100,
        3,
        5,
        10.0,
    )
    assert snapshot.survey == (Survey(6135, True, -90.0, 1000, 300, 200, 50, 20),)
    assert snapshot.country == "US"


def test_networks_come_with_what_only_the_beacon_says_and_with_strengths_of_both_kinds():
    own, other = look(ANSWERS).networks
    assert (own.utilisation_pct, own.station_count, own.connected, own.rssi_dbm) == (20.0, 4, True, -52.0)
    assert (own.channel, own.width_mhz, own.generation, own.seen_at_ns) == (37, 320, 7, 750_000_000)
    assert (other.channel, other.width_mhz, other.rssi_dbm, other.connected) == (6, 40, -75.0, False)


def test_questions_that_a_driver_does_not_know_are_left_unanswered():
    snapshot = look(ANSWERS | {GET_SURVEY: errno.EOPNOTSUPP, GET_STATION: errno.ENOENT})
    assert snapshot.survey == ()
    assert (snapshot.link.ssid, snapshot.link.channel, snapshot.link.tx_mbps) == (b"Caf\xe9", 37, None)


def test_a_computer_without_adapter_and_one_that_is_not_connected():
    assert look({}).problems == (NO_ADAPTER,)
    idle = look({GET_INTERFACE: [INTERFACE[:3]], GET_SCAN: [OTHER]})
    assert (idle.link, len(idle.networks), idle.problems) == (None, 1, ())


def test_interfaces_that_are_no_stations_are_left_out():
    hotspot = [attribute(3, 9), attribute(4, b"ap0\0"), attribute(5, 3), attribute(52, b"Mine")]
    assert look({GET_INTERFACE: [hotspot]}).problems == (NO_ADAPTER,)


def test_of_two_connected_adapters_the_better_heard_is_the_link_and_that_is_said():
    second = [attribute(3, 8), attribute(4, b"wlx1\0"), *INTERFACE[2:]]
    snapshot = look(ANSWERS | {GET_INTERFACE: [INTERFACE, second]})
    assert any("wlp3s0, wlx1" in problem.error for problem in snapshot.problems)


def test_a_multi_link_connection_is_named_by_its_radio():
    device = [attribute(3, 7), attribute(6, air.mac("02:00:00:00:00:77")), attribute(21 | 0x8000, STATION_INFO)]
    snapshot = look(ANSWERS | {GET_STATION: [device]})
    assert snapshot.link.bssid == "02:00:00:00:00:01"
    assert len(snapshot.networks) == 2


def test_late_answers_to_an_earlier_question_are_not_taken():
    def answer(question):
        sequence = struct.unpack_from("=I", question, 8)[0]
        stale = message(FAMILY, sequence - 1, generic(GET_INTERFACE, *INTERFACE))
        return [stale + datagram for datagram in home(question, answers={GET_INTERFACE: [INTERFACE[:3]]})]

    with Kernel(answer) as kernel:
        assert [station.ssid for station in Nl80211(kernel.ours).stations()] == [None]


def test_a_kernel_without_wifi_refuses_and_the_refusal_is_an_oserror():
    def answer(question):
        return [error(struct.unpack_from("=I", question, 8)[0], errno.ENOENT)]

    with Kernel(answer) as kernel, pytest.raises(OSError, match="No such file"):
        Nl80211(kernel.ours)


def test_a_silent_kernel_is_not_waited_for():
    with Kernel(lambda _: []) as kernel:
        kernel.ours.settimeout(0.05)
        with pytest.raises(TimeoutError):
            Nl80211(kernel.ours)


def test_answers_cut_short_are_left_out():
    def answer(question):
        datagrams = home(question, answers={GET_SCAN: [OWN, OTHER]})
        return [
            datagram if question[16] != GET_SCAN or datagram[4] == NLMSG_DONE else datagram[:-9]
            for datagram in datagrams
        ]

    with Kernel(answer) as kernel:
        netlink = GenericNetlink(kernel.ours, "nl80211", message_class())
        assert list(netlink.ask(GET_SCAN)) == []


def test_the_class_of_messages_leaves_pyroute2_as_it_is():
    from pyroute2.netlink.nl80211 import nl80211cmd

    message_class()
    assert dict(nl80211cmd.bss.nla_map)["NL80211_BSS_INFORMATION_ELEMENTS"] == "elementsBinary"


@given(st.binary(max_size=200), st.integers(0, 2**32 - 1))
def test_no_datagram_raises_an_error(datagram, sequence):
    for _, part in split(datagram, sequence):
        decode(message_class(), part)


@given(st.integers(20, 1600), st.binary(min_size=1, max_size=8))
def test_damaged_answers_raise_no_error(at, garbage):
    for _, answers in recorded():
        for whole in answers:
            damaged = whole[:at] + garbage + whole[at + len(garbage) :]
            sequence = struct.unpack_from("=I", whole, 8)[0]
            for _, part in split(damaged[:2000], sequence):
                decode(message_class(), part)


def test_this_computer_is_read_without_an_error():
    snapshot = source.read_wifi()
    assert snapshot.source
    assert snapshot.link is not None or snapshot.networks or snapshot.problems
