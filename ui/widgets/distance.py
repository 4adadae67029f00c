"""Round-trip times over distance, with the time that light in fibre needs as the floor."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from latencylab.catalogue.distance import floor_ms
from ui.figures import ms, plain
from ui.i18n import tr
from ui.plots.scale import ceiling
from ui.theme import font, tokens
from ui.widgets.drawn import Painted

Point = tuple[str, float | None, float | None]
"""Name, distance in km, round-trip time in ms."""


class DistanceView(Painted):
    """A point for each server; those whose distance is not known stand as bars."""

    def __init__(self) -> None:
        super().__init__()
        self._points: list[Point] = []
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Round trip over distance"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Override of QWidget."""
        return QSize(500, 200)

    def show_points(self, points: Sequence[Point]) -> None:
        """Show the servers."""
        self._points = sorted(points, key=lambda point: point[2] or 0.0)
        words = tr("{name}: {time}")
        self.setAccessibleDescription(
            "; ".join(words.format(name=name, time=ms(rtt_ms)) for name, _, rtt_ms in self._points)
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override of QWidget."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(font("small"))
            if not self._points:
                painter.setPen(QColor(tokens().muted))
                centre = int(Qt.AlignmentFlag.AlignCenter)
                painter.drawText(QRectF(self.rect()), centre, tr("Measured servers will stand here."))
            elif any(km is None for _, km, _ in self._points):
                self._draw_bars(painter)
            else:
                self._draw_points(painter)

    def _draw_bars(self, painter: QPainter) -> None:
        colours = tokens()
        top = ceiling(max(rtt_ms or 0.0 for _, _, rtt_ms in self._points))
        height = min(26.0, self.height() / max(1, len(self._points)))
        left = 200.0
        for index, (name, _, rtt_ms) in enumerate(self._points[: int(self.height() / 14)]):
            area = QRectF(0, index * height, left - 10, height)
            painter.setPen(QColor(colours.text))
            side = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            painter.drawText(
                area, side, QFontMetricsF(painter.font()).elidedText(name, Qt.TextElideMode.ElideRight, left - 14)
            )
            width = max(3.0, (self.width() - left - 80) * (rtt_ms or 0.0) / top)
            painter.fillRect(QRectF(left, area.top() + 3, width, height - 6), QColor(colours.route))
            painter.drawText(QPointF(left + width + 6, area.center().y() + 4), ms(rtt_ms))

    def _draw_points(self, painter: QPainter) -> None:
        colours = tokens()
        far = ceiling(max(km or 0.0 for _, km, _ in self._points), 100.0)
        top = ceiling(max(floor_ms(far), *(rtt_ms or 0.0 for _, _, rtt_ms in self._points)))
        area = QRectF(44, 8, self.width() - 60, self.height() - 32)

        def at(km: float, rtt_ms: float) -> QPointF:
            return QPointF(area.left() + area.width() * km / far, area.bottom() - area.height() * rtt_ms / top)

        right = int(Qt.AlignmentFlag.AlignRight)
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - area.height() * share
            painter.setPen(self.pen(colours.line))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(colours.muted))
            painter.drawText(QRectF(0, y - 8, 38, 16), right, plain(top * share))
            x = area.left() + area.width() * share
            text = tr("{distance} km").format(distance=plain(round(far * share)))
            painter.drawText(QRectF(x - 80, area.bottom() + 4, 80, 16), right, text)
        painter.setPen(QPen(QColor(colours.text), 1, Qt.PenStyle.DashLine))
        painter.drawLine(at(0, 0), at(far, floor_ms(far)))
        for name, km, rtt_ms in self._points:
            point = at(km or 0.0, rtt_ms or 0.0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.route))
            painter.drawEllipse(point, 5, 5)
            painter.setPen(QColor(colours.text))
            painter.drawText(point + QPointF(8, 4), name)
