"""Builds a home and diagnoses it."""

import json
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.lab import Lab, Scenario
from tests.scenarios.judge import Answer, Expectation

HOMES = Path(__file__).parent / "homes"
LIMIT_S = 30.0
"""The longest that a default diagnosis may take."""
_PATIENCE_S = 120.0
_PROGRAM = (sys.executable, "-m", "latencylab")
_REFLECTOR = "{latencylab} --serve 0.0.0.0:18862 --quiet"


def read(path: Path) -> tuple[Scenario, Expectation]:
    """A home, with a reflector on each server unless it starts services itself, and what is expected of it."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    servers = data.get("server", {"frankfurt": {}})
    if "service" not in data:
        data["service"] = [
            {"node": name, "command": _REFLECTOR, "listens": "udp:18862", "name": f"reflector-{name}"}
            for name in servers
        ]
    scenario = Scenario.from_mapping(data, path.stem, path.parent)
    return scenario, Expectation.from_table(scenario.expect)


def is_heavy(path: Path) -> bool:
    """Whether a home's own traffic, tunnel or managed queue takes most of two cores: beside another it is too slow."""
    text = path.read_text(encoding="utf-8")
    return any(word in text.partition("[remedy")[0] for word in ("[[traffic]]", "vpn =", '"sqm"'))


def diagnose(lab: Lab, targets: Sequence[str], options: Sequence[str]) -> Answer:
    """Run the whole diagnosis on the device, as a user would."""
    arguments = [*_PROGRAM, "--probe", *targets, "--no-save", "--json", "-", *options]
    if "wifi" in lab.scenario.files:
        arguments += ["--wifi-from", str(lab.scenario.files["wifi"])]
    began = time.monotonic()
    try:
        done = lab.run("device", arguments, timeout=_PATIENCE_S)
    except subprocess.TimeoutExpired:
        return Answer((), None, _PATIENCE_S, ("It did not end.",))
    seconds = time.monotonic() - began
    if not done.stdout:
        return Answer((), None, seconds, (done.stderr.strip(),))
    report = json.loads(done.stdout)
    errors = tuple(entry["error"] for entry in report["errors"])
    return Answer(tuple(report["recommendations"]), report["verdict"]["score"], seconds, errors, report)


def diagnose_home(path: Path, added: tuple[str, ...] = ()) -> tuple[Expectation, Answer]:
    """Build the home, let its timeline run, diagnose it; ``added`` are further options."""
    scenario, expected = read(path)
    with Lab(scenario) as lab:
        lab.start_timeline()
        return expected, diagnose(lab, expected.targets, (*expected.options, *added))
