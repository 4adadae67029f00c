"""The icons: strokes on a grid of 24, drawn in the colours of the theme and sharp at any scale."""

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme import tokens

_STROKES = {
    "play": '<path d="M7 4.5v15l12-7.5z"/>',
    "live": '<path d="M3 12h4l3-8 4 16 3-8h4"/>',
    "wifi": '<path d="M2.5 9a14 14 0 0 1 19 0M6 12.7a9 9 0 0 1 12 0M9.2 16.2a4.5 4.5 0 0 1 5.6 0"/>'
    '<path d="M12 19.5h.01"/>',
    "path": '<circle cx="6" cy="19" r="2.5"/><circle cx="18" cy="5" r="2.5"/>'
    '<path d="M8.5 19H15a3.5 3.5 0 0 0 0-7H9a3.5 3.5 0 0 1 0-7h6.5"/>',
    "bandwidth": '<path d="M4 20v-5M9.3 20V10M14.7 20v-7M20 20V4"/>',
    "servers": '<rect x="3.5" y="4" width="17" height="7" rx="2"/>'
    '<rect x="3.5" y="13" width="17" height="7" rx="2"/>'
    '<path d="M7.5 7.5h.01M7.5 16.5h.01"/>',
    "history": '<path d="M4 12a8 8 0 1 0 2.4-5.7L4 8.5M4 4v4.5h4.5M12 8v4.5l3 2"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "settings": '<circle cx="12" cy="12" r="3.2"/>'
    '<path d="M12 3v2.5M12 18.5V21M3 12h2.5M18.5 12H21M5.6 5.6l1.8 1.8M16.6 16.6l1.8 1.8'
    'M18.4 5.6l-1.8 1.8M7.4 16.6l-1.8 1.8"/>',
}


class _Engine(QIconEngine):
    """Paints one icon in the colour that the theme has just now."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def paint(self, painter: QPainter, rect: object, _mode: QIcon.Mode, state: QIcon.State) -> None:
        """Override of QIconEngine."""
        colours = tokens()
        colour = colours.accent if state == QIcon.State.On else colours.muted
        renderer = QSvgRenderer(QByteArray(svg(self._name, colour).encode()))
        renderer.render(painter, QRectF(rect))  # type: ignore[call-overload]

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Override of QIconEngine."""
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        with QPainter(made) as painter:
            self.paint(painter, made.rect(), mode, state)
        return made

    def clone(self) -> QIconEngine:
        """Override of QIconEngine."""
        return _Engine(self._name)


def svg(name: str, colour: str) -> str:
    """An icon as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" '
        f'stroke="{colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">{_STROKES[name]}</svg>'
    )


def icon(name: str) -> QIcon:
    """An icon that follows the theme."""
    return QIcon(_Engine(name))


def app_icon() -> QIcon:
    """The program's own icon."""
    body = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" '
        'fill="#0d1117"/><path d="M8 40h11l5-8 6 14 8-32 6 26h12" fill="none" stroke="#4cb8ff" stroke-width="5" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
    made = QPixmap(64, 64)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        QSvgRenderer(QByteArray(body.encode())).render(painter)
    return QIcon(made)
