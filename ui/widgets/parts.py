"""Parts of several pages: a headline figure, an empty or broken state, a banner."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from latencylab.tokens import SPACE
from ui.i18n import tr
from ui.sentences import said
from ui.widgets.basics import Card, button, clear, column, label, row, set_text, set_tone
from ui.widgets.flow import Flow

_TILE = 170
"""Width that a tile needs, with the distance to the next."""


class Tile(Card):
    """One figure with its unit and what it means.

    Args:
        title: its name.
        meaning: its definition, on hover and for screen readers.
    """

    def __init__(self, title: str, meaning: str) -> None:
        super().__init__(title)
        self._meaning = meaning
        self.figure = label("–", "figure", bold=True)
        self.unit = label("", "small", tone="muted")
        line = row(self.figure, self.unit, None, space=1)
        self.unit.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self.figure.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self.body.setSpacing(SPACE)
        self.add(line)
        self.setToolTip(meaning)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_figure(self, figure: str, unit: str, tone: str = "") -> None:
        """Show a figure; the tone goes with a word in the description."""
        set_text(self.figure, figure)
        set_text(self.unit, unit)
        set_tone(self.figure, tone)
        words = {"good": tr("good"), "warning": tr("so-so"), "bad": tr("bad")}.get(tone, "")
        self.setAccessibleDescription(f"{figure} {unit} {words}. {self._meaning}")
        self.setToolTip(f"{self._meaning} {words}".strip())


class Blank(QWidget):
    """Says what will be here, why it is not, and what to do: the empty, running and broken states.

    Args:
        title: what is missing.
        text: why, and what will be shown.
        action: label of the button; none when empty.
        on_action: what the button does.
    """

    def __init__(
        self, title: str, text: str = "", action: str = "", on_action: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        self.setProperty("kind", "plain")
        self.title = label(title, "strong", bold=True, wrap=True)
        self.text = label(text, tone="muted", wrap=True)
        self.action = button(action, "", on_action)
        self.action.setVisible(bool(action))
        for part in (self.title, self.text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            part.setMinimumWidth(460)
            part.setMaximumWidth(560)
        inner = column(
            None, row(None, self.title, None), row(None, self.text, None), row(None, self.action, None), None
        )
        inner.setStretch(0, 1)
        self.setLayout(inner)

    def say(self, title: str, text: str) -> None:
        """Say something else; the core's reasons may stand in ``text``."""
        set_text(self.title, title)
        set_text(self.text, said(text))


class Tiles(QWidget):
    """Figures side by side, or in two rows where the width does not do.

    Args:
        tiles: from left to right.
    """

    def __init__(self, *tiles: Tile) -> None:
        super().__init__()
        self.setProperty("kind", "plain")
        self._tiles = tiles
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(3 * SPACE)
        self.setLayout(self._grid)
        self.fit(sum(_TILE for _ in tiles))

    def fit(self, width: int) -> None:
        """Arrange them for a page of this width."""
        count = len(self._tiles)
        columns = count if width >= _TILE * count else (count + 1) // 2
        if columns == self._columns:
            return
        self._columns = columns
        for index, tile in enumerate(self._tiles):
            self._grid.addWidget(tile, index // columns, index % columns)
            self._grid.setColumnStretch(index, int(index < columns))


class Legend(QWidget):
    """Words that say which colour is what."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "plain")
        self._row = Flow(space=4)
        self.setLayout(self._row)
        self._entries: Sequence[tuple[str, str]] = ()

    def show_entries(self, entries: Sequence[tuple[str, str]]) -> None:
        """Show words, each with its colour."""
        if entries == self._entries:
            return
        self._entries = entries
        clear(self._row)
        for words, colour in entries:
            swatch = QLabel()
            pixmap = QPixmap(12, 4)
            pixmap.fill(QColor(colour))
            swatch.setPixmap(pixmap)
            entry = QWidget()
            entry.setProperty("kind", "plain")
            entry.setLayout(row(swatch, label(words, "small", tone="muted"), space=1))
            self._row.addWidget(entry)


class Banner(QFrame):
    """A sentence over the page about something that is wrong, with what to do about it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "banner")
        self._sign = label("!", "strong", tone="warning", bold=True)
        self.text: QLabel = label("", wrap=True)
        self.action = button("")
        self._close = button("✕", "link", self.hide, tip=tr("Hide this message"))
        self._close.setAccessibleName(tr("Hide this message"))
        line = row(2, self._sign, self.text, self.action, self._close, 1)
        line.setContentsMargins(SPACE, 2 * SPACE, SPACE, 2 * SPACE)
        line.setStretch(2, 1)
        self.setLayout(line)
        self._on_action: Callable[[], object] = self.hide
        self.action.clicked.connect(lambda *_: self._on_action())
        self.hide()

    def say(self, text: str, action: str = "", on_action: Callable[[], object] | None = None) -> None:
        """Show a sentence, of the app or of the core, and a button when there is something to do."""
        text = said(text)
        self.text.setText(text)
        self.setAccessibleName(text)
        self.action.setText(action)
        self.action.setAccessibleName(action)
        self.action.setVisible(bool(action))
        self._on_action = on_action or self.hide
        self.show()
