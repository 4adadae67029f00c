"""What the menu does beyond measuring: open, export, copy, help."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from latencylab import recording
from latencylab.errors import Exit, UserError
from ui.i18n import tr
from ui.sentences import said

if TYPE_CHECKING:
    from ui.window import Window


def table(window: "Window") -> dict[str, Callable[[], Any]]:
    """Each command's id and what it does."""
    return {
        "open": lambda: ask_recording(window),
        "monitor": window.toggle_monitor,
        "export_pdf": lambda: ask_export(window, "pdf", tr("PDF (*.pdf)")),
        "export_csv": lambda: ask_export(window, "csv", tr("CSV (*.csv)")),
        "export_json": lambda: ask_export(window, "json", tr("JSON (*.json)")),
        "copy_text": lambda: copy_text(window),
        "copy_picture": lambda: copy_picture(window),
        "shortcuts": lambda: show_shortcuts(window),
        "first_run": lambda: show_first_run(window),
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
    context.runner.keeper.show(path)
    context.store.apply(found)
    context.store.abandon()
    window.show_page(window.page.name)
    if reading.problems:
        window.banner.say(" ".join(reading.problems))
    return True


def ask_export(window: "Window", kind: str, kinds: str) -> None:
    """Ask where to write and do so."""
    if window.context.runner.keeper.path is None:
        window.banner.say(tr("Nothing was measured yet, so there is nothing to export."))
        return
    name, _ = QFileDialog.getSaveFileName(window, tr("Export"), f"latencylab.{kind}", kinds)
    if name:
        export(window, kind, Path(name))


def export(window: "Window", kind: str, path: Path) -> None:
    """Write the session as ``pdf``, ``csv`` or ``json``; a command beside the app does it, from the recording."""
    source = window.context.runner.keeper.path
    if source is None:
        return

    def done(status: int, _said: Any, words: str) -> None:
        if status in (Exit.HEALTHY, Exit.FINDINGS, Exit.NO_ANSWER, Exit.INTERRUPTED) and path.exists():
            window.banner.say(tr("Written: {path}").format(path=path))
        else:
            reason = said(words) or tr("exit status {status}").format(status=status)
            window.banner.say(tr("Could not be written: {reason}").format(reason=reason))

    arguments = ["--replay", str(source), f"--{kind}", str(path), "--quiet", "--no-save"]
    arguments.append("--hide" if window.context.settings.flag("hide_addresses") else "--no-hide")
    window.context.tools.run("export", arguments, done)


def copy_text(window: "Window") -> None:
    """Put the report as text on the clipboard, without addresses."""
    from latencylab.report.hide import Hider
    from latencylab.report.markdown import render_markdown

    report = window.context.report()
    if report is None:
        window.banner.say(tr("Nothing was measured yet, so there is nothing to copy."))
        return
    if window.context.settings.flag("hide_addresses"):
        report = Hider(window.context.settings.targets()).report(report)
    QGuiApplication.clipboard().setText(render_markdown(report))


def copy_picture(window: "Window") -> None:
    """Put what the page shows on the clipboard as a picture."""
    QGuiApplication.clipboard().setPixmap(window.page.picture_of().grab())


def show_first_run(window: "Window") -> None:
    """Show the guide."""
    from ui.dialogs.first_run import FirstRun

    FirstRun(window, window.context).open()


def show_shortcuts(window: "Window") -> None:
    """Show all keys."""
    from ui.dialogs.help import shortcuts_dialog

    shortcuts_dialog(window, window.context.actions).open()


def show_about(window: "Window") -> None:
    """Show version and licences."""
    from ui.dialogs.help import about_dialog

    about_dialog(window, window.context.runner.engine_version).open()
