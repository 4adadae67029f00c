"""Servers: the catalogue by service, how far each is, and how fast it answers, with how sure that is."""

from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit

from ui.context import Context, Page
from ui.figures import NONE, number, plain
from ui.i18n import tr
from ui.sentences import said
from ui.theme import tokens
from ui.widgets.basics import Card, button, chip, column, label, row, set_text
from ui.widgets.distance import DistanceView
from ui.widgets.tables import Column, Table, stretch_also

MOST_MEASURED = 12
"""How many servers are measured at once: the nearest ones, out of manners."""
_OWN = "custom"


class ServersPage(Page):
    """The page."""

    name = "servers"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._measured: dict[str, dict[str, Any]] = {}
        self._build()
        self.fill()
        context.store.ended.connect(self._take_figures)
        context.runner.changed.connect(self._on_runner)

    def _build(self) -> None:
        self.service = QComboBox()
        self.service.setAccessibleName(tr("Service"))
        self.service.activated.connect(self._on_service)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search the servers"))
        self.search.setClearButtonEnabled(True)
        self.rank_button = button(tr("Measure and rank"), "main", self.rank)
        self.rank_button.setToolTip(tr("Probes the nearest servers shown here for a few seconds"))
        self._note = label("", tone="muted", wrap=True)
        self._count = chip()
        head = row(label(tr("Service"), tone="muted"), self.service, self.search, self._count, None, self.rank_button)
        self.table = Table(
            tr("Servers"),
            (
                Column(tr("Server"), lambda s: s["label"], colour=self._ink),
                Column(tr("Region"), lambda s: s["region"]),
                Column(tr("Distance, km"), lambda s: plain(s["distance_km"]), lambda s: s["distance_km"]),
                Column(
                    tr("Light, ms"),
                    lambda s: number(s["floor_ms"]),
                    lambda s: s["floor_ms"],
                    tr("The shortest round trip that physics permits"),
                ),
                Column(
                    tr("Ping, ms"),
                    lambda s: number(self._figure(s, "median")),
                    lambda s: self._figure(s, "median"),
                    tr("Median"),
                ),
                Column(
                    tr("95 % interval"),
                    self._interval,
                    lambda s: self._figure(s, "median"),
                    tr("Where the median lies"),
                ),
                Column(
                    tr("Jitter, ms"),
                    lambda s: number(self._figure(s, "jitter")),
                    lambda s: self._figure(s, "jitter"),
                    "p95",
                ),
                Column(tr("Rank"), self._rank_words, self._rank, tr("Servers that cannot be told apart share a rank")),
            ),
            sortable=True,
        )
        stretch_also(self.table, 1)
        self.table.sortByColumn(7, self.table.horizontalHeader().sortIndicatorOrder().AscendingOrder)
        self.search.textChanged.connect(self.table.proxy.setFilterFixedString)
        self.view = DistanceView()
        self.use_button = button(tr("Play on this one"), "", self._use)
        self._custom = QLineEdit()
        self._custom.setPlaceholderText(tr("Host name, address or host:port"))
        self._custom.setMinimumWidth(230)
        self._custom.setAccessibleName(tr("Add a server of your own"))
        self._custom.returnPressed.connect(self._add_custom)
        self._remove = button(tr("Remove"), "", self._remove_custom)
        add = button(tr("Add"), "", self._add_custom)
        below = row(self.use_button, None, label(tr("Your own"), tone="muted"), self._custom, add, self._remove)
        servers = Card(tr("Servers")).fill(self.table).add(below)
        distance = Card(tr("Round trip over distance; the line is what light alone needs")).fill(self.view)
        made = column(head, self._note, servers, distance, space=3)
        made.setStretch(2, 3)
        made.setStretch(3, 2)
        self.setLayout(made)
        self.setTabOrder(self.service, self.search)

    def fill(self) -> None:
        """Offer the services of the catalogue."""
        from ui.catalogue import playable_services

        for service in playable_services():
            if service.servers:
                self.service.addItem(service.name, service.id)
        self.service.addItem(tr("Your own servers"), _OWN)
        self.service.setCurrentIndex(max(0, self.service.findData(self.context.settings.text("service"))))
        self._on_service()

    def _on_service(self, *_: object) -> None:
        self._measured.clear()
        self.show_servers()

    def servers(self) -> list[dict[str, Any]]:
        """The servers of the chosen service."""
        from latencylab.catalogue.distance import floor_ms
        from latencylab.catalogue.wish import server_km
        from ui.catalogue import catalogue, here

        chosen = self.service.currentData()
        if chosen == _OWN:
            return [_custom(text) for text in self.context.settings.text("custom_servers").split()]
        service = catalogue().service(str(chosen))
        found = []
        for server in service.servers if service else ():
            km = server_km(server, here())
            found.append(
                {
                    "id": server.id,
                    "label": server.label,
                    "region": server.region,
                    "distance_km": km,
                    "floor_ms": None if km is None else floor_ms(km),
                    "can": server.can_be_probed,
                }
            )
        return found

    def show_servers(self) -> None:
        """Show the servers with what is known of each."""
        from ui.catalogue import catalogue, here

        found = self.servers()
        self.table.show_rows(found)
        set_text(self._count, tr("%n server(s)", len(found)))
        own = self.service.currentData() == _OWN
        service = None if own else catalogue().service(str(self.service.currentData()))
        words = [said(service.note) if service else tr("Servers that you added yourself.")]
        if here() is None and not own:
            words.append(tr("Distances appear once settings.toml says where you are ([place])."))
        set_text(self._note, " ".join(words))
        self._remove.setEnabled(own)
        self.view.show_points(
            [
                (one["label"], one["distance_km"], self._figure(one, "median"))
                for one in found
                if self._figure(one, "median")
            ]
        )

    def refresh(self) -> None:
        """Override of Page."""
        self._take_figures()

    def rank(self) -> None:
        """Measure the nearest of the servers that are shown."""
        shown = [one for one in self.servers() if one["can"]]
        text = self.search.text().casefold()
        shown = [one for one in shown if text in f"{one['label']} {one['region']} {one['id']}".casefold()]
        shown.sort(key=lambda one: float("inf") if one["distance_km"] is None else one["distance_km"])
        if shown:
            ids = [one["id"] for one in shown[:MOST_MEASURED]]
            self.context.runner.run(
                "rank", targets=ids, bandwidth=None, path=False, wifi=False, tier=None, duration_s=6.0
            )

    def _take_figures(self) -> None:
        report = self.context.store.report() if self.context.store.lines else None
        ids = {one["id"] for one in self.servers()}
        for target in report["targets"] if report else ():
            if target["id"] in ids and target["role"] == "target" and target["rtt_ms"]:
                self._measured[target["id"]] = target
        self.show_servers()

    def _figure(self, one: dict[str, Any], what: str) -> float | None:
        target = self._measured.get(one["id"])
        if target is None:
            return None
        return float(target["rtt_ms"]["median"] if what == "median" else target["jitter_ms"]["pdv_p95"] or 0.0)

    def _interval(self, one: dict[str, Any]) -> str:
        interval = (self._measured.get(one["id"]) or {}).get("median_interval_ms")
        return f"{number(interval[0])} – {number(interval[1])}" if interval else NONE

    def _rank(self, one: dict[str, Any]) -> float | None:
        """1 and as many as are surely better: those whose whole interval lies below this one's."""
        target = self._measured.get(one["id"])
        if target is None or not target["median_interval_ms"]:
            return None
        low: float = target["median_interval_ms"][0]
        others = (other["median_interval_ms"] for other in self._measured.values())
        return 1.0 + sum(1 for interval in others if interval is not None and interval[1] < low)

    def _rank_words(self, one: dict[str, Any]) -> str:
        rank = self._rank(one)
        return NONE if rank is None else str(int(rank))

    def _ink(self, one: dict[str, Any]) -> str:
        return tokens().accent if one["id"] in self.context.settings.targets() else ""

    def _use(self) -> None:
        chosen = self.table.chosen()
        if not chosen:
            self.context.tell(tr("Choose a server in the table first."))
            return
        service = self.service.currentData()
        self.context.settings.set("service", "" if service == _OWN else str(service))
        self.context.settings.set("targets", chosen[0]["id"])
        self.show_servers()
        self.context.go_to("play")

    def _add_custom(self) -> None:
        from latencylab.engine import targets
        from latencylab.errors import UserError

        text = self._custom.text().strip()
        if not text:
            return
        try:
            targets.parse(text)
        except UserError as error:
            self.context.tell(str(error))
            return
        kept = self.context.settings.text("custom_servers").split()
        self.context.settings.set("custom_servers", " ".join(dict.fromkeys([*kept, text])))
        self._custom.clear()
        self.service.setCurrentIndex(self.service.findData(_OWN))
        self.show_servers()

    def _remove_custom(self) -> None:
        gone = {one["id"] for one in self.table.chosen()}
        kept = [text for text in self.context.settings.text("custom_servers").split() if text not in gone]
        self.context.settings.set("custom_servers", " ".join(kept))
        self.show_servers()

    def _on_runner(self) -> None:
        self.rank_button.setEnabled(not self.context.runner.runs)


def _custom(text: str) -> dict[str, Any]:
    return {"id": text, "label": text, "region": tr("your own"), "distance_km": None, "floor_ms": None, "can": True}
