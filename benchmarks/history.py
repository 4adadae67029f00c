"""How long the history takes with 10,000 sessions, and what ``kill -9`` costs at random moments of a measurement."""

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from latencylab import clock
from latencylab.history import History
from latencylab.recording import read

SESSIONS = 10_000
KILLS = 100


def main() -> None:
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        _speed(Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        _kills(Path(folder))


def _speed(folder: Path) -> None:
    body = {"schema": "latencylab.report/1", "padding": [{"n": number, "x": str(number)} for number in range(300)]}
    with History(folder) as history:
        history._db.execute("PRAGMA synchronous = OFF")
        for number in range(SESSIONS):
            targets = [{"id": f"server-{number}.example"}]
            started = f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}.000Z"
            history.finish({**body, "id": f"{number:016x}", "started": started, "targets": targets}, note=f"n{number}")
    for name, search in (("list", ""), ("search by server", "server-4711.ex"), ("search by note", "n4711")):
        times = []
        for _ in range(5):
            began_ns = clock.mono_ns()
            with History(folder) as history:
                found = len(history.entries(search))
            times.append((clock.mono_ns() - began_ns) / clock.NS_PER_MS)
        print(f"{SESSIONS} sessions, {name}: {statistics.median(times):.0f} ms ({found} found)")


def _kills(folder: Path) -> None:
    missing = []
    for _ in range(KILLS):
        before = set(folder.glob("recordings/*"))
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "latencylab",
                "--data-dir",
                str(folder),
                "--probe",
                "local",
                "--duration",
                "60",
                "-q",
            ]
        )
        while not (new := set(folder.glob("recordings/*")) - before):
            if process.poll() is not None:
                raise SystemExit("the program ended before it recorded anything")
            time.sleep(0.01)
        try:
            process.wait(random.uniform(0.3, 3))
        except subprocess.TimeoutExpired:
            process.kill()
        killed_ns = clock.wall_ns()
        process.wait()
        missing.append((killed_ns - _last_sample_ns(new.pop())) / clock.NS_PER_MS)
    with History(folder) as history:
        opened = sum(bool(json.dumps(history.report(entry.id))) for entry in history.entries())
    print(
        f"kill -9: {opened} of {KILLS} sessions open; between the last sample and the kill: "
        f"median {statistics.median(missing):.0f} ms, longest {max(missing):.0f} ms (50 ms between samples)"
    )


def _last_sample_ns(path: Path) -> int:
    started_ns = last_ns = 0
    for event in read(path):
        started_ns = started_ns or getattr(event, "started_wall_ns", 0)
        last_ns = max(last_ns, event.t_ns)
    return started_ns + last_ns


if __name__ == "__main__":
    main()
