"""What the user chose, kept between starts in one plain file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal

FILE = "app.ini"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key, what it is at first, and what it may be (any text or number of the range when empty)."""

    key: str
    default: Any
    choices: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 0.0


TABLE = (
    Setting("service", ""),
    Setting("tier", ""),
    Setting("targets", "local"),
    Setting("rate_hz", 20.0, low=1.0, high=200.0),
    Setting("duration_s", 10.0, low=1.0, high=600.0),
    Setting("block_s", 15.0, low=1.0, high=120.0),
    Setting("transport", "auto", ("auto", "icmp", "tcp", "udp")),
    Setting("bandwidth", True),
    Setting("path", True),
    Setting("names", False),
    Setting("wifi", True),
    Setting("budget_mb", 500.0, low=0.0, high=100_000.0),
    Setting("rate_unit", "Mbit/s", ("Mbit/s", "MB/s")),
    Setting("theme", "system", ("system", "light", "dark")),
    Setting("language", "system", ("system", "en", "de")),
    Setting("hide_addresses", True),
    Setting("save_history", True),
    Setting("country", ""),
    Setting("custom_servers", ""),
    Setting("monitor_rate_hz", 2.0, low=0.2, high=5.0),
    Setting("first_run_done", False),
)
_BY_KEY = {setting.key: setting for setting in TABLE}


class Settings(QObject):
    """Typed access to the settings; a value that is not allowed reads as the default.

    Args:
        folder: where the file is kept; made if need be.
        parent: owner.
    """

    changed = Signal(str)
    """A setting has a new value; its key."""

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self._file = QSettings(str(folder / FILE), QSettings.Format.IniFormat)

    def text(self, key: str) -> str:
        """A setting that is a text or a choice."""
        setting = _BY_KEY[key]
        value = str(self._file.value(key, setting.default))
        return value if not setting.choices or value in setting.choices else str(setting.default)

    def number(self, key: str) -> float:
        """A setting that is a number, inside its range."""
        setting = _BY_KEY[key]
        try:
            value = float(cast("str", self._file.value(key, setting.default)))
        except (TypeError, ValueError):
            return float(setting.default)
        return value if setting.low <= value <= setting.high else float(setting.default)

    def flag(self, key: str) -> bool:
        """A setting that is on or off."""
        return str(self._file.value(key, _BY_KEY[key].default)).lower() in ("true", "1")

    def set(self, key: str, value: str | float | bool) -> None:
        """Keep ``value`` from here on."""
        if str(self._file.value(key, _BY_KEY[key].default)) != str(value):
            self._file.setValue(key, value)
            self.changed.emit(key)

    def targets(self) -> list[str]:
        """The targets, the first of which one plays on."""
        return self.text("targets").split() or ["local"]

    def state(self, name: str) -> QByteArray | None:
        """A state of a window, as it was kept."""
        value = self._file.value(f"state/{name}")
        return value if isinstance(value, QByteArray) else None

    def keep_state(self, name: str, value: QByteArray) -> None:
        """Keep a state of a window."""
        self._file.setValue(f"state/{name}", value)

    def save(self) -> bool:
        """Write the file now; gives whether that worked."""
        self._file.sync()
        return self._file.status() == QSettings.Status.NoError
