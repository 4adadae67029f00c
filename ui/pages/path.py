"""Path: every router on the way, what it adds, what it loses, and which of that is real."""

from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QWidget

from ui.context import Context, Page
from ui.figures import NONE, ms, number, percent
from ui.i18n import tr
from ui.plots.timeline import FOLLOW_S, Mark, Timeline
from ui.store import Line
from ui.theme import tokens
from ui.widgets.basics import Card, button, chip, column, label, row, set_text
from ui.widgets.parts import Blank, Legend
from ui.widgets.tables import Column, Table, stretch_also

LEAST_SHOWN_S = 5.0
_PALETTE = ("home", "access", "route", "queue", "good", "warning", "accent")


class PathPage(Page):
    """The page."""

    name = "path"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.blank = Blank("", "", tr("Look at the path"), context.runner.diagnose)
        self.plot = Timeline()
        self.plot.setAccessibleName(tr("Round-trip times of the hops over time"))
        self.plot.moved.connect(self.frame)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.blank)
        self._stack.addWidget(self._filled())
        self.setLayout(column(self._head(), self._stack, space=4))
        context.runner.changed.connect(self.refresh)
        context.store.began.connect(self._on_began)
        context.store.ended.connect(self._on_ended)
        self._on_ended()

    def _head(self) -> QHBoxLayout:
        self._state, self._end, self._changes, self._mtu = chip(), chip(), chip(), chip()
        self.run_button = button(tr("Look at the path"), "main", self.context.runner.diagnose)
        return row(self._state, self._end, self._changes, self._mtu, None, self.run_button)

    def _filled(self) -> QWidget:
        self.table = Table(
            tr("Hops"),
            (
                Column("#", lambda h: str(h["ttl"]), lambda h: h["ttl"], tr("Distance in routers (TTL)")),
                Column(tr("Router"), _router),
                Column(tr("Network"), lambda h: f"AS{h['asn']}" if h["asn"] else NONE, from_width=900),
                Column(tr("Best"), lambda h: _figure(h, "min"), lambda h: _value(h, "min"), tr("ms"), from_width=900),
                Column(tr("Median"), lambda h: _figure(h, "median"), lambda h: _value(h, "median"), tr("ms")),
                Column("p95", lambda h: _figure(h, "p95"), lambda h: _value(h, "p95"), tr("ms")),
                Column(
                    tr("Loss"),
                    lambda h: percent(h["loss_pct"]),
                    lambda h: h["loss_pct"],
                    tr("Of its own answers"),
                    from_width=700,
                ),
                Column(
                    tr("Real loss"),
                    lambda h: percent(h.get("loss_real_pct")),
                    lambda h: h.get("loss_real_pct"),
                    tr("What the routers behind it show too"),
                ),
                Column(tr("What it means"), self._meaning, colour=self._ink),
            ),
        )
        self.table.setColumnWidth(0, 40)
        self.table.setColumnWidth(1, 190)
        self.table.horizontalHeader().setSectionResizeMode(2, self.table.horizontalHeader().ResizeMode.Fixed)
        stretch_also(self.table, 8)
        self.table.horizontalHeader().setSectionResizeMode(0, self.table.horizontalHeader().ResizeMode.Fixed)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self.frame())
        self._marks = label("", tone="muted", wrap=True)
        hops = Card(tr("Hops, from this computer to the server")).fill(self.table)
        hops.add(self._marks)
        plot = Card(tr("Round-trip time of the hops, ms"))
        self._legend = Legend()
        plot.add(self._legend)
        plot.fill(self.plot)
        made = QWidget()
        made.setProperty("kind", "plain")
        box = column(hops, plot, space=4)
        box.setStretch(0, 3)
        box.setStretch(1, 2)
        made.setLayout(box)
        return made

    def _on_began(self) -> None:
        self.plot.span_s = FOLLOW_S
        self.plot.follow()

    def _on_ended(self) -> None:
        """Whoever follows sees the whole of a short path once it is complete."""
        if self.plot.follows and self.context.store.hops and self._now_s() < self.plot.span_s:
            self.plot.span_s = max(LEAST_SHOWN_S, self._now_s())

    def _now_s(self) -> float:
        """The newest instant: of the session while it runs, of the path once that is complete."""
        store = self.context.store
        newest = max((line.samples.last_s for line in store.hops.values() if line.samples.count), default=store.now_s)
        return store.now_s if store.running else newest

    def frame(self) -> None:
        """Override of Page."""
        lines = self._chosen_lines()
        colours = {leg: getattr(tokens(), _PALETTE[i % len(_PALETTE)]) for i, leg in enumerate(lines)}
        store = self.context.store
        self.plot.marks = [Mark(note.at_s, tr("path changed"), "path") for note in store.notes if note.kind == "path"]
        self.plot.draw(SimpleNamespace(lines=lines, now_s=self._now_s(), wall_start_s=store.wall_start_s), colours)
        self._legend.show_entries([(line.name, colours[leg]) for leg, line in lines.items()])

    def refresh(self) -> None:
        """Override of Page."""
        report, runner = self.context.report(), self.context.runner
        self.run_button.setEnabled(not runner.runs)
        hops = report["path"] if report else []
        route = (report or {}).get("route") or {}
        for part, text in (
            (self._state, tr("%n hop(s)", len(hops)) if hops else tr("Not traced")),
            (self._end, _end_words(route)),
            (self._changes, tr("changed %n time(s)", route["change_count"]) if route.get("change_count") else ""),
            (self._mtu, _mtu_words(report)),
        ):
            set_text(part, text)
            part.setVisible(bool(text))
        if not hops:
            self._stack.setCurrentIndex(0)
            self.blank.action.setEnabled(not runner.runs)
            self._say_why(report)
            return
        self._stack.setCurrentIndex(1)
        self._route = route
        self._marking = (report or {}).get("marking") or {}
        self.table.show_rows(hops)
        set_text(self._marks, _mark_words(self._marking))
        self._marks.setVisible(bool(self._marks.text()))
        worst = max(hops, key=lambda hop: hop.get("median_real_ms") or 0.0)
        text = tr("%n hop(s) to the server; the last answers in {time}.", len(hops))
        self.plot.setAccessibleDescription(text.format(time=ms((worst["rtt_ms"] or {}).get("median"))))
        self.frame()

    def _chosen_lines(self) -> dict[str, Line]:
        """The selected hops; without a selection those that answer and differ most."""
        chosen = {hop["ttl"] for hop in self.table.chosen()}
        lines = {
            f"{ttl} {address}": Line(line.leg, line.samples, line.losses, name=f"{ttl}  {address}")
            for (ttl, address), line in sorted(self.context.store.hops.items())
            if not chosen or ttl in chosen
        }
        answering = [key for key, line in lines.items() if line.samples.count]
        return {key: lines[key] for key in answering[: len(_PALETTE)]}

    def _meaning(self, hop: dict[str, Any]) -> str:
        words = []
        if hop["address"] is None:
            return tr("does not answer; that is allowed")
        if getattr(self, "_route", {}).get("grows_at_ttl") == hop["ttl"]:
            words.append(tr("most of the delay arises on the way here"))
        if hop["loss_is_rate_limit"]:
            words.append(tr("answers only so often; nothing is lost here"))
        elif hop.get("loss_real_pct"):
            words.append(tr("packets are lost from here on"))
        if hop.get("slow_control_plane"):
            words.append(tr("answers slowly itself; what passes is not delayed"))
        for mark in ("dscp", "ecn"):
            cleared = (getattr(self, "_marking", {}).get(mark) or {}).get("cleared_at_ttl")
            if cleared == hop["ttl"]:
                words.append(tr("{mark} marks are cleared here").format(mark=mark.upper()))
        return "; ".join(words)

    def _ink(self, hop: dict[str, Any]) -> str:
        if hop.get("loss_real_pct"):
            return tokens().bad
        return tokens().warning if getattr(self, "_route", {}).get("grows_at_ttl") == hop["ttl"] else tokens().muted

    def _say_why(self, report: dict[str, Any] | None) -> None:
        names = ("path", "scapy-path", "marks", "reach")
        reasons = [entry for entry in (report or {}).get("errors", ()) if entry["probe"] in names]
        promise = tr(
            "Here you will see every router between this computer and the server, what each adds, where packets are "
            "lost in truth and where a router only answers rarely, and where marks for priority are cleared."
        )
        if self.context.runner.runs:
            self.blank.say(tr("Following the path …"), promise)
        elif reasons:
            text = "\n".join(f"{entry['error']} {entry['hint']}".strip() for entry in reasons)
            self.blank.say(tr("The path could not be followed"), text)
        elif report is not None and not self.context.settings.flag("path"):
            self.blank.say(tr("The path was left out"), tr("It is switched off in the settings."))
        elif report is not None:
            inside = report["environment"]["interface"]["kind"] == "loopback"
            why = tr("The server is inside this computer.") if inside else tr("The server was not reached.")
            self.blank.say(tr("There is no path to look at"), why)
        else:
            self.blank.say(tr("No path yet"), promise)


