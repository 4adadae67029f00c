"""Unattended: when it measures, whom it tells, and that it ends."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
from prometheus_client import generate_latest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain

from latencylab.errors import UserError
from latencylab.watch.alarm import Alarm
from latencylab.watch.metrics import Exporter
from latencylab.watch.schedule import Schedule, parse_hours, parse_span
from tests.report.example import example

S = 1_000_000_000
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
GOOD = example() | {"recommendations": []}
DEAD = example() | {"recommendations": [], "targets": []}
ROUND = (
    "--probe", "local", "--watch", "--every", "1s", "--duration", "0.3", "--rate", "50",
    "--no-bandwidth", "--no-path", "--no-wifi", "-q",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("1.5m", 90), ("2h", 7200), ("1d", 86_400), ("0", 0)]
)
def test_spans(text, seconds):
    assert parse_span(text) == seconds


@pytest.mark.parametrize("text", ["", "m", "-1", "1w", "1 m", "nan", "1e9", "٣m x"])
def test_what_is_no_span(text):
    with pytest.raises(ValueError):
        parse_span(text)


def test_the_next_session_comes_when_it_is_due_whatever_the_wall_clock_does():
    schedule = Schedule(900)
    assert schedule.wait_s(None, 5 * S, NOON) == 0
    assert schedule.wait_s(0, 890 * S, NOON) == 10
    assert schedule.wait_s(0, 890 * S, NOON - timedelta(days=400)) == 10
    assert schedule.wait_s(0, 10 * S, NOON) == 60
    assert schedule.wait_s(0, 2000 * S, NOON) == 0
    assert Schedule(None).wait_s(0, 1, NOON) == 0


@pytest.mark.parametrize(
    ("hours", "inside", "outside"),
    [("18:00-23:30", (18, 20, 23), (0, 12, 17)), ("22:00-06:00", (22, 23, 0, 5), (6, 12, 21)), ("0:00-24:00", (), ())],
)
def test_hours_of_the_day(hours, inside, outside):
    if hours.endswith("24:00"):
        with pytest.raises(ValueError):
            parse_hours(hours)
        return
    schedule = Schedule(1, parse_hours(hours))
    assert all(schedule.wait_s(None, 0, NOON.replace(hour=hour)) == 0 for hour in inside)
    assert all(schedule.wait_s(None, 0, NOON.replace(hour=hour)) > 0 for hour in outside)


def test_the_alarm_calls_once_for_each_time_that_it_becomes_bad(tmp_path):
    log = tmp_path / "log"
    script = tmp_path / "command.py"
    script.write_text(
        "import sys, os, json\n"
        f"with open({str(log)!r}, 'a') as log:\n"
        "    print(json.load(sys.stdin)['id'] + os.environ['LATENCYLAB_ADVICE'], file=log)\n"
    )
    alarm = Alarm(f'"{sys.executable}" "{script}"', after=2)
    for report in (example(), GOOD, example(), example(), example(), GOOD, DEAD, DEAD):
        assert alarm.take(report) == ""
    assert log.read_text() == "00112233aabbccdduse-ethernet\n00112233aabbccdd\n"


def test_hostile_names_reach_the_command_as_text_only(tmp_path):
    report = example()
    report["verdict"]["summary"] = f"$(touch {tmp_path}/x); `touch {tmp_path}/x` \0 \n"
    script = "import os; print(os.environ['LATENCYLAB_SUMMARY'])"
    assert Alarm(f'"{sys.executable}" -c "{script}"', after=1).take(report) == ""
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("command", "words"), [("/nowhere/at/all", "cannot be run"), (f'"{sys.executable}" -c "exit(3)"', "status 3")]
)
def test_a_command_that_fails_is_said(command, words):
    assert words in Alarm(command, after=1).take(example())


@pytest.mark.parametrize("command", ["", "'unfinished"])
def test_what_is_no_command(command):
    with pytest.raises(UserError):
        Alarm(command)


def samples(text, parse=plain):
    return {(s.name, *sorted(s.labels.values())): s.value for family in parse(text) for s in family.samples}


def test_metrics_tell_the_report_in_base_units(tmp_path):
    exporter = Exporter(None, tmp_path / "latencylab.prom")
    exporter.update(example())
    found = samples((tmp_path / "latencylab.prom").read_text())
    main = ("play.example.net:18862", "target", "udp")
    assert found["latencylab_rtt_seconds", *sorted([*main, "median"])] == pytest.approx(0.0224)
    assert found["latencylab_jitter_seconds", *sorted([*main, "pdv_p95"])] == pytest.approx(0.0198)
    assert found["latencylab_loss_ratio", *sorted(main)] == pytest.approx(0.005)
    assert found["latencylab_bandwidth_bits_per_second", "upload"] == pytest.approx(11.8e6)
    assert found["latencylab_score",] == 58
    assert found["latencylab_sessions_total",] == 1
    assert found["latencylab_recommendation", "critical", "use-ethernet"] == 1
    assert found["latencylab_session_start_timestamp_seconds",] == pytest.approx(1795292100.25)


def test_what_was_not_measured_has_no_sample():
    exporter = Exporter(None, None)
    report = example() | {"bandwidth": None, "loaded": None, "wifi": None, "segments": []}
    report["targets"][0] |= {"rtt_ms": None, "jitter_ms": None, "loss_pct": None}
    report["verdict"]["score"] = None
    exporter.update(report)
    found = samples(generate_latest(exporter._registry).decode())
    absent = ("latencylab_bandwidth", "latencylab_loaded", "latencylab_score")
    assert not [key for key in found if key[0].startswith(absent)]

    assert not [key for key in found if "play.example.net:18862" in key and "rtt" in key[0]]


def test_prometheus_and_openmetrics_scrapes_with_hostile_names():
    exporter = Exporter("0", None)
    report = example()
    report["targets"][0]["id"] = 'a"b\\c\nd{e="f"} \u202e'
    exporter.update(report)
    try:
        for accept, parse in (("text/plain", plain), ("application/openmetrics-text; version=1.0.0", openmetrics)):
            url = f"http://127.0.0.1:{exporter.port}/metrics"
            request = urllib.request.Request(url, headers={"Accept": accept})
            with urllib.request.urlopen(request) as answer:
                found = samples(answer.read().decode(), parse)
            labels = sorted([report["targets"][0]["id"], "target", "udp", "median"])
            assert found["latencylab_rtt_seconds", *labels] == pytest.approx(0.0224)
    finally:
        exporter.close()


@pytest.mark.parametrize("listen", ["nonsense", "70000", "203.0.113.1:9", "host:-1"])
def test_an_unusable_address_is_one_sentence(listen):
    with pytest.raises(UserError, match="Cannot answer Prometheus"):
        Exporter(listen, None)


def test_the_program_goes_round_keeps_each_session_and_ends_by_ctrl_c(tmp_path):
    prom, log = tmp_path / "latencylab.prom", tmp_path / "log"
    command = [sys.executable, "-m", "latencylab", "--data-dir", str(tmp_path), *ROUND, "--textfile", str(prom)]
    alarm = f"{sys.executable} -c \"open('{log}', 'a').write('x')\""
    process = subprocess.Popen([*command, "--on-problem", alarm], stderr=subprocess.PIPE, text=True)
    while not (prom.exists() and samples(prom.read_text())["latencylab_sessions_total",] >= 2):
        assert process.poll() is None, process.stderr.read()
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert errors == ""
    done = [sys.executable, "-m", "latencylab", "--data-dir", str(tmp_path), "--history", "--json", "-"]
    listed = json.loads(subprocess.run(done, capture_output=True, check=True).stdout)["sessions"]
    assert len(listed) >= 2
    assert {session["state"] for session in listed} == {"complete"}
    assert not log.exists()


@pytest.mark.parametrize(
    "arguments",
    [("--every", "0"), ("--every", "x"), ("--between", "25:00-1:00"), ("--on-problem", "'"), ("--prometheus", "x")],
)
def test_unusable_options_are_one_line_and_status_2(arguments, tmp_path):
    command = [sys.executable, "-m", "latencylab", "--probe", "local", "--watch", "--no-save", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "TERM": "dumb"})
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
