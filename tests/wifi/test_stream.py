"""A look at the air goes through the stream, a recording and a session, and comes out as it was."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab import codec, events, recording
from latencylab.report.build import build_report
from latencylab.session.session import Session
from latencylab.wifi.bss import Bss, Link, Problem, Survey
from latencylab.wifi.imports.detect import read_wifi_text
from latencylab.wifi.snapshot import assemble
from latencylab.wifi.stream import snapshot_events, to_bss
from tests.wifi.kernel import FIXTURES

NS = 1_000_000_000
IW = read_wifi_text((FIXTURES / "iw.txt").read_bytes())
START = events.SessionStarted(
    0, id="a", started_wall_ns=0, version="1", system="Linux 6", settings={"targets": ["x"], "air": "system"}
)


def replayed(*stream, settings=None):
    """A session that took the events as a recording has them."""
    session = Session()
    start = START if settings is None else replace(START, settings=settings)
    for event in (start, *stream):
        session.apply(codec.decode(codec.encode(event)))
    return session


def heard(snapshot):
    """Without what the stream leaves behind."""
    return [replace(bss, elements=b"", seen_at_ns=None) for bss in snapshot.networks]


def test_a_snapshot_comes_out_as_it_was():
    facts = replayed(*snapshot_events(IW, 5)).facts().wifi
    assert list(facts.snapshot.networks) == heard(IW)
    assert facts.snapshot.survey == IW.survey
    assert facts.link.ssid == IW.link.ssid
    assert (facts.link.band, facts.link.channel, facts.link.width_mhz) == ("5", 36, 80)
    assert (facts.snapshot.country, facts.snapshot.scanned) == ("DE", True)


@given(st.none() | st.binary(max_size=32), st.none() | st.integers(-120, 0))
def test_any_name_survives(name, rssi_dbm):
    snapshot = assemble("iw", networks=[Bss("02:00:00:00:00:01", name, rssi_dbm, 2412, "2.4", 1)])
    [air, network] = [codec.decode(codec.encode(event)) for event in snapshot_events(snapshot, 0)]
    assert air.source == "iw"
    assert to_bss(network) == replace(snapshot.networks[0], elements=b"")


@pytest.mark.parametrize("digits", ["zz", "f", 7, ["00"]])
def test_a_name_that_somebody_spoiled_is_not_known(digits):
    event = codec.from_object({"e": "net", "t_ns": 0, "ssid": digits})
    assert to_bss(event).ssid is None


def test_a_recording_gives_the_same_report(tmp_path):
    stream = [START, *snapshot_events(IW, 5), events.WifiScan(9, "done"), events.SessionEnded(NS)]
    recorder = recording.Recorder(tmp_path / "a.llrec")
    live = Session()
    for event in stream:
        recorder(event)
        live.apply(event)
    recorder.close()
    again = Session()
    for event in recording.read(tmp_path / "a.llrec"):
        again.apply(event)
    assert build_report(again).to_object() == build_report(live).to_object()
    assert build_report(again).to_object()["wifi"]["link"]["ssid"] == "Lab-5G"


def test_a_later_look_replaces_the_networks():
    later = assemble("iw", networks=[Bss("02:00:00:00:00:09", b"New", -50, 2412, "2.4", 1)])
    facts = replayed(*snapshot_events(IW, 5), *snapshot_events(later, 9)).facts().wifi
    assert [bss.ssid for bss in facts.snapshot.networks] == [b"New"]


def test_what_was_counted_during_the_session_comes_before_what_was_counted_since_the_driver_began():
    before, after = Survey(5180, True, -95, 100_000, 90_000), Survey(5180, True, -95, 110_000, 92_000)
    look = assemble("nl80211", networks=[Bss("02:00:00:00:00:01", b"x", -50, 5180, "5", 36)], survey=[before])
    later = assemble("nl80211", survey=[after])
    facts = replayed(*snapshot_events(look, 0), *list(snapshot_events(later, 10 * NS))[1:]).facts().wifi
    assert facts.snapshot.survey == (Survey(5180, True, -95, 10_000, 2_000),)


def test_a_file_makes_the_connection_a_wifi_and_the_system_does_not():
    host = events.HostSeen(1, interface="eth0", interface_kind="ethernet")
    from_file = replayed(host, *snapshot_events(IW, 5, "file")).facts()
    assert from_file.environment.interface.kind == "wifi"
    assert from_file.wifi.from_file
    beside = replayed(host, *snapshot_events(IW, 5)).facts()
    assert beside.environment.interface.kind == "ethernet"
    unconnected = replace(IW, link=None, networks=tuple(replace(bss, connected=False) for bss in IW.networks))
    assert replayed(host, *snapshot_events(unconnected, 5, "file")).facts().environment.interface.kind == "ethernet"


def test_problems_are_errors_of_the_report_and_no_wifi_is_null():
    snapshot = assemble("nl80211", problems=[Problem("There is no adapter.", "Plug one in.")])
    report = build_report(replayed(*snapshot_events(snapshot, 5))).to_object()
    assert report["wifi"] is None
    assert {"probe": "wifi", "error": "There is no adapter.", "hint": "Plug one in."} in report["errors"]


@pytest.mark.parametrize(("air", "said"), [("none", "as asked"), ("system", "before the session ended")])
def test_a_missing_block_has_its_reason(air, said):
    report = build_report(replayed(settings={"targets": ["x"], "air": air}))
    reasons = [failure for failure in report.errors if failure.probe == "wifi"]
    assert len(reasons) == 1
    assert said in reasons[0].error


def test_a_connection_that_ended_is_no_link():
    gone = events.WifiLinkSeen(9 * NS, connected=False)
    facts = replayed(*snapshot_events(IW, 5), gone).facts().wifi
    assert facts.link is None
    assert [what.kind for what in facts.history.happenings] == ["disconnect"]


def test_later_looks_at_the_link_keep_what_its_network_told():
    link = Link("nl80211", IW.link.ssid, IW.link.bssid, rssi_dbm=-70.0, interface="wlan1")
    [air, *rest] = list(snapshot_events(IW, 5))
    later = next(iter(list(snapshot_events(assemble("nl80211", links=[link]), 6 * NS))[1:]))
    facts = replayed(air, *rest, later).facts().wifi
    assert (facts.link.rssi_dbm, facts.link.channel, facts.link.generation) == (-70.0, 36, 6)
