"""History: what was measured earlier; two sessions held against each other; the trend by hour of the day."""

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from PySide6.QtWidgets import QFileDialog, QHeaderView, QLineEdit, QMessageBox, QStackedLayout, QWidget

from latencylab.errors import UserError
from latencylab.history.entry import Entry
from latencylab.history.load import load_file
from latencylab.history.store import History
from latencylab.history.taking import take_in
from ui.context import Context, Page
from ui.figures import NONE, number, percent, span
from ui.i18n import language, tr
from ui.plots.chart import Chart
from ui.sentences import said
from ui.theme import theme, tokens
from ui.widgets.basics import Card, button, column, label, row, set_text
from ui.widgets.drawn import score_tone
from ui.widgets.parts import Blank, Legend
from ui.widgets.tables import Column, Table, stretch_also


class HistoryPage(Page):
    """The page."""

    name = "history"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._entries: list[Entry] = []
        self.blank = Blank("", "", tr("Find out why it lags"), context.runner.diagnose)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.blank)
        self._stack.addWidget(self._filled())
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search server, verdict, advice or note"))
        self.search.setAccessibleName(tr("Search the history"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(280)
        self.search.textChanged.connect(self.reload)
        self.import_button = button(tr("Import …"), "", self._import, tip=tr("A report or a recording"))
        self.setLayout(column(row(self.search, None, self.import_button), self._stack, space=4))

    def _filled(self) -> QWidget:
        self.table = Table(
            tr("Earlier measurements"),
            (
                Column(tr("Server"), lambda e: " ".join(e.servers) or NONE),
                Column(tr("When"), lambda e: _when(e.started), tip=tr("Local time")),
                Column(tr("Length"), lambda e: NONE if e.duration_s is None else span(e.duration_s), from_width=900),
                Column(tr("By"), lambda e: _kind(e.connection), from_width=900),
                Column(
                    tr("Score"),
                    lambda e: NONE if e.score is None else str(e.score),
                    lambda e: e.score,
                    colour=_score_ink,
                ),
                Column(tr("Ping, ms"), lambda e: number(e.median_ms), lambda e: e.median_ms),
                Column(tr("Jitter, ms"), lambda e: number(e.jitter_ms), lambda e: e.jitter_ms),
                Column(tr("Loss"), lambda e: percent(e.loss_pct), lambda e: e.loss_pct),
                Column(tr("Verdict"), lambda e: said(e.summary) or _state(e)),
                Column(tr("Note"), lambda e: e.note, from_width=900),
            ),
        )
        self.table.setColumnWidth(1, 140)
        self.table.setColumnWidth(9, 150)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        self.table.setColumnWidth(0, 160)
        stretch_also(self.table, 8)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._on_chosen())
        self.table.doubleClicked.connect(lambda *_: self.open_chosen())
        self.open_button = button(tr("Open"), "", self.open_chosen)
        self.compare_button = button(tr("Compare two"), "", self.compare)
        self.delete_button = button(tr("Delete"), "", self._delete)
        self.note = QLineEdit()
        self.note.setPlaceholderText(tr("Note, such as: with the cable"))
        self.note.setAccessibleName(tr("Note on the chosen measurement"))
        self.note.editingFinished.connect(self._keep_note)
        tools = row(self.open_button, self.compare_button, self.delete_button, self.note)
        tools.setStretch(3, 1)
        self._answer = label("", wrap=True)
        self._answer.hide()
        listed = Card(tr("Earlier measurements, newest first")).fill(self.table).add(tools, self._answer)
        self.trend = Chart()
        self.trend.setAccessibleName(tr("Trend by hour of the day"))
        self.trend.getAxis("bottom").setTicks([[(hour, f"{hour}:00") for hour in range(3, 24, 3)]])
        self._trend_words = label("", "small", tone="muted", wrap=True)
        self._trend_legend = Legend()
        trend = Card(tr("By hour of the day, ms (medians)")).add(self._trend_legend).fill(self.trend)
        trend.add(self._trend_words)
        made = QWidget()
        made.setProperty("kind", "plain")
        box = column(listed, trend, space=4)
        box.setStretch(0, 3)
        box.setStretch(1, 2)
        made.setLayout(box)
        theme().changed.connect(self._show_trend_legend)
        self._on_chosen()
        return made

    def history(self) -> History:
        """The history.

        Raises:
            UserError: it cannot be used.
        """
        return History(self.context.services.history)

    def refresh(self) -> None:
        """Override of Page."""
        self.reload()

    def reload(self, *_: object) -> None:
        """Read the list anew."""
        try:
            with self.history() as history:
                found = self._found(history)
                problems = history.problems
        except UserError as error:
            self._stack.setCurrentIndex(0)
            self.blank.say(tr("The history cannot be read"), str(error))
            return
        if problems:
            self.context.tell(" ".join(problems))
        if not found and not self.search.text():
            self._stack.setCurrentIndex(0)
            text = tr(
                "Every measurement is kept here, on this computer only, so that you can see what a change brought."
            )
            self.blank.say(tr("Nothing was measured yet"), text)
            return
        self._stack.setCurrentIndex(1)
        if found != self._entries:
            self._entries = found
            self.table.show_rows(found)
            self._show_trend()

    def _found(self, history: History) -> list[Entry]:
        """By what the index knows, which is English, and by the verdict as it is shown."""
        words = self.search.text().casefold().split()
        found = history.entries(self.search.text())
        if not words or language() == "en":
            return found
        ids = {entry.id for entry in found}
        return [e for e in history.entries() if e.id in ids or all(w in said(e.summary).casefold() for w in words)]

    def open_chosen(self) -> None:
        """Show the chosen measurement on all pages."""
        chosen = self.table.chosen()
        if not chosen:
            return
        try:
            with self.history() as history:
                recording = history.recording(chosen[0].id)
                report = history.report(chosen[0].id)
        except UserError as error:
            self.context.tell(str(error))
            return
        if recording is not None and self.context.open_file(recording):
            self.context.go_to("play")
        elif recording is None:
            self.context.shown_report = report
            self.context.experiment = None
            self.context.go_to("play")

    def compare(self) -> None:
        """Hold the two chosen measurements against each other."""
        chosen = sorted(self.table.chosen(), key=lambda entry: entry.started)
        if len(chosen) != 2:
            return
        arguments = ["--compare", chosen[0].id, chosen[1].id, "--json", "-"]
        folder = self.context.services.history
        if folder is not None:
            arguments += ["--data-dir", str(folder)]
        self._say(tr("Comparing …"))
        self.context.tools.run("compare", arguments, self._on_compared)

    def _on_compared(self, _status: int, answer: Any, words: str) -> None:
        if isinstance(answer, dict):
            self._say(f"{answer['answer']} {answer['caution']}".strip())
        else:
            self._say(words or tr("They could not be compared."))

    def _say(self, sentence: str) -> None:
        set_text(self._answer, said(sentence))
        self._answer.show()

    def _on_chosen(self) -> None:
        chosen = self.table.chosen() if hasattr(self, "table") else []
        self.open_button.setEnabled(len(chosen) == 1)
        self.compare_button.setEnabled(len(chosen) == 2)
        self.delete_button.setEnabled(bool(chosen))
        self.note.setEnabled(len(chosen) == 1)
        self.note.setText(chosen[0].note if len(chosen) == 1 else "")

    def _keep_note(self) -> None:
        chosen = self.table.chosen()
        if len(chosen) == 1 and chosen[0].note != self.note.text():
            self._change(lambda history: history.set_note(chosen[0].id, self.note.text().strip()))

    def _delete(self) -> None:
        chosen = self.table.chosen()
        question = tr("Delete %n measurement(s) for good?", len(chosen))
        yes = QMessageBox.StandardButton.Yes
        if chosen and QMessageBox.question(self, tr("Delete"), question) == yes:
            self._change(lambda history: [history.delete(entry.id) for entry in chosen])

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, tr("Import a report or a recording"))
        if name:
            self.take_in(Path(name))

    def take_in(self, path: Path) -> None:
        """Put a file into the history."""
        self._change(lambda history: take_in(history, load_file(path)))

    def _change(self, change: Any) -> None:
        try:
            with self.history() as history:
                change(history)
        except UserError as error:
            self.context.tell(str(error))
        self.reload()

    def _show_trend_legend(self) -> None:
        colours = tokens()
        self._trend_legend.show_entries([(tr("Ping"), colours.route), (tr("Jitter"), colours.home)])

    def _show_trend(self) -> None:
        by_hour: defaultdict[int, list[Entry]] = defaultdict(list)
        for entry in self._entries:
            if entry.median_ms is not None:
                by_hour[_local(entry.started).hour].append(entry)
        hours = sorted(by_hour)
        ping = [median(entry.median_ms or 0.0 for entry in by_hour[hour]) for hour in hours]
        jitter = [median(entry.jitter_ms or 0.0 for entry in by_hour[hour]) for hour in hours]
        self.trend.show_curves({"ping": (hours, ping), "jitter": (hours, jitter)}, _TREND, (0, 24), dots=True)
        self._show_trend_legend()
        text = tr("%n measurement(s), in {count} of 24 hours; a pattern shows only with many.", len(self._entries))
        set_text(self._trend_words, text.format(count=len(hours)))
        words = tr("{hour}:00: ping {ping} ms, jitter {jitter} ms")
        parts = zip(hours, ping, jitter, strict=True)
        self.trend.setAccessibleDescription(
            "; ".join(words.format(hour=hour, ping=number(one), jitter=number(two)) for hour, one, two in parts)
        )


_TREND = {"ping": "route", "jitter": "home"}
"""Colours of the trend."""


def _local(started: str) -> datetime:
    return datetime.fromisoformat(started).astimezone()


def _when(started: str) -> str:
    return f"{_local(started):%Y-%m-%d %H:%M}" if started else NONE


def _state(entry: Entry) -> str:
    return {"recording": tr("being measured"), "cut off": tr("was cut off")}.get(entry.state, "")


def _kind(connection: str) -> str:
    names = {"ethernet": tr("cable"), "wifi": tr("Wi-Fi"), "cellular": tr("mobile"), "vpn": tr("VPN")}
    return names.get(connection, connection)


def _score_ink(entry: Entry) -> str:
    return "" if entry.score is None else str(getattr(tokens(), score_tone(entry.score)))
