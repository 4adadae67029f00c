"""The networks in the output of ``iw scan`` and ``iw scan dump``: the lines of each, and what they mean."""

import re

from latencylab.wifi.bss import Bss, at_frequency, utilisation_pct
from latencylab.wifi.channels import Place, guess_band, place_at
from latencylab.wifi.elements import Elements
from latencylab.wifi.imports.text import leading_int, leading_number, mac_text, to_bytes
from latencylab.wifi.operation import EhtOperation, HtOperation, SixGhzOperation, VhtOperation, resolve

GENERATIONS = (("eht", 7), ("he", 6), ("vht", 5), ("ht", 4))
_SECTION = re.compile(r"(eht|he|vht|ht) (?:mac |phy )?(capabilities|operation)\b", re.IGNORECASE)
_UNKNOWN = re.compile(r"Unknown (IE|Extension ID) \((\d{1,3})\):((?: [0-9a-fA-F]{2}){0,255})$")
_ESCAPE = re.compile(rb"\\x([0-9a-fA-F]{2})")


class ScannedNetwork:
    """The lines of one network: fields by name, and by the section that they stand in."""

    def __init__(self, bssid: str, rest: str) -> None:
        self._bssid = mac_text(bssid)
        self._connected = "associated" in rest
        self._fields: dict[str, str] = {}
        self._section = ""
        self._generation = 0
        self._raw = bytearray()

    def take(self, line: str) -> None:
        """Take the next line of it, without blanks around it."""
        unknown = _UNKNOWN.match(line)
        if unknown is not None:
            self._take_bytes(unknown[1], int(unknown[2]), bytes.fromhex(unknown[3]))
            return
        key, _, value = line.removeprefix("* ").partition(":")
        value = value.strip()
        if not value and key != "SSID":
            self._open(key)
        self._fields.setdefault(f"{self._section}/{key}", value)
        self._fields.setdefault(key, value)

    def _open(self, heading: str) -> None:
        section = _SECTION.match(heading)
        self._section = heading.lower()
        if section is not None:
            self._generation = max(self._generation, dict(GENERATIONS)[section[1].lower()])

    def _take_bytes(self, kind: str, ident: int, payload: bytes) -> None:
        if kind != "IE":
            payload, ident = bytes([ident & 0xFF]) + payload, 255
        if len(payload) < 256 and ident < 256:
            self._raw += bytes([ident, len(payload)]) + payload

    def bss(self) -> Bss:
        """The network that the lines describe."""
        elements = Elements(bytes(self._raw))
        load = leading_int(self._fields.get("bss load/channel utilisation"))
        country = self._fields.get("Country", "")[:2]
        bss = Bss(
            self._bssid,
            unescaped(self._fields.get("SSID")),
            _signal_dbm(self._fields.get("signal")),
            generation=max(self._generation, elements.generation or 0) or None,
            utilisation_pct=None if load is None else utilisation_pct(load),
            station_count=leading_int(self._fields.get("bss load/station count")),
            load_source=None if load is None else "bss-load",
            country=country if country.isalpha() and country.isupper() else None,
            connected=self._connected,
        )
        return self._placed(bss, elements)

    def _placed(self, bss: Bss, elements: Elements) -> Bss:
        """The network on its channel; the kernel's frequency is right where the elements say otherwise."""
        freq_mhz, ht = leading_number(self._fields.get("freq")), self._ht()
        place = None if freq_mhz is None else place_at(freq_mhz)
        told = (
            ht.primary
            if ht is not None
            else leading_int(self._fields.get("DS Parameter set", "").removeprefix("channel "))
        )
        if place is None and told is not None and (band := guess_band(told)) is not None:
            place = Place(band, told)
        if place is None:
            return bss if freq_mhz is None else at_frequency(bss, freq_mhz)
        he = elements.he_operation
        six = self._six() or (he.six if he is not None else None)
        vht = self._vht() or elements.vht_operation
        return bss.on(resolve(*place, ht, vht, six, self._eht() or elements.eht_operation))

    def _ht(self) -> HtOperation | None:
        primary = leading_int(self._fields.get("ht operation/primary channel"))
        offset = {"above": 1, "below": 3}.get(self._fields.get("ht operation/secondary channel offset", ""), 0)
        wide = self._fields.get("ht operation/STA channel width") == "any"
        return None if primary is None else HtOperation(primary, offset, wide)

    def _vht(self) -> VhtOperation | None:
        names = ("channel width", "center freq segment 1", "center freq segment 2")
        width, centre0, centre1 = (leading_int(self._fields.get(f"vht operation/{name}")) for name in names)
        return None if width is None or centre0 is None else VhtOperation(width, centre0, centre1 or 0)

    def _six(self) -> SixGhzOperation | None:
        raw = _hex(self._fields.get("6 GHz Operation Information") or self._fields.get("6 Ghz Operation Information"))
        return SixGhzOperation(raw[0], raw[1] & 3, raw[2], raw[3]) if len(raw) >= 4 else None

    def _eht(self) -> EhtOperation | None:
        raw = _hex(self._fields.get("EHT Operation Info"))
        return EhtOperation(raw[0] & 7, raw[1], raw[2]) if len(raw) >= 3 else None


def unescaped(text: str | None) -> bytes | None:
    """The name as bytes; ``iw`` escapes what is not printable ASCII, and all zeros stand for a hidden name."""
    if text is None:
        return None
    name = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), to_bytes(text))
    return name if name.strip(b"\0") else b""


def _signal_dbm(text: str | None) -> float | None:
    """``-54.00 dBm``, or ``46/100`` from drivers that know no better."""
    value = leading_number(text)
    return value / 2 - 100 if value is not None and text is not None and "/100" in text else value


def _hex(text: str | None) -> bytes:
    try:
        return bytes.fromhex((text or "").removeprefix("0x"))
    except ValueError:
        return b""
