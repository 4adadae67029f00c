"""macOS: ``sudo wdutil info``, whose section WIFI tells of the own link, with how busy the channel is (CCA)."""

import re
from collections.abc import Iterable

from latencylab.wifi.bss import Bss, Link, with_width
from latencylab.wifi.channels import Band
from latencylab.wifi.imports.system_profiler import (
    NO_NAMES,
    REDACTED,
    MacContents,
    country_code,
    generation,
    on_channel,
)
from latencylab.wifi.imports.text import MAC, mac_text, to_bytes
from latencylab.wifi.snapshot import fill

_CHANNEL = re.compile(r"([256])g(\d{1,3})/(\d{2,3})$")
_OLD_CHANNEL = re.compile(r"(\d{1,3}) \((\d{2,3}) MHz")
_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,3})?")
_RULE = re.compile(r"[—-]{20,}$")
_MARKERS = ("Scan Cache Count", "Op Mode")
_ABSENT = ("", "None")


def is_wdutil(line: str) -> bool:
    """Whether a stripped line can only come from this tool."""
    return line.partition(":")[0].strip() in _MARKERS and " :" in line


def parse_wdutil(lines: Iterable[str]) -> MacContents:
    """What the lines tell; those of other sections are passed over."""
    contents = MacContents()
    fields = _section(lines)
    if fields.get("Op Mode", "None") in _ABSENT or _NUMBER.match(fields.get("RSSI", "")) is None:
        return contents
    own = _network(fields)
    link = Link(
        "wdutil",
        interface=fields.get("Interface Name"),
        tx_mbps=_number(fields.get("Tx Rate")),
        spatial_streams=None if (streams := _number(fields.get("NSS"))) is None else int(streams),
        cca_pct=_number(fields.get("CCA")),
    )
    contents.links.append(fill(link, own))
    contents.country = own.country
    contents.bands.update(_bands(fields.get("Supported Channels", "")))
    if REDACTED in fields.get("SSID", ""):
        contents.problems.append(NO_NAMES)
    return contents


def _section(lines: Iterable[str]) -> dict[str, str]:
    """The fields of the section WIFI, or of all lines where there are no headings."""
    fields: dict[str, str] = {}
    heading, after_rule = "WIFI", False
    for line in lines:
        stripped = line.strip()
        if _RULE.match(stripped):
            after_rule = True
        elif after_rule and stripped and ":" not in stripped:
            heading, after_rule = stripped, False
        elif heading == "WIFI" and ":" in stripped:
            key, _, value = stripped.partition(":")
            fields.setdefault(key.strip(), value.strip())
    return fields


def _network(fields: dict[str, str]) -> Bss:
    name, address = fields.get("SSID", ""), fields.get("BSSID", "")
    bss = Bss(
        mac_text(address) if MAC.fullmatch(address) else None,
        None if name in _ABSENT or REDACTED in name else to_bytes(name),
        _number(fields.get("RSSI")),
        generation=generation(fields.get("PHY Mode", "")),
        country=country_code(fields.get("Country Code", "")),
        noise_dbm=_number(fields.get("Noise")) or None,
    )
    channel = fields.get("Channel", "")
    if found := _CHANNEL.match(channel):
        return with_width(on_channel(bss, f"{found[2]} ({found[1]}GHz)"), int(found[3]))
    if found := _OLD_CHANNEL.match(channel):
        return with_width(on_channel(bss, found[1]), int(found[2]))
    return on_channel(bss, channel)


def _bands(supported: str) -> set[Band]:
    kinds: dict[str, Band] = {"2": "2.4", "5": "5", "6": "6"}
    return {kinds[found[1]] for text in supported.split(",") if (found := _CHANNEL.match(text.strip()))}


def _number(text: str | None) -> float | None:
    found = _NUMBER.match(text or "")
    return None if found is None else float(found[0])
