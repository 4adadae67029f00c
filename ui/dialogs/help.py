"""The help on keys, and the page about the program."""

import platform
from collections.abc import Mapping

from PySide6.QtCore import qVersion
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from latencylab import __version__
from latencylab.tokens import SPACE
from ui import actions
from ui.i18n import tr
from ui.widgets.basics import button, column, label, row
from ui.widgets.tables import Column, Table

LICENCES = (
    ("Qt for Python (PySide6)", "LGPL-3.0"),
    ("pyqtgraph", "MIT"),
    ("NumPy", "BSD-3-Clause"),
    ("icmplib", "LGPL-3.0"),
    ("psutil", "BSD-3-Clause"),
    ("pyroute2", "Apache-2.0"),
    ("platformdirs", "MIT"),
    ("rich", "MIT"),
    ("scapy", "GPL-2.0-only, a program of its own"),
)


def shortcuts_dialog(parent: QWidget, made: Mapping[str, QAction]) -> QDialog:
    """All keys on one page."""
    rows = actions.help_rows(made)
    rows += [
        (tr("← →, + −"), tr("On a plot: move and zoom along time")),
        (tr("Shift + ← →"), tr("On a plot: select a time span")),
        (tr("End"), tr("On a plot: follow the newest sample")),
    ]
    table = Table(tr("Shortcuts"), (Column(tr("What it does"), lambda r: r[1]), Column(tr("Keys"), lambda r: r[0])))
    table.setColumnWidth(1, 150)
    table.show_rows(rows)
    return _dialog(parent, tr("Shortcuts"), table)


def about_dialog(parent: QWidget, engine_version: str) -> QDialog:
    """Version and licences."""
    text = QTextBrowser()
    text.setAccessibleName(tr("Versions and licences"))
    text.setOpenExternalLinks(False)
    lines = [
        f"LatencyLab {__version__}",
        tr("Measuring engine {version}").format(version=engine_version or "–"),
        f"Qt {qVersion()} · Python {platform.python_version()} · {platform.system()} {platform.release()}",
        "",
        tr("LatencyLab is free software under the MIT licence. It uses:"),
        *(f"{name}: {licence}" for name, licence in LICENCES),
        "",
        tr("Nothing leaves this computer but the probes that you ask for."),
    ]
    text.setPlainText("\n".join(lines))
    return _dialog(parent, tr("About LatencyLab"), text)


def _dialog(parent: QWidget, title: str, body: QWidget) -> QDialog:
    made = QDialog(parent)
    made.setWindowTitle(title)
    made.resize(520, 520)
    made.setModal(True)
    close = button(tr("Close"), "main", made.accept)
    close.setDefault(True)
    box = column(label(title, "headline", bold=True), body, row(None, close), space=3)
    box.setContentsMargins(5 * SPACE, 5 * SPACE, 5 * SPACE, 5 * SPACE)
    made.setLayout(box)
    return made
