"""What the menu does beyond measuring: open, export, copy, help."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from latencylab import recording
from latencylab.errors import Exit, UserError
from latencylab.history.load import load_file
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
        "export_markdown": lambda: ask_export(window, "markdown", tr("Markdown (*.md)")),
        "copy_text": lambda: copy_text(window),
        "copy_picture": lambda: copy_picture(window),
        "shortcuts": lambda: show_shortcuts(window),
        "first_run": lambda: show_first_run(window),
        "about": lambda: show_about(window),
    }


def ask_recording(window: "Window") -> None:
    """Ask for a recording or report and show it."""
    kinds = tr("Recordings and reports (*.llrec *.json);;All files (*)")
    name, _ = QFileDialog.getOpenFileName(window, tr("Open a recording or report"), "", kinds)
    if name:
        open_recording(window, Path(name))


def open_recording(window: "Window", path: Path) -> bool:
    """Show a recording, or a report without one, in place of the present session; gives whether that worked."""
    context = window.context
    if context.runner.runs:
        window.banner.say(tr("Stop the measurement first; then the recording can be opened."))
        return False
    reading = recording.Reading()
    try:
        loaded = load_file(path)
        found = list(recording.read(path, reading)) if loaded.recording is not None else []
    except UserError as error:
        window.banner.say(str(error))
        return False
    window.drop_experiment()
    context.shown_report = loaded.report if loaded.recording is None else None
    if loaded.recording is None:
        window.show_page("play")
        return True
    context.runner.keeper.show(path)
    context.store.apply(found)
    context.store.abandon()
    window.show_page(window.page.name)
    if reading.problems:
        window.banner.say(" ".join(reading.problems))
    return True


def ask_export(window: "Window", kind: str, kinds: str) -> None:
    """Ask where to write and do so."""
    if not _source(window):
        window.banner.say(tr("Nothing was measured yet, so there is nothing to export."))
        return
    suffix = {"markdown": "md"}.get(kind, kind)
    name, _ = QFileDialog.getSaveFileName(window, tr("Export"), f"latencylab.{suffix}", kinds)
    if name:
        export(window, kind, Path(name))


def _source(window: "Window") -> list[str]:
    """The options that name the session in view to the command line; none when there is none."""
    context = window.context
    if context.shown_report is not None:
        folder = context.services.history
        return ["--export", str(context.shown_report["id"]), *(["--data-dir", str(folder)] if folder else [])]
    path = context.runner.keeper.path
    return [] if path is None else ["--replay", str(path)]


def export(window: "Window", kind: str, path: Path) -> None:
    """Write the session as ``pdf``, ``csv``, ``json`` or ``markdown``; a command beside the app does it."""
    source = _source(window)
    if not source:
        return

    def done(status: int, _said: Any, words: str) -> None:
        if status in (Exit.HEALTHY, Exit.FINDINGS, Exit.NO_ANSWER, Exit.INTERRUPTED) and path.exists():
            window.banner.say(tr("Written: {path}").format(path=path))
        else:
            reason = said(words) or tr("exit status {status}").format(status=status)
            window.banner.say(tr("Could not be written: {reason}").format(reason=reason))

    arguments = [*source, f"--{kind}", str(path), "--quiet", "--no-save"]
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
