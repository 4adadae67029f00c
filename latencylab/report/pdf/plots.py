"""Vector plots: the lag budget, timelines with their distribution, latency under load."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from latencylab import clock
from latencylab.report.pdf.fonts import BOLD, REGULAR, width
from latencylab.report.pdf.sheet import COLOURS, fitting, write
from latencylab.report.timelines import Line, Timelines
from latencylab.report.words import dig, figure, segment_words
from latencylab.thresholds import LOADED_ADDED
from latencylab.tokens import LIGHT

_TICKS = 4
_PHASE_WORDS = {"download": "download", "upload": "upload", "both": "both ways"}
_FULL_CURVE = 99.9
"""The distribution is drawn up to this percentile."""


class Plot(Flowable):
    """Something drawn over the whole width.

    Args:
        height: in points.
        draw: draws on a canvas whose origin is the lower left corner, given the width.
    """

    def __init__(self, height: float, draw: Callable[[Canvas, float], None]) -> None:
        super().__init__()
        self._height = height
        self._width = 0.0
        self._draw = draw

    def wrap(self, available_width: float, _available_height: float) -> tuple[float, float]:
        """Size on the page."""
        self._width = available_width
        return available_width, self._height

    def draw(self) -> None:
        """Draw it."""
        self.canv.setLineWidth(0.6)
        self._draw(self.canv, self._width)


def budget(segments: Sequence[dict[str, Any]], total_ms: float | None) -> Plot:
    """Where the time goes: one bar, a part for each segment of the way, named below it."""

    def draw(canvas: Canvas, room: float) -> None:
        medians = [max(0.0, dig(segment, "rtt_ms", "median") or 0.0) for segment in segments]
        whole = sum(medians) or 1.0
        x = 0.0
        column = room / max(1, len(segments))
        for place, (segment, median) in enumerate(zip(segments, medians, strict=True)):
            part = room * median / whole
            canvas.setFillColor(LIGHT.segment(str(segment.get("name"))))
            canvas.rect(x, 30, max(0.5, part - 1), 12, stroke=0, fill=1)
            _name_segment(canvas, place * column, segment)
            _join(canvas, x + part / 2, place * column + 4)
            name = segment_words(segment)
            if width(name, BOLD, 7) < part - 6:  # for a printer without colours
                write(canvas, x + part / 2, 33.5, name, 7, align=0, bold=True, colour="surface")
            x += part
        write(canvas, 0, 47, "Where the time goes", 8, bold=True, colour="muted")
        write(canvas, room, 47, f"median RTT {figure(total_ms, 'ms')}", 8, align=1, colour="muted")

    return Plot(56, draw)


def _name_segment(canvas: Canvas, x: float, segment: dict[str, Any]) -> None:
    canvas.rect(x, 12.5, 6, 6, stroke=0, fill=1)
    write(
        canvas, x + 9, 12.5, f"{segment_words(segment)} {figure(dig(segment, 'rtt_ms', 'median'), 'ms')}", 8, bold=True
    )
    spikes = segment.get("spikes")
    parts = [f"jitter +{figure(segment.get('added_jitter_ms'), 'ms')}"]
    parts += [f"loss +{figure(segment['added_loss_pct'], '%')}"] if segment.get("added_loss_pct") else []
    parts += [f"{spikes} spike{'s' * (spikes != 1)}"] if spikes else []
    write(canvas, x + 9, 3, " · ".join(parts), 7, colour="muted")


def _join(canvas: Canvas, x: float, to_x: float) -> None:
    canvas.setStrokeColor(COLOURS["line"])
    canvas.line(x, 29, to_x, 20)


class Axes:
    """Maps values to points, and draws the grid.

    Args:
        box: left, bottom, width and height in points.
        x: first and last value of the horizontal axis.
        y: the same of the vertical one.
    """

    def __init__(self, box: tuple[float, float, float, float], x: tuple[float, float], y: tuple[float, float]) -> None:
        self.left, self.bottom, self.width, self.height = box
        self._x, self._y = x, y

    def at_x(self, value: float) -> float:
        """Point on the page of a horizontal value."""
        first, last = self._x
        return self.left + self.width * (min(max(value, first), last) - first) / ((last - first) or 1.0)

    def at_y(self, value: float) -> float:
        """Point on the page of a vertical value; beyond the axis, at its end."""
        first, last = self._y
        return self.bottom + self.height * (min(max(value, first), last) - first) / ((last - first) or 1.0)

    def grid(self, canvas: Canvas, *, x_unit: str, y_unit: str = "") -> None:
        """Grid lines and their values."""
        canvas.setStrokeColor(COLOURS["line"])
        canvas.setLineWidth(0.3)
        for value in ticks(*self._y):
            canvas.line(self.left, self.at_y(value), self.left + self.width, self.at_y(value))
            write(canvas, self.left - 3, self.at_y(value) - 2, f"{value:g}{y_unit}", 6, align=1, colour="muted")
        values = ticks(*self._x)
        for value in values:
            unit = x_unit if value == values[-1] else ""
            write(canvas, self.at_x(value), self.bottom - 8, f"{value:g}{unit}", 6, align=0, colour="muted")


def ticks(first: float, last: float) -> list[float]:
    """Round values between two others, about four of them."""
    span = last - first
    if span <= 0 or not math.isfinite(span):
        return [first]
    step = 10 ** math.floor(math.log10(span / _TICKS))
    step = next(step * factor for factor in (1, 2, 5, 10) if span / (step * factor) <= _TICKS + 0.5)
    return [round(step * number, 10) for number in range(math.ceil(first / step), math.floor(last / step + 1e-9) + 1)]


def timeline(target: dict[str, Any], line: Line, timelines: Timelines) -> Plot:
    """RTT over time and, beside it, how the RTTs of the idle line are distributed."""

    def draw(canvas: Canvas, room: float) -> None:
        _title(canvas, target, room)
        top = _top_ms(target, line)
        split = room * 0.7
        over_time = Axes((26, 14, split - 36, 62), (0.0, max(timelines.end_s, 0.1)), (0.0, top))
        _phases(canvas, over_time, timelines)
        over_time.grid(canvas, x_unit=" s")
        _phase_words(canvas, over_time, timelines)
        _curve(canvas, over_time, line, _colour(target), top)
        spread = Axes((split + 26, 14, room - split - 32, 62), _spread(line), (0.0, 100.0))
        spread.grid(canvas, x_unit=" ms", y_unit=" %")
        _distribution(canvas, spread, line, _colour(target))

    return Plot(96, draw)


def _title(canvas: Canvas, target: dict[str, Any], room: float) -> None:
    name = fitting(target.get("label") or target.get("id"), BOLD, 8.5, room * 0.4)
    write(canvas, 0, 86, name, 8.5, bold=True)
    rtt, pdv = target.get("rtt_ms") or {}, dig(target, "jitter_ms", "pdv_p95")
    told = f"median {figure(rtt.get('median'))} · p95 {figure(rtt.get('p95'))} · jitter {figure(pdv, 'ms')}"
    told += f" · loss {figure(target.get('loss_pct'), '%')}"
    write(canvas, width(name, BOLD, 8.5) + 8, 86, told, 7, colour="muted")
    write(canvas, room, 86, "share of probes at or below", 7, align=1, colour="muted")


def _colour(target: dict[str, Any]) -> str:
    return LIGHT.segment({"gateway": "home", "access": "access"}.get(str(target.get("role")), "route"))


def _top_ms(target: dict[str, Any], line: Line) -> float:
    """The axis ends above most of what happened; what is far above it is drawn as an arrow at its end."""
    highs = sorted(slot.high_ms for slot in line.slots.values() if slot.answered) or [1.0]
    p99 = dig(target, "rtt_ms", "p99") or highs[-1]
    usual = highs[round(0.95 * (len(highs) - 1))]  # a queue that stood for a while is shown, not cut off
    return float(max(min(highs[-1], max(3 * p99, usual)) * 1.08, 0.01))


def _loads(axes: Axes, timelines: Timelines) -> Iterator[tuple[str, float, float]]:
    """Each load's word, and where it begins and ends on the page."""
    ends = [at_s for at_s, _ in timelines.phases[1:]] + [timelines.end_s]
    for (at_s, phase), end_s in zip(timelines.phases, ends, strict=True):
        if phase in _PHASE_WORDS:
            yield _PHASE_WORDS[phase], axes.at_x(at_s), axes.at_x(end_s)


