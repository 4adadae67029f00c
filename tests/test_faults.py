"""Whatever goes wrong: one clear sentence with what to do, the right exit status, and nothing measured is lost."""

import csv
import json
import os
import signal
import subprocess
import sys

import pytest

from tests.homes import PROGRAM, QUICK, home, interrupted, probe

pytestmark = pytest.mark.lab

TARGET = "frankfurt:18862"


def run(*arguments: str, **options) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*PROGRAM, *arguments], capture_output=True, text=True, timeout=60, check=False, **options)


def test_an_unknown_host_is_named_and_the_report_is_written():
    with home(reflector=False) as lab:
        seen = probe(lab, "nowhere.invalid", "--duration", "2")
    assert seen.status == 3
    assert "nowhere.invalid" in seen.error("nowhere.invalid")
    assert seen.report["targets"] == []
    assert seen.report["verdict"]["score"] is None


def test_an_unknown_host_beside_a_known_one_costs_only_itself():
    with home(reflector=False) as lab:
        seen = probe(lab, "frankfurt", "nowhere.invalid", "--duration", "2")
    assert seen.status == 0
    assert seen.target("frankfurt")["received"] > 0
    assert seen.error("nowhere.invalid")


def test_an_ipv6_only_host_without_ipv6():
    with home('[server.frankfurt]\nonly = "ipv6"\n', reflector=False) as lab:
        seen = probe(lab, "frankfurt", "--duration", "2")
    assert seen.status == 3
    assert "only an IPv6 address" in seen.error("frankfurt")


def test_no_network_at_all():
    with home(reflector=False) as lab:
        lab.set_link("device", "eth0", up=False)
        seen = probe(lab, lab.address("frankfurt"), "--duration", "2")
    assert seen.status == 3
    assert "No route" in str(seen.report["errors"])
    assert all(target["loss_pct"] is None for target in seen.report["targets"])


def test_a_silent_target():
    with home("[node.frankfurt]\nsilent = true\n", reflector=False) as lab:
        for wire in ("frankfurt",):
            lab.wire(wire).set("up", block=["tcp", "udp"])
        seen = probe(lab, "frankfurt", "--duration", "7")
    assert seen.status == 3
    target = seen.target("frankfurt")
    assert target["rtt_ms"] is None
    assert target["loss_pct"] == 100
    assert "does not answer" in seen.error("frankfurt")
    assert seen.target("gateway")["received"] > 0


def test_a_gateway_that_ignores_echo_is_measured_by_packets_whose_ttl_ends_there():
    with home("[node.router]\nsilent = true\n") as lab:
        seen = probe(lab, TARGET, "--duration", "8")
    assert seen.status == 0
    gateway = seen.target("gateway")
    assert (gateway["transport"], gateway["address"], gateway["stamps"]) == ("ttl", "192.168.1.1", "kernel")
    assert 4 <= gateway["received"] <= 10
    assert not [segment for segment in seen.report["segments"] if segment["merged"]]
    assert "does not answer ICMP" in seen.error("gateway")


def test_a_silent_gateway_merges_the_segments_and_is_said():
    with home("[node.router]\nsilent = true\nhide_ttl = true\n") as lab:
        seen = probe(lab, TARGET, "--duration", "4")
    assert seen.status == 0
    assert "does not answer" in seen.error("gateway")
    merged = [segment for segment in seen.report["segments"] if segment["merged"]]
    assert [segment["merged"] for segment in merged] == [["home", "access"]]
    assert seen.segment("route")["rtt_ms"]["median"] == pytest.approx(10, abs=1)


def test_an_interface_that_goes_down_and_comes_back():
    timeline = """
        [[timeline]]
        at_s = 3
        node = "device"
        interface = "eth0"
        enabled = false
        [[timeline]]
        at_s = 5
        node = "device"
        interface = "eth0"
        enabled = true
    """
    with home(timeline) as lab:
        lab.start_timeline()
        seen = probe(lab, TARGET, "--duration", "9")
    target = seen.target(TARGET)
    assert target["unsent"] >= 20
    assert target["received"] >= 90
    assert target["received"] + target["unsent"] >= 150
    assert target["rtt_ms"]["median"] == pytest.approx(16.6, abs=1.5)
    (outage,) = seen.report["device"]["outages"]
    assert 1 <= outage[1] - outage[0] <= 4
    assert "went down" in seen.error("link")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_keeps_what_was_measured(number):
    with home() as lab:
        seen = interrupted(lab, 4, number, TARGET, "--duration", "60")
    assert seen.status == 130
    assert seen.report["interrupted"] is True
    assert seen.target(TARGET)["received"] > 30
    assert seen.report["duration_s"] < 15
    assert "Traceback" not in seen.stderr


def test_forged_and_broken_replies_change_nothing():
    forger = (
        "import socket, time, os\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)\n"
        "end = time.time() + 5\n"
        "while time.time() < end:\n"
        "    s.sendto(b'\\0\\0\\0\\0' + os.urandom(28), ('192.168.1.2', 0))\n"
        "    s.sendto(os.urandom(3), ('192.168.1.2', 0))\n"
        "    time.sleep(0.002)\n"
    )
    with home() as lab:
        device = lab.address("device")
        forger = forger.replace("192.168.1.2", device)
        with lab.popen("router", [sys.executable, "-c", forger]):
            seen = probe(lab, TARGET, "--duration", "3")
    for target_id in (TARGET, f"{TARGET}/icmp", "gateway"):
        target = seen.target(target_id)
        assert target["received"] == target["sent"]
        assert target["duplicates"] == 0
        assert target["rtt_ms"]["median"] < 20


