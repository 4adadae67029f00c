"""The report's block on the Wi-Fi: what scripts rely on."""

import json

from latencylab.wifi.bss import Bss, Link, Survey, WifiSnapshot
from latencylab.wifi.report import wifi_block
from latencylab.wifi.snapshot import assemble
from tests.wifi import air
from tests.wifi.test_congestion import network

LINK_KEYS = {
    "ssid", "bssid", "band", "channel", "width_mhz", "centre_mhz", "generation", "rssi_dbm", "noise_dbm", "tx_mbps",
    "rx_mbps", "retry_pct",
}  # fmt: skip
NETWORK_KEYS = {
    "ssid", "bssid", "band", "channel", "width_mhz", "centre_mhz", "generation", "rssi_dbm", "utilisation_pct",
    "load_source",
}  # fmt: skip
CHANNEL_KEYS = {"band", "channel", "width_mhz", "dfs", "score", "networks"}


def home():
    own = network(36, -52.25, width=80, load=64, bssid="00:11:22:33:44:50", ssid=b"Home", generation=6)
    link = Link("iw", b"Home", "00:11:22:33:44:50", tx_mbps=866.7, rx_mbps=780.0, tx_packets=900, tx_retries=100)
    neighbours = [network(6, -70, load=120), network(52, -80, width=80, ssid=b"\x1b[2J"), network(11, -60, ssid=b"")]
    return assemble("iw", links=[link], networks=[own, *neighbours], country="DE")


def test_the_block_has_the_keys_that_the_contract_names():
    block = wifi_block(home())
    assert {"source", "link", "networks", "channels", "best"} <= set(block)
    assert set(block["link"]) == LINK_KEYS
    assert all(set(item) >= NETWORK_KEYS for item in block["networks"])
    assert all(set(item) >= CHANNEL_KEYS for item in block["channels"])
    assert set(block["best"]) == {"2.4", "5"}
    assert all({"channel", "width_mhz", "score"} <= set(item) for item in block["best"].values())


def test_the_link_knows_what_its_network_tells():
    link = wifi_block(home())["link"]
    assert (link["band"], link["channel"], link["width_mhz"], link["centre_mhz"]) == ("5", 36, 80, 5210)
    assert (link["rssi_dbm"], link["retry_pct"], link["generation"]) == (-52.2, 10.0, 6)


def test_names_are_safe_and_hidden_ones_are_empty():
    names = [item["ssid"] for item in wifi_block(home())["networks"]]
    assert names[0] == "Home"
    assert "\\x1b[2J" in names
    assert "" in names


def test_every_channel_says_where_its_figure_is_from():
    for item in wifi_block(home())["channels"]:
        assert item["load_source"] in ("survey", "bss-load", "estimate")
        assert 0 <= item["score"] <= 100


def test_radar_channels_are_marked():
    marked = {(item["centre_mhz"], item["width_mhz"]): item["dfs"] for item in wifi_block(home())["channels"]}
    assert (marked[5180, 20], marked[5260, 20], marked[5210, 80], marked[5250, 160]) == (False, True, False, True)


def test_the_block_is_plain_data():
    block = wifi_block(home())
    assert json.loads(json.dumps(block)) == block


def test_nothing_heard_gives_an_empty_block():
    block = wifi_block(WifiSnapshot("iw"))
    assert (block["link"], block["networks"], block["channels"], block["best"]) == (None, [], [], {})


def test_a_link_alone_is_no_scan_and_frees_no_channel():
    block = wifi_block(assemble("netsh", links=[Link("netsh", b"Home", None, "5", 36, rssi_dbm=-50.0)]))
    assert len(block["networks"]) == 1
    assert (block["channels"], block["best"]) == ([], {})


def test_a_counted_channel_is_judged_without_a_scan():
    survey = [Survey(5180, True, -95, 100_000, 20_000, tx_ms=0)]
    block = wifi_block(assemble("iw", survey=survey, country="DE"))
    twenty = [item for item in block["channels"] if item["width_mhz"] == 20]
    assert [(item["channel"], item["busy_pct"], item["load_source"]) for item in twenty] == [(36, 20.0, "survey")]


def test_a_country_that_is_known_better_counts():
    assert wifi_block(home())["country"] == "DE"
    assert wifi_block(home(), country="US")["country"] == "US"


def test_a_network_of_which_only_the_address_is_known_is_listed():
    block = wifi_block(assemble("iw", networks=[Bss("00:00:00:00:00:01", None)]))
    assert block["networks"][0]["channel"] is None


def test_the_elements_of_a_beacon_do_not_reach_the_report():
    assert air.WIFI6_5GHZ.hex() not in json.dumps(wifi_block(home()))