def _phases(canvas: Canvas, axes: Axes, timelines: Timelines) -> None:
    """Loads as pale bands."""
    canvas.setFillColor(COLOURS["raised"])
    for _, left, right in _loads(axes, timelines):
        canvas.rect(left, axes.bottom, right - left, axes.height, stroke=0, fill=1)


def _phase_words(canvas: Canvas, axes: Axes, timelines: Timelines) -> None:
    """What each band is, above it."""
    for word, left, right in _loads(axes, timelines):
        if width(word, REGULAR, 6) < right - left:
            write(canvas, left + 1, axes.bottom + axes.height + 1.5, word, 6, colour="muted")


def _curve(canvas: Canvas, axes: Axes, line: Line, colour: str, top: float) -> None:
    points = [(at_s, slot) for at_s, slot in line.points() if slot.answered]
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(0.5)
    band, curve = canvas.beginPath(), canvas.beginPath()
    for place, (at_s, slot) in enumerate(points):
        x = axes.at_x(at_s)
        if slot.high_ms > slot.low_ms:
            band.moveTo(x, axes.at_y(slot.low_ms))
            band.lineTo(x, axes.at_y(slot.high_ms))
        (curve.lineTo if place else curve.moveTo)(x, axes.at_y(slot.sum_ms / slot.answered))
    canvas.drawPath(band)
    canvas.drawPath(curve)
    _beyond(canvas, axes, [(at_s, slot.high_ms) for at_s, slot in points if slot.high_ms > top])
    _losses(canvas, axes, line)


