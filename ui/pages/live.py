"""Live: the round-trip times of everything that is measured, as it happens, for as long as one likes."""

from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QComboBox, QPushButton, QStackedLayout, QWidget

from latencylab.tokens import SPACE
from ui.context import Context, Page
from ui.figures import clock, count, span
from ui.i18n import tr
from ui.pages.live_words import certainty, figure_columns, mark_word, phase_word, stall, summary
from ui.plots.distribution import Distribution
from ui.plots.ranges import RangeStats, range_stats
from ui.plots.timeline import Mark, Span, Timeline
from ui.store import Line
from ui.theme import theme
from ui.widgets.basics import Card, button, chip, clear, column, label, row, set_text, set_tone
from ui.widgets.flow import flow_widget
from ui.widgets.parts import Blank
from ui.widgets.tables import Table

SPANS_S = (15.0, 60.0, 300.0, 1800.0, 7200.0, 86400.0)
LEAST_SHOWN_S = 5.0
WIDE = 1000
SETTLE_MS = 250
"""The figures follow when the view has stood still for so long."""
_MANY = 200_000
"""Samples from which on the figures of a leg take longer than a frame: they are made one leg at a time."""


class LivePage(Page):
    """The page."""

    name = "live"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.plot = Timeline()
        self.distribution = Distribution()
        self._stats: dict[str, RangeStats] = {}
        self._curves: dict[str, Any] = {}
        self._turn = 0
        self._legend_legs: tuple[str, ...] = ()
        self._hidden_by_default: set[str] = set()
        self._build()
        self._soon_frame = QTimer(self, singleShot=True, interval=0)
        self._soon_frame.timeout.connect(self.frame)
        self._soon_refresh = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._soon_refresh.timeout.connect(self.refresh)
        self.plot.moved.connect(self._on_moved)
        self.plot.chosen.connect(self.refresh)
        context.store.began.connect(self._on_began)
        context.store.ended.connect(self._on_ended)
        context.runner.changed.connect(self._on_runner)
        theme().changed.connect(self._on_theme)
        self._on_runner()
        if context.store.lines and not context.store.running:
            self._on_ended()

    def _build(self) -> None:
        self._state = chip()
        self._recording = chip()
        self.mark_button = button(tr("Mark: it lagged now"), "", self.context.runner.mark, tip=tr("Key: M"))
        self.spans = QComboBox()
        self.spans.setAccessibleName(tr("Time span"))
        for seconds in SPANS_S:
            self.spans.addItem(tr("Last {time}").format(time=span(seconds)), seconds)
        self.spans.addItem(tr("Whole measurement"), 0.0)
        self.spans.setCurrentIndex(1)
        self.spans.activated.connect(lambda index: self._show_span(self.spans.itemData(index)))
        self.follow_button = button(tr("Hold"), "", self.toggle_follow, tip=tr("Key: Space"))
        self.run_button = button(tr("Watch"), "main", self._toggle_run)
        head = row(
            self._state, self._recording, None, self.mark_button, self.spans, self.follow_button, self.run_button
        )
        card = Card(tr("Round-trip time, ms"))
        legend, self._legend = flow_widget()
        card.add(legend).fill(self.plot)
        self.plot.setAccessibleName(tr("Round-trip times over time"))
        self.distribution.setAccessibleName(tr("Distribution of the round-trip times"))
        distribution = Card(tr("Share of replies within so many ms")).fill(self.distribution)
        distribution.setMinimumWidth(220)
        lower = row(distribution, self._figures(), space=4)
        lower.setStretch(0, 2)
        lower.setStretch(1, 3)
        filled = QWidget()
        filled.setProperty("kind", "plain")
        body = column(card, lower, space=4)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        filled.setLayout(body)
        self._promise = tr(
            "Here you will see the round-trip time of every server, of your router and of your provider's first "
            "hop on one time axis, with lost packets, spikes and what caused them."
        )
        self.blank = Blank("", self._promise, tr("Watch"), self.context.runner.watch)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.blank)
        self._stack.addWidget(filled)
        self.setLayout(column(head, self._stack, space=4))

    def _figures(self) -> Card:
        card = Card(tr("In view"))
        self._title = card.title
        self.table = Table(
            tr("Figures of the time in view"), figure_columns(lambda leg: self.context.store.colours().get(leg, ""))
        )
        self._stall = label("", tone="warning", wrap=True)
        self._certainty = label("", "small", tone="muted", wrap=True)
        card.add(self.table, self._stall, self._certainty)
        card.body.addStretch(1)
        return card

    def frame(self) -> None:
        """Override of Page."""
        store = self.context.store
        self._stack.setCurrentIndex(1 if store.lines else 0)
        if not store.lines:
            return
        self._show_legend()
        self.plot.spans = [
            Span(band.start_s, store.now_s if band.end_s is None else band.end_s, phase_word(band.phase), band.phase)
            for band in store.bands
        ]
        self.plot.marks = [Mark(note.at_s, mark_word(note), note.kind) for note in store.notes]
        self.plot.draw(store, self.context.store.colours())

    def refresh(self) -> None:
        """Override of Page."""
        store = self.context.store
        self._show_state()
        if not store.lines:
            self._stack.setCurrentIndex(0)
            return
        start_s, end_s = self.plot.selection or self.plot.view
        end_s = min(end_s, max(store.now_s, start_s))
        lines = [line for line in store.ordered() if line.leg.leg not in self.plot.hidden]
        if sum(line.samples.count for line in lines) > _MANY and self._stats:
            self._turn += 1
            self._measure(lines[self._turn % len(lines)], start_s, end_s)
        else:
            for line in lines:
                self._measure(line, start_s, end_s)
        shown = [self._stats[line.leg.leg] for line in lines if line.leg.leg in self._stats]
        self.table.show_rows(shown)
        self.table.fit_height(8)
        self.distribution.show_curves(
            {leg: self._curves[leg] for leg in (stats.leg for stats in shown) if self._curves.get(leg) is not None},
            self.context.store.colours(),
        )
        title = tr("Selected: {time}") if self.plot.selection else tr("In view: {time}")
        set_text(self._title, title.format(time=span(end_s - max(0.0, start_s))))
        report = store.report()
        set_text(self._stall, stall(report))
        set_text(self._certainty, certainty(report))
        self.plot.setAccessibleDescription(summary(shown))
        self.distribution.setAccessibleDescription(summary(shown))

    def _measure(self, line: Line, start_s: float, end_s: float) -> None:
        self._stats[line.leg.leg], self._curves[line.leg.leg] = range_stats(line, start_s, end_s)

    def _show_span(self, seconds: float) -> None:
        self.plot.show_span(seconds or max(LEAST_SHOWN_S, self.context.store.now_s))

    def _on_ended(self) -> None:
        """Whoever follows sees the whole of a short measurement once it is complete."""
        if self.plot.follows and self.context.store.now_s < self.plot.span_s:
            self.spans.setCurrentIndex(self.spans.count() - 1)
            self._show_span(0.0)

    def toggle_follow(self) -> None:
        """Hold the plot where it is, or go with the newest sample again."""
        if self.plot.follows:
            self.plot.pan(0.0)
        else:
            self.plot.follow()

    def zoom_in(self) -> None:
        """Show a shorter time."""
        self.plot.zoom(0.5)

    def zoom_out(self) -> None:
        """Show a longer time."""
        self.plot.zoom(2.0)

    def _toggle_run(self) -> None:
        if self.context.runner.runs:
            self.context.runner.stop()
        else:
            self.context.runner.watch()

    def _show_state(self) -> None:
        store, runner = self.context.store, self.context.runner
        targets = sum(line.leg.role == "target" for line in store.lines.values())
        if not store.lines:
            set_text(self._state, tr("Starting …") if runner.runs else tr("Not measuring"))
        else:
            text = tr("%n target(s) · {rate} Hz · {time}", targets)
            rate_hz = max((line.leg.rate_hz for line in store.lines.values()), default=0.0)
            set_text(self._state, text.format(rate=count(rate_hz), time=clock(store.now_s)))
        set_text(self._recording, tr("● Measuring") if runner.runs else tr("■ Ended"))
        set_tone(self._recording, "bad" if runner.runs else "muted")
        self._recording.setVisible(bool(store.lines) and self.width() >= WIDE)

    def _show_legend(self) -> None:
        legs = tuple(line.leg.leg for line in self.context.store.ordered())
        if legs == self._legend_legs:
            return
        for line in self.context.store.ordered():
            if line.leg.role == "twin" and line.leg.leg not in self._hidden_by_default:
                self._hidden_by_default.add(line.leg.leg)
                self.plot.hidden.add(line.leg.leg)
        self._legend_legs = legs
        clear(self._legend)
        colours = self.context.store.colours()
        for line in self.context.store.ordered():
            self._legend.addWidget(self._legend_button(line, colours[line.leg.leg]))
        signs = label(tr("● ▲ ■ spike: home, access line, route   | lost"), "small", tone="muted")
        signs.setContentsMargins(0, SPACE, 0, SPACE)
        self._legend.addWidget(signs)

    def _legend_button(self, line: Line, colour: str) -> QPushButton:
        leg = line.leg.leg
        made = button(line.name, "legend", tip=tr("Show or hide"))
        made.setCheckable(True)
        made.setChecked(leg not in self.plot.hidden)
        swatch = QPixmap(12, 4)
        swatch.fill(QColor(colour))
        made.setIcon(QIcon(swatch))
        made.toggled.connect(lambda on: self._show_leg(leg, on))
        return made

    def _show_leg(self, leg: str, on: bool) -> None:
        (self.plot.hidden.discard if on else self.plot.hidden.add)(leg)
        self.frame()
        self.refresh()

    def _on_moved(self) -> None:
        self.follow_button.setText(tr("Hold") if self.plot.follows else tr("Follow"))
        self.follow_button.setAccessibleName(self.follow_button.text())
        self._soon_frame.start()
        self._soon_refresh.start()

    def _on_began(self) -> None:
        self._stats.clear()
        self._curves.clear()
        self._legend_legs = ()
        self._hidden_by_default.clear()
        self.plot.hidden.clear()
        self.plot.select(None)
        if self.spans.currentData() == 0.0:
            self.spans.setCurrentIndex(1)
            self.plot.span_s = SPANS_S[1]
        self.plot.follow()

    def _on_runner(self) -> None:
        runs = self.context.runner.runs
        self.run_button.setText(tr("Stop") if runs else tr("Watch"))
        self.run_button.setAccessibleName(self.run_button.text())
        self.mark_button.setEnabled(runs)
        self.blank.action.setEnabled(not runs)
        if runs:
            self.blank.say(tr("Starting …"), tr("The first replies are on their way."))
        else:
            self.blank.say(tr("Nothing is being measured"), self._promise)
        self._show_state()

    def _on_theme(self) -> None:
        self._legend_legs = ()
        self.frame()
        self.refresh()
