"""Play: one button; then what can be played, where the time goes, and what to do about it."""

from typing import Any

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedLayout, QWidget

from latencylab.catalogue.distance import floor_ms
from ui.context import Context, Page
from ui.figures import NONE, ms, number, percent, rate, signed, span
from ui.i18n import tr
from ui.pages.live_words import phase_word
from ui.pages.play_words import (
    SEGMENT_NAMES,
    certainty,
    connection,
    expected_s,
    jitter_split,
    main_target,
    playable_words,
    subtitle,
    tone_of,
)
from ui.sentences import said
from ui.theme import tokens
from ui.widgets.advice import AdviceCard
from ui.widgets.basics import Card, Scroll, button, chip, clear, column, heading, label, row, set_text
from ui.widgets.drawn import BudgetBar, Part, Ring
from ui.widgets.flow import flow_widget
from ui.widgets.parts import Blank, Legend, Tile, Tiles
from ui.widgets.wish import Wish

WIDE = 1060
"""From this width on the whole head of the page has room."""


class PlayPage(Page):
    """The page."""

    name = "play"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._cards: list[AdviceCard] = []
        self._advice: list[dict[str, Any]] | None = None
        self.start_button = button(tr("Find out why it lags"), "main", self._toggle)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty())
        self._stack.addWidget(self._running())
        self._stack.addWidget(self._result())
        self.setLayout(column(self._head(), self._stack, space=4))
        context.runner.changed.connect(self.refresh)
        self.refresh()

    def _head(self) -> QHBoxLayout:
        self.wish = Wish(self.context)
        self._connection = chip()
        return row(self.wish, self._connection, None, self.start_button)

    def _empty(self) -> QWidget:
        self.blank = Blank(
            tr("Why does it lag?"),
            tr(
                "One press measures your server, your router and your provider's first hop at the same instants, says "
                "where the delay arises and what to do about it. It takes about {time}."
            ).format(time=span(expected_s(self.context.runner.plan_of_settings()))),
            tr("Find out why it lags"),
            self.context.runner.diagnose,
        )
        self.blank.action.setProperty("kind", "main")
        return self.blank

    def _running(self) -> QWidget:
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setMaximumWidth(480)
        self._progress.setMinimumWidth(320)
        self._progress.setAccessibleName(tr("Progress"))
        self._now = label("", "strong", bold=True)
        self._figures = label("", tone="muted")
        made = QWidget()
        made.setProperty("kind", "plain")
        parts = [row(None, part, None) for part in (self._now, self._progress, self._figures)]
        made.setLayout(column(None, *parts, None, space=4))
        return made

    def _result(self) -> QWidget:
        scroll = Scroll()
        scroll.column.addWidget(self._verdict())
        scroll.column.addWidget(self._figures_in_tiles())
        scroll.column.addWidget(self._budget())
        self._advice_title = heading(tr("What to change, most useful first"))
        self._rules = label("", "small", tone="muted")
        scroll.column.addLayout(row(self._advice_title, None, self._rules))
        self._advice_column = column(space=3)
        scroll.column.addLayout(self._advice_column)
        self._certainty = Card(tr("How sure this is"))
        self._sure = label("", tone="muted", wrap=True)
        self._certainty.add(self._sure)
        scroll.column.addWidget(self._certainty)
        scroll.column.addStretch(1)
        return scroll

    def _verdict(self) -> Card:
        card = Card()
        self.ring = Ring()
        self.headline = label("", "headline", bold=True, wrap=True)
        self._subtitle = label("", tone="muted", wrap=True)
        chips, self._playable = flow_widget()
        words = column(None, self.headline, self._subtitle, chips, None)
        line = row(self.ring, words, space=5)
        line.setStretch(1, 1)
        return card.add(line)

    def _figures_in_tiles(self) -> Tiles:
        self.ping = Tile(tr("Ping, median"), tr("Half of the replies came within this time (RTT, RFC 2681)."))
        self.jitter = Tile(tr("Jitter, p95"), tr("95 of 100 replies came within this above the shortest (RFC 5481)."))
        self.loss = Tile(tr("Loss"), tr("Share of the probes that were never answered (RFC 7680)."))
        self.download = Tile(tr("Download"), tr("What the line takes in from the Internet."))
        self.upload = Tile(tr("Upload"), tr("What the line gives to the Internet."))
        self.loaded = Tile(tr("Under load, ms"), tr("What a full line adds to the round trip, download and upload."))
        self._tiles = Tiles(self.ping, self.jitter, self.loss, self.download, self.upload, self.loaded)
        return self._tiles

    def _budget(self) -> Card:
        card = Card(tr("Where the time goes"))
        self._floor = label("", "small", tone="muted")
        card.head.addWidget(self._floor)
        self.bar = BudgetBar()
        self._split = Legend()
        self._budget_card = card
        return card.add(self.bar, self._split)

    def frame(self) -> None:
        """Override of Page."""
        runner, store = self.context.runner, self.context.store
        if not runner.runs or runner.purpose in ("monitor", "block"):
            return
        duration_s, elapsed_s = expected_s(runner.plan), store.now_s
        endless = bool(runner.plan.get("watch"))
        self._progress.setRange(0, 0 if endless else 1000)
        self._progress.setValue(0 if endless else min(1000, round(1000 * elapsed_s / duration_s)))
        live = store.session.live_series()
        if not live:
            set_text(self._now, tr("Looking up the server …"))
            set_text(self._figures, "")
            return
        loading = store.bands[-1].phase if store.bands and store.bands[-1].end_s is None else ""
        now = tr("Loading the line: {phase}").format(phase=phase_word(loading)) if loading else ""
        set_text(self._now, now or tr("Measuring {name} …").format(name=live[0].label))
        text = tr("now {last}, median {median}, loss {loss}")
        first = live[0]
        set_text(
            self._figures,
            text.format(last=ms(first.last_ms), median=ms(first.median_ms), loss=percent(first.loss_pct)),
        )

    def refresh(self) -> None:
        """Override of Page."""
        runner = self.context.runner
        text = tr("Stop") if runner.runs else tr("Find out why it lags")
        self.start_button.setText(text)
        self.start_button.setAccessibleName(text)
        self.blank.action.setEnabled(not runner.runs)
        report = self.context.report()
        set_text(self._connection, connection(report))
        self._fit_head()
        if runner.runs and runner.purpose in ("diagnosis", "experiment"):
            self._stack.setCurrentIndex(1)
            self.frame()
        elif report is None:
            self._stack.setCurrentIndex(0)
        else:
            self._stack.setCurrentIndex(2)
            self.show_report(report)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Override of QWidget."""
        super().resizeEvent(event)
        self._fit_head()
        self._tiles.fit(self.width())
        for card in self._cards:
            card.fit(self.width())

    def _fit_head(self) -> None:
        """Where there is little room, the fields go before the word on the connection."""
        self._connection.setVisible(bool(self._connection.text()) and self.width() >= WIDE)

    def show_report(self, report: dict[str, Any]) -> None:
        """Show a report."""
        verdict = report["verdict"]
        self.ring.show_score(verdict["score"])
        set_text(self.headline, said(verdict["summary"]))
        set_text(self._subtitle, subtitle(report))
        clear(self._playable)
        for words, tone in playable_words(verdict["playable"]):
            entry = chip(words)
            entry.setProperty("tone", tone)
            self._playable.addWidget(entry)
        self._show_tiles(report)
        self._show_budget(report)
        self._show_advice(report)
        set_text(self._sure, certainty(report))

    def _show_tiles(self, report: dict[str, Any]) -> None:
        main = main_target(report)
        rtt, jitter = (main["rtt_ms"], main["jitter_ms"]) if main else (None, None)
        self.ping.show_figure(number(rtt["median"] if rtt else None), "ms", tone_of(report, "RTT, median"))
        self.jitter.show_figure(number(jitter["pdv_p95"] if jitter else None), "ms", tone_of(report, "jitter, p95"))
        loss = main["loss_pct"] if main else None
        count = f"{main['sent']:,}".replace(",", "\u202f") if main else ""
        of_count = tr("not measured") if loss is None else tr("% of {count}").format(count=count)
        self.loss.show_figure(number(loss, 2), of_count, tone_of(report, "loss"))
        unit = self.context.settings.text("rate_unit")
        bandwidth, loaded = report["bandwidth"] or {}, report["loaded"]
        self.download.show_figure(*rate(bandwidth.get("download_mbps"), unit))
        self.upload.show_figure(*rate(bandwidth.get("upload_mbps"), unit))
        if loaded is None:
            self.loaded.show_figure(NONE, tr("not measured"))
            return
        added = [(loaded.get(way) or {}).get("added_ms") for way in ("download", "upload")]
        worst = max((value for value in added if value is not None), default=None)
        tone = "" if worst is None else "good" if worst < 30 else "warning" if worst < 100 else "bad"
        self.loaded.show_figure(f"{signed(added[0])} / {signed(added[1])}", tr("down / up"), tone)

    def _show_budget(self, report: dict[str, Any]) -> None:
        segments, main = report["segments"], main_target(report)
        self._budget_card.setVisible(bool(segments))
        if not segments or main is None or main["rtt_ms"] is None:
            return
        names = SEGMENT_NAMES()
        parts = []
        for segment in segments:
            merged = segment.get("merged") or [segment["name"]]
            name = tr(" and ").join(names[part] for part in merged)
            parts.append(Part(name, segment["rtt_ms"]["median"], segment["name"]))
        loaded = report["loaded"] or {}
        queue = max(((loaded.get(way) or {}).get("added_ms") or 0.0 for way in ("download", "upload")), default=0.0)
        if queue >= 1:
            parts.append(Part(names["queue"], queue, "queue"))
        distance = main["distance_km"]
        floor = None if distance is None else floor_ms(distance)
        self.bar.show_parts(parts, floor)
        title = tr("Where the {time} go").format(time=ms(main["rtt_ms"]["median"]))
        if queue >= 1:
            text = tr("Where the {time} go, and the {queue} that a full line adds")
            title = text.format(time=ms(main["rtt_ms"]["median"]), queue=ms(queue))
        set_text(self._budget_card.title, title)
        text = tr("light alone needs {time} for the {distance} km there and back")
        set_text(self._floor, "" if distance is None else text.format(time=ms(floor), distance=number(distance)))
        self._split.show_entries([(words, tokens().segments[name]) for name, words in jitter_split(report)])

    def _show_advice(self, report: dict[str, Any]) -> None:
        advice = report["recommendations"]
        self._advice_title.setVisible(bool(advice))
        self._rules.setVisible(bool(advice))
        set_text(self._rules, tr("%n recommendation(s)", len(advice)))
        experiment = self.context.experiment
        tested = experiment.advice if experiment is not None and experiment.done else None
        followed = tested is not None and tested["id"] not in {entry["id"] for entry in advice}
        shown = [tested, *advice] if tested is not None and followed else advice
        if shown != self._advice:
            self._advice = shown
            clear(self._advice_column)
            self._cards = [AdviceCard(entry, self.context) for entry in shown]
            for card in self._cards:
                card.fit(self.width())
                self._advice_column.addWidget(card)
            if followed:
                self._cards[0].show_followed()
        for card in self._cards:
            card.follow(experiment if experiment is not None and experiment.advice["id"] == card.entry["id"] else None)

    def _toggle(self) -> None:
        if self.context.runner.runs:
            self.context.runner.stop()
        else:
            self.wish.keep_server()
            self.context.shown_report = None
            self.context.runner.diagnose()
