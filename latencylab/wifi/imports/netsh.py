"""``netsh wlan show interfaces`` and ``show networks mode=bssid`` in any language of Windows.

Windows translates every label, some of them badly, and changes the layout between versions; so nothing here reads a
label but the few that stay ASCII everywhere (``SSID n``, ``BSSID n``, ``GUID``). What remains is structure:

* a line is ``label : value``, split at the first colon; a value that is a MAC address under a numbered label opens a
  network of the list, under any other label it is that of the adapter or of the access point;
* strength is the one value in percent (``86%`` or ``%86``) unless a negative integer gives it in dBm; channel use is
  ``n (p %)``; the generation follows from ``802.11xx``, the band from ``2.4``, ``5`` or ``6`` and one word;
* the channel is the first whole number after the radio type, or after the address of the access point, that is a
  channel of the band; the rates are the two numbers whose labels have a unit in brackets, received first;
* lines with an address *inside* the value belong to "Colocated APs", which lists channels of other radios.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from latencylab.wifi.bss import Bss, Link, Problem, at_frequency, utilisation_pct, with_width
from latencylab.wifi.channels import BANDS, Band, frequency_mhz, guess_band, is_channel
from latencylab.wifi.imports.text import MAC, mac_text, number, to_bytes
from latencylab.wifi.snapshot import fill

NO_CONSENT = Problem(
    "Windows hides the Wi-Fi networks from programs that may not know the location.",
    "Open Settings > Privacy & security > Location (ms-settings:privacy-location), switch on 'Location services' and "
    "'Let desktop apps access your location', then run the command again.",
)
NO_SERVICE = Problem(
    "The Windows service that runs Wi-Fi (WLAN AutoConfig, wlansvc) is not running.",
    "Start it with 'net start wlansvc' as administrator, then run the command again.",
)

_COLON = re.compile(r"[:：]")
_NUMBERED = re.compile(r"\D{1,40}\d{1,4}$|\d{1,4}\D{1,40}$")
_ASCII_LABEL = re.compile(r"B?SSID \d{1,4}")
_PERCENT = re.compile(r"[%٪％]\s?(\d{1,3})$|(\d{1,3})\s?[%٪％]$")
_UTILISATION = re.compile(r"(\d{1,3})\s?\(\s?(?:[%٪％]\s?\d{1,3}|\d{1,3}\s?[%٪％])\s?\)$")
_RADIO = re.compile(r"802[.,]11\s?(be|ax|ac|n|g|a|b)\b", re.IGNORECASE)
_BAND = re.compile(r"(2[.,]4|5|6)\s?[^\W\d]+\.?$")
_WIDTH = re.compile(r"(20|40|80|160|320)\s?[^\W\d]+\.?$")
_RSSI = re.compile(r"-\d{1,3}(?:\s?dBm)?$")
_WHOLE = re.compile(r"\d{1,4}$")
_MARKS = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = re.compile(r"[\u00a0\u2000-\u200a\u202f]")
_REFUSED = re.compile(r"\bWlan\w+.*(?<!\d)5(?!\d)")
_GENERATION = {"be": 7, "ax": 6, "ac": 5, "n": 4}
_RADIO_TO_CHANNEL = 3
_MAX_LABEL = 160
_FIELDS_OF_A_BLOCK = 3


class _Field(NamedTuple):
    label: str
    value: str


@dataclass(slots=True)
class _Block:
    """The lines of one network or one adapter."""

    fields: list[_Field] = field(default_factory=list)
    ssid: bytes | None = None
    bssid: str | None = None

    def find(self, form: re.Pattern[str], stop: int | None = None) -> tuple[int, re.Match[str]] | None:
        """The first value of that form, and where it stands."""
        for index, (_, value) in enumerate(self.fields[:stop]):
            if found := form.match(value):
                return index, found
        return None


class NetshContents(NamedTuple):
    """What the lines told."""

    links: list[Link]
    networks: list[Bss]
    problems: list[Problem]


def starts_netsh(line: str) -> bool:
    """Whether a line can only come from ``netsh``: a numbered network, an adapter's GUID."""
    field = _split(line)
    return field is not None and (field.label == "GUID" or _ASCII_LABEL.fullmatch(field.label) is not None)


