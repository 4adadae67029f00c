"""Bandwidth: what the line carries, and what it does to the round trip while it is full, on one time axis."""

from typing import Any

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from latencylab import events
from ui.context import Context, Page
from ui.figures import NONE, megabytes, ms, number, rate, signed
from ui.i18n import tr
from ui.pages.live_words import phase_word
from ui.pages.play_words import SEGMENT_NAMES
from ui.plots.chart import Chart
from ui.plots.timeline import Span, Timeline
from ui.theme import tokens
from ui.widgets.basics import Card, button, chip, column, label, row, scrolled, set_text
from ui.widgets.parts import Blank, Legend, Tile, Tiles
from ui.widgets.tables import Column, Table

_COLOURS = {"download": "access", "upload": "queue"}
_LEAD_S = 4.0
"""How much of the idle line is shown before the load."""


class BandwidthPage(Page):
    """The page."""

    name = "bandwidth"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.blank = Blank("", "", tr("Measure"), context.runner.diagnose)
        self._state = chip()
        self._grade = chip()
        self._used = chip()
        self.run_button = button(tr("Measure"), "main", context.runner.diagnose)
        self.rates = Chart(timed=True)
        self.rates.setAccessibleName(tr("Throughput over time"))
        self.latency = Timeline()
        self.latency.setAccessibleName(tr("Round-trip times over time, with the load"))
        self._stack = QStackedLayout()
        self._stack.addWidget(self.blank)
        self._stack.addWidget(self._filled())
        head = row(self._state, self._grade, self._used, None, self.run_button)
        self.setLayout(column(head, self._stack, space=4))
        context.runner.changed.connect(self.refresh)

    def _filled(self) -> QWidget:
        self.download = Tile(tr("Download"), tr("Payload of TCP, without the warm-up."))
        self.upload = Tile(tr("Upload"), tr("Payload of TCP, without the warm-up."))
        self.added_down = Tile(tr("Download adds"), tr("How much later replies come while a download fills the line."))
        self.added_up = Tile(tr("Upload adds"), tr("How much later replies come while an upload fills the line."))
        self.rpm = Tile(tr("Responsiveness"), tr("Round trips a minute under load (IETF responsiveness draft)."))
        self._tiles = Tiles(self.download, self.upload, self.added_down, self.added_up, self.rpm)
        upper, lower = Card(tr("Throughput, Mbit/s")), Card(tr("Round-trip time meanwhile, ms"))
        self._ways, self._legs = Legend(), Legend()
        upper.add(self._ways).fill(self.rates)
        lower.add(self._legs).fill(self.latency)
        self.table = Table(
            tr("Bandwidth and latency under load"),
            (
                Column(tr("Phase"), lambda r: r[0]),
                Column(tr("Mbit/s"), lambda r: number(r[1]), lambda r: r[1]),
                Column(tr("95 % interval"), lambda r: r[2], lambda r: r[1]),
                Column(tr("Median, ms"), lambda r: number(r[3]), lambda r: r[3]),
                Column(tr("p95, ms"), lambda r: number(r[4]), lambda r: r[4]),
                Column(tr("Added, ms"), lambda r: signed(r[5]), lambda r: r[5]),
                Column(tr("Data"), lambda r: megabytes(r[6]), lambda r: r[6], sample="0000 MB"),
            ),
        )
        self._words = label("", "small", tone="muted", wrap=True)
        figures = Card(tr("In figures")).add(self.table, self._words)
        made = QWidget()
        made.setProperty("kind", "plain")
        box = column(self._tiles, upper, lower, figures, space=4)
        box.setStretch(1, 3)
        box.setStretch(2, 3)
        made.setLayout(box)
        return scrolled(made)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Override of QWidget."""
        super().resizeEvent(event)
        self._tiles.fit(self.width())

    def frame(self) -> None:
        """Override of Page."""
        store = self.context.store
        loads = [event for event in store.rare if isinstance(event, events.LoadSample)]
        if not loads or self.context.shown_report is not None:
            return
        start_s = max(0.0, loads[0].t_ns / 1e9 - _LEAD_S)
        end_s = max(start_s + 10.0, loads[-1].t_ns / 1e9 + 1.0)
        curves = {way: _rates([one for one in loads if one.direction == way]) for way in ("download", "upload")}
        curves = {way: curve for way, curve in curves.items() if len(curve[0])}
        if self.rates.time_axis is not None:
            self.rates.time_axis.wall_start_s = store.wall_start_s
        self.rates.show_curves(curves, _COLOURS, (start_s, end_s))
        self._ways.show_entries([(phase_word(way), getattr(tokens(), _COLOURS[way])) for way in curves])
        self.latency.follows = False
        self.latency.end_s, self.latency.span_s = end_s, end_s - start_s
        self.latency.spans = [
            Span(band.start_s, band.end_s or store.now_s, phase_word(band.phase), band.phase) for band in store.bands
        ]
        self.latency.hidden = {line.leg.leg for line in store.lines.values() if line.leg.role == "twin"}
        colours = store.colours()
        shown = [line for line in store.ordered() if line.leg.leg not in self.latency.hidden]
        self._legs.show_entries([(line.name, colours[line.leg.leg]) for line in shown])
        self.latency.draw(store, colours)

    def refresh(self) -> None:
        """Override of Page."""
        report, runner = self.context.report(), self.context.runner
        self.run_button.setEnabled(not runner.runs)
        bandwidth = report["bandwidth"] if report else None
        loading = any(band.end_s is None for band in self.context.store.bands)
        set_text(self._state, self._state_words(report, loading=loading))
        for part in (self._grade, self._used):
            part.setVisible(bandwidth is not None)
        if bandwidth is None and not loading:
            self._stack.setCurrentIndex(0)
            self.blank.action.setEnabled(not runner.runs)
            self._say_why(report)
            return
        self._stack.setCurrentIndex(1)
        self.frame()
        if report is not None and bandwidth is not None:
            self._show(bandwidth, report["loaded"])

    def _state_words(self, report: dict[str, Any] | None, *, loading: bool) -> str:
        if loading:
            return tr("Loading the line: {phase}").format(phase=phase_word(self.context.store.bands[-1].phase))
        bandwidth = report["bandwidth"] if report else None
        if bandwidth is None:
            return tr("Not measured")
        return tr("By {backend}, {server}").format(backend=bandwidth["backend"], server=bandwidth["server"] or NONE)

    def _say_why(self, report: dict[str, Any] | None) -> None:
        reasons = [e for e in (report or {}).get("errors", ()) if e["probe"] in ("load", "bandwidth", "loaded")]
        promise = tr(
            "Here you will see what the line carries both ways and how much later packets come while it is full: a "
            "download next door is the most frequent reason for lag. It loads the line for some 15 s and uses at most "
            "{amount}."
        ).format(amount=megabytes(self.context.settings.number("budget_mb") * 1e6))
        if reasons and not self.context.runner.runs:
            text = "\n".join(f"{e['error']} {e['hint']}".strip() for e in reasons)
            self.blank.say(tr("Bandwidth could not be measured"), text)
        elif not self.context.settings.flag("bandwidth"):
            self.blank.say(tr("Bandwidth is left out"), tr("It is switched off in the settings."))
        elif self.context.runner.runs:
            self.blank.say(tr("Measuring the idle line first …"), promise)
        else:
            self.blank.say(tr("Bandwidth was not measured yet"), promise)

    def _show(self, bandwidth: dict[str, Any], loaded: dict[str, Any] | None) -> None:
        unit = self.context.settings.text("rate_unit")
        self.download.show_figure(*rate(bandwidth["download_mbps"], unit))
        self.upload.show_figure(*rate(bandwidth["upload_mbps"], unit))
        loaded = loaded or {}
        for tile, way in ((self.added_down, "download"), (self.added_up, "upload")):
            added = (loaded.get(way) or {}).get("added_ms")
            tone = "" if added is None else "good" if added < 30 else "warning" if added < 100 else "bad"
            tile.show_figure(signed(added), "ms", tone)
        self.rpm.show_figure(number(loaded.get("rpm")), tr("round trips/min"))
        set_text(self._grade, tr("Grade under load: {grade}").format(grade=loaded.get("grade") or NONE))
        used = bandwidth.get("used_bytes") or (bandwidth["download_bytes"] or 0) + (bandwidth["upload_bytes"] or 0)
        set_text(self._used, tr("Used {amount}").format(amount=megabytes(used)))
        self.table.show_rows(_rows(bandwidth, loaded))
        self.table.fit_height(4)
        set_text(self._words, _words(bandwidth, loaded))
        self.latency.setAccessibleDescription(_words(bandwidth, loaded))
        self.rates.setAccessibleDescription(_words(bandwidth, loaded))


def _rates(loads: list[events.LoadSample]) -> tuple[Any, Any]:
    """Rate of one direction over time, from the counts of bytes."""
    times = np.array([one.t_ns for one in loads]) / 1e9
    counts = np.array([one.bytes for one in loads], dtype=np.float64)
    if len(times) < 2:
        return times[:0], counts[:0]
    steps = np.diff(times)
    rises = np.diff(counts)
    good = (steps > 0) & (rises >= 0)
    return times[1:][good], rises[good] * 8 / steps[good] / 1e6


def _rows(bandwidth: dict[str, Any], loaded: dict[str, Any]) -> list[tuple[Any, ...]]:
    idle = (tr("idle"), None, NONE, loaded.get("idle_ms"), loaded.get("idle_p95_ms"), None, None)
    rows = [idle] if loaded else []
    for way in ("download", "upload"):
        one, level = bandwidth.get(way) or {}, loaded.get(way) or {}
        interval = one.get("interval_mbps")
        low_high = NONE if not interval else f"{number(interval[0])} – {number(interval[1])}"
        rows.append(
            (
                phase_word(way),
                bandwidth[f"{way}_mbps"],
                low_high,
                level.get("median"),
                level.get("p95"),
                level.get("added_ms"),
                bandwidth[f"{way}_bytes"],
            )
        )
    return rows


def _words(bandwidth: dict[str, Any], loaded: dict[str, Any]) -> str:
    lines = []
    if not bandwidth["stable"]:
        lines.append(tr("The rate did not hold still long enough to be certain of it."))
    where = loaded.get("where")
    if where:
        name = SEGMENT_NAMES()[where]
        lines.append(tr("Packets wait in the queue of: {name}.").format(name=name))
    if loaded.get("idle_ms") is not None:
        worst = [(loaded.get(way) or {}).get("added_ms") for way in ("download", "upload")]
        text = tr("Idle {idle}; a download adds {down}, an upload {up}.")
        lines.append(text.format(idle=ms(loaded["idle_ms"]), down=ms(worst[0]), up=ms(worst[1])))
    return " ".join(lines)
