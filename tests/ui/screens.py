"""``make screenshots``: every page, light and dark, once and twice the size, in each state, small, and in German.

    python -m tests.ui.screens FOLDER

The sessions are measured in emulated homes (:mod:`tests.ui.scenes`); nothing else is made up, but that the blocks of
the experiment are parts of these sessions. Pictures are named ``page-state-theme-scale.png``.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from latencylab import events, recording
from latencylab.clock import NS_PER_S
from latencylab.comparison import runs_of
from latencylab.experiment import AS_IT_WAS, BLOCKS, WITH_CHANGE
from latencylab.history.load import load_file
from latencylab.history.store import History
from latencylab.history.taking import take_in
from tests.ui import scenes
from ui.app import App
from ui.context import Services
from ui.i18n import tr
from ui.pages.servers import ServersPage
from ui.settings import Settings
from ui.turns import Turns

STATES = ("empty", "running", "healthy", "faulty", "error")
THEMES = ("light", "dark")
SIZE, SMALL = QSize(1440, 900), QSize(1024, 640)
RUNNING_S = 9.0
"""How far the session is in the pictures of a running one."""
RUNS = (("1", "en"), ("2", "en"), ("1", "de"))
"""Scale and language of each set of pictures."""


def main() -> int:
    """Measure, then draw each set in a process of its own: Qt reads the scale once."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    if len(sys.argv) > 2:
        return draw(folder, Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        with History(home / "history") as history:
            for name, text in (("healthy", scenes.HEALTHY), ("faulty", scenes.FAULTY)):
                take_in(history, load_file(scenes.measure(text, home, name, wifi=name == "faulty")))
        scenes.rank(home)
        for scale, language in RUNS:
            places = {"XDG_CONFIG_HOME": place, "XDG_CACHE_HOME": place}
            environment = {**os.environ, **places, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": scale}
            argv = [sys.executable, "-m", "tests.ui.screens", str(folder), str(home), scale, language]
            if status := subprocess.run(argv, env=environment, check=False).returncode:
                return status
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


def draw(folder: Path, home: Path, scale: str, language: str) -> int:
    """Draw everything at one scale in one language; the small window once, at the smaller scale."""
    qt = QApplication.instance() or QApplication([])
    assert isinstance(qt, QApplication)
    services = Services([sys.executable, "-c", "import sys; sys.stdin.read()"], {}, home / "nothing")
    Settings(home / "settings").set("language", language)
    app = App(qt, services, home / "settings")
    app.settings.set("targets", scenes.TARGET)
    app.settings.set("first_run_done", True)
    app.settings.set("block_s", 3)
    app.window.resize(SIZE)
    app.window.show()
    ending = f"{scale}x" if language == "en" else f"{scale}x-{language}"
    for state in STATES:
        enter(app, state, home)
        shoot(app, folder, state, ending)
        if state == "faulty":
            lead_experiment(app, home, folder, ending)
            if scale == "1":
                app.window.resize(SMALL)
                shoot(app, folder, state, f"small-{ending}")
                app.window.resize(SIZE)
    app.close()
    return 0


def shoot(app: App, folder: Path, state: str, ending: str, *only: str) -> None:
    """A picture of each page in each theme."""
    for theme in THEMES:
        app.settings.set("theme", theme)
        for name in only or tuple(app.window.side.buttons):
            app.window.show_page(name)
            for _ in range(3):
                QApplication.processEvents()
            app.window.grab().save(str(folder / f"{name}-{state}-{theme}-{ending}.png"))


def enter(app: App, state: str, home: Path) -> None:
    """Bring the app into a state."""
    runner, store = app.runner, app.store
    runner.purpose = None
    app.window.banner.hide()
    if state == "empty":
        return
    app.context.services.history = home / "history"
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
    if state == "healthy":
        servers = app.window.pages["servers"]
        assert isinstance(servers, ServersPage)
        servers.service.setCurrentIndex(servers.service.findData("example"))
        servers.take_ranking("example", json.loads((home / "ranking.json").read_text()))
    store.apply(found)
    runner.changed.emit()
    if state == "error":
        text = tr("The measuring engine ended ({reason}) and was started again.").format(reason=tr("it was killed"))
        runner.trouble.emit(text, tr("Measure again"))


def lead_experiment(app: App, home: Path, folder: Path, ending: str) -> None:
    """The first card's experiment: what it asks for, and its answer on what was measured in both homes."""
    app.window.show_page("play")
    app.window.test_again(app.store.report()["recommendations"][0])
    shoot(app, folder, "asked", ending, "play")
    made = app.context.experiment
    assert isinstance(made, Turns)
    runs = {WITH_CHANGE: "healthy", AS_IT_WAS: "faulty"}
    whole = {arm: runs_of(recording.read(home / f"{name}.llrec")) for arm, name in runs.items()}
    for block in range(made._trial.count):
        run = whole[made._trial.wanted or WITH_CHANGE]
        part = block // 2
        made._trial.take(run[part * len(run) // BLOCKS : (part + 1) * len(run) // BLOCKS])
    made.end()
    shoot(app, folder, "answered", ending, "play")
    app.window.drop_experiment()


if __name__ == "__main__":
    sys.exit(main())