def _split(line: str) -> _Field | None:
    """Label and value, at the first colon."""
    colon = _COLON.search(line, 0, _MAX_LABEL)
    return None if colon is None else _Field(line[: colon.start()].strip(), line[colon.end() :].strip())


def parse_netsh(lines: Iterable[str]) -> NetshContents:
    """Links, networks and refusals out of the lines; what cannot be read is passed over."""
    reader = _Reader()
    for line in _without_padding(list(lines)):
        reader.take(_BLANKS.sub(" ", _MARKS.sub("", line)))
    links = [link for block in reader.adapters if (link := _link(block)) is not None]
    return NetshContents(links, [_network(block) for block in reader.networks], reader.problems)


def _without_padding(lines: Sequence[str]) -> Iterator[str]:
    """The lines, without the empty ones that some redirections put after each."""
    empty = sum(not line.strip() for line in lines)
    return (line for line in lines if line.strip() or empty < 0.45 * len(lines))


class _Reader:
    """Gives each line to the network or the adapter that it belongs to."""

    def __init__(self) -> None:
        self.networks: list[_Block] = []
        self.adapters: list[_Block] = []
        self.problems: list[Problem] = []
        self._ssid: bytes | None = None
        self._in_list = False
        self._block: _Block | None = None

    def take(self, line: str) -> None:
        """Take the next line."""
        self._note_problem(line)
        if not line.strip():
            self._end_adapter()
            return
        found = _split(line)
        if found is None or found.label.startswith("#"):
            return
        label, value = found
        address = MAC.match(value)
        if address is not None and address.end() < len(value):
            self._skip_colocated()
        elif address is not None and (_NUMBERED.match(label) or (self._in_list and "BSSID" in label.upper())):
            self._in_list = True
            self._block = _Block(ssid=self._ssid, bssid=mac_text(value))
            self.networks.append(self._block)
        elif _NUMBERED.match(label) and "SSID" in label.upper():
            self._ssid, self._block, self._in_list = to_bytes(value), None, True
        else:
            self._take_field(label, value, is_adapters=address is not None)

    def _take_field(self, label: str, value: str, *, is_adapters: bool) -> None:
        is_name = label.upper() == "SSID"
        if self._in_list and (is_adapters or is_name or label == "GUID"):
            self._in_list, self._block = False, None
        if is_name and self._block is not None and any(other.upper() == "SSID" for other, _ in self._block.fields):
            self._block = None
        if label == "GUID" and self._block is not None and any(other == "GUID" for other, _ in self._block.fields):
            self._block = None
        if self._block is None and not self._in_list and value:
            self._block = _Block()
            self.adapters.append(self._block)
        if self._block is not None and (value or is_name):
            self._block.fields.append(_Field(label, value))

    def _end_adapter(self) -> None:
        if not self._in_list and self._block is not None and len(self._block.fields) >= _FIELDS_OF_A_BLOCK:
            self._block = None

    def _skip_colocated(self) -> None:
        """Forget the count of the other radios, which may stand before them and look like a channel."""
        if self._block is not None and self._block.fields and _WHOLE.match(self._block.fields[-1].value):
            self._block.fields[-1] = _Field("", "")

    def _note_problem(self, line: str) -> None:
        if "ms-settings:privacy-location" in line or _REFUSED.search(line, 0, _MAX_LABEL):
            self.problems.append(NO_CONSENT)
        elif "wlansvc" in line:
            self.problems.append(NO_SERVICE)


def _network(block: _Block) -> Bss:
    """A network of the list: strength, radio type, then band and channel, then the load, then rates."""
    load_at, load = block.find(_UTILISATION) or (None, None)
    radio_at, radio = block.find(_RADIO) or (0, None)
    reported = None if load is None else int(load[1])
    bss = Bss(
        block.bssid,
        block.ssid,
        _rssi_dbm(block),
        generation=None if radio is None else _GENERATION.get(radio[1].lower()),
        utilisation_pct=None if reported is None else utilisation_pct(reported),
        station_count=_station_count(block, load_at),
        load_source=None if reported is None else "bss-load",
    )
    return _placed(bss, block, range(radio_at, min(load_at or 9999, radio_at + _RADIO_TO_CHANNEL + 1)))


