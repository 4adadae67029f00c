"""Uses the app as a person would, in a process of its own: the test runs it inside an emulated home.

    python -m tests.ui.drive FOLDER TARGET [again]

Presses the big button, waits for the verdict, and with ``again`` tests the first card's advice: prints what the card
asks for and waits for a line on standard input each time, for whoever switches the home. Prints what a person reads,
as JSON.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.app import App
from ui.context import Services

PATIENCE_MS = 90_000


def main() -> int:
    folder, target, *more = sys.argv[1:]
    qt = QApplication([])
    app = App(
        qt, Services([sys.executable, "-m", "latencylab"], {}, Path(folder) / "history"), Path(folder) / "settings"
    )
    wanted = {"targets": target, "duration_s": 4.0, "bandwidth": False, "language": "en", "block_s": 2.0}
    for key, value in wanted.items():
        app.settings.set(key, value)
    app.settings.set("first_run_done", True)
    app.open()
    page = app.window.page
    press(app, page.start_button)
    read = {
        "headline": page.headline.text(),
        "score": page.ring.accessibleName(),
        "bar": page.bar.accessibleDescription(),
        "cards": [card.entry["id"] for card in page._cards],
        "sure": page._sure.text(),
        "banner": app.window.banner.text.text(),
    }
    if more == ["again"] and page._cards:
        card = page._cards[0]
        QTest.mouseClick(card.again, Qt.MouseButton.LeftButton)
        while not card.trial.experiment.done:
            print(json.dumps({"ask": card.trial.words.text()}), flush=True)
            sys.stdin.readline()
            press(app, card.trial.go_on, lambda: card.trial.experiment.asks or card.trial.experiment.done)
        read["answer"], read["tested"] = card.trial.words.text(), card.entry["id"]
        read["still"] = page.headline.text()
    print(json.dumps(read))
    app.close()
    return 0


def press(app: App, button: object, over: Callable[[], bool] = lambda: True) -> None:
    """Click, and wait until the measurement that this starts is over."""
    loop = QEventLoop()
    app.runner.finished.connect(lambda *_: loop.quit() if over() else None)
    app.runner.trouble.connect(lambda *_: None if app.runner.runs else loop.quit())
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    loop.exec()
    app.window.page.refresh()


if __name__ == "__main__":
    sys.exit(main())
