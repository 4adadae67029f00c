"""The app: how fast it draws a day of five servers, how soon its window is usable, what eight hours cost.

Each part runs in a process of its own, without a screen (Qt's ``offscreen`` platform paints into memory). Frames are
counted as they are painted, with new samples arriving and the view following, zooming and panning.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LEGS, RATE_HZ, DAY_S = 5, 10.0, 86_400
SAMPLES = round(RATE_HZ * DAY_S)
FRAMES = 150
WIDTH, HEIGHT = 1440, 900
START_ROUNDS = 5


def main() -> None:
    """Print everything."""
    ours, plain = _child("redraw"), _child("plain")
    print(f"Live page, {LEGS} servers x {SAMPLES} samples, {WIDTH} x {HEIGHT}, frames a second (goal: 50 at least)")
    print("In brackets: frames a second of processor time, which other work on this computer does not lower.")
    print(f"{'':<34}{'follow 60 s':>15}{'whole day':>15}{'zoom, pan':>15}{'memory, MB':>12}")
    for name, found in (("LatencyLab's page", ours), ("plain pyqtgraph curves", plain)):
        cells = "".join(f"{found[key][0]:7.1f} ({found[key][1]:5.1f})" for key in ("follow", "day", "zoom"))
        print(f"{name:<34}{cells}{found['memory_mb']:12.0f}")
    print(f"Spikes of a single sample drawn: {ours['spikes_seen']} of {ours['spikes']} at each of 6 zooms.")
    print()
    starts = {name: statistics.median(_start(name) for _ in range(START_ROUNDS)) for name in ("start", "bare")}
    print("Start to a window that can be used, ms (median)")
    print(f"{'LatencyLab':<34}{starts['start']:12.0f}   (goal: 900 at most)")
    print(f"{'bare PySide6 with a pyqtgraph plot':<34}{starts['bare']:12.0f}")
    print()
    hours = _child("hours")
    print("Eight hours of 5 legs at 10 Hz with the window open, by a fast clock")
    print(f"{'memory after 1 h, after 8 h, MB':<34}{hours['first_mb']:12.1f}{hours['last_mb']:12.1f}")
    print(f"{'samples need, MB':<34}{hours['need_mb']:12.1f}")
    print(f"{'references to None':<34}{hours['none_before']:12}{hours['none_after']:12}")


def _child(part: str) -> dict[str, Any]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    argv = [sys.executable, "-m", "benchmarks.app", part]
    done = subprocess.run(argv, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _start(part: str) -> float:
    """From before the process starts to the first event after the window was painted."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder}
        argv = [sys.executable, "-m", "benchmarks.app", part]
        done = subprocess.run(argv, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return (float(done.stdout.splitlines()[-1]) - began) * 1000


def start() -> None:
    """Open the app and say when its window could be used."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from ui.app import App
    from ui.context import Services

    qt = QApplication([])
    app = App(qt, Services([sys.executable, "-m", "latencylab"]))
    app.settings.set("first_run_done", True)
    app.open()
    QTimer.singleShot(0, lambda: _say_and_quit(qt))
    qt.exec()
    app.close()


def bare() -> None:
    """The same with nothing but Qt and one plot."""
    import pyqtgraph as pg
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow

    qt = QApplication([])
    window = QMainWindow()
    plot = pg.PlotWidget()
    plot.plot([1, 2, 3], [1, 4, 2])
    window.setCentralWidget(plot)
    window.resize(WIDTH, HEIGHT)
    window.show()
    QTimer.singleShot(0, lambda: _say_and_quit(qt))
    qt.exec()


def _say_and_quit(qt: Any) -> None:
    print(time.monotonic(), flush=True)
    qt.quit()


def _app() -> tuple[Any, Any]:
    from PySide6.QtWidgets import QApplication

    from ui.app import App
    from ui.context import Services

    qt = QApplication([])
    app = App(qt, Services([sys.executable, "-c", "pass"]), Path(tempfile.mkdtemp()))
    app.window.resize(WIDTH, HEIGHT)
    app.window.show()
    app.window.show_page("live")
    return qt, app


def _fill(app: Any, seconds: float, rng: Any) -> list[float]:
    """Put ``seconds`` of five legs into the store; gives the instants of the spikes of a single sample."""
    import numpy as np

    from latencylab import events

    store = app.store
    store.apply([events.SessionStarted(0, "bench", 1_700_000_000_000_000_000, "0")])
    count = round(seconds * RATE_HZ)
    # far enough apart that no two share a pixel of the whole day
    spikes = np.arange(40) * (count // 40) + rng.integers(0, count // 50, 40)
    for leg in range(LEGS):
        store.apply([events.LegAdded(0, f"s{leg}", "target", f"s{leg}", f"server {leg}", "", "icmp", rate_hz=RATE_HZ)])
        values = 20 + 5 * leg + rng.exponential(2.0, count)
        if leg == 0:
            values[spikes] = 500.0 + np.arange(len(spikes))
        store.lines[f"s{leg}"].samples.extend(np.arange(count) / RATE_HZ, values.astype(np.float32))
    store.session.now_ns = round(seconds * 1e9)
    return [float(place) / RATE_HZ for place in spikes]


def redraw() -> None:
    """Frames of the live page."""
    import numpy as np

    rng = np.random.default_rng(1)
    qt, app = _app()
    spikes = _fill(app, DAY_S, rng)
    page = app.window.page
    plot = page.plot
    page.refresh()

    def frame(index: int) -> None:
        app.store.apply(_more(DAY_S + index / RATE_HZ))
        app.window.frame()
        qt.processEvents()

    def zoom(index: int) -> None:
        plot.pan(-37.0 if index % 2 else 30.0)
        plot.zoom(0.93 if index % 60 < 30 else 1.08)
        frame(index)

    found: dict[str, Any] = {"follow": _rate(frame)}
    plot.span_s = float(DAY_S)
    found["day"] = _rate(frame)
    found["zoom"] = _rate(zoom)
    found["memory_mb"] = _memory_mb()
    found |= _count_spikes(app, spikes)
    print(json.dumps(found))


def _more(at_s: float) -> list[Any]:
    from latencylab import events

    return [events.Sample(round(at_s * 1e9), f"s{leg}", 0, 0, 20_000_000) for leg in range(LEGS)]


def _rate(frame: Any) -> tuple[float, float]:
    """Frames a second, and frames a second of processor time: what a computer without other work would reach."""
    began, used = time.perf_counter(), time.process_time()
    for index in range(FRAMES):
        frame(index)
    return FRAMES / (time.perf_counter() - began), FRAMES / (time.process_time() - used)


def _count_spikes(app: Any, spikes: list[float]) -> dict[str, float]:
    """How many of the spikes are in what is drawn, at six zooms, around each spike."""
    seen = dict.fromkeys(spikes, 0)
    spans = (60.0, 600.0, 3600.0, 14_400.0, 43_200.0, float(DAY_S))
    for span_s in spans:
        for order, at_s in enumerate(spikes):
            start_s = min(max(0.0, at_s - span_s / 2), DAY_S - span_s)
            drawn = app.store.lines["s0"].samples.draw(start_s, start_s + span_s, 1100, 1.0)
            seen[at_s] += bool((abs(drawn.y - (500.0 + order)) < 0.01).any())
    return {"spikes": len(spikes), "spikes_seen": sum(count == len(spans) for count in seen.values())}


def plain() -> None:
    """The same samples as curves that pyqtgraph draws by itself."""
    import numpy as np
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication

    rng = np.random.default_rng(1)
    qt = QApplication([])
    plot = pg.PlotWidget()
    plot.resize(WIDTH - 200, HEIGHT // 2)
    times = np.arange(SAMPLES) / RATE_HZ
    curves = [
        (plot.plot(times, values), values) for values in (20 + rng.exponential(2.0, SAMPLES) for _ in range(LEGS))
    ]
    plot.show()

    def draw(low: float, high: float) -> None:
        for curve, values in curves:
            curve.setData(times, values)
        plot.setXRange(low, high, padding=0)
        plot.viewport().repaint()
        qt.processEvents()

    global FRAMES  # noqa: PLW0603 - a frame takes seconds here
    FRAMES = 5
    found = {
        "follow": _rate(lambda _: draw(DAY_S - 60, DAY_S)),
        "day": _rate(lambda _: draw(0, DAY_S)),
        "zoom": _rate(lambda index: draw(1000 * index, 1000 * index + DAY_S / 2)),
        "memory_mb": _memory_mb(),
    }
    print(json.dumps(found))


def hours() -> None:
    """Eight hours in some minutes, with the page drawing all the while."""
    import numpy as np

    from latencylab import events

    rng = np.random.default_rng(2)
    qt, app = _app()
    store = app.store
    store.apply([events.SessionStarted(0, "bench", 1_700_000_000_000_000_000, "0")])
    store.apply(
        [
            events.LegAdded(0, f"s{leg}", "target", f"s{leg}", f"server {leg}", "", "icmp", rate_hz=RATE_HZ)
            for leg in range(LEGS)
        ]
    )
    store.apply([events.PhaseChanged(0, "watch")])
    first_mb, none_before = 0.0, sys.getrefcount(None)
    for second in range(8 * 3600):
        rtts = (20e6 + rng.exponential(2e6, (round(RATE_HZ), LEGS))).astype(int)
        store.apply(
            events.Sample(
                round((second + tick / RATE_HZ) * 1e9),
                f"s{leg}",
                second * 10 + tick,
                second * 10 + tick,
                int(rtts[tick, leg]),
            )
            for tick in range(round(RATE_HZ))
            for leg in range(LEGS)
        )
        if second % 60 == 0:
            app.window.frame()
            app.window.refresh()
            qt.processEvents()
        if second == 3600:
            first_mb = _memory_mb(now=True)
    found = {
        "first_mb": first_mb,
        "last_mb": _memory_mb(now=True),
        "need_mb": 7 * 3600 * RATE_HZ * LEGS * 12 * 1.5 / 1e6,
        "none_before": none_before,
        "none_after": sys.getrefcount(None),
    }
    print(json.dumps(found))


def _memory_mb(*, now: bool = False) -> float:
    if now:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * resource.getpagesize() / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    {"redraw": redraw, "plain": plain, "start": start, "bare": bare, "hours": hours}[sys.argv[1]]()
