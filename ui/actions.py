"""Everything that can be done from anywhere, in one table: it feeds the menu, the shortcuts and their help."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from ui.i18n import noop, tr


class Entry(NamedTuple):
    """An action: its id, the menu that it stands in, its words, keys, and what it does."""

    id: str
    menu: str
    text: str
    keys: str
    tip: str


PAGES = ("play", "live", "wifi", "path", "bandwidth", "servers", "history", "settings")

TABLE = (
    Entry("diagnose", noop("Measure"), noop("Find out why it lags"), "Ctrl+R", noop("The whole diagnosis, once")),
    Entry("watch", noop("Measure"), noop("Watch until stopped"), "Ctrl+L", noop("Measure until told to stop")),
    Entry("stop", noop("Measure"), noop("Stop"), "Ctrl+.", noop("End the measurement; what was measured stays")),
    Entry("mark", noop("Measure"), noop("Mark: it lagged now"), "M", noop("Puts a mark into the measurement")),
    Entry(
        "pause", noop("Measure"), noop("Hold or follow the plot"), "Space", noop("The measurement goes on meanwhile")
    ),
    Entry(
        "open", noop("Measure"), noop("Open a recording or report …"), "Ctrl+O", noop("Shows an earlier measurement")
    ),
    Entry("monitor", noop("Measure"), noop("Watch in the background"), "", noop("Few probes; a notice when it lags")),
    Entry("export_pdf", noop("Export"), noop("Report as PDF …"), "Ctrl+P", noop("For a provider's support")),
    Entry("export_csv", noop("Export"), noop("Samples as CSV …"), "Ctrl+E", noop("One row a probe")),
    Entry("export_json", noop("Export"), noop("Report as JSON …"), "", noop("For scripts")),
    Entry("export_markdown", noop("Export"), noop("Report as Markdown …"), "", noop("For a forum")),
    Entry("copy_text", noop("Export"), noop("Copy as text"), "Ctrl+Shift+C", noop("For a forum; addresses are hidden")),
    Entry("copy_picture", noop("Export"), noop("Copy as picture"), "Ctrl+Shift+P", noop("What this page shows")),
    Entry("zoom_in", noop("View"), noop("Zoom in"), "Ctrl++", noop("A shorter time")),
    Entry("zoom_out", noop("View"), noop("Zoom out"), "Ctrl+-", noop("A longer time")),
    Entry("menu", noop("View"), noop("Menu"), "F10", noop("Opens this menu")),
    Entry("shortcuts", noop("Help"), noop("Shortcuts"), "F1", noop("All keys on one page")),
    Entry("first_run", noop("Help"), noop("Guide"), "", noop("What do you play, and where?")),
    Entry("about", noop("Help"), noop("About LatencyLab"), "", noop("Version and licences")),
    Entry("quit", noop("Help"), noop("Quit"), "Ctrl+Q", noop("Ends the measurement too")),
)
"""``pause`` and ``mark`` are single keys: they are the ones for somebody who plays."""

PAGE_NAMES: Mapping[str, str] = {
    "play": noop("Play"),
    "live": noop("Live"),
    "wifi": noop("Wi-Fi"),
    "path": noop("Path"),
    "bandwidth": noop("Bandwidth"),
    "servers": noop("Servers"),
    "history": noop("History"),
    "settings": noop("Settings"),
}


def make(owner: QWidget, does: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """The actions of :data:`TABLE`, with the keys set, on ``owner``."""
    made: dict[str, QAction] = {}
    for entry in TABLE:
        action = QAction(tr(entry.text), owner)
        action.setShortcut(QKeySequence(entry.keys))
        action.setToolTip(tr(entry.tip))
        action.setStatusTip(tr(entry.tip))
        action.triggered.connect(lambda *_, do=does[entry.id]: do())
        owner.addAction(action)
        made[entry.id] = action
    for number, page in enumerate(PAGES, 1):
        if f"page_{page}" not in does:
            continue
        action = QAction(tr(PAGE_NAMES[page]), owner)
        action.setShortcut(QKeySequence(f"Ctrl+{number}"))
        action.triggered.connect(lambda *_, do=does[f"page_{page}"]: do())
        owner.addAction(action)
        made[f"page_{page}"] = action
    return made


def fill(menu: QMenu, actions: Mapping[str, QAction]) -> None:
    """Put the actions into ``menu``, each under its heading."""
    heading = ""
    for entry in TABLE:
        if entry.id == "menu":
            continue
        if entry.menu != heading:
            heading = entry.menu
            menu.addSection(tr(heading))
        menu.addAction(actions[entry.id])


def help_rows(actions: Mapping[str, QAction]) -> list[tuple[str, str]]:
    """Keys and what they do, for the help."""
    native = QKeySequence.SequenceFormat.NativeText
    return [
        (action.shortcut().toString(native), action.text())
        for action in actions.values()
        if not action.shortcut().isEmpty()
    ]
