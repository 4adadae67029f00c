"""Numbers as people read them: three significant digits at most, always with a unit, the locale's signs."""

from math import floor, log10

from PySide6.QtCore import QLocale

from ui.i18n import tr

NONE = "–"
"""What was not measured."""
MINUS = "−"


def number(value: float | None, digits: int = 3) -> str:
    """``value`` with at most ``digits`` significant digits; a dash where there is none."""
    if value is None:
        return NONE
    size = abs(value)
    if size < 0.0005:
        return "0"
    before = floor(log10(size)) + 1
    decimals = max(0, digits - max(1, before)) if before > 0 else min(3, digits - 1 - before)
    return QLocale().toString(round(float(value), decimals), "f", decimals).replace("-", MINUS)


def plain(value: float | None) -> str:
    """A number that is not a measurement, or was rounded already: without zeros at its end."""
    if value is None:
        return NONE
    decimals = 0 if float(value).is_integer() or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = QLocale().toString(round(float(value), decimals), "f", decimals)
    if decimals:
        text = text.rstrip("0").rstrip(QLocale().decimalPoint())
    return text.replace("-", MINUS)


def count(value: float) -> str:
    """A number without needless zeros, such as ``60`` or ``2.5``."""
    return QLocale().toString(round(float(value), 1), "f", 0 if float(value).is_integer() or value >= 100 else 1)


def ms(value: float | None) -> str:
    """A time, such as ``22.4 ms``."""
    return NONE if value is None else tr("{value} ms").format(value=number(value))


def percent(value: float | None) -> str:
    """A share, such as ``0.6 %``."""
    return NONE if value is None else tr("{value} %").format(value=number(value, 2))


def signed(value: float | None) -> str:
    """A difference with its sign, such as ``+38`` or ``−13``."""
    if value is None:
        return NONE
    return ("+" if value > 0 else "") + number(value)


def rate(mbps: float | None, unit: str = "Mbit/s") -> tuple[str, str]:
    """A rate and its unit, in bits or bytes a second."""
    if mbps is None:
        return NONE, unit
    return (number(mbps / 8), "MB/s") if unit == "MB/s" else (number(mbps), "Mbit/s")


def megabytes(count: float | None) -> str:
    """An amount of data."""
    return NONE if count is None else tr("{value} MB").format(value=number(count / 1e6))


def span(seconds: float) -> str:
    """A duration, such as ``45 s``, ``12 min`` or ``3 h``."""
    if seconds < 120:
        return tr("{value} s").format(value=count(seconds))
    if seconds < 7200:
        return tr("{value} min").format(value=count(round(seconds / 60, 1)))
    return tr("{value} h").format(value=count(round(seconds / 3600, 1)))


def clock(seconds: float) -> str:
    """A running time as ``h:mm:ss``."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
