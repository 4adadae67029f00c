"""The outputs of ``iw``: ``link``, ``info``, ``scan``, ``survey dump``, ``station dump``, ``reg get``, in any order.

``iw`` speaks English only, but its layout changes between versions (tabs or blanks, ``freq: 5240`` or ``5240.0``, ``6
Ghz`` or ``6 GHz``, the order of the words of a bit rate), so every line is read by itself, and the last heading says
of what it speaks. Versions before 6 do not know Wi-Fi 6 and 7; with ``-u`` they print those elements as bytes, which
are decoded here. ``/proc/net/wireless`` is read too.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from latencylab.wifi.bss import Bss, Link, Survey
from latencylab.wifi.channels import block_centre_mhz, place_at
from latencylab.wifi.imports.iw_scan import GENERATIONS, ScannedNetwork, unescaped
from latencylab.wifi.imports.text import MAC, leading_int, leading_number, mac_text

_MAC = MAC.pattern
_BSS = re.compile(rf"BSS ({_MAC})\s*(?:\(on [^)]*\))?(.*)")
_LINK = re.compile(rf"Connected to ({_MAC}) \(on (\S+)\)")
_STATION = re.compile(rf"Station ({_MAC}) \(on (\S+)\)")
_SURVEY = re.compile(r"Survey data from \S+")
_INTERFACE = re.compile(r"Interface (\S+)$")
_COUNTRY = re.compile(r"country ([A-Z]{2}): DFS-")
_PROC = re.compile(r"(\S+): [0-9a-f]{4}\s+(-?\d+)\.?\s+(-?\d+)\.?\s+(-?\d+)\.?(?:\s+\d+){5,8}$")
_CHANNEL = re.compile(r"channel \d+ \((\d{4,5})(?:\.\d+)? MHz\)(?:, width: (\d{2,3}) MHz)?(?:.*?center1: (\d{4,5}))?")
_LINK_BSSID = re.compile(rf"Link \d+ BSSID ({_MAC})")
_RATE_WIDTH = re.compile(r"\b(20|40|80|160|320) ?MHz")
_STREAMS = re.compile(r"NSS (\d)")
_START = re.compile(
    "|".join(f"(?:{form.pattern})" for form in (_BSS, _LINK, _STATION, _SURVEY, _INTERFACE, _COUNTRY, _PROC))
)

_UNKNOWN_NOISE_DBM = -256.0


class IwContents(NamedTuple):
    """What the lines told."""

    links: list[Link]
    networks: list[Bss]
    survey: list[Survey]
    country: str | None


def starts_iw(line: str) -> bool:
    """Whether a stripped line begins an output of ``iw``."""
    return _START.match(line) is not None


def parse_iw(lines: Iterable[str]) -> IwContents:
    """Links, networks, survey and country out of the lines; what cannot be read is passed over."""
    reader = _Reader()
    for line in lines:
        stripped = line.strip()
        if stripped:
            reader.take(stripped)
    return IwContents(
        [_link(name, found) for name, found in reader.links.items() if _is_connected(found)],
        reader.networks(),
        [survey for found in reader.surveys if (survey := _survey(found)) is not None],
        reader.country,
    )


class _Reader:
    """Gives each line to what the last heading spoke of."""

    def __init__(self) -> None:
        self._finished: list[Bss] = []
        self.links: dict[str, dict[str, str]] = {}
        self.surveys: list[dict[str, str]] = []
        self.country: str | None = None
        self._network: ScannedNetwork | None = None
        self._fields: dict[str, str] = {}

    def take(self, line: str) -> None:
        """Take the next line, without blanks around it."""
        if starts_iw(line) and self._start(line):
            return
        if self._network is not None:
            self._network.take(line)
        else:
            _remember(self._fields, line)

    def _start(self, line: str) -> bool:
        if found := _BSS.match(line):
            self._finish_network()
            self._network = ScannedNetwork(found[1], found[2])
        elif found := _LINK.match(line) or _STATION.match(line):
            is_station = line.startswith("Station")
            self._open_link(found[2])
            self._fields["stations"] = str(int(self._fields.get("stations", "0")) + is_station)
            self._fields.setdefault("bssid", mac_text(found[1]))
        elif found := _INTERFACE.match(line):
            self._open_link(found[1])
        elif _SURVEY.match(line):
            self._finish_network()
            self._fields = {}
            self.surveys.append(self._fields)
        elif found := _COUNTRY.match(line):
            self.country = self.country or found[1]
        elif found := _PROC.match(line):
            self._open_link(found[1])
            self._fields |= {"proc quality": found[2], "proc signal": found[3], "proc noise": found[4]}
        else:
            return False
        return True

    def _open_link(self, interface: str) -> None:
        self._finish_network()
        self._fields = self.links.setdefault(interface, {})

    def _finish_network(self) -> None:
        if self._network is not None:
            self._finished.append(self._network.bss())
        self._network = None

    def networks(self) -> list[Bss]:
        """The networks that were read, the one under way included."""
        self._finish_network()
        return self._finished


def _remember(fields: dict[str, str], line: str) -> None:
    """Keep a line of ``link``, ``info``, ``station dump`` or ``survey dump``, the first of each kind."""
    if found := _LINK_BSSID.match(line):
        fields.setdefault("link bssid", mac_text(found[1]))
    elif line.startswith("channel ") and _CHANNEL.match(line):
        fields.setdefault("channel", line)
    elif ":" in line:
        key, _, value = line.partition(":")
        fields.setdefault(key.strip(), value.strip())
    else:
        key, _, value = line.partition(" ")
        fields.setdefault(key, value)


def _is_connected(fields: dict[str, str]) -> bool:
    """Whether these lines are those of a station with an access point, not of an access point with its stations."""
    if fields.get("type", "managed") != "managed" or int(fields.get("stations", "0")) > 1:
        return False
    named = "type" in fields and ("ssid" in fields or "channel" in fields)
    return "bssid" in fields or named or leading_int(fields.get("proc quality")) not in (None, 0)


def _link(interface: str, fields: dict[str, str]) -> Link:
    tx, rx = fields.get("tx bitrate", ""), fields.get("rx bitrate", "")
    noise_dbm = leading_number(fields.get("proc noise"))
    link = Link(
        "iw",
        ssid=unescaped(fields.get("SSID", fields.get("ssid"))),
        bssid=fields.get("link bssid") or fields.get("bssid"),
        generation=max((_rate_generation(rate) for rate in (tx, rx)), default=0) or None,
        rssi_dbm=leading_number(fields.get("signal") or fields.get("proc signal")),
        noise_dbm=None if noise_dbm in (None, 0, _UNKNOWN_NOISE_DBM) else noise_dbm,
        tx_mbps=leading_number(tx),
        rx_mbps=leading_number(rx),
        interface=interface,
        tx_packets=leading_int(fields.get("tx packets")),
        tx_retries=leading_int(fields.get("tx retries")),
        tx_failed=leading_int(fields.get("tx failed")),
        beacon_loss=leading_int(fields.get("beacon loss")),
        spatial_streams=max((int(streams) for streams in _STREAMS.findall(tx + " " + rx)), default=None),
    )
    return _link_channel(link, fields, max((int(width) for width in _RATE_WIDTH.findall(tx + rx)), default=None))


def _link_channel(link: Link, fields: dict[str, str], rate_width_mhz: int | None) -> Link:
    """Channel and width: ``info`` says both, ``link`` the frequency; a bit rate tells the width that is in use."""
    info = _CHANNEL.match(fields.get("channel", ""))
    freq_mhz = float(info[1]) if info is not None else leading_number(fields.get("freq"))
    place = None if freq_mhz is None else place_at(freq_mhz)
    if place is None:
        return link
    width_mhz = int(info[2]) if info is not None and info[2] else rate_width_mhz
    centre_mhz = int(info[3]) if info is not None and info[3] else None
    if centre_mhz is None and width_mhz is not None:
        centre_mhz = block_centre_mhz(*place, width_mhz)
    return replace(link, band=place.band, channel=place.channel, width_mhz=width_mhz, centre_mhz=centre_mhz)


def _rate_generation(rate: str) -> int:
    return next((number for name, number in GENERATIONS if f"{name.upper()}-MCS" in rate), 4 * ("MCS " in rate))


def _survey(fields: dict[str, str]) -> Survey | None:
    freq_mhz = leading_int(fields.get("frequency"))
    if freq_mhz is None:
        return None
    names = ("active", "busy", "receive", "BSS receive", "transmit")
    times = (leading_int(fields.get(f"channel {name} time")) for name in names)
    return Survey(freq_mhz, "[in use]" in fields["frequency"], leading_number(fields.get("noise")), *times)
