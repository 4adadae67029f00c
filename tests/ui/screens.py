"""``make screenshots``: every page, light and dark, once and twice the size, in each state that it can be in.

    python -m tests.ui.screens FOLDER

The sessions are measured in emulated homes (:mod:`tests.ui.scenes`); nothing else is made up. Pictures are named
``page-state-theme-scale.png``.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from latencylab import events, recording
from latencylab.clock import NS_PER_S
from tests.ui import scenes
from ui.app import App
from ui.context import Services

STATES = ("empty", "running", "healthy", "faulty", "error")
THEMES = ("light", "dark")
SIZE = QSize(1440, 900)
RUNNING_S = 9.0
"""How far the session is in the pictures of a running one."""


def main() -> int:
    """Measure, then draw at each scale in a process of its own: Qt reads the scale once."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    if len(sys.argv) > 2:
        return draw(folder, Path(sys.argv[2]), sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        scenes.measure(scenes.HEALTHY, home, "healthy", wifi=False)
        scenes.measure(scenes.FAULTY, home, "faulty", wifi=True)
        for scale in ("1", "2"):
            environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
            argv = [sys.executable, "-m", "tests.ui.screens", str(folder), str(home), scale]
            if status := subprocess.run(argv, env=environment, check=False).returncode:
                return status
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


def draw(folder: Path, home: Path, scale: str) -> int:
    """Draw everything at one scale."""
    qt = QApplication.instance() or QApplication([])
    assert isinstance(qt, QApplication)
    services = Services([sys.executable, "-c", "import sys; sys.stdin.read()"], {}, home / "history")
    app = App(qt, services, home / "settings")
    app.settings.set("targets", scenes.TARGET)
    app.settings.set("first_run_done", True)
    app.window.resize(SIZE)
    app.window.show()
    for state in STATES:
        enter(app, state, home)
        for theme in THEMES:
            app.settings.set("theme", theme)
            for name in app.window.side.buttons:
                app.window.show_page(name)
                for _ in range(3):
                    qt.processEvents()
                picture = app.window.grab()
                picture.save(str(folder / f"{name}-{state}-{theme}-{scale}x.png"))
    app.close()
    return 0


def enter(app: App, state: str, home: Path) -> None:
    """Bring the app into a state."""
    runner, store = app.runner, app.store
    runner.purpose = None
    app.window.banner.hide()
    if state == "empty":
        return
    found = list(recording.read(home / ("healthy.llrec" if state == "healthy" else "faulty.llrec")))
    if state == "running":
        found = [event for event in found if event.t_ns < RUNNING_S * NS_PER_S]
        runner.purpose = "diagnosis"
        runner.plan = runner.plan_of_settings()
    if state == "error":
        trouble = "The name frankfurt could not be looked up."
        kept = [event for event in found if isinstance(event, events.SessionStarted)]
        found = [*kept, events.ProbeFailed(NS_PER_S, "frankfurt", trouble, "Check the network connection.")]
        found.append(events.SessionEnded(2 * NS_PER_S))
    store.apply(found)
    runner.changed.emit()
    if state == "error":
        runner.trouble.emit("The measuring engine ended (it was killed) and was started again.", "Measure again")


if __name__ == "__main__":
    sys.exit(main())
