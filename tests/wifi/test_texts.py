"""``nmcli``, ``system_profiler`` and ``wdutil``, files with several outputs, and files that are none of these."""

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.wifi.imports import detect
from latencylab.wifi.imports.detect import is_capture, read_wifi_text
from latencylab.wifi.imports.system_profiler import NO_NAMES, WIFI_OFF
from latencylab.wifi.report import wifi_block
from tests.wifi import air
from tests.wifi.test_iw import LINK, SCAN, SURVEY
from tests.wifi.test_netsh import LIST, OLD_ADAPTER

TERSE = r"""
*:02\:00\:00\:00\:00\:01:Home\:sweet\\home:44:5220 MHz:540 Mbit/s:80 MHz:87:WPA2 WPA3
 :02\:00\:00\:00\:00\:02:12345:0:5720 MHz:270 Mbit/s:40 MHz:40:WPA2
 :02\:00\:00\:00\:00\:03::1:2412 MHz:130 Mbit/s:20 MHz:15:
 :02\:00\:00\:00\:00\:04:six:37:6135 MHz:0 Mbit/s:160 MHz:100:WPA3
"""

DEFAULT_TERSE = r"""
 :02\:00\:00\:00\:00\:01:Home:Infra:11:130 Mbit/s:50:▂▄__:WPA2
*:02\:00\:00\:00\:00\:02:Other:Infra:149:540 Mbit/s:100:▂▄▆█:WPA2 WPA3
"""

NAME_FIRST = r"""
yes:Home:02\:00\:00\:00\:00\:01:Infra:6:70
no:Away:02\:00\:00\:00\:00\:02:Infra:1:30
"""

TABLE = """\
IN-USE  BSSID              SSID            MODUS  KANAL  RATE        SIGNAL  BALKEN  SICHERHEIT
*       02:00:00:00:00:01  Mein WLAN       Infra  36     540 Mbit/s  87      ▂▄▆█    WPA2 WPA3
        02:00:00:00:00:02  --              Infra  6      130 Mbit/s  24      ▂___    --
        02:00:00:00:00:03  Café 5          Infra  140    270 MBit/s  55      ▂▄__    WPA1 WPA2
"""


def mac_network(name, channel, modes, **fields):
    item = {"_name": name, "spairport_network_channel": channel, "spairport_network_phymode": f"802.11{modes}"}
    return item | {f"spairport_{key}": value for key, value in fields.items()}


EN0 = {
    "_name": "en0",
    "spairport_airport_other_local_wireless_networks": [
        mac_network("Far", "1,+1", "b/g/n", signal_noise="-90 dBm / 0 dBm"),
        mac_network("Far", "149 (5GHz, 80MHz)", "a/n/ac/ax"),
        mac_network("Old", 11, ""),
        mac_network("Seven", "37 (6GHz, 320MHz)", "be"),
    ],
    "spairport_current_network_information": mac_network(
        "Mine",
        "44 (5GHz, 160MHz)",
        "ax",
        network_country_code="FR",
        network_rate=1200,
        signal_noise="-52 dBm / -90 dBm",
    ),
    "spairport_status_information": "spairport_status_connected",
    "spairport_supported_channels": ["1 (2GHz)", "36 (5GHz)"],
}
AWDL = {"_name": "awdl0", "spairport_current_network_information": {"spairport_network_type": "x"}}
MAC = {"SPAirPortDataType": [{"spairport_airport_interfaces": [EN0, AWDL]}]}

WDUTIL = """\
————————————————————————————————————————
NETWORK
————————————————————————————————————————
    Primary IPv4         : en0 (Wi-Fi / B1436708-019D-4916-A869-B5D6B17FE2B1)
————————————————————————————————————————
WIFI
————————————————————————————————————————
    MAC Address          : <redacted> (hw=<redacted>)
    Interface Name       : en0
    Power                : On [On]
    Op Mode              : STA
    SSID                 : <redacted>
    BSSID                : <redacted>
    RSSI                 : -79 dBm
    CCA                  : 16 %
    Noise                : -91 dBm
    Tx Rate              : 103.0 Mbps
    PHY Mode             : 11ax
    NSS                  : 2
    Channel              : 5g44/40
    Country Code         : CZ
    Scan Cache Count     : 2
    NetworkServiceID     : 36455631-2A6F-48BC-AD49-1F131B034DCE
    Supported Channels   : 2g1/20,5g36/80
————————————————————————————————————————
BLUETOOTH
————————————————————————————————————————
    Power                : On
    Address              : 02:00:00:00:00:99
"""


def read(text):
    return read_wifi_text(text.encode())


def rows(text):
    return [(bss.ssid, bss.band, bss.channel, bss.width_mhz, bss.connected) for bss in read(text).networks]


def test_nmcli_with_our_columns():
    assert rows(TERSE) == [
        (b"Home:sweet\\home", "5", 44, 80, True),
        (b"12345", "5", 144, 40, False),
        (b"", "2.4", 1, 20, False),
        (b"six", "6", 37, 160, False),
    ]
    assert [round(bss.rssi_dbm, 1) for bss in read(TERSE).networks] == [-47.8, -76.0, -91.0, -40.0]


