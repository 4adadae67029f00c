"""The link over time: retries, roams, bands, scans, and which of them the spikes came with."""

import random

import pytest

from latencylab.events import WifiLinkSeen, WifiScan
from latencylab.wifi.history import KEPT_HAPPENINGS, KEPT_SAMPLES, Happening, LinkRecorder, match_spikes

NS = 1_000_000_000
A, B = "02:00:00:00:00:01", "02:00:00:00:00:02"


def link(at_s, *, bssid=A, band="5", channel=36, sent=0, retried=0, rssi=-60.0, **more):
    return WifiLinkSeen(
        round(at_s * NS),
        "nl80211",
        bssid=bssid,
        band=band,
        channel=channel,
        rssi_dbm=rssi,
        tx_packets=sent,
        tx_retries=retried,
        interface="wlan0",
        **more,
    )


def history(*seen, spikes=(), seconds=100.0):
    recorder = LinkRecorder()
    for event in seen:
        if isinstance(event, WifiScan):
            recorder.take_scan(event)
        else:
            recorder.take_link(event)
    return recorder.history(list(spikes), seconds)


def test_one_look_is_no_history():
    assert history(link(0)) is None
    assert history() is None


def test_retries_are_those_of_the_session_not_of_the_connection():
    found = history(
        link(0, sent=9000, retried=9000), link(1, sent=9090, retried=9010), link(2, sent=9180, retried=9020)
    )
    assert found.retry_pct == pytest.approx(10.0)
    assert [point.retry_pct for point in found.points] == [None, 10.0, 10.0]


def test_counters_that_begin_anew_are_not_counted():
    found = history(link(0, sent=500, retried=400), link(1, sent=5, retried=1), link(2, sent=105, retried=1))
    assert found.retry_pct == pytest.approx(0.0)
    assert found.happenings == ()


def test_counters_of_another_access_point_are_not_counted():
    found = history(link(0, sent=0), link(1, bssid=B, sent=50, retried=50))
    assert found.retry_pct is None


def test_few_packets_tell_no_share():
    found = history(link(0), link(1, sent=2, retried=3))
    assert found.points[1].retry_pct is None
    assert found.happenings == ()


@pytest.mark.parametrize(
    ("after", "kind", "detail"),
    [
        ({"bssid": B}, "roam", f"{A} to {B}"),
        ({"bssid": B, "band": "2.4", "channel": 6}, "band-switch", "5 to 2.4 GHz"),
        ({"channel": 100}, "channel-switch", "36 to 100"),
        ({"sent": 100, "retried": 80}, "retry-burst", "44 %"),
        ({"connected": False}, "disconnect", ""),
    ],
)
def test_what_happens_to_the_link_is_told(after, kind, detail):
    found = history(link(10), link(11, **after))
    assert [(what.kind, what.detail) for what in found.happenings] == [(kind, detail)]
    assert found.count(kind) == 1
    [what] = found.happenings
    assert what.start_s <= 10
    assert what.end_s >= 11


def test_a_link_that_comes_back_has_not_roamed():
    found = history(link(0), link(1, connected=False), link(2, bssid=B))
    assert [what.kind for what in found.happenings] == ["disconnect"]


def test_a_scan_lasts_from_its_start_to_its_end():
    found = history(WifiScan(5 * NS, "started"), WifiScan(8 * NS, "done"), WifiScan(70 * NS, "aborted"))
    assert [(what.start_s, what.end_s) for what in found.happenings] == [(5, 8), (67, 70)]
    assert found.scan_period_s is None


def test_the_period_of_scans_is_the_median_between_them():
    found = history(*(WifiScan(round(at * NS), "done") for at in (10, 40, 70.5, 100)))
    assert found.scan_period_s == pytest.approx(30)


def test_spikes_that_come_with_scans_are_convincing():
    scans = [WifiScan(round(at * NS), "done") for at in range(30, 600, 60)]
    spikes = [(at - 1.0, 0.08) for at in range(30, 600, 60)] + [(7.0, 0.02)]
    cause = history(*scans, spikes=spikes, seconds=600).cause("scan")
    assert (cause.happenings, cause.spikes, cause.matched) == (10, 11, 10)
    assert cause.expected < 1


def test_random_spikes_are_not_convincing_and_chance_is_foretold():
    rng = random.Random(3)
    happenings = [Happening("scan", at, at + 3) for at in range(0, 3000, 30)]
    spikes = [(rng.uniform(0, 3000), 0.05) for _ in range(4000)]
    [cause] = match_spikes(spikes, happenings, 3000)
    assert cause.matched == pytest.approx(cause.expected, rel=0.1)
    assert not cause.is_convincing


def test_happenings_without_spikes_explain_nothing():
    [cause] = match_spikes([], [Happening("roam", 1, 2)], 10)
    assert (cause.spikes, cause.matched, cause.expected, cause.is_convincing) == (0, 0, 0.0, False)


def test_overlapping_happenings_cover_their_time_once():
    [cause] = match_spikes([(50, 0.0)], [Happening("roam", 10, 20)] * 5, 100)
    assert cause.expected == pytest.approx(0.106, abs=0.01)


def test_a_long_session_keeps_its_last_hour():
    recorder = LinkRecorder()
    for at in range(2 * KEPT_SAMPLES):
        recorder.take_link(link(at, bssid=A if at % 2 else B))
    found = recorder.history([], 2 * KEPT_SAMPLES)
    assert (len(found.points), len(found.happenings)) == (KEPT_SAMPLES, KEPT_HAPPENINGS)
    assert found.points[-1].at_s == 2 * KEPT_SAMPLES - 1


def test_power_saving_is_as_it_was_told_last():
    assert history(link(0, power_save=True), link(1)).power_save is True
    assert history(link(0), link(1)).power_save is None


def test_the_signal_is_the_median_of_the_session():
    assert history(*(link(at, rssi=-60.0 - at) for at in range(5))).rssi_dbm == -62.0
