"""Servers: the catalogue by service, how far each is, and how fast it answers, with how sure that is.

The order is the command line's ``--servers --rank``: a command beside the app measures it.
"""

from typing import Any

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QProgressBar

from ui.context import Context, Page
from ui.i18n import tr
from ui.pages.servers_rows import OWN, RANK, Row, columns, rows_of
from ui.sentences import said
from ui.widgets.basics import Card, button, chip, column, label, row, set_text
from ui.widgets.distance import DistanceView, Point
from ui.widgets.tables import Table, stretch_also

_RANKING = "rank"
"""Name of the command that ranks."""


class ServersPage(Page):
    """The page."""

    name = "servers"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._rankings: dict[str, dict[str, Any]] = {}
        self._said = ""
        head, servers = self._head(), self._servers()
        self.view = DistanceView()
        distance = Card(tr("Round trip over distance; the line is what light alone needs")).fill(self.view)
        made = column(head, self._note, self._answer, self._progress, servers, distance, space=3)
        made.setStretch(4, 3)
        made.setStretch(5, 2)
        self.setLayout(made)
        self.setTabOrder(self.service, self.search)
        self.fill()
        context.runner.changed.connect(self._on_runner)

    def _head(self) -> QHBoxLayout:
        self.service = QComboBox()
        self.service.setAccessibleName(tr("Service"))
        self.service.activated.connect(self._on_service)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search"))
        self.search.setAccessibleName(tr("Search the servers"))
        self.search.setClearButtonEnabled(True)
        self.rank_button = button(tr("Measure and rank"), "main", self._toggle)
        self.rank_button.setToolTip(tr("Asks the nearest servers three times, then compares the best for ten seconds"))
        self._note = label("", tone="muted", wrap=True)
        self._answer = label("", "strong", bold=True, wrap=True)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(tr("Measuring the servers …"))
        self._count = chip()
        return row(label(tr("Service"), tone="muted"), self.service, self.search, self._count, None, self.rank_button)

    def _servers(self) -> Card:
        self.table = Table(tr("Servers"), columns(), sortable=True)
        stretch_also(self.table, 1)
        self.table.sortByColumn(RANK, self.table.horizontalHeader().sortIndicatorOrder().AscendingOrder)
        self.search.textChanged.connect(self.table.proxy.setFilterFixedString)
        self.use_button = button(tr("Play on this one"), "", self._use)
        return Card(tr("Servers")).fill(self.table).add(self._below())

    def _below(self) -> QHBoxLayout:
        self._custom = QLineEdit()
        self._custom.setPlaceholderText(tr("Host name, address or host:port"))
        self._custom.setMinimumWidth(250)
        self._custom.setAccessibleName(tr("Add a server of your own"))
        self._custom.returnPressed.connect(self._add_custom)
        self._remove = button(tr("Remove"), "", self._remove_custom)
        add = button(tr("Add"), "", self._add_custom)
        return row(self.use_button, None, label(tr("Your own"), tone="muted"), self._custom, add, self._remove)

    def fill(self) -> None:
        """Offer the services of the catalogue."""
        from ui.catalogue import playable_services

        for service in playable_services():
            if service.servers:
                self.service.addItem(service.name, service.id)
        self.service.addItem(tr("Your own servers"), OWN)
        self.service.setCurrentIndex(max(0, self.service.findData(self.context.settings.text("service"))))
        self.show_servers()

    @property
    def chosen_service(self) -> str:
        """Id of the service, or :data:`OWN`."""
        return str(self.service.currentData())

    def rows(self) -> list[Row]:
        """The servers of the chosen service."""
        settings = self.context.settings
        custom = settings.text("custom_servers").split()
        return rows_of(self.chosen_service, custom, settings.targets(), self._rankings.get(self.chosen_service))

    def show_servers(self) -> None:
        """Show the servers with what is known of each."""
        found = self.rows()
        self.table.show_rows(found)
        set_text(self._count, tr("%n server(s)", len(found)))
        set_text(self._note, self._words_on_service())
        self._remove.setEnabled(self.chosen_service == OWN)
        self._show_answer()
        points = [Point(one.label, one.distance_km, one.median_ms, one.rank == 1) for one in found if one.median_ms]
        self.view.show_points(points)
        self._on_runner()

    def refresh(self) -> None:
        """Override of Page."""
        self.show_servers()

    def rank(self) -> None:
        """Measure the servers of the chosen service."""
        service, own = self.chosen_service, self.chosen_service == OWN
        hosts = self.context.settings.text("custom_servers").split() if own else []
        if own and not hosts:
            self.context.tell(tr("Add a server of your own first."))
            return
        arguments = ["--servers", "--json", "-", "--rank", *hosts]
        arguments += [] if own else ["--service", service]
        self._said = tr("Measuring the servers …")
        self.context.tools.run(
            _RANKING, arguments, lambda _status, found, words: self._on_ranked(service, found, words)
        )
        self.show_servers()

    def _toggle(self) -> None:
        if self.context.tools.runs(_RANKING):
            self.context.tools.stop(_RANKING)
        else:
            self.rank()

    def _on_service(self, *_: object) -> None:
        self._said = "" if not self.context.tools.runs(_RANKING) else self._said
        self.show_servers()

    def _on_ranked(self, service: str, found: Any, words: str) -> None:
        if isinstance(found, dict):
            self.take_ranking(service, found)
            return
        self._said = said(words) or tr("The ranking was ended before there was an answer.")
        self.show_servers()

    def take_ranking(self, service: str, found: dict[str, Any]) -> None:
        """Show a ranking of a service's servers, schema ``latencylab.ranking/1``."""
        self._rankings[service] = found
        self._said = ""
        self.show_servers()

    def _show_answer(self) -> None:
        found = self._rankings.get(self.chosen_service)
        words = [self._said] if self._said else [said(found["answer"])] if found else []
        if found and found["not_asked"] and not self._said:
            words.append(tr("%n farther server(s) were not asked.", found["not_asked"]))
        set_text(self._answer, " ".join(words))
        self._answer.setVisible(bool(words))

    def _words_on_service(self) -> str:
        from ui.catalogue import catalogue, here

        own = self.chosen_service == OWN
        service = None if own else catalogue().service(self.chosen_service)
        words = [said(service.note) if service else tr("Servers that you added yourself.")]
        if here() is None and not own:
            words.append(tr("Distances appear once the settings say where you are."))
        return " ".join(words)

    def _use(self) -> None:
        chosen = self.table.chosen()
        if not chosen:
            self.context.tell(tr("Choose a server in the table first."))
            return
        self.context.settings.set("service", "" if self.chosen_service == OWN else self.chosen_service)
        self.context.settings.set("targets", chosen[0].id)
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
        self.service.setCurrentIndex(self.service.findData(OWN))
        self.show_servers()

    def _remove_custom(self) -> None:
        gone = {one.id for one in self.table.chosen()}
        kept = [text for text in self.context.settings.text("custom_servers").split() if text not in gone]
        self.context.settings.set("custom_servers", " ".join(kept))
        self.show_servers()

    def _on_runner(self) -> None:
        """One measurement at a time: a diagnosis ends the ranking."""
        ranks, measures = self.context.tools.runs(_RANKING), self.context.runner.runs
        if ranks and measures:
            self.context.tools.stop(_RANKING)
        text = tr("Stop") if ranks else tr("Measure and rank")
        self.rank_button.setText(text)
        self.rank_button.setAccessibleName(text)
        self.rank_button.setEnabled(not measures)
        self._progress.setVisible(ranks)
