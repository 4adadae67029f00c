"""Bandwidth on emulated lines, held against what the wire itself wrote down."""

from functools import partial
from pathlib import Path

import pytest

from benchmarks.loadclient import end, measure, start_server
from latencylab import clock
from tests.lab import Lab, Scenario

pytestmark = pytest.mark.lab
ROOT = Path(__file__).resolve().parents[2]
PORT = 28862
PAYLOAD = 1448 / 1500
HEADERS = 52
HOME = """
    [wire.access.down]
    rate_mbit = {down}
    queue_ms = {queue}
    [wire.access.up]
    rate_mbit = {up}
    queue_ms = {queue}
"""


def wire_mbps(lab, direction, result):
    """Payload that the access wire delivered in the part of the load that counts."""
    ended_ns = result["ended_ns"] + clock.wall_offset_ns()
    settled_ns = ended_ns - round((result["seconds"] - result.get("settled_s", 0)) * 1e9)
    name, port = ("down", "sport") if direction == "download" else ("up", "dport")
    octets = sum(
        record.size - HEADERS * record.segments
        for record in lab.wire("access").log()
        if record.direction == name and getattr(record, port) == PORT
        if record.out_ns is not None and settled_ns <= record.out_ns < ended_ns
    )
    return octets * 8000 / (ended_ns - settled_ns)


def measured(lab, *directions, **options):
    address = lab.address("frankfurt")
    server = start_server(partial(lab.popen, "frankfurt", cwd=ROOT), address, PORT)
    results = measure(partial(lab.popen, "device", cwd=ROOT), f"http://{address}:{PORT}/", directions, **options)
    end(server)
    return results


def test_each_direction_of_an_asymmetric_line_is_found():
    with Lab(Scenario.from_text(HOME.format(down=500, up=10, queue=40))) as lab:
        results = measured(lab, "download", "upload")
        for direction, result in results.items():
            assert result["mbps"] == pytest.approx(wire_mbps(lab, direction, result), rel=0.03)
    assert results["download"]["mbps"] <= 1.03 * 500 * PAYLOAD
    assert results["upload"]["mbps"] == pytest.approx(10 * PAYLOAD, rel=0.03)
    assert results["download"]["mbps"] > 5 * results["upload"]["mbps"]
    assert max(result["seconds"] for result in results.values()) < 9


def test_a_line_of_100_kbit_a_second_is_measured_and_not_choked():
    with Lab(Scenario.from_text(HOME.format(down=0.1, up=0.1, queue=1500))) as lab:
        result = measured(lab, "download", max_s=6)["download"]
        # losses hold back what came after them, so a few seconds of such a line are no more than an estimate
        assert result["low_mbps"] < wire_mbps(lab, "download", result) < result["high_mbps"]
    assert 0.05 < result["mbps"] < 0.12
    assert result["stable"] is False