def _station_count(block: _Block, load_at: int | None) -> int | None:
    """The whole number right before the channel use."""
    if not load_at or not _WHOLE.match(block.fields[load_at - 1].value):
        return None
    return int(block.fields[load_at - 1].value)


def _link(block: _Block) -> Link | None:
    """The connection of an adapter; None when it has none."""
    name_at, address_at = _own_places(block)
    percent_at, _ = block.find(_PERCENT) or (None, None)
    if address_at is None and (name_at is None or percent_at is None):
        return None
    bss = Bss(
        None if address_at is None else mac_text(block.fields[address_at].value),
        None if name_at is None else to_bytes(block.fields[name_at].value),
        _rssi_dbm(block),
    )
    first = max(name_at or 0, address_at or 0) + 1
    _, radio = block.find(_RADIO) or (0, None)
    received, sent = _rates(block.fields[first:percent_at])
    link = Link(
        "netsh",
        generation=None if radio is None else _GENERATION.get(radio[1].lower()),
        rx_mbps=received,
        tx_mbps=sent,
        interface=_adapter_name(block),
    )
    return fill(link, _placed(bss, block, range(first, len(block.fields) if percent_at is None else percent_at)))


def _adapter_name(block: _Block) -> str:
    """What Windows calls the adapter: two lines before its GUID, or first."""
    guid_at = next((index for index, (label, _) in enumerate(block.fields) if label == "GUID"), 0)
    return block.fields[max(0, guid_at - 2)].value


def _own_places(block: _Block) -> tuple[int | None, int | None]:
    """Where the network's name and its access point's address stand; the adapter's own address comes before."""
    name_at = next((index for index, (label, _) in enumerate(block.fields) if label.upper() == "SSID"), None)
    addresses = [index for index, (_, value) in enumerate(block.fields) if MAC.fullmatch(value)]
    if name_at is not None:
        return name_at, next((index for index in addresses if index > name_at), None)
    if len(addresses) < 2:
        return None, None
    return addresses[-1] - 1, addresses[-1]


def _placed(bss: Bss, block: _Block, where: range) -> Bss:
    """``bss`` with band, channel and width; ``where`` are the lines among which the channel stands."""
    values = [(index, block.fields[index]) for index in where if index < len(block.fields)]
    band_at, band = next(((index, band) for index, item in values if (band := _band(item.value))), (None, None))
    small = [
        (index, int(value))
        for index, (label, value) in values
        if _WHOLE.match(value) and not label.endswith((")", "）"))
    ]
    small.sort(key=lambda found: band_at is not None and found[0] != band_at + 1)
    for _, channel in small:
        place = band or guess_band(channel)
        if place is not None and (is_channel(place, channel) or (place, channel) == ("6", 2)):
            found = block.find(_WIDTH, where.stop)
            return with_width(
                at_frequency(bss, frequency_mhz(place, channel) if channel != 2 or place != "6" else 5935),
                None if found is None else int(found[1][1]),
            )
    return bss if band is None else replace(bss, band=band)


def _band(value: str) -> Band | None:
    found = _BAND.match(value)
    return None if found is None else next(band for band in BANDS if band == found[1].replace(",", "."))


def _rates(fields: Sequence[_Field]) -> tuple[float | None, float | None]:
    """Received and sent, in Mbit/s: the numbers whose labels end in a unit in brackets."""
    found = [number(value) for label, value in fields if label.endswith((")", "）")) and number(value) is not None]
    return (*found[:2], None, None)[0], (*found[:2], None, None)[1]


def _rssi_dbm(block: _Block) -> float | None:
    """In dBm where that is told, else from the percentage (100 % is -50 dBm, 0 % is -100 dBm, as Windows has it)."""
    told = block.find(_RSSI)
    if told is not None:
        return float(told[1][0].split()[0].removesuffix("dBm"))
    percent = block.find(_PERCENT)
    return None if percent is None else min(100, int(percent[1][1] or percent[1][2])) / 2 - 100