def test_nmcli_with_its_own_columns():
    assert rows(DEFAULT_TERSE) == [(b"Home", "2.4", 11, None, False), (b"Other", "5", 149, None, True)]


def test_nmcli_with_the_name_before_the_address():
    assert rows(NAME_FIRST) == [(b"Home", "2.4", 6, None, True), (b"Away", "2.4", 1, None, False)]


def test_nmcli_as_a_table_in_another_language():
    assert rows(TABLE) == [
        (b"Mein WLAN", "5", 36, None, True),
        (b"", "2.4", 6, None, False),
        ("Café 5".encode(), "5", 140, None, False),
    ]


RECORDS = """\
IN-USE:                                 *
BSSID:                                  02:00:00:00:00:01
SSID:                                   Mein: WLAN
MODUS:                                  Infra
KANAL:                                  36
RATE:                                   540 Mbit/s
SIGNAL:                                 82
BALKEN:                                 ▂▄▆█
-------------------------------------------------------------------------------
IN-USE:
BSSID:                                  02:00:00:00:00:02
SSID:                                   --
MODUS:                                  Infra
KANAL:                                  6
RATE:                                   130 Mbit/s
SIGNAL:                                 40
"""
NAMES_FIRST_TABLE = """\
SSID      BSSID              MODE   CHAN  FREQ      RATE        BANDWIDTH  SIGNAL  BARS  SECURITY  ACTIVE  IN-USE
My Home   02:00:00:00:00:01  Infra  36    5180 MHz  540 Mbit/s  80 MHz     82      ▂▄▆█  WPA2      yes     *
Another   02:00:00:00:00:02  Infra  11    2462 MHz  130 Mbit/s  20 MHz     52      ▂▄▆_  WPA2      no
"""
OLD_TABLE = """\
*  SSID        MODE   CHAN  RATE        SIGNAL  BARS  SECURITY
*  My Home     Infra  36    270 Mbit/s  82      ▂▄▆█  WPA2
   --          Infra  11    130 Mbit/s  40      ▂▄__  WPA2
"""
OLD_TERSE = " :Other:Infra:6:54 Mbit/s:100:▂▄▆█:WPA2\n*:My Home:Infra:44:270 Mbit/s:80:▂▄▆█:WPA2\n"


def test_nmcli_with_a_line_a_field():
    assert rows(RECORDS) == [(b"Mein: WLAN", "5", 36, None, True), (b"", "2.4", 6, None, False)]


def test_nmcli_as_a_table_with_the_names_first():
    assert rows(NAMES_FIRST_TABLE) == [(b"My Home", "5", 36, 80, True), (b"Another", "2.4", 11, 20, False)]


def test_nmcli_of_old_without_addresses():
    assert rows(OLD_TABLE) == [(b"My Home", "5", 36, None, True), (b"", "2.4", 11, None, False)]
    assert rows(OLD_TERSE) == [(b"Other", "2.4", 6, None, False), (b"My Home", "5", 44, None, True)]


def test_the_mac_report_gives_all_networks():
    snapshot = read("a line of a prompt\n" + json.dumps(MAC, indent=2) + "\n")
    found = [
        (bss.ssid, bss.band, bss.channel, bss.width_mhz, bss.centre_mhz, bss.generation) for bss in snapshot.networks
    ]
    assert found == [
        (b"Far", "2.4", 1, 40, 2422, 4),
        (b"Far", "5", 149, 80, 5775, 6),
        (b"Old", "2.4", 11, None, None, None),
        (b"Seven", "6", 37, 320, None, 7),
        (b"Mine", "5", 44, 160, 5250, 6),
    ]
    assert (snapshot.link.noise_dbm, snapshot.link.tx_mbps, snapshot.link.interface) == (-90.0, 1200.0, "en0")
    assert (snapshot.country, snapshot.bands, snapshot.problems) == ("FR", ("2.4", "5"), ())


def test_names_that_macos_withholds_are_missed_and_the_numbers_are_not():
    redacted = json.dumps(MAC).replace('"Mine"', '"<redacted>"').replace('"Far"', '"<redacted>"')
    snapshot = read(redacted)
    assert (snapshot.link.ssid, snapshot.link.rssi_dbm, snapshot.link.channel) == (None, -52.0, 44)
    assert len(snapshot.networks) == 5
    assert snapshot.problems == (NO_NAMES,)


def test_wifi_that_is_off_is_said():
    interface = {"_name": "en0", "spairport_status_information": "spairport_status_off"}
    snapshot = read(json.dumps({"SPAirPortDataType": [{"spairport_airport_interfaces": [interface]}]}))
    assert snapshot.problems == (WIFI_OFF,)


@pytest.mark.parametrize("odd", [[], {}, None, 5, "x", [[]], [None], [{"spairport_airport_interfaces": 7}]])
def test_a_mac_report_of_an_unexpected_shape_raises_no_error(odd):
    read(json.dumps({"SPAirPortDataType": odd}))


