"""Axes and the box of the plots: time of day below, zoom and pan along time only, never by themselves."""

from datetime import UTC, datetime, tzinfo
from math import floor, log10
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal

_STEPS_S = (
    0.001,
    0.01,
    0.1,
    0.2,
    0.5,
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    10800,
    21600,
    43200,
    86400,
)
LEAST_SPAN_S = 0.1
_ZOOM_STEP = 1.25


class QuickAxis(pg.AxisItem):  # type: ignore[misc]
    """An axis of words only, drawn straight onto the plot.

    Recording it first and playing that back, as the base class does, looks the fonts up again each time, and its lines
    are three levels deep and translucent: together they took most of a frame. The plot draws the grid itself.
    """

    def paint(self, painter: Any, _option: Any, _widget: Any) -> None:
        """Override of AxisItem."""
        specs = self.generateDrawSpecs(painter)
        if specs is None:
            return
        painter.setFont(self.style["tickFont"] or painter.font())
        painter.setPen(self.textPen())
        for rect, flags, text in specs[2]:
            painter.drawText(rect, int(flags), text)

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:  # noqa: N802
        """Override of AxisItem: one level of round steps with room for the words."""
        least = (high - low) * 34 / max(34.0, size)
        step = 10.0 ** floor(log10(max(least, 1e-9)))
        return [(next(step * factor for factor in (1, 2, 5, 10) if step * factor >= least), 0.0)]

    def ticks(self) -> list[float]:
        """Where the steps lie just now."""
        low, high = self.range
        [(_, values)] = self.tickValues(low, high, self.height() if self.orientation == "left" else self.width())
        return list(values)


class TimeAxis(QuickAxis):
    """Labels seconds since the session began with the time of day.

    Args:
        zone: of the labels; the computer's own when None.
    """

    def __init__(self, zone: tzinfo | None = None) -> None:
        super().__init__("bottom")
        self.wall_start_s = 0.0
        """Wall time of second 0, in s since 1970; 0 labels with the seconds themselves."""
        self._zone = zone

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:  # noqa: N802
        """Override of AxisItem: steps that people count time in, with room for the labels."""
        room = max(2.0, size / 110)
        step = next((step for step in _STEPS_S if (high - low) / step <= room), 86400.0)
        return [(step, -(self.wall_start_s % step) if self.wall_start_s else 0.0)]

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N802
        """Override of AxisItem: on round times of day."""
        [(step, offset)] = self.tickSpacing(low, high, size)
        first = int((low - offset) // step) + 1
        last = int((high - offset) // step)
        return [(step, [offset + index * step for index in range(first, last + 1)])]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:  # noqa: N802
        """Override of AxisItem."""
        if not self.wall_start_s:
            return [f"{value:g} s" for value in values]
        shape = "%H:%M:%S.%f" if spacing < 1 else "%H:%M:%S" if spacing < 60 else "%H:%M"
        return [self._label(value, shape) for value in values]

    def _label(self, value: float, shape: str) -> str:
        moment = datetime.fromtimestamp(round(self.wall_start_s + value, 3), tz=UTC).astimezone(self._zone)
        text = moment.strftime(shape)
        return text[:-3] if shape.endswith("%f") else text


class TimeBox(pg.ViewBox):  # type: ignore[misc]
    """Moves and zooms along time; tells, and leaves it to the plot to do so."""

    zoomed = Signal(float, float)
    """By this factor, around this time."""
    moved = Signal(float)
    """By so many seconds."""
    dragged = Signal(float, float, bool)
    """A time span is being selected; whether that is finished."""
    followed = Signal()

    def __init__(self) -> None:
        super().__init__(enableMenu=False)
        self.setMouseEnabled(x=False, y=False)
        self.disableAutoRange()

    def wheelEvent(self, event: Any, axis: int | None = None) -> None:  # noqa: ARG002, N802
        """Override of ViewBox."""
        steps = event.delta() / 120
        at_s = self.mapToView(event.pos()).x()
        self.zoomed.emit(_ZOOM_STEP**-steps, at_s)
        event.accept()

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:  # noqa: ARG002, N802
        """Override of ViewBox."""
        event.accept()
        here, before = self.mapToView(event.pos()).x(), self.mapToView(event.lastPos()).x()
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            start = self.mapToView(event.buttonDownPos()).x()
            self.dragged.emit(min(start, here), max(start, here), event.isFinish())
        else:
            self.moved.emit(before - here)

    def mouseDoubleClickEvent(self, event: Any) -> None:  # noqa: N802
        """Override of QGraphicsItem."""
        self.followed.emit()
        event.accept()
