"""Settings: what is measured and how, how it looks, what stays private."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFormLayout, QLabel, QLineEdit, QWidget

from latencylab.errors import UserError
from latencylab.settings import Place, parse_place
from latencylab.tokens import SPACE
from ui.context import Context, Page
from ui.i18n import LANGUAGES, tr
from ui.sentences import said
from ui.settings import TABLE
from ui.widgets.basics import Card, Scroll, column, label

NAME_WIDTH = 290
"""Of the names, so that the fields of all cards line up."""
_MANY = 1000
"""Numbers of which tenths mean nothing."""
_RANGES = {setting.key: (setting.low, setting.high) for setting in TABLE}


class SettingsPage(Page):
    """The page; a change counts at once and from the next measurement on."""

    name = "settings"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.fields: dict[str, QWidget] = {}
        scroll = Scroll()
        for card in (self._measuring(), self._looks(), self._privacy()):
            scroll.column.addWidget(card)
        scroll.column.addStretch(1)
        title = label(tr("Settings"), "headline", bold=True)
        self.setLayout(column(title, scroll, space=4))
        context.settings.changed.connect(self._on_changed)

    def _measuring(self) -> Card:
        form = _form()
        self._text(form, "targets", tr("Servers"), tr("Host names or addresses with a space between; the first counts"))
        self._number(form, "rate_hz", tr("Probes a second and server"), " Hz")
        self._number(form, "duration_s", tr("Length of the idle phase"), " s")
        ways = {"auto": tr("Choose by itself"), "icmp": "ICMP", "tcp": "TCP", "udp": "UDP (STAMP)"}
        self._choice(form, "transport", tr("Transport"), ways)
        self._place(form)
        self._flag(form, "bandwidth", tr("Measure bandwidth and latency under load"))
        self._number(form, "budget_mb", tr("Data that one measurement may use"), " MB")
        self._flag(form, "path", tr("Look at the path"))
        self._flag(form, "wifi", tr("Look at the Wi-Fi"))
        self._number(form, "monitor_rate_hz", tr("Probes a second in the background"), " Hz")
        return Card(tr("Measuring")).add(form)

    def _looks(self) -> Card:
        form = _form()
        themes = {"system": tr("As the system"), "light": tr("Light"), "dark": tr("Dark")}
        self._choice(form, "theme", tr("Theme"), themes)
        self._choice(
            form, "language", tr("Language (from the next start)"), {"system": tr("As the system"), **LANGUAGES}
        )
        self._choice(form, "rate_unit", tr("Unit of bandwidth"), {"Mbit/s": "Mbit/s", "MB/s": "MB/s"})
        return Card(tr("Look")).add(form)

    def _privacy(self) -> Card:
        form = _form()
        self._flag(form, "hide_addresses", tr("Hide addresses in what is copied or exported"))
        self._flag(form, "save_history", tr("Keep measurements in the history"))
        text = tr("Nothing leaves this computer but the probes that you ask for.")
        return Card(tr("Privacy")).add(form, label(text, tone="muted", wrap=True))

    def _add(self, form: QFormLayout, key: str, name: str, field: QWidget, tip: str = "") -> None:
        field.setAccessibleName(name)
        if tip:
            field.setToolTip(tip)
            field.setAccessibleDescription(tip)
        words = QLabel(name)
        words.setMinimumWidth(NAME_WIDTH)
        words.setBuddy(field)
        form.addRow(words, field)
        self.fields[key] = field

    def _text(self, form: QFormLayout, key: str, name: str, tip: str) -> None:
        field = QLineEdit(self.context.settings.text(key))
        field.editingFinished.connect(lambda: self.context.settings.set(key, field.text().strip()))
        self._add(form, key, name, field, tip)

    def _place(self, form: QFormLayout) -> None:
        """Where the user is, which the command line reads too."""
        from ui.catalogue import here

        field = QLineEdit(_place_words(here()))
        field.setPlaceholderText(tr("Latitude, longitude"))
        field.editingFinished.connect(lambda: self._on_place(field))
        tip = tr("Latitude and longitude in degrees, for distances to servers; stays on this computer")
        self._add(form, "place", tr("Where you are"), field, tip)

    def _on_place(self, field: QLineEdit) -> None:
        from ui.catalogue import here, stay_at

        text = field.text().strip()
        if text == _place_words(here()):
            return
        try:
            stay_at(parse_place(text) if text else None)
        except ValueError:
            self.context.tell(tr("Give latitude and longitude in degrees, such as 52.52, 13.41."))
        except UserError as error:
            self.context.tell(said(str(error)))
        else:
            field.setText(_place_words(here()))

    def _number(self, form: QFormLayout, key: str, name: str, unit: str) -> None:
        field = QDoubleSpinBox()
        field.setDecimals(0 if _RANGES[key][0] >= 1 or _RANGES[key][1] > _MANY else 1)
        field.setRange(*_RANGES[key])
        field.setSuffix(unit)
        field.lineEdit().setTextMargins(2 * SPACE, 0, 0, 0)
        field.setValue(self.context.settings.number(key))
        field.valueChanged.connect(lambda value: self.context.settings.set(key, value))
        self._add(form, key, name, field)

    def _choice(self, form: QFormLayout, key: str, name: str, choices: dict[str, str]) -> None:
        field = QComboBox()
        for value, words in choices.items():
            field.addItem(words, value)
        field.setCurrentIndex(max(0, field.findData(self.context.settings.text(key))))
        field.activated.connect(lambda *_: self.context.settings.set(key, str(field.currentData())))
        self._add(form, key, name, field)

    def _flag(self, form: QFormLayout, key: str, name: str) -> None:
        field = QCheckBox(name)
        field.setChecked(self.context.settings.flag(key))
        field.toggled.connect(lambda on: self.context.settings.set(key, bool(on)))
        field.setAccessibleName(name)
        form.addRow(field)
        self.fields[key] = field

    def _on_changed(self, key: str) -> None:
        field = self.fields.get(key)
        if isinstance(field, QLineEdit):
            field.setText(self.context.settings.text(key))
        elif isinstance(field, QComboBox):
            field.setCurrentIndex(max(0, field.findData(self.context.settings.text(key))))


def _place_words(place: Place | None) -> str:
    return "" if place is None else f"{place[0]:g}, {place[1]:g}"


def _form() -> QFormLayout:
    made = QFormLayout()
    made.setHorizontalSpacing(6 * SPACE)
    made.setVerticalSpacing(2 * SPACE)
    made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    return made
