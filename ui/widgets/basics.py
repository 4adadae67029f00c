"""Labels, buttons, cards and rows with the look of the tokens and a name for screen readers."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from latencylab.tokens import SPACE
from ui.theme import font

_Box = TypeVar("_Box", bound=QBoxLayout)


def label(text: str = "", size: str = "body", *, tone: str = "", bold: bool = False, wrap: bool = False) -> QLabel:
    """A text. ``tone`` is ``muted``, ``good``, ``warning`` or ``bad``."""
    made = QLabel(text)
    made.setFont(font(size, bold=bold))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if tone:
        set_tone(made, tone)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a label another tone."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        restyle(widget)


def restyle(widget: QWidget) -> None:
    """Have the style sheet look at the widget's properties again."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_text(widget: QLabel, text: str) -> None:
    """Set a label's text only where it changes: setting it lays the page out again."""
    if widget.text() != text:
        widget.setText(text)


def heading(text: str) -> QLabel:
    """The title of a card."""
    return label(text, "small", tone="muted", bold=True)


def chip(text: str = "") -> QLabel:
    """A framed word."""
    made = label(text)
    made.setProperty("kind", "chip")
    return made


def button(text: str, kind: str = "", on_click: Callable[[], object] | None = None, *, tip: str = "") -> QPushButton:
    """A button; ``kind`` is ``main``, ``link``, ``nav``, ``legend`` or nothing."""
    made = QPushButton(text)
    made.setProperty("kind", kind)
    made.setAccessibleName(text)
    if tip:
        made.setToolTip(tip)
        made.setAccessibleDescription(tip)
    if on_click is not None:
        made.clicked.connect(lambda *_: on_click())
    if kind in ("link", "main", "legend"):
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def row(*parts: QWidget | QLayout | int | None, space: int = 3) -> QHBoxLayout:
    """Parts side by side; a number is that many steps of distance, None takes what is left."""
    return _filled(QHBoxLayout(), parts, space)


def column(*parts: QWidget | QLayout | int | None, space: int = 2) -> QVBoxLayout:
    """Parts below one another."""
    return _filled(QVBoxLayout(), parts, space)


def _filled(box: _Box, parts: tuple[QWidget | QLayout | int | None, ...], space: int) -> _Box:
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(space * SPACE)
    for part in parts:
        if part is None:
            box.addStretch(1)
        elif isinstance(part, int):
            box.addSpacing(part * SPACE)
        elif isinstance(part, QWidget):
            box.addWidget(part)
        else:
            box.addLayout(part)
    return box


class Card(QFrame):
    """A surface with a title and a body.

    Args:
        title: above the body; empty for none.
    """

    def __init__(self, title: str = "") -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
        self.body.setSpacing(2 * SPACE)
        self.title = heading(title)
        self.head = row(self.title, None)
        if title:
            self.body.addLayout(self.head)
            self.setAccessibleName(title)

    def add(self, *parts: QWidget | QLayout) -> "Card":
        """Put parts below what is there."""
        for part in parts:
            if isinstance(part, QWidget):
                self.body.addWidget(part)
            else:
                self.body.addLayout(part)
        return self

    def fill(self, part: QWidget) -> "Card":
        """Put a part below what is there that takes all the height."""
        self.body.addWidget(part, 1)
        return self


class Scroll(QScrollArea):
    """A column that scrolls when it is too long, never sideways."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setProperty("kind", "plain")
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4 * SPACE)
        self.setWidget(inner)
        self.viewport().setAutoFillBackground(False)


def scrolled(part: QWidget) -> Scroll:
    """``part``, as tall as there is room; it scrolls where there is less than it needs."""
    made = Scroll()
    made.column.addWidget(part, 1)
    return made


def clear(layout: QLayout) -> None:
    """Remove everything from a layout."""
    while item := layout.takeAt(0):
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
