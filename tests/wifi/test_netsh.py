"""``netsh`` in languages that nobody speaks: what is read must follow from the structure alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.wifi.imports.detect import read_wifi_text
from latencylab.wifi.imports.netsh import NO_CONSENT, NO_SERVICE, parse_netsh

OLD_ADAPTER = """
Qarth zu 1 vlimp zo:

    Narg                   : Wi-Fi
    Blorn                  : Quorl(R) Wi-Fi 6 AX999 160MHz
    GUID                   : 0a1b2c3d-0000-1111-2222-333344445555
    Vlimp druz             : 02:00:00:00:00:01
    Skaz                   : vlimped
    SSID                   : Quux: the 5 GHz net
    BSSID                  : 02:00:00:00:00:02
    Druz zorb              : Vlimpura
    Radi zorb              : 802.11ax
    Akko                   : WPA2-Vlimp
    Zif                    : CCMP
    Modo vlimp             : Auto
    Kanorb                 : 44
    Vlimp zu (Mqs/z)       : 866,7
    Vlimp za (Mqs/z)       : 780
    Zignorb                : %86
    Profo                  : 6 Guys

    Holm druz : Nix vlimp
"""

NEW_ADAPTER = """\
   Narg : Wi-Fi 2
   Blorn : MediaTek
   GUID : 0a1b2c3d-0000-1111-2222-333344445555
   Vlimp druz : 02:00:00:00:00:01
   Vlimp zorb : Primo
   Skaz : vlimped
   SSID : Narg
   Vlimp d’accès SSID : 02:00:00:00:00:02
        Qoloc APs:    : 2
           BSSID: 02:00:00:00:00:77,  Band: 2.4 GHz,  Channel: 1
           BSSID: 02:00:00:00:00:78,  Band: 5 GHz,  Channel: 60
   Bandu : 6 GGz
   Kanorb : 101
   Kanorb zu : 160 MGz
   Akm-zif : [ akm = 00-0f-ac:08, zif =  00-0f-ac:04 ]
   Radi zorb : 802.11be
   Vlimp zu (Mqs/z) : 2402
   Vlimp za (Mqs/z) : 2161,5
   Zignorb : 87%
   Rzzi : -51
   Profo : Narg
   QoS MSCS vlimp : 0
   QoS Karto vlimp : 1
"""

LIST = """
Narg vlimp : Wi-Fi
Qarth zu 3 druz zo.

SSID 1 : Alfo
    Druz zorb               : Vlimpura
    Akko                    : WPA2-Vlimp
    Zifro                   : CCMP
    BSSID 1                 : 02:00:00:00:01:01
         Zignorb            : 43%
         Radi zorb          : 802.11ax
         Bandu              : 2,4 GGz
         Kanorb             : 11
         Qoloc APs:    : 3
            BSSID: 02:00:00:00:00:77,  Band: 6 GHz,  Channel: 69
         Bss gewo:
             Vlimp zo:         5
             Kanorb uzo:        109 (42 %)
             Middo kapo:  0 (0 us/s)
         QoS MSCS zo        : 0
         QoS Karto zo       : 1
         Bazo (Mqs/z)       : 6 12 24
         Ando (Mqs/z)       : 9 18 36 48 54
    BSSID 2                 : 02:00:00:00:01:02
         Zignorb            : %90
         Radi zorb          : 802.11ac
         Kanorb             : 149
         QoS Karto zo       : 1

SSID 2 :
    Druz zorb               : Vlimpura
    BSSID 1                 : 02:00:00:00:02:01
         Zignorb            : 20%
         Radi zorb          : 802.11be
         Bandu              : 6 GGz
         Kanorb             : 37
         Bss gewo:
             Vlimp zo:         0
             Kanorb uzo:        51 (%20)
             Middo kapo:  0 (0 us/s)
SSID 3 : 802.11n 100% 6
    BSSID 1                 : 02:00:00:00:03:01
         Zignorb            : 64%
         Radi zorb          : 802.11g
         Kanorb             : 6
