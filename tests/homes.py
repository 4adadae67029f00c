"""The program at work in an emulated home."""

import json
import signal
import subprocess
import sys
from typing import Any, NamedTuple

from tests.lab import Lab, Scenario
from tests.validation import checked

PROGRAM = (sys.executable, "-m", "latencylab")
REFLECTOR = """
    [[service]]
    node = "frankfurt"
    command = "{latencylab} --serve 0.0.0.0:18862"
    listens = "udp:18862"
    name = "reflector"
"""
QUICK = ("--no-bandwidth", "--no-path", "--no-wifi", "--no-save")


class Outcome(NamedTuple):
    """What a run of the program gave."""

    status: int
    report: dict[str, Any]
    stderr: str

    def target(self, target_id: str) -> dict[str, Any]:
        return next(target for target in self.report["targets"] if target["id"] == target_id)

    def segment(self, name: str) -> dict[str, Any]:
        return next(segment for segment in self.report["segments"] if segment["name"] == name)

    @property
    def advice(self) -> list[str]:
        return [entry["id"] for entry in self.report["recommendations"]]

    def error(self, probe: str) -> str:
        return " ".join(entry["error"] for entry in self.report["errors"] if entry["probe"] == probe)


def home(text: str = "", *, reflector: bool = True) -> Lab:
    """A home, with a reflector on the server ``frankfurt`` unless told otherwise."""
    return Lab(Scenario.from_text(text + (REFLECTOR if reflector else "")))


def probe(lab: Lab, *arguments: str, **options: Any) -> Outcome:
    """Run ``latencylab --probe`` on the device and read its report."""
    done = lab.run("device", [*PROGRAM, "--probe", *arguments, *QUICK, "--json", "-"], **options)
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, _report(done.stdout), done.stderr)


def interrupted(lab: Lab, after_s: float, number: signal.Signals, *arguments: str) -> Outcome:
    """The same, ended by a signal after a while."""
    process = lab.popen(
        "device", [*PROGRAM, "--probe", *arguments, *QUICK, "--json", "-"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with process:
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.send_signal(number)
        out, err = process.communicate(timeout=20)
    return Outcome(process.returncode, _report(out), err)


def _report(text: str) -> dict[str, Any]:
    """The report, which follows the published schema; empty when there is none."""
    return checked(json.loads(text)) if text else {}
