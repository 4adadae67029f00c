"""The guide of the first start: what do you play, and where? Everything in it can be skipped."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from latencylab.tokens import SPACE
from ui.context import Context
from ui.i18n import tr
from ui.widgets.basics import button, column, label, row

_HIDDEN = "local"


class FirstRun(QDialog):
    """The guide.

    Args:
        parent: the window.
        context: of the app.
    """

    def __init__(self, parent: QWidget, context: Context) -> None:
        super().__init__(parent)
        self._context = context
        self.setWindowTitle(tr("Welcome"))
        self.setModal(True)
        self.resize(560, 520)
        self.services = self._list(tr("What do you play?"))
        self.servers = self._list(tr("Where?"))
        self._steps = QStackedWidget()
        why = tr("The service decides what the connection must be able to do.")
        self._steps.addWidget(self._step(tr("What do you play?"), why, self.services))
        why = tr("The server that you play on. Its distance sets the least delay there is.")
        self._steps.addWidget(self._step(tr("Where?"), why, self.servers))
        self.skip_button = button(tr("Skip"), "", self.skip)
        self.back_button = button(tr("Back"), "", self._back)
        self.next_button = button(tr("Next"), "main", self.go_on)
        self.next_button.setDefault(True)
        box = column(self._steps, row(self.skip_button, None, self.back_button, self.next_button), space=4)
        box.setContentsMargins(6 * SPACE, 6 * SPACE, 6 * SPACE, 6 * SPACE)
        self.setLayout(box)
        self._fill_services()
        self._show_step(0)

    def skip(self) -> None:
        """Close the guide; it does not come again by itself."""
        self._context.settings.set("first_run_done", True)
        self.reject()

    def go_on(self) -> None:
        """To the next step; after the last one the choice counts."""
        if self._steps.currentIndex() == 0:
            self._fill_servers()
            self._show_step(1)
            return
        service = self._chosen(self.services)
        server = self._chosen(self.servers) or _HIDDEN
        self._context.settings.set("service", service)
        self._context.settings.set("targets", server)
        self._context.settings.set("first_run_done", True)
        self.accept()

    def _back(self) -> None:
        self._show_step(0)

    def _show_step(self, index: int) -> None:
        self._steps.setCurrentIndex(index)
        self.back_button.setEnabled(index > 0)
        self.next_button.setText(tr("Done") if index else tr("Next"))
        self.next_button.setAccessibleName(self.next_button.text())
        (self.servers if index else self.services).setFocus()

    def _fill_services(self) -> None:
        from ui.catalogue import playable_services

        for service in playable_services():
            self._add(self.services, service.name, service.id)
        self._add(self.services, tr("Something else"), "")
        self.services.setCurrentRow(0)

    def _fill_servers(self) -> None:
        from ui.catalogue import catalogue

        self.servers.clear()
        chosen = self._chosen(self.services)
        service = catalogue().service(chosen) if chosen else None
        for server in service.servers if service else ():
            if server.can_be_probed:
                self._add(self.servers, server.label, server.id)
        self._add(self.servers, tr("I will name it later (a trial on this computer)"), _HIDDEN)
        self.servers.setCurrentRow(0)

    def _list(self, name: str) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(name)
        made.itemActivated.connect(lambda *_: self.go_on())
        return made

    @staticmethod
    def _add(to: QListWidget, text: str, data: str) -> None:
        entry = QListWidgetItem(text, to)
        entry.setData(Qt.ItemDataRole.UserRole, data)

    @staticmethod
    def _chosen(of: QListWidget) -> str:
        entries = of.selectedItems()
        return str(entries[0].data(Qt.ItemDataRole.UserRole) or "") if entries else ""

    @staticmethod
    def _step(title: str, text: str, body: QWidget) -> QWidget:
        made = QWidget()
        made.setLayout(column(label(title, "headline", bold=True), label(text, tone="muted", wrap=True), body, space=3))
        return made