def _beyond(canvas: Canvas, axes: Axes, spikes: Sequence[tuple[float, float]]) -> None:
    canvas.setFillColor(COLOURS["text"])
    last_x, y = -math.inf, axes.bottom + axes.height
    for at_s, _ in spikes:
        x = axes.at_x(at_s)
        if x - last_x < 5:
            continue
        last_x = x
        arrow = canvas.beginPath()
        arrow.moveTo(x - 2, y - 4)
        arrow.lineTo(x + 2, y - 4)
        arrow.lineTo(x, y)
        arrow.close()
        canvas.drawPath(arrow, stroke=0, fill=1)
    if spikes:
        at_s, highest = max(spikes, key=lambda spike: spike[1])
        align = -1 if axes.at_x(at_s) < axes.left + axes.width / 2 else 1
        write(
            canvas,
            axes.at_x(at_s) - 4 * align,
            y - 5,
            f"{figure(highest, 'ms')}",
            6,
            align=align,
        )


def _losses(canvas: Canvas, axes: Axes, line: Line) -> None:
    """Lost probes as ticks on the floor."""
    canvas.setStrokeColor(COLOURS["bad"])
    canvas.setLineWidth(0.8)
    for at_s, slot in line.points():
        if slot.lost:
            canvas.line(axes.at_x(at_s), axes.bottom - 1, axes.at_x(at_s), axes.bottom + 5)


def _spread(line: Line) -> tuple[float, float]:
    low, high = line.idle_ns.minimum, line.idle_ns.quantile(_FULL_CURVE / 100)
    if low is None or high is None:
        return 0.0, 1.0
    return low / clock.NS_PER_MS, max(high, low + 1000) / clock.NS_PER_MS


def _distribution(canvas: Canvas, axes: Axes, line: Line, colour: str) -> None:
    if not line.idle_ns.count:
        return
    curve = canvas.beginPath()
    for step in range(101):
        share = step * _FULL_CURVE / 100
        x = axes.at_x((line.idle_ns.quantile(share / 100) or 0) / clock.NS_PER_MS)
        (curve.lineTo if step else curve.moveTo)(x, axes.at_y(share))
    canvas.setStrokeColor(colour)
    canvas.setLineWidth(1)
    canvas.drawPath(curve)


def load_bars(loaded: dict[str, Any]) -> Plot:
    """Median and p95 of the RTT, idle and under each load, as bars with their values."""
    rows: list[tuple[str, Any, Any, Any]] = [("idle", loaded.get("idle_ms"), loaded.get("idle_p95_ms"), None)]
    for name, word in (("download", "while downloading"), ("upload", "while uploading"), ("both", "both at once")):
        level = loaded.get(name)
        if level:
            rows.append((word, level.get("median"), level.get("p95"), level.get("added_ms")))

    def draw(canvas: Canvas, room: float) -> None:
        longest = max([value for row in rows for value in row[1:3] if value is not None] or [1.0])
        scale = (room - 230) / longest
        for place, (word, median, p95, added) in enumerate(rows):
            y = 15 * (len(rows) - place) - 11
            write(canvas, 0, y, word, 8)
            canvas.setFillColor(COLOURS["queue" if added and added >= LOADED_ADDED.value else "access"])
            canvas.rect(88, y - 1.5, (median or 0) * scale, 8, stroke=0, fill=1)
            if p95 is not None:
                canvas.setStrokeColor(COLOURS["text"])
                canvas.line(88 + (median or 0) * scale, y + 2.5, 88 + p95 * scale, y + 2.5)
                canvas.line(88 + p95 * scale, y, 88 + p95 * scale, y + 5)
            told = f"{figure(median, 'ms')} (p95 {figure(p95)})" + (
                f", +{figure(added, 'ms')}" if added is not None else ""
            )
            write(canvas, 88 + max(median or 0, p95 or 0) * scale + 5, y, told, 7.5, colour="muted")

    return Plot(15 * len(rows) + 4, draw)
