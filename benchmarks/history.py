"""How long the history takes with 10,000 sessions, and what ``kill -9`` costs at random moments of a measurement."""

import statistics
import tempfile
from pathlib import Path

from benchmarks import kills
from latencylab import clock
from latencylab.history import History

SESSIONS = 10_000


def main() -> None:
    """Print both."""
    with tempfile.TemporaryDirectory() as folder:
        _speed(Path(folder))
    kills.main()


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


if __name__ == "__main__":
    main()
