"""Small figures that are painted: the score's ring, the bar of where the time goes, a spark line."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from latencylab.tokens import CORNER_SMALL, SCORE_FAIR, SCORE_GOOD
from ui.figures import ms, number
from ui.i18n import tr
from ui.theme import font, theme, tokens


class Painted(QWidget):
    """A widget that paints itself in the colours of the theme."""

    def __init__(self) -> None:
        super().__init__()
        theme().changed.connect(self.update)

    def pen(self, colour: str, width: float = 1.0) -> QPen:
        """A cosmetic pen."""
        made = QPen(QColor(colour), width)
        made.setCosmetic(True)
        return made


def score_tone(value: float) -> str:
    """The tone of a score from 0 to 100."""
    return "good" if value >= SCORE_GOOD else "warning" if value >= SCORE_FAIR else "bad"


class Ring(Painted):
    """A score from 0 to 100 as a ring with the figure in it."""

    def __init__(self) -> None:
        super().__init__()
        self._value: int | None = None
        self.setFixedSize(112, 112)
        self.show_score(None)

    def show_score(self, value: int | None) -> None:
        """Show ``value``; None while there is none."""
        self._value = value
        self.setAccessibleName(tr("No score yet") if value is None else tr("Score {value} of 100").format(value=value))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override of QWidget."""
        colours = tokens()
        rect = QRectF(self.rect()).adjusted(8, 8, -8, -8)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours.raised), 10))
            painter.drawEllipse(rect)
            if self._value is not None:
                pen = QPen(QColor(getattr(colours, score_tone(self._value))), 10)
                pen.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
                painter.drawArc(rect, 90 * 16, round(-self._value * 3.6 * 16))
            painter.setPen(QColor(colours.text))
            painter.setFont(font("headline", bold=True))
            upper = rect.adjusted(0, -12, 0, -8)
            painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, "–" if self._value is None else str(self._value))
            painter.setPen(QColor(colours.muted))
            painter.setFont(font("small"))
            painter.drawText(rect.adjusted(0, 28, 0, 12), Qt.AlignmentFlag.AlignCenter, tr("of 100"))


class Part(NamedTuple):
    """A part of the lag budget."""

    name: str
    value_ms: float
    segment: str


class BudgetBar(Painted):
    """Where the round trip's time goes: one stacked bar, with the time that light alone needs marked in it."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: Sequence[Part] = ()
        self._floor_ms: float | None = None
        self.setMinimumHeight(52)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_parts(self, parts: Sequence[Part], floor_ms: float | None) -> None:
        """Show ``parts`` from left to right."""
        self._parts, self._floor_ms = parts, floor_ms
        words = [tr("{name} {time}").format(name=part.name, time=ms(part.value_ms)) for part in parts]
        if floor_ms is not None:
            words.append(tr("light alone needs {time}").format(time=ms(floor_ms)))
        self.setAccessibleName(tr("Where the time goes"))
        self.setAccessibleDescription("; ".join(words))
        self.setToolTip("\n".join(words))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Override of QWidget."""
        return QSize(400, 52)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override of QWidget."""
        total = sum(part.value_ms for part in self._parts)
        if total <= 0:
            return
        bar = QRectF(0, 8, self.width(), self.height() - 16)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            clip = QPainterPath()
            clip.addRoundedRect(bar, CORNER_SMALL, CORNER_SMALL)
            painter.save()
            painter.setClipPath(clip)
            left = 0.0
            for part in self._parts:
                width = bar.width() * part.value_ms / total
                self._draw_part(painter, part, QRectF(left, bar.top(), width, bar.height()))
                left += width
            painter.restore()
            if self._floor_ms is not None and self._floor_ms <= total:
                x = bar.width() * self._floor_ms / total
                pen = QPen(QColor(tokens().text), 2, Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
            if self.hasFocus():
                painter.setPen(self.pen(tokens().accent, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(bar.adjusted(1, -4, -1, 4), CORNER_SMALL, CORNER_SMALL)

    def _draw_part(self, painter: QPainter, part: Part, rect: QRectF) -> None:
        colour = tokens().segments[part.segment]
        painter.fillRect(rect, QColor(colour))
        painter.setPen(QColor(tokens().on(colour)))
        painter.setFont(font("body", bold=True))
        metrics = QFontMetricsF(painter.font())
        full = tr("{name} {time}").format(name=part.name, time=number(part.value_ms))
        for text in (full, number(part.value_ms)):
            if metrics.horizontalAdvance(text) + 16 <= rect.width():
                painter.drawText(
                    rect.adjusted(10, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text
                )
                return


class Spark(Painted):
    """A curve without axes, as evidence beside a sentence."""

    def __init__(self, segment: str = "access") -> None:
        super().__init__()
        self._segment = segment
        self._values: Sequence[float] = ()
        self.setFixedSize(190, 36)

    def show_values(self, values: Sequence[float], name: str) -> None:
        """Show ``values``, evenly spaced; ``name`` says what they are."""
        self._values = values
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Override of QWidget."""
        if len(self._values) < 2:
            return
        high = max(self._values) or 1.0
        step = self.width() / (len(self._values) - 1)
        floor = self.height() - 2
        points = [QPointF(i * step, floor - (floor - 2) * value / high) for i, value in enumerate(self._values)]
        with QPainter(self) as painter:
            painter.setPen(self.pen(tokens().line))
            painter.drawLine(QPointF(0, floor), QPointF(self.width(), floor))
            painter.setPen(self.pen(tokens().segments[self._segment], 1))
            painter.drawPolyline(QPolygonF(points))
