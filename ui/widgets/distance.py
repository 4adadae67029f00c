"""Round-trip times over distance, with the time that light in fibre needs as the floor."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from latencylab.catalogue.distance import floor_ms
from ui.figures import ms, plain
from ui.i18n import tr
from ui.plots.scale import ceiling
from ui.theme import font, tokens
from ui.widgets.drawn import Painted


class Point(NamedTuple):
    """A server."""

    name: str
    km: float | None
    rtt_ms: float | None
    first: bool = False
    """Whether it is the best, or as good."""


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
        self._points = sorted(points, key=lambda point: point.rtt_ms or 0.0)
        words = tr("{name}: {time}")
        self.setAccessibleDescription(
            "; ".join(words.format(name=point.name, time=ms(point.rtt_ms)) for point in self._points)
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
            elif any(point.km is None for point in self._points):
                self._draw_bars(painter)
            else:
                self._draw_points(painter)

    def _draw_bars(self, painter: QPainter) -> None:
        colours = tokens()
        top = ceiling(max(point.rtt_ms or 0.0 for point in self._points))
        height = min(26.0, self.height() / max(1, len(self._points)))
        left = 200.0
        side = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        metrics = QFontMetricsF(painter.font())
        for index, point in enumerate(self._points[: int(self.height() / 14)]):
            area = QRectF(0, index * height, left - 10, height)
            painter.setPen(QColor(colours.text))
            painter.drawText(area, side, metrics.elidedText(point.name, Qt.TextElideMode.ElideRight, left - 14))
            width = max(3.0, (self.width() - left - 80) * (point.rtt_ms or 0.0) / top)
            painter.fillRect(QRectF(left, area.top() + 3, width, height - 6), self._ink(point))
            painter.drawText(QPointF(left + width + 6, area.center().y() + 4), ms(point.rtt_ms))

    @staticmethod
    def _ink(point: Point) -> QColor:
        return QColor(tokens().good if point.first else tokens().route)

    def _draw_points(self, painter: QPainter) -> None:
        far = ceiling(max(point.km or 0.0 for point in self._points), 100.0)
        top = ceiling(max(floor_ms(far), *(point.rtt_ms or 0.0 for point in self._points)))
        area = QRectF(44, 8, self.width() - 60, self.height() - 32)

        def at(km: float, rtt_ms: float) -> QPointF:
            return QPointF(area.left() + area.width() * km / far, area.bottom() - area.height() * rtt_ms / top)

        self._draw_grid(painter, area, far, top)
        painter.setPen(QPen(QColor(tokens().text), 1, Qt.PenStyle.DashLine))
        painter.drawLine(at(0, 0), at(far, floor_ms(far)))
        spots = [at(point.km or 0.0, point.rtt_ms or 0.0) for point in self._points]
        taken = [QRectF(spot.x() - 5, spot.y() - 5, 10, 10) for spot in spots]
        for point, spot in zip(self._points, spots, strict=True):
            km = point.km or 0.0
            painter.setPen(self.pen(tokens().line, 2))
            painter.drawLine(at(km, floor_ms(km)), spot)  # what it takes beyond light
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._ink(point))
            painter.drawEllipse(spot, 5, 5)
            self._draw_name(painter, point.name, spot, area, taken)

    def _draw_name(self, painter: QPainter, name: str, spot: QPointF, area: QRectF, taken: list[QRectF]) -> None:
        """Beside the point where there is room; left out where it would cover another (the table has it)."""
        metrics = QFontMetricsF(painter.font())
        width, height = metrics.horizontalAdvance(name), metrics.height()
        right = QRectF(spot.x() + 9, spot.y() - height / 2, width, height)
        left = QRectF(spot.x() - 9 - width, spot.y() - height / 2, width, height)
        for place in (right, left):
            if area.left() <= place.left() and place.right() <= self.width() and not any(map(place.intersects, taken)):
                painter.setPen(QColor(tokens().text))
                painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter), name)
                taken.append(place)
                return

    def _draw_grid(self, painter: QPainter, area: QRectF, far: float, top: float) -> None:
        right = int(Qt.AlignmentFlag.AlignRight)
        for share in (0.0, 0.5, 1.0):
            y = area.bottom() - area.height() * share
            painter.setPen(self.pen(tokens().line))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(tokens().muted))
            painter.drawText(QRectF(0, y - 8, 38, 16), right, plain(top * share))
            x = area.left() + area.width() * share
            text = tr("{distance} km").format(distance=plain(round(far * share)))
            painter.drawText(QRectF(x - 80, area.bottom() + 4, 80, 16), right, text)
