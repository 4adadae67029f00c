"""The outputs of ``iw`` of several versions, whole and in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from latencylab.wifi.bss import Survey
from latencylab.wifi.imports.detect import read_wifi_text
from latencylab.wifi.imports.iw import parse_iw

SCAN = r"""
BSS 02:00:00:00:00:01(on wlan0) -- associated
	last seen: 176410.003s [boottime]
	TSF: 2933181858201 usec (33d, 22:46:21)
	freq: 6135.0
	signal: -57.00 dBm
	last seen: 5165 ms ago
	Information elements from Probe Response frame:
	SSID: Caf\xc3\xa9\x20
	Supported rates: 6.0* 9.0 12.0* 18.0 24.0* 36.0 48.0 54.0 61.5*
	Country: GB	Environment: bogus
		Channels [1 - 24] @ 0 dBm
	BSS Load:
		 * station count: 3
		 * channel utilisation: 51/255
		 * available admission capacity: 31250 [*32us]
	HE capabilities:
		HE MAC Capabilities (0x010d1a181040):
			+HTC HE Supported
	HE Operation:
		HE Operation Parameters: (0x023ff4)
		BSS Color: 51
		6 GHz Operation Information: 0x2503272f01
			Primary Channel: 37
			Channel Width: 80+80 or 160 MHz
			Center Frequency Segment 0: 39
			Center Frequency Segment 1: 47
	EHT capabilities:
		EHT MAC Capabilities (0x1700):
	EHT Operation:
		EHT Operation Parameters: (0x05)
		EHT Operation Info: 0x042f3f
			Channel Width: 320 MHz
BSS 02:00:00:00:00:02(on wlan0)
	freq: 5785
	signal: -70.00 dBm
	SSID: \x00\x00\x00
	HT capabilities:
		Capabilities: 0x9ef
	HT operation:
		 * primary channel: 157
		 * secondary channel offset: below
		 * STA channel width: any
	Secondary Channel Offset: no secondary (0)
	VHT capabilities:
		VHT Capabilities (0x3389f9b2):
	VHT operation:
		 * channel width: 1 (80 MHz)
		 * center freq segment 1: 155
		 * center freq segment 2: 0
BSS xx:xx:xx:xx:3e:41 (on wlan0)
        freq: 2412
        signal: 46/100
        SSID:
        HT capabilities:
                Capabilities: 0x1ef
        HT operation:
                 * primary channel: 1
                 * secondary channel offset: above
                 * STA channel width: any
BSS 02:00:00:00:00:04(on wlan0)
	freq: 2462
	SSID: BSS 02:00:00:00:00:99(on wlan0)
	DS Parameter set: channel 11
BSS 02:00:00:00:00:05(on wlan0)
	freq: 6135
	signal: -80.00 dBm
	SSID: old iw
	Unknown Extension ID (35): 0d 1a 08 18 30 04
	Unknown Extension ID (36): f4 3f 02 33 fc ff 25 03 27 2f 01
	Unknown IE (11): 02 00 80 00 00
"""

LINK = """
Connected to 02:00:00:00:00:02 (on wlan0)
	SSID: Home
	freq: 5785
	RX: 2112174832 bytes (44635273 packets)
	signal: -60 dBm
	rx bitrate: 702.0 MBit/s VHT-MCS 8 80MHz VHT-NSS 2
	tx bitrate: 866.7 MBit/s 80MHz HE-MCS 9 HE-NSS 2 HE-GI 0 HE-DCM 0
"""

INFO = """
phy#0
	Interface wlan0
		ifindex 4
		addr 02:00:00:00:00:aa
		ssid Home
		type managed
		channel 157 (5785 MHz), width: 80 MHz, center1: 5775 MHz
		txpower 22.00 dBm
"""

STATION = """
Station 02:00:00:00:00:02 (on wlan0)
	inactive time:	600 ms
	rx packets:	23796
	tx packets:	900
	tx retries:	100
	tx failed:	2
	beacon loss:	1
	signal:  	-48 [-51, -50] dBm
	tx bitrate:	1441.1 MBit/s 160MHz EHT-MCS 13 EHT-NSS 2 EHT-GI 0
"""

SURVEY = """
Survey data from wlan0
	frequency:			5785 MHz [in use]
	noise:				-92 dBm
	channel active time:		1000 ms
	channel busy time:		300 ms
	channel receive time:		200 ms
	channel BSS receive time:	50 ms
	channel transmit time:		20 ms
Survey data from wlan0
	frequency:			5805 MHz
