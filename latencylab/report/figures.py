"""Figures as people read them."""

from latencylab.facts import Facts

_UNITS = ("B", "kB", "MB", "GB", "TB")


def number(value: float | None) -> str:
    """Three significant digits at most; a dash for what was not measured."""
    if value is None:
        return "-"
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 0.1 else f"{value:.3f}"


def signed(value: float) -> str:
    """The same with its sign."""
    return f"{'−' if value < 0 else '+'}{number(abs(value))}"


def size_text(octets: float) -> str:
    """An amount of data in units of 1000, such as ``84 MB``."""
    size, unit = float(octets), 0
    while size >= 999.5 and unit + 1 < len(_UNITS):
        size, unit = size / 1000, unit + 1
    return f"{size:.0f} {_UNITS[unit]}" if unit < 3 or size >= 99.5 else f"{size:.1f} {_UNITS[unit]}"


def plural(count: int, noun: str) -> str:
    """``1 hop``, ``2 hops``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def router_name(facts: Facts, address: str | None, name: str | None = None) -> str:
    """What to call a router: its name, its part in the home, or its address."""
    if address is None:
        return "somebody who does not answer"
    part = next((entry.label for entry in facts.targets if entry.address == address and entry.role != "twin"), "")
    known = name or part
    return f"{known} ({address})" if known and known != address else address
