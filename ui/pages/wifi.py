"""Wi-Fi: who sends where, how much room each channel has, how the own link fares, and what to change."""

from typing import Any

import numpy as np
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QStackedLayout, QWidget

from latencylab import events
from ui.context import Context, Page
from ui.figures import NONE, percent, plain
from ui.i18n import tr
from ui.plots.chart import Chart
from ui.sentences import said
from ui.theme import tokens
from ui.widgets.basics import Card, Scroll, button, chip, clear, column, label, row, set_text
from ui.widgets.parts import Blank
from ui.widgets.spectrum import ScoreBars, Spectrum
from ui.widgets.tables import Column, Table

ADVICE = frozenset(
    ("use-ethernet", "use-5ghz", "use-6ghz", "change-channel", "widen-channel", "move-closer", "use-mesh",
     "upgrade-wifi", "wifi-background-scan", "wifi-power-save")
)  # fmt: skip
_MOST_CHANNELS = 14


class WifiPage(Page):
    """The page."""

    name = "wifi"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._scanned: dict[str, Any] | None = None
        self._trouble = ""
        self._advised: list[str] | None = None
        self.blank = Blank("", "", tr("Listen"), self.scan)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.blank)
        self._stack.addWidget(self._filled())
        self.setLayout(column(self._head(), self._stack, space=4))
        context.runner.changed.connect(self.refresh)

    def _head(self) -> QHBoxLayout:
        self._link, self._signal, self._busy, self._country = chip(), chip(), chip(), chip()
        open_button = button(tr("Open a scan …"), "", self.ask_file)
        open_button.setToolTip(tr("Saved output of iw, netsh, nmcli, system_profiler, or a capture"))
        self.scan_button = button(tr("Listen"), "main", self.scan)
        self.scan_button.setToolTip(tr("Listens on all channels for a moment; games may stutter meanwhile"))
        return row(self._link, self._signal, self._busy, self._country, None, open_button, self.scan_button)

    def _filled(self) -> QWidget:
        self.spectrum = Spectrum()
        self.bars = ScoreBars()
        scroll = Scroll()
        scroll.column.addWidget(self.bars)
        scroll.column.addStretch(1)
        room = Card(tr("Room on the channels: 100 is free (band · channel · MHz)")).fill(scroll)
        networks = self._networks_card()
        self.signal = Chart(timed=True)
        self.signal.setAccessibleName(tr("Signal over time"))
        self._signal_card = Card(tr("Signal over time, dBm")).fill(self.signal)
        self._advice = Card(tr("Advice"))
        self._advice_box = column(space=2)
        words = Scroll()
        words.column.addLayout(self._advice_box)
        words.column.addStretch(1)
        self._advice.fill(words)
        left = column(room, self._signal_card, space=4)
        right = column(self._advice, networks, space=4)
        right.setStretch(0, 2)
        right.setStretch(1, 3)
        lower = row(left, right, space=4)
        lower.setStretch(0, 1)
        lower.setStretch(1, 1)
        made = QWidget()
        made.setProperty("kind", "plain")
        box = column(Card(tr("Signal over the channels, dBm")).fill(self.spectrum), lower, space=4)
        box.setStretch(0, 4)
        box.setStretch(1, 5)
        made.setLayout(box)
        return made

    def _networks_card(self) -> Card:
        self._search = QLineEdit()
        self._search.setPlaceholderText(tr("Filter"))
        self._search.setAccessibleName(tr("Filter the networks"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaximumWidth(180)
        self.table = Table(
            tr("Networks"),
            (
                Column(tr("Network"), _network_name, colour=self._ink),
                Column(tr("Band"), lambda n: said(n["band"] or NONE), lambda n: float(n["band"] or 0), from_width=330),
                Column(tr("Channel"), lambda n: str(n["channel"] or NONE), lambda n: n["channel"]),
                Column(
                    tr("Width"), lambda n: plain(n["width_mhz"]), lambda n: n["width_mhz"], tr("MHz"), from_width=620
                ),
                Column(tr("Signal"), lambda n: plain(n["rssi_dbm"]), lambda n: n["rssi_dbm"], tr("dBm")),
                Column(
                    tr("Busy"), lambda n: percent(n["utilisation_pct"]), lambda n: n["utilisation_pct"], from_width=420
                ),
                Column(
                    "Wi-Fi",
                    lambda n: str(n["generation"] or NONE),
                    lambda n: n["generation"],
                    tr("Generation"),
                    from_width=540,
                ),
            ),
            sortable=True,
        )
        self.table.sortByColumn(4, self.table.horizontalHeader().sortIndicatorOrder().DescendingOrder)
        self._search.textChanged.connect(self.table.proxy.setFilterFixedString)
        networks = Card(tr("Networks"))
        networks.head.addWidget(self._search)
        networks.fill(self.table)
        return networks

    def scan(self) -> None:
        """Listen on all channels once."""
        self._look([])

    def ask_file(self) -> None:
        """Ask for a saved scan and show it."""
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a saved scan or capture"))
        if name:
            self._look(["--wifi-from", name])

    def _look(self, extra: list[str]) -> None:
        country = self.context.settings.text("country")
        arguments = ["--wifi", *extra, "--json", "-", *(["--country", country] if country else [])]
        if self.context.tools.run("wifi", arguments, self._on_scan):
            self._trouble = ""
            self.refresh()

    def _on_scan(self, status: int, answer: Any, words: str) -> None:
        if isinstance(answer, dict):
            self._scanned = answer
            reasons = [f"{e['error']} {e['hint']}".strip() for e in answer["errors"]]
            self._trouble = "\n".join(reasons)
        else:
            self._trouble = words or tr("Listening ended with status {status}.").format(status=status)
        self.refresh()

    def _report(self) -> dict[str, Any] | None:
        report = self.context.report()
        if self._scanned is not None and self._scanned.get("wifi"):
            return self._scanned
        return report if report is not None and report["wifi"] else self._scanned or report

    def refresh(self) -> None:
        """Override of Page."""
        report = self._report()
        listening = self.context.tools.runs("wifi")
        self.scan_button.setEnabled(not listening)
        self.blank.action.setEnabled(not listening)
        wifi = (report or {}).get("wifi")
        self._show_chips(wifi)
        if report is None or not wifi or not (wifi["networks"] or wifi["link"]):
            self._stack.setCurrentIndex(0)
            self._say_why(report, listening=listening)
            return
        self._stack.setCurrentIndex(1)
        link = wifi["link"] or {}
        self.spectrum.show_networks(wifi["networks"], link.get("ssid") or "")
        best = sorted(wifi["channels"], key=lambda one: -one["score"])[:_MOST_CHANNELS]
        current = [one for one in wifi["channels"] if _is_current(one, link)]
        shown = sorted([*best, *(one for one in current if one not in best)], key=lambda o: (o["band"], -o["score"]))
        self.bars.show_channels(shown, (link.get("band"), link.get("channel")))
        self.table.show_rows(wifi["networks"])
        self._show_advice(report)
        self._show_signal()

    def frame(self) -> None:
        """Override of Page."""
        self._show_signal()

    def _show_chips(self, wifi: dict[str, Any] | None) -> None:
        link = (wifi or {}).get("link") or {}
        text = tr("Connected: {ssid} · channel {channel} · {width} MHz · Wi-Fi {generation}")
        set_text(
            self._link,
            text.format(
                ssid=link.get("ssid") or tr("hidden"),
                channel=link.get("channel") or NONE,
                width=plain(link.get("width_mhz")),
                generation=link.get("generation") or NONE,
            )
            if link
            else tr("Not connected by Wi-Fi"),
        )
        rssi = link.get("rssi_dbm")
        word = "" if rssi is None else tr("strong") if rssi >= -60 else tr("fair") if rssi >= -70 else tr("weak")
        set_text(self._signal, tr("Signal {value} dBm, {word}").format(value=plain(rssi), word=word))
        self._signal.setVisible(rssi is not None)
        retry = link.get("retry_pct")
        set_text(self._busy, tr("{share} sent again").format(share=percent(retry)))
        self._busy.setVisible(retry is not None)
        country = (wifi or {}).get("country")
        set_text(self._country, tr("Rules of {country}").format(country=country))
        self._country.setVisible(bool(country))

    def _say_why(self, report: dict[str, Any] | None, *, listening: bool) -> None:
        promise = tr(
            "Here you will see the networks around you over the channels, how much room each channel has, and which "
            "one to play on."
        )
        reasons = [
            f"{e['error']} {e['hint']}".strip() for e in (report or {}).get("errors", ()) if e["probe"] == "wifi"
        ]
        if listening:
            self.blank.say(tr("Listening on all channels …"), promise)
        elif self._trouble or reasons:
            text = self._trouble or "\n".join(reasons)
            again = tr("A scan that was saved elsewhere can be opened too.")
            self.blank.say(tr("The Wi-Fi could not be looked at"), f"{text}\n{again}")
        else:
            self.blank.say(tr("No Wi-Fi seen yet"), promise)

    def _show_advice(self, report: dict[str, Any]) -> None:
        advice = [entry for entry in report["recommendations"] if entry["id"] in ADVICE]
        titles = [entry["title"] for entry in advice]
        if titles == self._advised:
            return
        self._advised = titles
        clear(self._advice_box)
        for entry in advice[:3]:
            self._advice_box.addWidget(label(said(entry["title"]), bold=True, wrap=True))
            self._advice_box.addWidget(label(said(entry["why"]), tone="muted", wrap=True))
        if not advice:
            self._advice_box.addWidget(label(tr("Nothing about this Wi-Fi needs to change."), wrap=True))

    def _show_signal(self) -> None:
        seen = [
            (event.t_ns / 1e9, event.rssi_dbm)
            for event in self.context.store.rare
            if isinstance(event, events.WifiLinkSeen) and event.rssi_dbm is not None
        ]
        self._signal_card.setVisible(len(seen) > 1)
        if len(seen) > 1 and self.signal.time_axis is not None:
            times, values = np.array(seen).T
            self.signal.time_axis.wall_start_s = self.context.store.wall_start_s
            self.signal.show_curves({"signal": (times, values)}, {"signal": "home"}, (times[0], times[-1]), (-95, -20))
            text = tr("Signal between {low} and {high} dBm")
            self.signal.setAccessibleDescription(text.format(low=plain(values.min()), high=plain(values.max())))

    def _ink(self, network: dict[str, Any]) -> str:
        return tokens().accent if network.get("connected") else ""


def _network_name(network: dict[str, Any]) -> str:
    return ("▲ " if network.get("connected") else "") + (network["ssid"] or tr("hidden"))


def _is_current(one: dict[str, Any], link: dict[str, Any]) -> bool:
    return (one["band"], one["channel"]) == (link.get("band"), link.get("channel"))