"""


def read(text):
    return read_wifi_text(text.encode())


def test_a_scan_gives_every_network_with_channel_width_and_generation():
    found = [
        (b.ssid, b.band, b.channel, b.width_mhz, b.centre_mhz, b.generation, b.rssi_dbm) for b in read(SCAN).networks
    ]
    assert found == [
        ("Café ".encode(), "6", 37, 320, 6265, 7, -57.0),
        (b"", "5", 157, 80, 5775, 5, -70.0),
        (b"", "2.4", 1, 40, 2422, 4, -77.0),
        (b"BSS 02:00:00:00:00:99(on wlan0)", "2.4", 11, 20, 2462, None, None),
        (b"old iw", "6", 37, 160, 6185, 6, -80.0),
    ]


def test_the_load_is_in_255ths_of_the_time():
    first = read(SCAN).networks[0]
    assert (first.utilisation_pct, first.station_count, first.load_source) == (20.0, 3, "bss-load")


def test_the_associated_network_is_the_link():
    snapshot = read(SCAN)
    assert (snapshot.link.bssid, snapshot.link.channel, snapshot.link.rssi_dbm) == ("02:00:00:00:00:01", 37, -57.0)
    assert snapshot.country == "GB"


def test_link_info_and_station_dump_complete_each_other_in_any_order():
    pieces = [LINK, INFO, STATION]
    for first in range(3):
        link = read("".join(pieces[first:] + pieces[:first])).link
        assert (link.ssid, link.bssid, link.interface) == (b"Home", "02:00:00:00:00:02", "wlan0")
        assert (link.band, link.channel, link.width_mhz, link.centre_mhz) == ("5", 157, 80, 5775)
        assert (link.tx_retries, link.retry_pct, link.beacon_loss, link.spatial_streams) == (100, 10.0, 1, 2)
        assert link.rssi_dbm in (-60.0, -48.0)


def test_the_width_of_the_bit_rate_counts_where_nothing_else_tells_it():
    link = read(LINK).link
    assert (link.width_mhz, link.centre_mhz, link.generation, link.rx_mbps, link.tx_mbps) == (80, 5775, 6, 702.0, 866.7)


def test_info_alone_is_a_connection():
    assert read(INFO).link.width_mhz == 80
    assert read("Interface wlan0\n\ttype managed\n\tchannel 36 (5180 MHz), width: 20 MHz (no HT)\n").link.channel == 36


def test_an_access_point_is_no_connection():
    hotspot = INFO.replace("managed", "AP")
    stations = STATION + STATION.replace("00:02", "00:03")
    assert read(hotspot + STATION).link is None
    assert read(stations).link is None


def test_a_multi_link_connection_names_the_radio_and_not_the_device():
    text = "Connected to 02:00:00:00:00:10 (on wlan0)\n\tSSID: Home\n\tLink 0 BSSID 02:00:00:00:00:11\n\t\tfreq: 6135\n"
    assert read(text).link.bssid == "02:00:00:00:00:11"


def test_not_connected_is_no_link():
    assert read("Not connected.\n").link is None


def test_the_survey_keeps_all_its_counters():
    snapshot = read(SURVEY)
    assert snapshot.survey == (Survey(5785, True, -92.0, 1000, 300, 200, 50, 20), Survey(5805, False))
    assert snapshot.problems == ()


def test_everything_in_one_file_is_read_in_any_order():
    for text in (
        SCAN + LINK + INFO + STATION + SURVEY,
        SURVEY + STATION + INFO + SCAN.replace(" -- associated", "") + LINK,
    ):
        snapshot = read(text)
        assert len(snapshot.networks) == 5
        assert len(snapshot.survey) == 2
        own = [bss for bss in snapshot.networks if bss.connected]
        assert [bss.bssid for bss in own] == ["02:00:00:00:00:02"]


def test_the_regulatory_domain_is_the_country():
    assert read("global\ncountry US: DFS-FCC\n\t(2402 - 2472 @ 40), (N/A, 30), (N/A)\n" + LINK).country == "US"
    assert read("global\ncountry 00: DFS-UNSET\n" + LINK).country is None


def test_values_that_drivers_invent_are_tolerated():
    link = read(LINK.replace("866.7 MBit/s 80MHz HE-MCS 9 HE-NSS 2 HE-GI 0 HE-DCM 0", "(unknown) MCS 253")).link
    assert (link.tx_mbps, link.rx_mbps) == (None, 702.0)


def test_the_old_wireless_extensions_give_strength_and_noise():
    text = "Inter-| sta-|   Quality\n wlan0: 0000   50.  -60.  -256        0      0      0  13937      0        0\n"
    link = read(text).link
    assert (link.rssi_dbm, link.noise_dbm, link.interface) == (-60.0, None, "wlan0")


@given(st.text(max_size=300), st.integers(0, 40))
def test_no_text_raises_an_error(noise, at):
    lines = (SCAN + LINK + STATION + SURVEY + INFO).splitlines()
    parse_iw(noise.split("\n"))
    parse_iw([*lines[:at], *noise.split("\n"), *lines[at:]])


@given(st.lists(st.sampled_from((SCAN + LINK + STATION + SURVEY + INFO).splitlines()), max_size=80))
def test_lines_in_any_order_raise_no_error(lines):
    read("\n".join(lines))
