"""What one plays, where, and how well it shall look: three fields that belong together."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from ui.context import Context
from ui.i18n import tr
from ui.widgets.basics import label, row

FILL_MS = 100
"""The catalogue is read when the window is up already: that takes longer than its coming up may."""


class Wish(QWidget):
    """Service, server and tier; they follow the settings and set them.

    Args:
        context: of the app.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.setProperty("kind", "plain")
        self._settings = context.settings
        self.service = _combo(tr("Service"))
        self.server = _combo(tr("Server that you play on"), editable=True)
        self.server.setToolTip(tr("A host name, an address, host:port, or local for a trial on this computer"))
        self.server.setMinimumWidth(210)
        self.tier = _combo(tr("What you want"))
        self.service.activated.connect(self._on_service)
        self.server.activated.connect(self.keep_server)
        self.tier.activated.connect(lambda *_: self._settings.set("tier", str(self.tier.currentData() or "")))
        edit = self.server.lineEdit()
        if edit is not None:
            edit.setAccessibleName(tr("Server that you play on"))
            edit.editingFinished.connect(self.keep_server)
        self._settings.changed.connect(self._on_changed)
        line: QHBoxLayout = row(self.service, self.server, label(tr("I want"), tone="muted"), self.tier, space=2)
        self.setLayout(line)
        self.server.setEditText(self._settings.text("targets"))
        self.service.addItem(tr("Any service"), "")
        self.tier.addItem(tr("Anything"), "")
        QTimer.singleShot(FILL_MS, self, self.fill)

    def fill(self) -> None:
        """Offer what the catalogue knows."""
        from ui.catalogue import catalogue, playable_services

        chosen = self._settings.text("service")
        self.service.clear()
        self.service.addItem(tr("Any service"), "")
        for service in playable_services():
            self.service.addItem(service.name, service.id)
        self.service.setCurrentIndex(max(0, self.service.findData(chosen)))
        text = self._settings.text("targets")
        self.server.clear()
        found = catalogue().service(chosen) if chosen else None
        for server in found.servers if found else ():
            if server.can_be_probed:
                self.server.addItem(server.label, server.id)
        self.server.addItem(tr("This computer (a trial)"), "local")
        place = self.server.findData(text)
        self.server.setCurrentIndex(place)
        self.server.setEditText(self.server.itemText(place) if place >= 0 else text)
        self._fill_tiers(chosen)

    def keep_server(self, *_: object) -> None:
        """Take over what was typed or chosen."""
        text = self.server.currentText().strip()
        place = self.server.findText(text)
        data = self.server.itemData(place) if place >= 0 else None
        wanted = str(data) if data else text.replace(",", " ")
        if wanted:
            self._settings.set("targets", wanted)

    def _fill_tiers(self, service: str) -> None:
        from ui.catalogue import tier_ids

        self.tier.clear()
        self.tier.addItem(tr("Anything"), "")
        for tier, name in tier_ids(service):
            self.tier.addItem(name, tier)
        place = self.tier.findData(self._settings.text("tier"))
        self.tier.setCurrentIndex(max(0, place))
        if place < 0:
            self._settings.set("tier", "")

    def _on_service(self, *_: object) -> None:
        from ui.catalogue import catalogue

        chosen = str(self.service.currentData() or "")
        self._settings.set("service", chosen)
        found = catalogue().service(chosen) if chosen else None
        servers = [server for server in found.servers if server.can_be_probed] if found else []
        if servers:
            self._settings.set("targets", servers[0].id)
        self.fill()

    def _on_changed(self, key: str) -> None:
        if key in ("service", "targets"):
            self.fill()


def _combo(name: str, *, editable: bool = False) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setEditable(editable)
    made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    made.setMinimumWidth(116)
    made.setMaximumWidth(280)
    return made
