"""What the menu does beyond measuring: open, export, copy, help."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from latencylab import recording
from latencylab.errors import UserError
from ui.i18n import tr

if TYPE_CHECKING:
    from ui.window import Window


def table(window: "Window") -> dict[str, Callable[[], Any]]:
    """Each command's id and what it does."""
    return {
        "open": lambda: ask_recording(window),
        "monitor": lambda: None,
        "export_pdf": lambda: None,
        "export_csv": lambda: None,
        "export_json": lambda: None,
        "copy_text": lambda: copy_text(window),
        "copy_picture": lambda: copy_picture(window),
        "shortcuts": lambda: show_shortcuts(window),
        "first_run": lambda: None,
        "about": lambda: show_about(window),
    }


def ask_recording(window: "Window") -> None:
    """Ask for a recording and show it."""
    name, _ = QFileDialog.getOpenFileName(window, tr("Open a recording"), "", tr("Recordings (*.llrec);;All files (*)"))
    if name:
        open_recording(window, Path(name))


def open_recording(window: "Window", path: Path) -> bool:
    """Show a recording in place of the present session; gives whether that worked."""
    context = window.context
    if context.runner.runs:
        window.banner.say(tr("Stop the measurement first; then the recording can be opened."))
        return False
    reading = recording.Reading()
    try:
        found = list(recording.read(path, reading))
    except UserError as error:
        window.banner.say(str(error))
        return False
    context.shown_report = None
    context.store.apply(found)
    context.store.abandon()
    window.show_page(window.page.name)
    if reading.problems:
        window.banner.say(" ".join(reading.problems))
    return True


def copy_text(window: "Window") -> None:
    """Put the report as text on the clipboard, without addresses."""
    from ui.sharing import as_text

    report = window.context.report()
    if report is None:
        window.banner.say(tr("Nothing was measured yet, so there is nothing to copy."))
        return
    QGuiApplication.clipboard().setText(as_text(report, hide=window.context.settings.flag("hide_addresses")))


def copy_picture(window: "Window") -> None:
    """Put what the page shows on the clipboard as a picture."""
    QGuiApplication.clipboard().setPixmap(window.page.picture_of().grab())


def show_shortcuts(window: "Window") -> None:
    """Show all keys."""
    from ui.dialogs.help import shortcuts_dialog

    shortcuts_dialog(window, window.context.actions).open()


def show_about(window: "Window") -> None:
    """Show version and licences."""
    from ui.dialogs.help import about_dialog

    about_dialog(window, window.context.runner.engine_version).open()
