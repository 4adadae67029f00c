"""How quickly the program starts, beside the bare interpreter."""

import csv
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROUNDS = 9


def main() -> None:
    """Print the start-up times."""
    bare = _timed([sys.executable, "-c", "pass"])
    version = _timed([sys.executable, "-m", "latencylab", "--version"])
    print("Start, ms (median)")
    print(f"{'bare interpreter':<40}{bare:8.1f}")
    print(f"{'latencylab --version':<40}{version:8.1f}   {version - bare:+.1f} (goal: +50 at most)")
    first = statistics.median(_first_probe() for _ in range(ROUNDS))
    print(f"{'first probe on the wire':<40}{first:8.1f}   (goal: 300 at most)")


def _timed(argv: list[str]) -> float:
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        subprocess.run(argv, check=True, stdout=subprocess.DEVNULL)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _first_probe() -> float:
    """From before the process starts to the kernel's stamp of the first packet, on loopback."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples.csv"
        argv = [
            sys.executable,
            "-m",
            "latencylab",
            "--probe",
            "127.0.0.1",
            "--duration",
            "0.3",
            "-q",
            "--csv",
            str(path),
        ]
        began = time.time_ns()
        subprocess.run(argv, check=False)
        with path.open(newline="") as file:
            sent = min(datetime.fromisoformat(row["time"]) for row in csv.DictReader(file))
    return sent.timestamp() * 1000 - began / 1e6


if __name__ == "__main__":
    main()