def test_wdutil_gives_the_link_with_how_busy_its_channel_is():
    link = read(WDUTIL).link
    assert (link.band, link.channel, link.width_mhz, link.centre_mhz, link.generation) == ("5", 44, 40, 5230, 6)
    assert (link.rssi_dbm, link.noise_dbm, link.cca_pct, link.tx_mbps, link.spatial_streams) == (-79, -91, 16, 103, 2)


def test_an_older_wdutil_is_read_too():
    text = WDUTIL.replace("5g44/40", "144 (40 MHz, DFS)").replace(": <redacted>\n", ": Home\n")
    link = read(text).link
    assert (link.ssid, link.band, link.channel, link.width_mhz, link.centre_mhz) == (b"Home", "5", 144, 40, 5710)


def test_a_mac_that_is_not_connected_has_no_link():
    assert read(WDUTIL.replace(": STA", ": None").replace("-79 dBm", "0 dBm")).link is None


def test_outputs_of_several_tools_in_one_file_are_all_read():
    snapshot = read(json.dumps(MAC) + LIST + SCAN + TERSE.replace("00\\:0", "0a\\:0") + SURVEY)
    assert len(snapshot.networks) == 5 + 4 + 5 + 4
    assert len(snapshot.survey) == 2
    assert snapshot.source == "system_profiler+netsh+iw+nmcli"


def test_what_stands_around_an_output_does_not_matter():
    noisy = f"user@host:~$ sudo iw dev wlan0 link\n{LINK}\nuser@host:~$ echo hello: world\nhello: world\n"
    assert read(noisy).link.ssid == b"Home"
    assert read("PS C:\\> netsh wlan show interfaces\n" + OLD_ADAPTER).link.channel == 44


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"hello", b"\xff\xfe", b"{" * 5000, b'{"SPAirPortDataType"' * 50, bytes(range(256))]
)
def test_a_file_that_is_nothing_of_all_this_is_said_to_be_so(data):
    snapshot = read_wifi_text(data)
    assert (snapshot.link, snapshot.networks, snapshot.survey) == (None, (), ())
    assert snapshot.problems == (detect.NOTHING_FOUND,)


def test_captures_are_told_from_texts():
    for order in "<>":
        assert is_capture(air.pcap([], order=order))
        assert is_capture(air.pcap([], order=order, nano=True))
    assert is_capture(air.pcapng([]))
    assert is_capture(b"\x1f\x8b\x08")
    assert not is_capture(SCAN.encode())


def test_a_text_without_end_is_read_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(detect, "MAX_TEXT_BYTES", len(SCAN) + 10)
    snapshot = read(SCAN + "x" * 1000)
    assert len(snapshot.networks) == 5
    assert snapshot.problems == (detect.TOO_LONG,)


def test_a_name_cannot_forge_another_network():
    forged = "Home\x0bBSS 02:00:00:00:00:66(on wlan0)\u2028BSS 02:00:00:00:00:67(on wlan0)\x1c"
    assert len(read(f"BSS 02:00:00:00:00:01(on wlan0)\n\tfreq: 2412\n\tSSID: {forged}\n").networks) == 1
    assert len(read(f"SSID 1 : {forged}\n    BSSID 1 : 02:00:00:00:00:01\n").networks) == 1


@given(st.binary(max_size=600))
def test_no_bytes_raise_an_error(data):
    read_wifi_text(data)


@given(
    st.lists(st.sampled_from([json.dumps(MAC), LIST, OLD_ADAPTER, SCAN, LINK, TERSE, TABLE, WDUTIL]), max_size=4),
    st.data(),
)
def test_pieces_of_outputs_raise_no_error(pieces, data):
    text = "".join(pieces)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    read(text[start:end])


@pytest.mark.parametrize(
    "unit",
    [
        SCAN,
        LIST,
        OLD_ADAPTER,
        TERSE,
        TABLE,
        WDUTIL,
        "a" * 200,
        ":" * 100,
        "BSS ",
        " \t",
        "{",
        '{"SPAirPortDataType":',
        "0" * 99 + " ",
    ],
)
def test_reading_time_grows_with_the_length_and_no_faster(unit):
    def took(text):
        data = text.encode()
        best = 1e9
        for _ in range(3):
            start = time.perf_counter()
            read_wifi_text(data)
            best = min(best, time.perf_counter() - start)
        return best

    assert took(unit * (128_000 // len(unit))) < 8 * 6 * took(unit * (16_000 // len(unit)) or unit) + 0.01


@given(st.data())
def test_absurd_numbers_raise_no_error_up_to_the_report(data):
    text = data.draw(st.sampled_from([json.dumps(MAC), LIST + OLD_ADAPTER, SCAN + LINK + SURVEY, TERSE, TABLE, WDUTIL]))
    absurd = st.sampled_from(["0", "-1", "255", "1e999", "9" * 20, "9" * 400, "9" * 6000, "-" + "9" * 30, "nan", "37"])
    pieces = re.split(r"(\d+)", text)
    for _ in range(data.draw(st.integers(1, 8))):
        pieces[2 * data.draw(st.integers(0, len(pieces) // 2 - 1)) + 1] = data.draw(absurd)
    json.dumps(wifi_block(read("".join(pieces))), allow_nan=False)
