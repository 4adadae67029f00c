"""The way to the server on real packets: a loaded line and its queue, marks, MTU, tunnel, port, and who uses it."""

import csv
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.homes import PROGRAM, Outcome, probe_all, run_json
from tests.lab import Lab, Scenario
from tests.lab.support import tool
from tests.validation import faults

pytestmark = pytest.mark.lab

TARGET = "frankfurt:18862"
SERVER = """
    [[service]]
    node = "frankfurt"
    command = "{latencylab} --serve 0.0.0.0:18862"
    listens = "tcp:18862"
    name = "reflector"
"""
HOMES = Path(__file__).parent / "lab" / "homes"
CLEAR_DSCP = "meta l4proto { udp, icmp } ip dscp set cs0"
CLEAR_ECN = "meta l4proto { udp, icmp } ip ecn set not-ect"
LONG_ENOUGH = 35
"""Samples of a load, ten a second, after which its rate is known; the queue goes on filling for as long again."""
SILENT = "icmp type destination-unreachable drop"


def home(text: str = "") -> Lab:
    return Lab(Scenario.from_text(text + SERVER))


def nft(lab: Lab, node: str, hook: str, rule: str) -> None:
    """Have a router of the home do this to every packet."""
    table = f"table inet marks {{\n chain x {{\n type filter hook {hook} priority 0;\n {rule}\n }}\n}}\n"
    lab.agent(node).ask(run=[(["nft", "-f", "-"], table)])


def told(record: Path, text: str) -> int:
    """How often a recording says something by now."""
    return record.read_text().count(text) if record.exists() else 0


def level(seen: Outcome, direction: str):
    return seen.report["loaded"][direction]


@pytest.fixture(scope="module")
def bloated(tmp_path_factory):
    """One run on a line with a long queue on its way down, behind routers that clear marks."""
    folder = tmp_path_factory.mktemp("bloated")
    files = {name: folder / name for name in ("x.csv", "x.llrec", "again.json")}
    with home((HOMES / "bufferbloat.toml").read_text() + "[isp]\nhops = 2\n") as lab:
        if tool("nft") is not None:
            nft(lab, "router", "forward", CLEAR_DSCP)
            nft(lab, "isp1", "forward", CLEAR_ECN)
        seen = probe_all(
            lab, TARGET, "--duration", "8", "--csv", str(files["x.csv"]), "--record", str(files["x.llrec"])
        )
    return seen, files


def test_a_long_queue_on_the_way_down_is_measured_graded_and_placed(bloated):
    seen, _ = bloated
    loaded, bandwidth = seen.report["loaded"], seen.report["bandwidth"]
    assert 320 <= loaded["download"]["added_ms"] <= 440
    assert loaded["upload"]["added_ms"] < 15
    assert (loaded["grade"], loaded["where"]) in (("D", "access"), ("F", "access"))
    assert loaded["upload"]["grade"] in ("A+", "A")
    assert loaded["idle_ms"] == pytest.approx(seen.target(TARGET)["rtt_ms"]["median"], abs=0.1)
    assert loaded["rpm"] < 300
    assert 45 <= bandwidth["download_mbps"] <= 60
    assert bandwidth["used_bytes"] == bandwidth["download_bytes"] + bandwidth["upload_bytes"]
    assert seen.advice.index("enable-qos") < seen.advice.index("low-latency-broadband")
    assert seen.status == 1


def test_the_load_leaves_the_headline_figures_alone(bloated):
    seen, _ = bloated
    target = seen.target(TARGET)
    assert target["rtt_ms"]["p95"] < 40
    assert target["loss_pct"] == 0
    assert seen.segment("access")["rtt_ms"]["p95"] < 20


def test_every_sample_carries_the_phase_in_which_it_was_sent(bloated):
    seen, files = bloated
    with files["x.csv"].open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["target"] == TARGET]
    phases = Counter(row["phase"] for row in rows)
    assert set(phases) == {"idle", "download", "upload"}
    slow = [row for row in rows if row["rtt_ms"] and float(row["rtt_ms"]) > 200]
    assert sum(row["phase"] == "download" for row in slow) > 0.9 * len(slow)
    first = rows[: seen.target(TARGET)["sent"]]
    assert {row["phase"] for row in first} == {"idle"}


def test_a_recording_of_all_this_gives_the_same_report_again(bloated):
    seen, files = bloated
    again = files["again.json"]
    subprocess.run([*PROGRAM, "--replay", str(files["x.llrec"]), "--json", str(again), "-q"], check=False, timeout=60)
    assert run_json(again) == seen.report