def test_duplicates_and_reordering_are_told_from_loss():
    text = '[wire.access.down]\nduplicate_pct = 20\njitter = "uniform 150 ms"\njitter_hold_ms = 0\nreorder = true\n'
    with home(text) as lab:
        seen = probe(lab, TARGET, "--duration", "5", "--rate", "50")
    target = seen.target(TARGET)
    assert target["received"] == target["sent"]
    assert target["loss_pct"] == 0
    assert target["duplicates"] > 10
    assert target["reordered"] > 10


def test_late_is_told_from_lost():
    with home("[wire.access.down]\nstalls = { every_s = 4, for_ms = 2000, offset_s = 2 }\n") as lab:
        seen = probe(lab, TARGET, "--duration", "6")
    target = seen.target(TARGET)
    assert target["late"] >= 10
    assert target["received"] == target["sent"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--probe", "host:0"], "not a port"),
        (["--probe", "host:65536"], "not a port"),
        (["--probe", "https://play.example"], "web address"),
        (["--probe", "local", "--duration", "nan"], "duration"),
        (["--probe", "local", "--duration", "-1"], "duration"),
        (["--probe", "local", "--rate", "0"], "rate"),
        (["--probe", "local", "--transport", "carrier-pigeon"], "transport"),
        (["--probe", "local", "--json", "/nowhere/at/all/report.json"], "folder does not exist"),
        (["--probe", "local", "--csv", "/nowhere/at/all/samples.csv"], "folder does not exist"),
        (["--probe", "local", "--key-file", "/nowhere"], "key file"),
        (["--replay", "/nowhere"], "Cannot read"),
        (["--nonsense"], "nrecognized"),
        (["--serve", "host:port"], "not a port"),
    ],
)
def test_unusable_arguments_are_one_line_and_status_2(arguments, words):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_full_disk_costs_neither_the_report_nor_the_other_files(tmp_path):
    good = tmp_path / "report.json"
    done = run("--probe", "local", "--duration", "1", "--csv", "/dev/full", "--json", str(good), *QUICK)
    assert done.returncode == 2
    assert "disk is full" in done.stderr
    assert json.loads(good.read_text())["targets"][0]["received"] > 10


def test_a_full_disk_for_the_report_leaves_it_elsewhere(tmp_path):
    done = run(
        "--probe",
        "local",
        "--duration",
        "1",
        "--json",
        "/dev/full",
        *QUICK,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 2
    assert "disk is full" in done.stderr
    (spare,) = tmp_path.glob("latencylab-*.json")
    assert json.loads(spare.read_text())["targets"][0]["received"] > 10


def test_a_recording_gives_the_same_report_again(tmp_path):
    record, first, second = (tmp_path / name for name in ("x.llrec", "1.json", "2.json"))
    run("--probe", "local", "--duration", "2", "--record", str(record), "--json", str(first), "-q", *QUICK)
    done = run("--replay", str(record), "--json", str(second), "-q")
    assert done.stderr == ""
    assert first.read_bytes() == second.read_bytes()


def test_a_torn_recording_is_read_as_far_as_it_goes(tmp_path):
    record = tmp_path / "x.llrec"
    run("--probe", "local", "--duration", "2", "--record", str(record), "-q", *QUICK)
    record.write_bytes(record.read_bytes()[: -len(record.read_bytes()) // 3])
    done = run("--replay", str(record), "--json", "-")
    assert "ends early" in done.stderr
    assert json.loads(done.stdout)["targets"][0]["received"] > 10


def test_local_works_without_any_network_and_sends_nothing_off_this_machine():
    with home(reflector=False) as lab:
        for wire in lab.wires.values():
            wire.log()
        before = sum(record.protocol in (1, 17) for record in lab.wire("home").log())
        seen = probe(lab, "local", "--duration", "2")
        after = sum(record.protocol in (1, 17) for record in lab.wire("home").log())
        lab.set_link("device", "eth0", up=False)
        offline = probe(lab, "local", "--duration", "2")
    assert before == after
    for outcome in (seen, offline):
        assert outcome.status == 0
        assert [target["id"] for target in outcome.report["targets"]] == ["local", "local/icmp"]
        assert outcome.target("local")["received"] > 20
        assert outcome.report["environment"]["gateway"] is None


def test_the_csv_has_one_row_a_probe(tmp_path):
    path = tmp_path / "samples.csv"
    with home() as lab:
        seen = probe(lab, TARGET, "--duration", "3", "--csv", str(path))
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["time", "target", "transport", "sequence", "rtt_ms", "lost", "ttl", "phase"]
    for target in seen.report["targets"]:
        own = [row for row in rows if row["target"] == target["id"]]
        assert len(own) == target["sent"]
        assert {row["transport"] for row in own} == {target["transport"]}
        assert sorted(int(row["sequence"]) for row in own) == list(range(len(own)))


def test_plain_output_without_a_terminal_has_no_escapes_and_fits():
    with home('[wire.home]\njitter = "exponential 6 ms"\n') as lab:
        done = lab.run("device", [*PROGRAM, "--probe", TARGET, "--duration", "3", *QUICK])
    assert "\x1b" not in done.stdout + done.stderr
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert done.stderr == ""
    ascii_only = lab_output_in_ascii()
    assert ascii_only.isascii()


def lab_output_in_ascii() -> str:
    done = run("--probe", "local", "--duration", "1", *QUICK, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    return done.stdout