"""


def read(text):
    return read_wifi_text(text.encode())


def test_the_old_layout_of_an_adapter_is_read_in_any_language():
    link = read(OLD_ADAPTER).link
    assert (link.ssid, link.bssid, link.interface) == (b"Quux: the 5 GHz net", "02:00:00:00:00:02", "Wi-Fi")
    assert (link.band, link.channel, link.generation) == ("5", 44, 6)
    assert (link.rssi_dbm, link.rx_mbps, link.tx_mbps) == (-57.0, 866.7, 780.0)


def test_the_new_layout_of_an_adapter_is_read_in_any_language():
    link = read(NEW_ADAPTER).link
    assert (link.ssid, link.bssid) == (b"Narg", "02:00:00:00:00:02")
    assert (link.band, link.channel, link.width_mhz, link.centre_mhz, link.generation) == ("6", 101, 160, 6505, 7)
    assert (link.rssi_dbm, link.rx_mbps, link.tx_mbps) == (-51.0, 2402.0, 2161.5)


def test_the_list_of_networks_is_read_in_any_language():
    found = {bss.bssid[-5:]: bss for bss in read(LIST).networks}
    assert {key: (bss.ssid, bss.band, bss.channel, bss.generation, bss.rssi_dbm) for key, bss in found.items()} == {
        "01:01": (b"Alfo", "2.4", 11, 6, -78.5),
        "01:02": (b"Alfo", "5", 149, 5, -55.0),
        "02:01": (b"", "6", 37, 7, -90.0),
        "03:01": (b"802.11n 100% 6", "2.4", 6, None, -68.0),
    }
    assert {key: (bss.utilisation_pct, bss.station_count) for key, bss in found.items()} == {
        "01:01": (42.7, 5),
        "01:02": (None, None),
        "02:01": (20.0, 0),
        "03:01": (None, None),
    }


def test_networks_and_adapter_in_one_file_are_both_read_in_either_order():
    for text in (LIST + OLD_ADAPTER, OLD_ADAPTER + LIST):
        snapshot = read(text)
        assert snapshot.link.channel == 44
        assert len(snapshot.networks) == 5
        assert [bss.bssid for bss in snapshot.networks if bss.connected] == ["02:00:00:00:00:02"]


def test_the_connected_network_is_marked_in_the_list():
    adapter = OLD_ADAPTER.replace("02:00:00:00:00:02", "02:00:00:00:01:02").replace("Quux: the 5 GHz net", "Alfo")
    snapshot = read(LIST + adapter)
    assert len(snapshot.networks) == 4
    assert [bss.channel for bss in snapshot.networks if bss.connected] == [149]


def test_an_adapter_without_connection_is_no_link():
    text = (
        "Narg : Wi-Fi\nBlorn : X\nGUID : 0a1b2c3d-0000-1111-2222-333344445555\nDruz : 02:00:00:00:00:01\nSkaz : nix\n"
    )
    assert read(text).link is None


def test_of_two_adapters_the_connected_one_is_the_link():
    idle = "    Narg : Wi-Fi 9\n    Blorn : X\n    GUID : 1\n    Druz : 02:00:00:00:00:09\n    Skaz : nix\n\n"
    for text in (idle + OLD_ADAPTER, OLD_ADAPTER + idle):
        assert read(text).link.interface == "Wi-Fi"


def test_of_two_connections_the_stronger_is_shown_and_that_is_said():
    other = OLD_ADAPTER.replace("%86", "30%").replace(": Wi-Fi\n", ": Wi-Fi 3\n").replace("00:02", "00:03")
    snapshot = read(other + OLD_ADAPTER)
    assert snapshot.link.interface == "Wi-Fi"
    assert any("Wi-Fi 3" in problem.error for problem in snapshot.problems)


@pytest.mark.parametrize("padding", ["\n\n", "\r\n", "\r\r\n", "\n \n"])
def test_the_way_lines_end_does_not_matter(padding):
    snapshot = read((LIST + NEW_ADAPTER).replace("\n", padding))
    assert (snapshot.link.channel, len(snapshot.networks)) == (101, 5)


def test_indentation_does_not_matter():
    flat = "\n".join(line.strip() for line in (LIST + OLD_ADAPTER).splitlines())
    assert read(flat).networks == read(LIST + OLD_ADAPTER).networks


def test_wide_colons_blanks_and_marks_of_direction_do_not_matter():
    text = LIST.replace(" : ", "： ").replace("2,4 GGz", "2,4\u00a0\u200fGGz").replace("43%", "43\u202f٪")
    found = read(text).networks[0]
    assert (found.band, found.channel, found.rssi_dbm) == ("2.4", 11, -78.5)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp437", "cp850", "cp1252"]
)
def test_the_encoding_does_not_matter(encoding):
    text = LIST.replace("Alfo", "Café-Gäste").replace("Kanorb", "Känorb").replace("Zignorb", "Señal").replace("’", "'")
    data = text.encode(encoding)
    found = read_wifi_text(data).networks
    assert [bss.channel for bss in found] == [11, 149, 37, 6]
    assert found[0].ssid.decode() == "Café-Gäste"


@pytest.mark.parametrize(
    ("encoding", "labels", "name"),
    [
        ("cp866", ("Сигнал", "Тип радио", "Канал", "Проверка подлинности"), "Домашняя"),
        ("gbk", ("信号", "无线电类型", "信道", "身份验证"), "测试网络"),
        ("cp932", ("シグナル", "無線の種類", "チャネル", "ネットワークの種類"), "テストの家"),
        ("cp949", ("신호", "송수신 장치 종류", "채널", "네트워크 종류"), "우리집"),
        ("big5", ("訊號", "無線電類型", "通道", "網路類型"), "無線網路"),
        ("cp852", ("Sygnał", "Typ radiowy", "Kanał", "Typ sieci"), "Łódź"),
        ("cp1250", ("Sygnał", "Typ radiowy", "Kanał", "Typ sieci"), "Łódź"),
    ],
)
def test_consoles_of_other_regions_are_read_with_their_names(encoding, labels, name):
    text = LIST.replace("Zignorb", labels[0]).replace("Radi zorb", labels[1]).replace("Kanorb", labels[2])
    text = text.replace("Druz zorb", labels[3]).replace("Alfo", name)
    found = read_wifi_text(text.encode(encoding)).networks
    assert [bss.channel for bss in found] == [11, 149, 37, 6]
    assert found[0].ssid.decode() == name


def test_missing_consent_is_said_with_what_to_click():
    text = (
        "\nQarth zu 1 vlimp zo:\nVlimp netsh druz locatio, ms-settings:privacy-location\n"
        "Funco WlanQueryInterface zo erro 5:\nVlimp elevo.\n"
    )
    snapshot = read(text)
    assert snapshot.problems == (NO_CONSENT,)
    assert "Privacy & security > Location" in snapshot.problems[0].hint
    assert snapshot.link is None


def test_the_service_that_is_off_is_said():
    assert read("Vlimp druz (wlansvc) nix.").problems == (NO_SERVICE,)


def test_numbers_of_other_lines_are_never_channels():
    head = "SSID 1 : A\n BSSID 1 : 02:00:00:00:00:01\n Zig : 50%\n Radi : 802.11n\n"
    text = head + " Akko : WPA\n Zif : X\n Y : Z\n QoS : 1\n"
    assert read(text).networks[0].channel is None


@given(st.text(max_size=400), st.integers(0, 30))
def test_no_text_raises_an_error(noise, at):
    parse_netsh(noise.split("\n"))
    lines = LIST.splitlines()
    parse_netsh([*lines[:at], *noise.split("\n"), *lines[at:]])


@given(st.lists(st.sampled_from((LIST + OLD_ADAPTER + NEW_ADAPTER).splitlines()), max_size=60))
def test_lines_in_any_order_raise_no_error(lines):
    for bss in read("\n".join(lines)).networks:
        assert bss.channel is None or 1 <= bss.channel <= 233
