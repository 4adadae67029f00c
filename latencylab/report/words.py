"""Figures for sentences and tables, out of a report as its JSON has it, whatever version wrote it."""

from typing import Any

from latencylab.report.figures import number


def dig(body: Any, *path: str | int) -> Any:
    """What stands at ``path``; None where any step of it is missing or null."""
    for step in path:
        if isinstance(body, dict) and isinstance(step, str):
            body = body.get(step)
        elif isinstance(body, list | tuple) and isinstance(step, int) and -len(body) <= step < len(body):
            body = body[step]
        else:
            return None
    return body


def figure(value: Any, unit: str = "") -> str:
    """Three significant digits and the unit; a dash for what was not measured."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return "–"
    shown = number(abs(value))
    return f"{'−' if value < 0 else ''}{shown}{' ' if unit else ''}{unit}"


def plain(value: Any, unit: str = "") -> str:
    """A round figure as it is, such as a limit, a width or a level: ``5 ms``, ``−67 dBm``."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return "–"
    return f"{'−' if value < 0 else ''}{abs(value):.4g}{' ' if unit else ''}{unit}"


def gain(recommendation: dict[str, Any]) -> str:
    """What a recommendation brings, such as ``−13 to −18 ms jitter p95``; empty when it does not say."""
    found = dig(recommendation, "gain")
    if not isinstance(found, dict):
        return ""
    low, high, unit = found.get("low"), found.get("high"), f"{found.get('unit', '')} {found.get('metric', '')}".strip()
    if not isinstance(low, int | float) or low <= 0:
        return f"up to −{plain(high)} {unit}"
    if low == high:
        return f"−{plain(low)} {unit}"
    return f"−{plain(low)} to −{plain(high)} {unit}"


def evidence(recommendation: dict[str, Any]) -> list[str]:
    """The evidence, a line each."""
    return [_evidence(entry, str(entry.get("unit", ""))) for entry in recommendation.get("evidence") or []]


def _evidence(entry: dict[str, Any], unit: str) -> str:
    told = f"{entry.get('metric', '')} {figure(entry.get('value'), unit)}"
    return told if entry.get("limit") is None else f"{told} (limit {plain(entry['limit'], unit)})"


def main_target(report: dict[str, Any]) -> dict[str, Any]:
    """The first target; empty when there is none."""
    targets = [target for target in report.get("targets") or [] if target.get("role", "target") == "target"]
    return targets[0] if targets else {}


def connection(report: dict[str, Any]) -> str:
    """What the computer was connected by, in words."""
    interface = dig(report, "environment", "interface") or {}
    kind = str(interface.get("kind", "unknown"))
    link = dig(report, "wifi", "link")
    if kind == "wifi" and link:
        parts = [f"Wi-Fi “{link.get('ssid')}”" if link.get("ssid") else "Wi-Fi"]
        parts += [f"{link['band']} GHz channel {link.get('channel')}"] if link.get("band") else []
        parts += [plain(link["rssi_dbm"], "dBm")] if link.get("rssi_dbm") is not None else []
        return ", ".join(parts)
    names = {"ethernet": "cable", "wifi": "Wi-Fi", "vpn": "a VPN", "loopback": "this computer itself"}
    carrier = dig(report, "environment", "carrier_kind")
    if kind == "vpn" and carrier:
        return f"a VPN over {names.get(carrier, carrier)}"
    speed = f", {figure(interface['link_mbps'], 'Mbit/s')}" if interface.get("link_mbps") else ""
    return names.get(kind, "a connection of unknown kind" if kind == "unknown" else kind) + speed


SEGMENT_WORDS = {"home": "Home", "access": "Access line", "route": "Route and server"}


def segment_words(segment: dict[str, Any]) -> str:
    """The name of a part of the way for people."""
    names = segment.get("merged") or [segment.get("name", "")]
    return " + ".join(SEGMENT_WORDS.get(name, str(name)) for name in names)