def _router(hop: dict[str, Any]) -> str:
    if hop["address"] is None:
        return tr("(silent)")
    return f"{hop['name']} ({hop['address']})" if hop["name"] else str(hop["address"])


def _value(hop: dict[str, Any], what: str) -> float | None:
    return None if hop["rtt_ms"] is None else float(hop["rtt_ms"][what])


def _figure(hop: dict[str, Any], what: str) -> str:
    return number(_value(hop, what))


def _end_words(route: dict[str, Any]) -> str:
    return {
        "target": tr("reaches the server"),
        "refused": tr("ends at a router that rejects the packets"),
        "silent": tr("goes silent before the server"),
        "limit": tr("longer than was looked at"),
    }.get(route.get("end", ""), "")


def _mtu_words(report: dict[str, Any] | None) -> str:
    mtu = (report or {}).get("mtu") or {}
    return tr("MTU {size}").format(size=mtu["mtu"]) if mtu.get("mtu") else ""


def _mark_words(marking: dict[str, Any]) -> str:
    lines = []
    for mark in ("dscp", "ecn"):
        fate = marking.get(mark)
        if not fate:
            continue
        ttl = fate.get("cleared_at_ttl")
        if ttl:
            lines.append(tr("{mark}: cleared on the way to hop {ttl}.").format(mark=mark.upper(), ttl=ttl))
        elif fate.get("received") is not None and fate.get("received") == fate.get("sent"):
            lines.append(tr("{mark}: arrives as it was sent.").format(mark=mark.upper()))
        elif fate.get("received") is not None:
            lines.append(tr("{mark}: arrives changed.").format(mark=mark.upper()))
    return "  ".join(lines)
