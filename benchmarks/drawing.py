"""How far the readings are from the wire while the app draws at its full rate on the same computer.

The same as :mod:`benchmarks.accuracy`, with the app's live page beside it: five curves of an hour, scrolling.
"""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import accuracy
from benchmarks.netpair import NetPair


def main() -> None:
    """Print the errors with and without the app."""
    rows = []
    with NetPair() as net:
        rows.append(("LatencyLab, alone", accuracy._errors(net, accuracy._latencylab)))
        with _drawing():
            rows.append(("LatencyLab, the app drawing", accuracy._errors(net, accuracy._latencylab)))
    print("Error against the wire, us (goal with the app drawing: median 10 at most, p99 100 at most)")
    print(f"{'':<30}{'median':>8}{'p90':>8}{'p99':>8}{'max':>9}")
    for name, errors in rows:
        cuts = statistics.quantiles(errors, n=100)
        print(f"{name:<30}{cuts[49]:8.1f}{cuts[89]:8.1f}{cuts[98]:8.1f}{max(errors):9.1f}")


@contextmanager
def _drawing() -> Iterator[None]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    argv = [sys.executable, "-m", "benchmarks.drawing", "draw"]
    process = subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def draw() -> None:
    """Draw the live page at the rate of the app's own frame timer until ended."""
    import numpy as np

    from benchmarks import app as bench
    from ui.window import FRAME_MS

    qt, app = bench._app()
    bench._fill(app, 3600, np.random.default_rng(1))
    print("ready", flush=True)
    index = 0
    while True:
        began = time.perf_counter()
        index += 1
        app.store.apply(bench._more(3600 + index / bench.RATE_HZ))
        qt.processEvents()
        time.sleep(max(0.0, FRAME_MS / 1000 - (time.perf_counter() - began)))


if __name__ == "__main__":
    draw()
