"""The app without a screen, with a real engine beside it."""

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QEvent

from ui.app import App
from ui.context import Services

SLOW_MS = 60_000
"""How long a test waits for what takes a second on a quiet machine."""


def make_app(qapp, folder, command=None, **settings):
    services = Services(command or [sys.executable, "-m", "latencylab"], {}, folder / "history")
    app = App(qapp, services, folder / "settings")
    for key, value in {"first_run_done": True, "language": "en", "theme": "light", **settings}.items():
        app.settings.set(key, value)
    return app


def end(app, qapp):
    """Close the app and delete its window: each style sheet is applied to everything that is still there."""
    app.window.close()
    app.close()
    app.window.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()


@pytest.fixture
def app(qapp, tmp_path):
    """The app with its window open, on a target inside this computer."""
    made = make_app(qapp, tmp_path, targets="local", duration_s=1, bandwidth=False, path=False, wifi=False)
    made.open()
    yield made
    end(made, qapp)


@pytest.fixture
def still(qapp, tmp_path):
    """The app without an engine, for what needs no measurement."""
    made = make_app(qapp, tmp_path, [sys.executable, "-c", "import sys; sys.stdin.read()", "--"])
    made.window.show()
    yield made
    end(made, qapp)
