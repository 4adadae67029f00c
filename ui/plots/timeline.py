"""The round-trip times of all legs over time, with everything that happened on the same axis.

What is drawn is decimated first (see :mod:`ui.pyramid`), so a frame costs the same after a minute and after a day. The
view moves by itself only while it follows the newest sample; as soon as somebody looks at a part, it stays.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen

from ui.plots.axes import LEAST_SPAN_S, QuickAxis, TimeAxis, TimeBox
from ui.plots.plot import Plot
from ui.plots.scale import ceiling
from ui.store import Line
from ui.theme import font, tokens

FOLLOW_S = 60.0
_LOSS_PIXELS = 12
_LANES = 5
_MOST_SPIKES = 2000
_SYMBOLS = {"home": "o", "access": "t", "route": "s"}
"""Signs of the spikes beside their colours."""


class Mark(NamedTuple):
    """A thin line with a word."""

    at_s: float
    text: str
    kind: str


class Span(NamedTuple):
    """A tinted time span with a word."""

    start_s: float
    end_s: float
    text: str
    phase: str


class Drawable(Protocol):
    """What a timeline shows: the store, or a part of it."""

    @property
    def lines(self) -> dict[str, Line]:
        """The curves by their ids."""

    @property
    def now_s(self) -> float:
        """The newest instant."""

    @property
    def wall_start_s(self) -> float:
        """Wall time of second 0."""


class Timeline(Plot):
    """The plot. Nothing is drawn before :meth:`draw` is called."""

    moved = Signal()
    """Somebody looks at another part."""
    chosen = Signal()
    """The selection changed."""

    def __init__(self) -> None:
        self.box = TimeBox()
        self.time_axis = TimeAxis()
        self.left_axis = QuickAxis("left")
        super().__init__(viewBox=self.box, axisItems={"bottom": self.time_axis, "left": self.left_axis})
        self.setViewportUpdateMode(pg.GraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.follows = True
        self.span_s = FOLLOW_S
        self.end_s = FOLLOW_S
        self.hidden: set[str] = set()
        """Legs that are not drawn."""
        self.selection: tuple[float, float] | None = None
        self.marks: Sequence[Mark] = ()
        self.spans: Sequence[Span] = ()
        self._high = 0.0
        self._curves: dict[str, Any] = {}
        self._drawn: dict[str, tuple[float, float, int, int]] = {}
        self._losses = pg.PlotCurveItem(connect="pairs")
        self._spikes = pg.ScatterPlotItem(pen=None, size=8, pxMode=True)
        self._spike_key: tuple[Any, ...] = ()
        for item in (self._losses, self._spikes):
            self.addItem(item)
        self.box.zoomed.connect(self.zoom)
        self.box.moved.connect(self.pan)
        self.box.dragged.connect(self._on_drag)
        self.box.followed.connect(self.follow)
        self.restyle()

    @property
    def view(self) -> tuple[float, float]:
        """The time span in view, in s since the session began."""
        return self.end_s - self.span_s, self.end_s

    def restyle(self) -> None:
        """Override of Plot."""
        super().restyle()
        colours = tokens()
        self._losses.setPen(pg.mkPen(colours.bad, width=2))
        self._drawn.clear()
        self._spike_key = ()
        for curve in self._curves.values():
            self.removeItem(curve)
        self._curves.clear()

    def draw(self, store: Drawable, colours: dict[str, str]) -> None:
        """Draw what is in view; ``colours`` of the legs."""
        if self.follows:
            self.end_s = max(store.now_s, self.span_s)
        start_s, end_s = self.view
        self.time_axis.wall_start_s = store.wall_start_s
        pixels = max(50, int(self.box.width()))
        highest = 0.0
        for line in store.lines.values():
            highest = max(highest, self._draw_line(line, colours, pixels))
        for leg in [leg for leg in self._curves if leg not in store.lines]:
            self.removeItem(self._curves.pop(leg))
            self._drawn.pop(leg, None)
        self._fit(highest)
        self._draw_losses(store, pixels)
        self._draw_spikes(store)
        self.box.setRange(xRange=(start_s, end_s), yRange=(0, self._high), padding=0)
        self.viewport().update()

    def _draw_line(self, line: Line, colours: dict[str, str], pixels: int) -> float:
        leg = line.leg.leg
        curve = self._curves.get(leg)
        if curve is None:
            curve = self._curves[leg] = pg.PlotCurveItem(pen=pg.mkPen(colours.get(leg, tokens().muted)))
            curve.highest = 0.0
            self.addItem(curve)
        curve.setVisible(leg not in self.hidden)
        if leg in self.hidden:
            self._drawn.pop(leg, None)
            return 0.0
        start_s, end_s = self.view
        key = (start_s, end_s, pixels, line.samples.count)
        if self._drawn.get(leg) != key:
            self._drawn[leg] = key
            gap_s = 3.5 / line.leg.rate_hz if line.leg.rate_hz else 2.0
            drawn = line.samples.draw(start_s, end_s, pixels, max(0.5, gap_s))
            whole = bool(drawn.joined.all())
            curve.setData(drawn.x, drawn.y, connect="all" if whole else drawn.joined, skipFiniteCheck=True)
            curve.highest = float(drawn.y.max()) if len(drawn.y) else 0.0
        return float(curve.highest)

    def _fit(self, highest: float) -> None:
        """Set the top of the plot: it grows at once and shrinks only when more than half is empty."""
        if highest > self._high or highest < 0.45 * self._high:
            self._high = ceiling(highest * 1.08)

    def _draw_losses(self, store: Drawable, pixels: int) -> None:
        start_s, end_s = self.view
        width_s = self.span_s / pixels
        columns: set[int] = set()
        for line in store.lines.values():
            if line.leg.leg not in self.hidden:
                times = np.asarray(line.losses)
                first, last = np.searchsorted(times, (start_s, end_s))
                columns.update(np.floor(times[first:last] / width_s).astype(int).tolist())
        x = np.repeat((np.array(sorted(columns), dtype=np.float64) + 0.5) * width_s, 2)
        y = np.tile((0.0, self._high * _LOSS_PIXELS / max(60.0, self.box.height())), len(columns))
        self._losses.setData(x, y)

    def _draw_spikes(self, store: Drawable) -> None:
        start_s, end_s = self.view
        shown = [
            (spike.at_s, min(spike.rtt_ms, self._high), spike.segment)
            for line in store.lines.values()
            if line.leg.leg not in self.hidden and line.leg.role == "target"
            for spike in line.spikes[-_MOST_SPIKES:]
            if start_s <= spike.at_s <= end_s
        ]
        key = (*shown,)
        if key == self._spike_key:
            return
        self._spike_key = key
        colours = tokens()
        self._spikes.setData(
            [at_s for at_s, _, _ in shown],
            [rtt_ms for _, rtt_ms, _ in shown],
            symbol=[_SYMBOLS.get(segment or "", "d") for _, _, segment in shown],
            brush=[pg.mkBrush(colours.segments.get(segment or "", colours.muted)) for _, _, segment in shown],
        )

    def follow(self) -> None:
        """Go with the newest sample again."""
        self.follows = True
        self.moved.emit()

    def show_span(self, span_s: float) -> None:
        """Show so many seconds; of the newest ones while following."""
        middle = self.end_s - self.span_s / 2
        self.span_s = max(LEAST_SPAN_S, span_s)
        if not self.follows:
            self.end_s = middle + self.span_s / 2
        self.moved.emit()

    def zoom(self, factor: float, at_s: float | None = None) -> None:
        """Change the span by ``factor``, around ``at_s``; while following the newest sample stays where it is."""
        start_s, end_s = self.view
        at_s = (end_s if self.follows else (start_s + end_s) / 2) if at_s is None else at_s
        share = (end_s - at_s) / self.span_s
        self.span_s = max(LEAST_SPAN_S, self.span_s * factor)
        if not self.follows:
            self.end_s = at_s + share * self.span_s
        self.moved.emit()

    def pan(self, seconds: float) -> None:
        """Look at an earlier (negative) or later part."""
        self.follows = False
        self.end_s += seconds
        self.moved.emit()

    def select(self, start_s: float | None, end_s: float | None = None) -> None:
        """Select a time span; without arguments, none."""
        self.selection = None if start_s is None or end_s is None or end_s <= start_s else (start_s, end_s)
        self.chosen.emit()
        self.viewport().update()

    def _on_drag(self, start_s: float, end_s: float, _finished: bool) -> None:
        self.select(start_s, end_s)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Override of QWidget: everything that the mouse can do."""
        step = self.span_s / 10
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                sign = -1 if event.key() == Qt.Key.Key_Left else 1
                if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                    self._grow_selection(sign * step)
                else:
                    self.pan(sign * step)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal | Qt.Key.Key_Up:
                self.zoom(0.8)
            case Qt.Key.Key_Minus | Qt.Key.Key_Down:
                self.zoom(1.25)
            case Qt.Key.Key_End | Qt.Key.Key_Home:
                self.follow()
            case Qt.Key.Key_Escape if self.selection is not None:
                self.select(None)
            case _:
                event.ignore()

    def _grow_selection(self, seconds: float) -> None:
        start_s, end_s = self.view
        middle = (start_s + end_s) / 2
        low, high = self.selection or (middle, middle)
        low, high = (low + seconds, high) if seconds < 0 else (low, high + seconds)
        self.select(low, high)

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """Override of QGraphicsView: phases and the selection lie behind the curves."""
        super().drawBackground(painter, rect)
        area = self.box.sceneBoundingRect()
        painter.setPen(QPen(QColor(tokens().line), 1))
        for value in self.left_axis.ticks():
            y = round(area.bottom() - value / self._high * area.height()) + 0.5 if self._high else area.bottom()
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        for span in self.spans:
            self._tint(painter, span.start_s, span.end_s, QColor(getattr(tokens(), _TINTS.get(span.phase, "upload"))))
        if self.selection is not None:
            colour = QColor(tokens().accent)
            colour.setAlpha(40)
            self._tint(painter, *self.selection, colour)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """Override of QGraphicsView: words and marks, no two of which cover each other."""
        super().drawForeground(painter, rect)
        area = self.box.sceneBoundingRect()
        painter.setFont(font("small"))
        metrics = QFontMetricsF(painter.font())
        lanes = [area.left()] * _LANES
        colours = tokens()
        words = [(max(span.start_s, self.view[0]), span.text, colours.muted, False) for span in self.spans]
        words += [(mark.at_s, mark.text, getattr(colours, _INKS.get(mark.kind, "text")), True) for mark in self.marks]
        for at_s, text, ink, lined in sorted(words):
            x = self._x(at_s)
            if area.left() - 1 <= x <= area.right():
                painter.setPen(QPen(QColor(ink), 1, Qt.PenStyle.DashLine if lined else Qt.PenStyle.NoPen))
                if lined:
                    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
                painter.setPen(QColor(ink))
                self._write(painter, metrics, lanes, x, text)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRect(QRectF(self.viewport().rect()).adjusted(1, 1, -1, -1))

    def _write(self, painter: QPainter, metrics: QFontMetricsF, lanes: list[float], x: float, text: str) -> None:
        area = self.box.sceneBoundingRect()
        width = metrics.horizontalAdvance(text)
        left = min(x + 5, area.right() - width - 4)
        lane = next((index for index, end in enumerate(lanes) if end <= left), None)
        if lane is not None:
            lanes[lane] = left + width + 10
            painter.drawText(QPointF(left, area.top() + (lane + 1) * metrics.height()), text)

    def _tint(self, painter: QPainter, start_s: float, end_s: float, colour: QColor) -> None:
        area = self.box.sceneBoundingRect()
        left, right = max(area.left(), self._x(start_s)), min(area.right(), self._x(end_s))
        if right > left:
            painter.fillRect(QRectF(left, area.top(), right - left, area.height()), colour)

    def _x(self, at_s: float) -> float:
        area = self.box.sceneBoundingRect()
        return float(area.left() + (at_s - self.view[0]) / self.span_s * area.width())


_TINTS = {"download": "download", "upload": "upload", "both": "upload"}
_INKS = {"mark": "warning", "link": "bad", "path": "text", "wifi": "text"}
