"""The side bar: the program's name, the pages, the menu."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton

from latencylab.tokens import SPACE
from ui.actions import PAGE_NAMES, PAGES
from ui.i18n import tr
from ui.icons import icon
from ui.widgets.basics import button, column, label

WIDTH = 184


class SideBar(QFrame):
    """The side bar.

    Args:
        pages: that there are.
        on_menu: opens the menu.
    """

    chosen = Signal(str)

    def __init__(self, pages: Sequence[str], on_menu: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("kind", "side")
        self.setFixedWidth(WIDTH)
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        title = label("LatencyLab", "strong", bold=True)
        title.setContentsMargins(2 * SPACE, SPACE, 0, 3 * SPACE)
        for name in PAGES:
            if name in pages:
                self._add(name)
        self.menu_button = button(tr("Menu"), "nav", on_menu, tip=tr("Everything that can be done (F10)"))
        self.menu_button.setIcon(icon("menu"))
        self.menu_button.setIconSize(QSize(18, 18))
        upper = [self.buttons[name] for name in PAGES if name in pages and name != "settings"]
        box = column(title, *upper, None, self.buttons["settings"], self.menu_button, space=1)
        box.setContentsMargins(3 * SPACE, 4 * SPACE, 3 * SPACE, 4 * SPACE)
        self.setLayout(box)

    def show_page(self, name: str) -> None:
        """Mark the page that is shown."""
        self.buttons[name].setChecked(True)

    def _add(self, name: str) -> None:
        text = tr(PAGE_NAMES[name])
        made = button(text, "nav", lambda: self.chosen.emit(name), tip=f"Ctrl+{PAGES.index(name) + 1}")
        made.setCheckable(True)
        made.setIcon(icon(name))
        made.setIconSize(QSize(18, 18))
        self._group.addButton(made)
        self.buttons[name] = made
