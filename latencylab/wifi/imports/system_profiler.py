"""macOS: ``system_profiler SPAirPortDataType -json``.

A channel is ``149``, ``"1,+1"`` (40 MHz, the second channel above) or ``"149 (5GHz, 80MHz)"``, depending on the
version of macOS. Names and addresses are ``<redacted>`` without permission for the location, and neighbours often come
without their strength; all the numbers of the own link are there all the same.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from latencylab.wifi.bss import Bss, Link, Problem, at_frequency, with_width
from latencylab.wifi.channels import Band, frequency_mhz, guess_band, is_channel
from latencylab.wifi.imports.text import MAC, mac_text, to_bytes
from latencylab.wifi.operation import HtOperation, resolve
from latencylab.wifi.snapshot import fill

SIGNATURE = '"SPAirPortDataType"'
NO_NAMES = Problem(
    "macOS hides the names of the Wi-Fi networks from programs that may not know the location.",
    "Open System Settings > Privacy & Security > Location Services and allow the program that ran the command.",
)
WIFI_OFF = Problem("Wi-Fi is switched off on this Mac.", "Switch it on in the menu bar or in System Settings.")
REDACTED = "<redacted>"

_CHANNEL = re.compile(r"(\d{1,3})(?:,([+-])1|\s*\((2|5|6)\s?GHz(?:,\s*(\d{2,3})\s?MHz)?\))?")
_SIGNAL = re.compile(r"(-?\d{1,3})\s*dBm(?:\s*/\s*(-?\d{1,3})\s*dBm)?")
_BAND_OF: dict[str, Band] = {"2": "2.4", "5": "5", "6": "6"}
_GENERATIONS = (("be", 7), ("ax", 6), ("ac", 5), ("n", 4))
_STARTS_TRIED = 8
_MAX_MBPS = 1_000_000


@dataclass(slots=True)
class MacContents:
    """What the text told."""

    links: list[Link] = field(default_factory=list)
    networks: list[Bss] = field(default_factory=list)
    country: str | None = None
    bands: set[Band] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def find_report(text: str) -> tuple[int, int, Any] | None:
    """Where in ``text`` the JSON report begins and ends, and the report; None when there is none that can be read."""
    start = text.rfind("{", 0, max(text.find(SIGNATURE), 0))
    for _ in range(_STARTS_TRIED):
        if start < 0:
            return None
        try:
            report, end = json.JSONDecoder().raw_decode(text, start)
        except (ValueError, RecursionError):
            report, end = None, 0
        if isinstance(report, dict) and "SPAirPortDataType" in report:
            return start, end, report
        start = text.rfind("{", 0, start)
    return None


def parse_report(report: Any) -> MacContents:
    """What a report tells; parts of an unexpected shape are passed over."""
    contents = MacContents()
    for interface in _interfaces(report):
        current = _dict(interface.get("spairport_current_network_information"))
        for other in _list(interface.get("spairport_airport_other_local_wireless_networks")):
            contents.networks.append(_network(_dict(other)))
        own = _network(current)
        if own.channel is not None:
            contents.links.append(_link(own, current, _text(interface, "_name")))
            contents.country = contents.country or own.country
        contents.bands.update(_bands(interface))
        if "off" in _text(interface, "spairport_status_information").split("_"):
            contents.problems.append(WIFI_OFF)
        if REDACTED in _text(current, "_name"):
            contents.problems.append(NO_NAMES)
    return contents


def country_code(text: str) -> str | None:
    """A country's two letters; None for placeholders such as ``X0``."""
    return text if len(text) == 2 and text.isascii() and text.isalpha() and text.isupper() else None


def generation(phy_mode: str) -> int | None:
    """The newest generation in ``802.11a/n/ac/ax`` or ``11ax``."""
    modes = set(phy_mode.rpartition("11")[2].strip().split("/"))
    return next((number for name, number in _GENERATIONS if name in modes), None)


def _interfaces(report: Any) -> Iterator[dict[str, Any]]:
    for item in _list(_dict(report).get("SPAirPortDataType")):
        for interface in _list(_dict(item).get("spairport_airport_interfaces")):
            yield _dict(interface)


def _network(item: dict[str, Any]) -> Bss:
    name, address = _text(item, "_name"), _text(item, "spairport_network_bssid")
    signal = _SIGNAL.search(_text(item, "spairport_signal_noise"))
    bss = Bss(
        mac_text(address) if MAC.fullmatch(address) else None,
        None if not name or REDACTED in name else to_bytes(name),
        None if signal is None or signal[1] == "0" else float(signal[1]),
        generation=generation(_text(item, "spairport_network_phymode")),
        country=country_code(_text(item, "spairport_network_country_code")),
        noise_dbm=None if signal is None or signal[2] in (None, "0") else float(signal[2]),
    )
    return on_channel(bss, _text(item, "spairport_network_channel"))


def on_channel(bss: Bss, text: str) -> Bss:
    """``bss`` on the channel that ``text`` names in one of this system's ways."""
    found = _CHANNEL.match(text)
    if found is None:
        return bss
    channel = int(found[1])
    band = _BAND_OF.get(found[3] or "") or guess_band(channel)
    if band is None or not is_channel(band, channel):
        return bss
    if found[2]:
        return bss.on(resolve(band, channel, HtOperation(channel, 1 if found[2] == "+" else 3, wide=True)))
    return with_width(at_frequency(bss, frequency_mhz(band, channel)), int(found[4]) if found[4] else None)


def _link(own: Bss, current: dict[str, Any], interface: str) -> Link:
    rate = current.get("spairport_network_rate")
    sent = float(rate) if isinstance(rate, int | float) and 0 < rate < _MAX_MBPS else None
    return fill(Link("system_profiler", interface=interface or None, tx_mbps=sent), own)


def _bands(interface: dict[str, Any]) -> set[Band]:
    """The bands that the adapter can use."""
    texts = [str(channel) for channel in _list(interface.get("spairport_supported_channels"))]
    networks = (on_channel(Bss(None, None), text) for text in texts)
    return {bss.band for bss in networks if bss.band is not None}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return str(value) if isinstance(value, str | int | float) else ""
