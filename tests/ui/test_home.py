"""The app in emulated homes: what it says is what the home is like."""

import json
import sys

import pytest

from tests.homes import home

pytestmark = pytest.mark.lab


def drive(lab, folder, target, *more, **options):
    done = lab.run(
        "device", [sys.executable, "-m", "tests.ui.drive", str(folder), target, *more], timeout=240, **options
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_bad_wifi_is_named_and_the_experiment_answers(tmp_path):
    text = '[device]\ninterface = "wlan0"\n[wire.home]\njitter = "exponential 8 ms"\n'
    with home(text) as lab:
        read = drive(lab, tmp_path, "frankfurt:18862", "again")
    assert "Wi-Fi" in read["headline"]
    assert "use-ethernet" in read["cards"]
    assert read["score"].startswith("Score")
    assert all(name in read["bar"] for name in ("Home", "Access line", "Route and server"))
    assert ":" in read["answer"]
    assert len(read["answer"]) > 30


def test_without_network_and_without_permission_it_says_so(tmp_path):
    text = '[device]\nprivileged = false\n[node.device]\nping_group = "nobody"\n'
    with home(text, reflector=False) as lab:
        lab.wire("access").set("up", loss_pct=100)
        read = drive(lab, tmp_path, lab.address("frankfurt"), privileged=False)
    assert read["score"] == "No score yet"
    assert "No target answered" in read["headline"]
    assert "does not permit ICMP" in read["sure"] or "does not answer" in read["sure"]
