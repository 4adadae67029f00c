"""The published schema: it takes what the program writes, and notices what is wrong."""

import copy

import pytest

from tests.report.example import example
from tests.validation import faults


def test_a_report_with_every_block_follows_it():
    assert faults(example()) == []


def test_a_newer_program_of_the_same_version_may_add_properties():
    report = example()
    report["new"] = report["targets"][0]["new"] = {"anything": 1}
    assert faults(report) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "latencylab.report/2"),
        (("started",), "2026-11-21 15:46"),
        (("duration_s",), "10"),
        (("environment", "interface", "kind"), "lan"),
        (("targets", 0, "sent"), 1.5),
        (("targets", 0, "loss_pct"), 101),
        (("targets", 0, "rtt_ms", "median"), None),
        (("targets", 0, "port"), 0),
        (("segments", 0, "name"), "isp"),
        (("segments", 0, "rtt_ms"), 3.0),
        (("path", 0, "ttl"), 0),
        (("wifi", "link", "band"), "5 GHz"),
        (("wifi", "networks", 0, "rssi_dbm"), "-60"),
        (("wifi", "channels", 0, "score"), 101),
        (("bandwidth", "download_mbps"), -1),
        (("loaded", "grade"), "G"),
        (("marking", "dscp"), "kept"),
        (("traffic", "top", 0), {"process": "x"}),
        (("verdict", "score"), 100.5),
        (("verdict", "playable", 0, "blocked_by"), ["weather"]),
        (("recommendations", 0, "severity"), "high"),
        (("recommendations", 0, "confidence"), 90),
        (("recommendations", 0, "id"), "Use Ethernet"),
        (("errors", 0), {"probe": "path", "error": "", "hint": ""}),
    ],
)
def test_a_wrong_value_is_noticed_at_its_place(path, value):
    report = copy.deepcopy(example())
    place = report
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert faults(report)


@pytest.mark.parametrize("name", [name for name in example() if name not in ("interrupted", "device")])
def test_no_block_may_be_missing(name):
    report = example()
    del report[name]
    assert any(f"'{name}' is a required property" in fault for fault in faults(report))
