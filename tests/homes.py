"""The program at work in an emulated home."""

import json
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.lab import Lab, Scenario
from tests.validation import checked

CAPTURE = Path(__file__).parents[1] / "benchmarks" / "capture.py"
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


def probe_all(lab: Lab, *arguments: str, **options: Any) -> Outcome:
    """The same with all that surrounds the latency: path, marks, a loaded line."""
    command = [*PROGRAM, "--probe", *arguments, "--no-wifi", "--no-save", "--json", "-"]
    done = lab.run("device", command, **{"timeout": 150, **options})
    assert "Traceback" not in done.stderr, done.stderr
    return Outcome(done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr)


def run_json(path: Path) -> dict[str, Any]:
    """A report that was written to a file."""
    report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return report


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


class Wire:
    """What a capture on the device's own interface saw, by the kernel's stamps; filled when the capture ends."""

    rows: tuple[tuple[str, ...], ...] = ()

    def rtts_ms(self, far: str, protocol: str = "icmp") -> list[float]:
        """The round-trip times of the probes to an address: each request paired with the reply to it."""
        number = {"icmp": "1", "udp": "17"}[protocol]
        waiting: dict[str, list[int]] = {}
        found = []
        for direction, kind, key, stamp, address in self.rows:
            if (kind, address) != (number, far):
                continue
            if direction == "out":
                waiting.setdefault(key, []).append(int(stamp))
            elif waiting.get(key):
                found.append((int(stamp) - waiting[key].pop(0)) / 1e6)
        return found

    def median_ms(self, far: str, protocol: str = "icmp") -> float:
        """The median of these."""
        return statistics.median(self.rtts_ms(far, protocol))


@contextmanager
def captured(lab: Lab) -> Iterator[Wire]:
    """Capture on the device's interface while the block runs: the truth that a slow machine's emulator cannot blur."""
    wire = Wire()
    with lab.popen(
        "device", [sys.executable, str(CAPTURE), "120"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        yield wire
        out, _ = process.communicate(timeout=20)
    wire.rows = tuple(tuple(line.split()) for line in out.splitlines())
