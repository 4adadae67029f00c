"""The look, from the tokens: palette first, a style sheet only for what a palette cannot say, colours of the plots."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from latencylab.tokens import CORNER, CORNER_SMALL, DARK, LIGHT, POINTS, Tokens

_ROLES = {
    QPalette.ColorRole.Window: "background",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "bad",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Dark: "line",
    QPalette.ColorRole.Light: "raised",
}

_PICTURES = (Path(__file__).parent / "pictures").as_posix()
"""A style sheet takes pictures from files only."""

_SHEET = """
QWidget[kind="page"], QWidget[kind="plain"] {{ background: transparent; }}
QFrame[kind="side"] {{ background: {surface}; border: 0; border-right: 1px solid {line}; }}
QFrame[kind="card"] {{ background: {surface}; border: 1px solid {line}; border-radius: {corner}px; }}
QFrame[kind="banner"] {{ background: {raised}; border: 1px solid {warning}; border-radius: {small}px; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="good"] {{ color: {good}; }}
QLabel[tone="warning"] {{ color: {warning}; }}
QLabel[tone="bad"] {{ color: {bad}; }}
QLabel[kind="chip"] {{
    background: {surface}; border: 1px solid {line}; border-radius: {small}px; padding: 5px 10px;
}}
QLabel[kind="rank"] {{ background: {raised}; border-radius: 14px; font-weight: 600; }}
QPushButton, QToolButton, QComboBox {{
    background: {surface}; border: 1px solid {line}; border-radius: {small}px; padding: 6px 12px;
}}
QPushButton:hover, QToolButton:hover, QComboBox:hover {{ background: {raised}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {muted}; }}
QPushButton:checked {{ background: {raised}; }}
QPushButton[kind="main"] {{
    background: {accent}; color: {on_accent}; border: 1px solid {accent}; font-weight: 600; padding: 8px 18px;
}}
QPushButton[kind="main"]:disabled {{ background: {raised}; color: {muted}; border-color: {line}; }}
QPushButton[kind="link"] {{
    background: transparent; border: 1px solid transparent; padding: 2px 3px; color: {text}; text-decoration: underline;
}}
QPushButton[kind="legend"] {{ background: transparent; border: 1px solid transparent; padding: 3px 6px; }}
QPushButton[kind="legend"]:checked {{ text-decoration: none; background: transparent; }}
QPushButton[kind="legend"]:!checked {{ color: {muted}; text-decoration: line-through; }}
QPushButton[kind="nav"] {{
    background: transparent; border: 1px solid transparent; border-left: 3px solid transparent;
    padding: 8px 4px 8px 12px; text-align: left; color: {muted};
}}
QPushButton[kind="nav"]:hover {{ background: {raised}; }}
QPushButton[kind="nav"]:checked {{
    background: {raised}; color: {text}; font-weight: 600; border-left: 3px solid {accent};
}}
QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus,
QTableView:focus, QPlainTextEdit:focus, QTextBrowser:focus, QListView:focus {{ border: 2px solid {accent}; }}
QPushButton[kind="main"]:focus {{ border: 2px solid {text}; }}
QLabel:focus {{ border: 1px solid {accent}; }}
QLineEdit, QPlainTextEdit, QTextBrowser {{
    background: {surface}; border: 1px solid {line}; border-radius: {small}px; padding: 5px 8px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QComboBox::drop-down {{ border: 0; width: 22px; }}
QComboBox::down-arrow {{ image: url({pictures}/arrow-{name}.svg); width: 10px; height: 10px; }}
QAbstractSpinBox {{
    background: {surface}; border: 1px solid {line}; border-radius: {small}px; padding: 5px 24px 5px 8px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QAbstractSpinBox QLineEdit {{ border: 0; padding: 0; background: transparent; }}
QAbstractSpinBox:focus {{ border: 2px solid {accent}; }}
QAbstractSpinBox::up-button {{ subcontrol-origin: border; subcontrol-position: top right; width: 20px; border: 0; }}
QAbstractSpinBox::down-button {{
    subcontrol-origin: border; subcontrol-position: bottom right; width: 20px; border: 0;
}}
QAbstractSpinBox::up-arrow {{ image: url({pictures}/up-{name}.svg); width: 9px; height: 9px; }}
QAbstractSpinBox::down-arrow {{ image: url({pictures}/arrow-{name}.svg); width: 9px; height: 9px; }}
QCheckBox {{ spacing: 8px; padding: 2px; border: 1px solid transparent; border-radius: 4px; }}
QCheckBox:focus {{ border: 1px solid {accent}; }}
QCheckBox::indicator {{
    width: 14px; height: 14px; border: 1px solid {muted}; border-radius: 4px; background: {surface};
}}
QCheckBox::indicator:checked {{
    background: {accent}; border: 1px solid {accent}; image: url({pictures}/check-{name}.svg);
}}
QComboBox QLineEdit {{ border: 0; padding: 0; }}
QComboBox QAbstractItemView {{ background: {surface}; border: 1px solid {line}; }}
QTableView {{
    background: transparent; border: 1px solid transparent; gridline-color: transparent;
    selection-background-color: {raised}; selection-color: {text};
}}
QTableView::item {{ border-bottom: 1px solid {line}; padding: 2px 8px; }}
QTableView::item:selected {{ background: {raised}; color: {text}; }}
QHeaderView {{ background: transparent; }}
QHeaderView::section {{
    background: transparent; color: {muted}; border: 0; border-bottom: 1px solid {line};
    padding: 4px 11px; font-weight: 600;
}}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ image: none; width: 0; height: 0; }}
QTableCornerButton::section {{ background: transparent; border: 0; }}
QScrollArea {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: 18px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; min-height: 24px; min-width: 24px; }}
QScrollBar::handle:vertical {{ margin-left: 8px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QMenu {{ background: {surface}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {raised}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QMenuBar {{ background: {surface}; border-bottom: 1px solid {line}; }}
QMenuBar::item {{ padding: 4px 10px; background: transparent; }}
QMenuBar::item:selected {{ background: {raised}; }}
QProgressBar {{ background: {raised}; border: 0; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
"""


class Theme(QObject):
    """The theme in use. Widgets that paint themselves read ``tokens`` and repaint on ``changed``.

    Args:
        app: whose palette and style it sets.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._wish = "system"
        self.tokens: Tokens = LIGHT
        app.setStyle("Fusion")
        font = app.font()
        font.setPointSizeF(POINTS["body"])
        app.setFont(font)
        app.styleHints().colorSchemeChanged.connect(self._on_system)

    def wish(self, name: str) -> None:
        """Use ``light``, ``dark``, or what the ``system`` uses."""
        self._wish = name
        self._apply()

    def _on_system(self) -> None:
        if self._wish == "system":
            self._apply()

    def _apply(self) -> None:
        dark = self._wish == "dark" or (
            self._wish == "system" and self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        )
        self.tokens = DARK if dark else LIGHT
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(sheet(self.tokens))
        self.changed.emit()


def palette(tokens: Tokens) -> QPalette:
    """The palette of a theme."""
    made = QPalette()
    for role, name in _ROLES.items():
        made.setColor(role, QColor(getattr(tokens, name)))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.muted))
    return made


def sheet(tokens: Tokens) -> str:
    """The style sheet of a theme."""
    return _SHEET.format(name=tokens.name, pictures=_PICTURES, corner=CORNER, small=CORNER_SMALL, **tokens.colours)


def font(size: str, *, bold: bool = False) -> QFont:
    """The system's typeface in a size of the tokens, with figures of equal width."""
    made = QFont(QApplication.font())
    made.setPointSizeF(POINTS[size])
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    if hasattr(made, "setFeature"):
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


_theme: Theme | None = None


def use(app: QApplication) -> Theme:
    """The app's one theme."""
    global _theme  # noqa: PLW0603 - one application has one look
    if _theme is None or _theme.parent() is not app:
        _theme = Theme(app)
    return _theme


def tokens() -> Tokens:
    """The colours in use."""
    return _theme.tokens if _theme is not None else LIGHT


def theme() -> Theme:
    """The theme in use; :func:`use` comes first."""
    if _theme is None:
        msg = "no theme yet"
        raise RuntimeError(msg)
    return _theme
