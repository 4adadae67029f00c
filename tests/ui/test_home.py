"""The app in emulated homes: what it says is what the home is like."""

import json
import re
import subprocess
import sys

import pytest
from pypdf import PdfReader

from tests.homes import home

pytestmark = pytest.mark.lab


def drive(lab, folder, target, program="drive", **options):
    argv = [sys.executable, "-m", f"tests.ui.{program}", str(folder), target]
    done = lab.run("device", argv, timeout=240, **options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


WIFI = """
[device]
interface = "wlan0"
[wire.home]
jitter = "exponential 8 ms"
"""


def lead(lab, folder, target):
    """Drive the app through an experiment, and switch the home as its card asks; what it asked for and what is read."""
    argv = [sys.executable, "-m", "tests.ui.drive", str(folder), target, "again"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    asked = []
    with lab.popen("device", argv, **pipes) as app:
        for line in app.stdout:
            read = json.loads(line)
            if "ask" not in read:
                return asked, read
            asked.append(read["ask"])
            lab.wire("home").set("both", jitter="uniform 0 ms" if "Plug" in read["ask"] else "exponential 8 ms")
            app.stdin.write("\n")
            app.stdin.flush()
    return asked, None


def test_a_bad_wifi_is_named_and_the_cable_is_shown_to_help_in_turns(tmp_path):
    with home(WIFI) as lab:
        asked, read = lead(lab, tmp_path, "frankfurt:18862")
    assert "Wi-Fi" in read["headline"]
    assert read["tested"] == read["cards"][0] == "use-ethernet"
    assert read["score"].startswith("Score")
    assert all(name in read["bar"] for name in ("Home", "Access line", "Route and server"))
    # A B B A A B B A: asked five times, for what is switched only
    assert [("Plug" in words) for words in asked] == [True, False, True, False, True]
    helped = re.fullmatch(r"✓ It helped by ([\d.]+) to ([\d.]+) ms \(the RTT p95\)\.", read["answer"])
    assert helped, read["answer"]
    low, high = (float(figure) for figure in helped.groups())
    assert 5 < low < high < 60  # 8 ms exponential each way: p95 of the sum is about 38 ms
    assert read["still"] == read["headline"]  # the diagnosis stays where it is


def test_without_network_and_without_permission_it_says_so(tmp_path):
    text = '[device]\nprivileged = false\n[node.device]\nping_group = "nobody"\n'
    with home(text, reflector=False) as lab:
        lab.wire("access").set("up", loss_pct=100)
        read = drive(lab, tmp_path, lab.address("frankfurt"), privileged=False)
    assert read["score"] == "No score yet"
    assert "No target answered" in read["headline"]
    assert "does not permit ICMP" in read["sure"] or "does not answer" in read["sure"]


def test_a_first_evening_from_the_first_question_to_a_killed_engine(tmp_path):
    with home(WIFI) as lab:
        read = drive(lab, tmp_path, "frankfurt:18862", program="tour")
    assert read["asked"] is True
    assert "Wi-Fi" in read["headline"]
    assert read["written"] == [f"Written: {tmp_path / name}" for name in ("out.pdf", "out.csv")]
    assert read["headline"] in " ".join(PdfReader(tmp_path / "out.pdf").pages[0].extract_text().split())
    assert len((tmp_path / "out.csv").read_text().splitlines()) > 100
    assert read["sessions"] == 2
    answers = ("It helped by ", "It became worse by ", "No difference that this test could see")
    assert read["compared"].startswith(answers)
    assert "What was measured is kept" in read["killed"]
    assert "Wi-Fi" in read["again"]
