"""A first evening with the app, in a process of its own: the test runs it inside an emulated home.

    python -m tests.ui.tour FOLDER TARGET

Answers the first questions, measures twice, writes a PDF and a CSV, compares the two sessions of the history, and
measures once more while the engine is killed. Prints what a person reads, as JSON.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from tests.ui.drive import PATIENCE_MS, press
from ui.app import App
from ui.context import Services
from ui.dialogs.first_run import FirstRun

LEFT = Qt.MouseButton.LeftButton


def main() -> int:
    folder, target = Path(sys.argv[1]), sys.argv[2]
    qt = QApplication([])
    services = Services([sys.executable, "-m", "latencylab"], {}, folder / "history")
    app = App(qt, services, folder / "settings")
    read: dict[str, object] = {"asked": first_questions(app)}
    for key, value in {"targets": target, "duration_s": 4.0, "bandwidth": False, "language": "en"}.items():
        app.settings.set(key, value)
    for _ in range(2):
        app.window.show_page("play")
        press(app, app.window.page.start_button)
    read["headline"] = app.window.page.headline.text()
    read["written"] = [exported(app, kind, folder / f"out.{kind}") for kind in ("pdf", "csv")]
    read["sessions"], read["compared"] = compared(app)
    read["killed"], read["again"] = killed(app)
    print(json.dumps(read))
    app.close()
    return 0


def until(done: Callable[[], bool]) -> None:
    """Wait as somebody who looks on."""
    end_s = time.monotonic() + PATIENCE_MS / 1000
    while not done():
        if time.monotonic() > end_s:
            raise TimeoutError(done)
        QTest.qWait(20)


def first_questions(app: App) -> bool:
    """Answer what the first start asks; whether it asks no more."""
    app.open()
    until(lambda: app.window.findChild(FirstRun) is not None)
    guide = app.window.findChild(FirstRun)
    guide.services.setCurrentRow(1)
    QTest.mouseClick(guide.next_button, LEFT)
    QTest.mouseClick(guide.next_button, LEFT)
    return app.settings.flag("first_run_done")


def exported(app: App, kind: str, path: Path) -> str:
    """Export by the menu; what the banner says then."""
    QFileDialog.getSaveFileName = lambda *_: (str(path), "")
    app.window.banner.hide()
    app.window.context.actions[f"export_{kind}"].trigger()
    until(app.window.banner.isVisible)
    return app.window.banner.text.text()


def compared(app: App) -> tuple[int, str]:
    """Hold both sessions against each other; how many there are, and the answer."""
    app.window.show_page("history")
    page = app.window.page
    page.table.selectAll()
    QTest.mouseClick(page.compare_button, LEFT)
    until(lambda: page._answer.text() not in ("", "Comparing …"))
    return len(page.table.model_rows.rows), page._answer.text()


def killed(app: App) -> tuple[str, str]:
    """Kill the engine while it measures, and measure again as the banner offers; what is said each time."""
    app.window.show_page("play")
    page = app.window.page
    QTest.mouseClick(page.start_button, LEFT)
    until(lambda: any(line.samples.count > 20 for line in app.store.lines.values()))
    first = app.client.pid
    os.kill(first, signal.SIGKILL)
    until(lambda: app.window.banner.isVisible() and app.client.pid not in (0, first))
    said = app.window.banner.text.text()
    press(app, app.window.banner.action)
    return said, page.headline.text()


if __name__ == "__main__":
    sys.exit(main())
