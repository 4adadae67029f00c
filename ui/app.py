"""Starts the app: settings, language, theme, window, engine."""

import os
import sys
import traceback
from pathlib import Path
from types import TracebackType

from platformdirs import user_config_path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from latencylab.errors import UserError
from ui import i18n, theme
from ui.context import Context, Services
from ui.engine_client import EngineClient
from ui.icons import app_icon
from ui.runner import Runner
from ui.settings import Settings
from ui.store import Store
from ui.tools import Tools
from ui.window import Window


class App:
    """Everything that lives as long as the window.

    Args:
        qt: Qt's application.
        services: what lies outside the app.
        folder: where settings are kept; the system's usual place when None.
    """

    def __init__(self, qt: QApplication, services: Services, folder: Path | None = None) -> None:
        self.settings = Settings(folder or user_config_path("latencylab", appauthor=False), qt)
        i18n.install(qt, self.settings.text("language"))
        theme.use(qt).wish(self.settings.text("theme"))
        self.settings.changed.connect(self._on_setting)
        self.store = Store(qt)
        self.client = EngineClient(services.engine_command, services.environment, qt)
        self.runner = Runner(self.settings, self.store, self.client, services.history, qt)
        self.tools = Tools(services.command, services.environment, qt)
        self.context = Context(self.settings, self.store, self.runner, services, self.tools)
        self.window = Window(self.context)
        self.window.setWindowIcon(app_icon())

    def _on_setting(self, key: str) -> None:
        if key == "theme":
            theme.theme().wish(self.settings.text(key))

    def open(self) -> None:
        """Show the window; the engine starts behind it."""
        self.window.show()
        QTimer.singleShot(0, self.client.open)
        if not self.settings.flag("first_run_done"):
            QTimer.singleShot(0, self.window.context.actions["first_run"].trigger)

    def close(self) -> None:
        """End the engine, keep the settings."""
        self.tools.close()
        self.client.close()
        self.settings.save()


def run(services: Services, arguments: list[str]) -> int:
    """Open the app; gives the exit status.

    Raises:
        UserError: there is no screen.
    """
    check_screen()
    qt = QApplication([sys.argv[0], *arguments])
    qt.setApplicationName("LatencyLab")
    qt.setDesktopFileName("latencylab")
    qt.setQuitOnLastWindowClosed(False)
    app = App(qt, services)
    sys.excepthook = _Complaints(app.window)
    app.open()
    try:
        return qt.exec()
    finally:
        app.close()


def check_screen() -> None:
    """Make sure that there is a screen to draw on.

    Raises:
        UserError: there is none; Qt itself would end the program without a word to people.
    """
    if sys.platform.startswith(("win", "darwin")) or os.environ.get("QT_QPA_PLATFORM"):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise UserError("There is no screen here to open the app on.", "Use latencylab --probe TARGET.")


class _Complaints:
    """Shows what went wrong in the app itself: one box at a time, the rest on standard error."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._box: QMessageBox | None = None

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        sys.stderr.write("".join(traceback.format_exception(kind, error, trace)))
        if self._box is not None or issubclass(kind, KeyboardInterrupt):
            return
        text = i18n.tr("Something went wrong inside the app: {error}. The measurement goes on.").format(error=error)
        self._box = QMessageBox(QMessageBox.Icon.Warning, "LatencyLab", text, parent=self._window)
        self._box.finished.connect(self._forget)
        self._box.open()

    def _forget(self, *_: object) -> None:
        self._box = None