def test_the_routers_that_clear_marks_are_found_at_their_hop(bloated):
    if tool("nft") is None:
        pytest.skip("nft is missing (package nftables)")
    seen, _ = bloated
    marking = seen.report["marking"]
    assert (marking["dscp"]["sent"], marking["dscp"]["received"], marking["dscp"]["cleared_at_ttl"]) == (46, 0, 1)
    assert (marking["ecn"]["sent"], marking["ecn"]["received"], marking["ecn"]["cleared_at_ttl"]) == (1, 0, 2)


def test_the_path_is_told_hop_by_hop(bloated):
    seen, _ = bloated
    assert faults(seen.report) == []
    path = seen.report["path"]
    assert [hop["ttl"] for hop in path] == [1, 2, 3, 4]
    assert path[0]["address"] == seen.target("gateway")["address"]
    assert path[1]["address"] == seen.target("access")["address"]
    assert path[-1]["address"] == seen.target(TARGET)["address"]
    assert all(hop["rtt_ms"] and not hop["name"] and not hop["asn"] for hop in path)
    assert seen.report["route"]["end"] == "target"
    assert seen.report["mtu"]["mtu"] == 1500
    assert seen.report["reach"]["udp_blocked"] is False


def test_the_same_queue_at_home_is_placed_there_and_what_is_slow_before_the_router_is_named():
    text = "[wire.home.down]\nrate_mbit = 20\nqueue_ms = 400\n[wire.access.up]\nqueue_ms = 10\n"
    with home(text) as lab:
        seen = probe_all(lab, TARGET, "--duration", "3", "--no-path", "--max-data", "100M")
    assert 320 <= level(seen, "download")["added_ms"] <= 440
    assert seen.report["loaded"]["where"] == "home"
    assert seen.report["bandwidth"]["budget_bytes"] == 100_000_000
    assert seen.advice[0] == "slow-link"
    assert not {"low-latency-broadband", "enable-qos", "upgrade-plan"} & set(seen.advice)


def test_a_line_without_a_standing_queue_gets_an_a():
    text = "[wire.access.up]\nqueue_ms = 10\n[wire.access.down]\nqueue_ms = 10\n"
    with home(text) as lab:
        seen = probe_all(lab, TARGET, "--duration", "3", "--no-path")
    assert seen.report["loaded"]["grade"] in ("A+", "A")
    assert not set(seen.advice) & {"enable-qos", "low-latency-broadband", "upgrade-plan", "lower-tier", "slow-link"}


def test_ctrl_c_in_the_middle_of_a_load_keeps_what_was_measured(tmp_path):
    record, report = tmp_path / "x.llrec", tmp_path / "x.json"
    with home((HOMES / "bufferbloat.toml").read_text()) as lab:
        process = lab.popen(
            "device",
            [*PROGRAM, "--probe", TARGET, "--duration", "2", "--no-path", "--no-wifi", "--no-save", "-q",
             "--record", str(record), "--json", str(report)],
        )  # fmt: skip
        with process:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline and told(record, '"e":"ls"') < LONG_ENOUGH:
                time.sleep(0.05)
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 130
    found = run_json(report)
    assert found["interrupted"] is True
    assert found["loaded"]["download"]["samples"] >= 10
    assert found["bandwidth"]["download"]["ended"] == "stopped"
    assert found["loaded"]["upload"] is None


def test_large_packets_that_vanish_are_found():
    if tool("nft") is None:
        pytest.skip("nft is missing (package nftables)")
    with home("[wire.access]\nmtu = 1387\n") as lab:
        nft(lab, "router", "output", SILENT)
        seen = probe_all(lab, TARGET, "--duration", "8", "--no-bandwidth")
    assert (seen.report["mtu"]["mtu"], seen.report["mtu"]["black_hole"]) == (1387, True)
    assert "fix-mtu" in seen.advice


def test_the_program_that_fills_the_line_and_a_half_duplex_port_are_named():
    text = """
        [device]
        link_mbps = 100
        full_duplex = false
        [wire.access.up]
        rate_mbit = 10
        queue_ms = 150
        [server.frankfurt]
        [server.depot]
        [[traffic]]
        from = "device"
        to = "depot"
        kind = "upload"
        name = "backup"
    """
    with home(text) as lab:
        seen = probe_all(lab, TARGET, "--duration", "8", "--no-bandwidth")
    assert seen.report["traffic"]["busy"] is True
    assert seen.report["traffic"]["top"][0]["process"].startswith("python")
    assert seen.report["traffic"]["top"][0]["up_mbps"] > 5
    assert {"stop-background-traffic", "slow-link"} <= set(seen.advice)
