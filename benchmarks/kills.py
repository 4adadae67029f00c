"""What ``kill -9`` costs at random moments of the real program: ``python -m benchmarks.kills [NUMBER]``.

Every other session is killed while it measures, the rest anywhere between the start of a short one and after its end:
beginning, recording, writing the report and making room are hit too. Afterwards every session must open, and of those
that were measuring at most a second of samples may be missing, at the end or anywhere before.
"""

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from latencylab import clock, events
from latencylab.errors import UserError
from latencylab.history import History
from latencylab.recording import read

KILLS = 100
RATE_HZ = 20
MOST_MISSING_MS = 1000.0
_LONGEST_SHORT_S = 5.0


class Loss(NamedTuple):
    """What a recording lacks."""

    tail_ms: float
    """From the last sample to the kill."""
    holes: int
    """Samples that are missing before the last one of their leg."""


def main(kills: int = KILLS) -> bool:
    """Kill and print; whether nothing was lost that must not be."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        losses = []
        for number in range(kills):
            if number % 2:
                _killed_anywhere(folder)
            else:
                losses.append(_killed_measuring(folder))
        entries, unopened = _opened(folder)
    states = Counter(entry.state for entry in entries)
    worst = max(losses, default=Loss(0.0, 0))
    told = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    print(f"kill -9, {kills} times: {len(entries) - len(unopened)} of {len(entries)} sessions open ({told})")
    print(f"  killed while measuring, {len(losses)}: at most {worst.tail_ms:.0f} ms of samples missing at the end,")
    print(f"  {sum(loss.holes for loss in losses)} samples missing before ({1000 / RATE_HZ:.0f} ms between samples)")
    for sentence in unopened:
        print(f"  FAILED: {sentence}")
    ok = not unopened and all(loss.tail_ms + loss.holes * 1000 / RATE_HZ <= MOST_MISSING_MS for loss in losses)
    print(f"  {'as it must be' if ok else 'FAILED: more is missing than a second'}" if not unopened else "")
    return ok


def _program(folder: Path, duration_s: float) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "latencylab", "--data-dir", str(folder), "--probe", "local", "-q"]
    options = ["--duration", str(duration_s), "--rate", str(RATE_HZ), "--no-wifi", "--no-path", "--no-bandwidth"]
    return subprocess.Popen([*command, *options])


def _killed_measuring(folder: Path) -> Loss:
    before = set(folder.glob("recordings/*"))
    process = _program(folder, 60)
    while not (new := set(folder.glob("recordings/*")) - before):
        if process.poll() is not None:
            raise SystemExit("The program ended before it recorded anything.")
        time.sleep(0.01)
    time.sleep(random.uniform(0.3, 4))
    killed_ns = clock.wall_ns()
    process.kill()
    process.wait()
    return loss(new.pop(), killed_ns)


def _killed_anywhere(folder: Path) -> None:
    process = _program(folder, 1)
    try:
        process.wait(random.uniform(0.1, _LONGEST_SHORT_S))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def loss(recording: Path, killed_ns: int) -> Loss:
    """What a recording lacks of a session that was killed at that instant of the wall clock."""
    started_ns, last_ns, missed = 0, 0, 0
    ticks: dict[str, set[int]] = {}
    for event in read(recording):
        match event:
            case events.SessionStarted():
                started_ns = event.started_wall_ns
            case events.Sample():
                last_ns = max(last_ns, event.t_ns)
                ticks.setdefault(event.leg, set()).add(event.seq)
            case events.SlotsMissed():
                missed += event.count * event.legs  # never sent: told, not lost
            case _:
                pass
    holes = sum(max(seen) - min(seen) + 1 - len(seen) for seen in ticks.values())
    return Loss((killed_ns - started_ns - last_ns) / clock.NS_PER_MS, max(0, holes - missed))


def _opened(folder: Path) -> tuple[list[Any], list[str]]:
    """All sessions, and a sentence for each that does not open or has no row."""
    failures = []
    with History(folder) as history:
        entries = history.entries()
        failures += history.problems
        for entry in entries:
            try:
                if history.report(entry.id)["id"] != entry.id:
                    failures.append(f"{entry.id} opens as another session")
            except (UserError, ValueError) as error:
                failures.append(f"{entry.id} does not open: {error}")
        rowless = {path.stem for path in folder.glob("recordings/*")} - {entry.id for entry in entries}
    return entries, [*failures, *(f"{name} is not listed" for name in rowless)]


if __name__ == "__main__":
    sys.exit(not main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
