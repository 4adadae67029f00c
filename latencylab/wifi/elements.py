"""The decoder of raw 802.11 elements: what a beacon says of its network.

A beacon's body is a row of elements, each ``id, length, payload``; id 255 carries a second id in its first payload
byte. One pass cuts the row into payloads; each field is decoded only when it is asked for. The bytes come from
anybody in radio range, so every decoder gives None (or what it has) for payloads that are too short, a cut-off last
element is dropped, and no length inside a payload is believed beyond the payload's end. Cost is linear in the length.

Source: IEEE 802.11-2020 9.4.2, 802.11ax-2021, 802.11be-2024.
"""

from collections.abc import Iterator
from typing import NamedTuple

from latencylab.wifi.bss import mac_text
from latencylab.wifi.channels import Band, guess_band, is_channel, place_at
from latencylab.wifi.neighbours import Neighbour, read_neighbours
from latencylab.wifi.operation import EhtOperation, HtOperation, Operation, SixGhzOperation, VhtOperation, resolve

_EXTENDED = 255
_SSID, _RATES, _DS, _COUNTRY, _BSS_LOAD, _HT_CAP, _EXTENDED_RATES, _HT_OP = 0, 1, 3, 7, 11, 45, 50, 61
_VHT_CAP, _VHT_OP, _TX_POWER, _NEIGHBOURS = 191, 192, 195, 201
_HE_CAP, _HE_OP, _HE_SIX_CAP, _EHT_OP, _MULTI_LINK, _EHT_CAP = (
    256 + 35,
    256 + 36,
    256 + 59,
    256 + 106,
    256 + 107,
    256 + 108,
)
_FIRST_MEMBERSHIP_SELECTOR = 121
_OVERHEARD_MHZ: dict[Band, int] = {"2.4": 30, "5": 160, "6": 160}
"""How far beside its channel a beacon is received: next door in 2.4 GHz, as a duplicate in the rest of the block."""


class BssLoad(NamedTuple):
    """Element 11: what the access point sees on its channel."""

    station_count: int
    utilisation: int
    """Share of time that the channel is sensed busy, in 255ths."""
    admission_us_per_s: int | None
    """Medium time still to be given away by admission control."""


class HeOperation(NamedTuple):
    """Element 255/36."""

    colour: int
    colour_disabled: bool
    vht: VhtOperation | None
    six: SixGhzOperation | None


class MultiLink(NamedTuple):
    """The basic Multi-Link element (255/107): one access point device with radios on several channels."""

    mld_address: str
    link_id: int | None


class TxPowerEnvelope(NamedTuple):
    """Element 195: the most that a station may send with, in dBm, for 20, 40, 80 and 160 MHz as far as given."""

    interpretation: int
    """0: EIRP as law or the access point sets it, 1: EIRP density; 2 and 3: the same set by the regulator (6 GHz)."""
    limits_dbm: tuple[float, ...]


class Elements:
    """The elements of one beacon or probe response; the first of each kind counts, as receivers have it."""

    __slots__ = ("_first", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        first: dict[int, bytes] = {}
        at, size = 0, len(raw)
        while at + 2 <= size:
            ident, length = raw[at], raw[at + 1]
            start = at + 2
            at = start + length
            if at > size:
                break
            if ident == _EXTENDED:
                if not length:
                    continue
                ident = 256 + raw[start]
                start += 1
            if ident not in first:
                first[ident] = raw[start:at]
        self._first = first

    def payload(self, ident: int) -> bytes | None:
        """The payload of the first element ``ident`` (256 + second id for extended ones); None when there is none."""
        return self._first.get(ident)

    def _every(self, wanted: int) -> Iterator[bytes]:
        """The payloads of all elements with that id below 255, in their order."""
        raw, at, size = self.raw, 0, len(self.raw)
        while at + 2 <= size:
            ident, start = raw[at], at + 2
            at = start + raw[at + 1]
            if ident == wanted and at <= size:
                yield raw[start:at]

    @property
    def ssid(self) -> bytes | None:
        """The network's name as sent; empty when it is hidden (left out of it or all zeros)."""
        raw = self._first.get(_SSID)
        if raw is None:
            return None
        return raw if raw.strip(b"\0") else b""

    @property
    def rates_mbps(self) -> tuple[float, ...]:
        """Supported rates in Mbit/s, without the membership selectors that share their element."""
        codes = (self._first.get(_RATES) or b"") + (self._first.get(_EXTENDED_RATES) or b"")
        return tuple((code & 127) / 2 for code in codes if code & 127 < _FIRST_MEMBERSHIP_SELECTOR)

    @property
    def ds_channel(self) -> int | None:
        """The channel that the DS Parameter Set names."""
        raw = self._first.get(_DS)
        return raw[0] if raw else None

    @property
    def country(self) -> str | None:
        """The two letters of the country whose rules the access point follows."""
        raw = self._first.get(_COUNTRY)
        letters = raw[:2] if raw else b""
        return letters.decode("ascii") if len(letters) == 2 and letters.isalpha() and letters.isupper() else None

    @property
    def bss_load(self) -> BssLoad | None:
        """Stations and channel use as the access point sees them."""
        raw = self._first.get(_BSS_LOAD)
        if raw is None or len(raw) < 3:
            return None
        admission = int.from_bytes(raw[3:5], "little") * 32 if len(raw) >= 5 else None
        return BssLoad(raw[0] | raw[1] << 8, raw[2], admission)

    @property
    def ht_operation(self) -> HtOperation | None:
        """HT Operation (61)."""
        raw = self._first.get(_HT_OP)
        if raw is None or len(raw) < 2:
            return None
        centre2 = (raw[2] | raw[3] << 8) >> 5 & 0xFF if len(raw) >= 4 else 0
        return HtOperation(raw[0], raw[1] & 3, bool(raw[1] & 4), centre2)

    @property
    def vht_operation(self) -> VhtOperation | None:
        """VHT Operation (192), or the same inside HE Operation."""
        raw = self._first.get(_VHT_OP)
        if raw is not None and len(raw) >= 3:
            return VhtOperation(raw[0], raw[1], raw[2])
        he = self.he_operation
        return he.vht if he is not None else None

    @property
    def he_operation(self) -> HeOperation | None:
        """HE Operation (255/36) with what it optionally carries."""
        raw = self._first.get(_HE_OP)
        if raw is None or len(raw) < 6:
            return None
        flags = raw[0] | raw[1] << 8 | raw[2] << 16
        at, vht, six = 6, None, None
        if flags >> 14 & 1:
            if len(raw) >= at + 3:
                vht = VhtOperation(raw[at], raw[at + 1], raw[at + 2])
            at += 3
        at += flags >> 15 & 1
        if flags >> 17 & 1 and len(raw) >= at + 5:
            six = SixGhzOperation(raw[at], raw[at + 1] & 3, raw[at + 2], raw[at + 3])
        return HeOperation(raw[3] & 0x3F, bool(raw[3] >> 7), vht, six)

    @property
    def eht_operation(self) -> EhtOperation | None:
        """The Operation Information of EHT Operation (255/106); most access points leave it out."""
        raw = self._first.get(_EHT_OP)
        if raw is None or len(raw) < 8 or not raw[0] & 1:
            return None
        punctured = raw[8] | raw[9] << 8 if raw[0] & 2 and len(raw) >= 10 else 0
        return EhtOperation(raw[5] & 7, raw[6], raw[7], punctured)

    @property
    def generation(self) -> int | None:
        """4 to 7 (802.11n, ac, ax, be), by the newest generation whose elements are there; None for older ones."""
        first = self._first
        if _EHT_CAP in first or _EHT_OP in first:
            return 7
        if _HE_CAP in first or _HE_OP in first or _HE_SIX_CAP in first:
            return 6
        if _VHT_CAP in first or _VHT_OP in first:
            return 5
        return 4 if _HT_CAP in first or _HT_OP in first else None

    @property
    def multi_link(self) -> MultiLink | None:
        """The multi-link device that this radio belongs to."""
        raw = self._first.get(_MULTI_LINK)
        if raw is None or len(raw) < 9 or raw[0] & 7:
            return None
        has_link_id = raw[0] >> 4 & 1 and raw[2] >= 8 and len(raw) >= 10
        return MultiLink(mac_text(raw[3:9]), raw[9] & 15 if has_link_id else None)

    @property
    def neighbours(self) -> tuple[Neighbour, ...]:
        """Other radios that this one reports, 6 GHz ones above all."""
        return tuple(neighbour for raw in self._every(_NEIGHBOURS) for neighbour in read_neighbours(raw))

    @property
    def tx_power_envelopes(self) -> tuple[TxPowerEnvelope, ...]:
        """What stations may send with."""
        return tuple(_envelope(raw) for raw in self._every(_TX_POWER) if raw)

    def operation(self, tuned_mhz: float | None = None) -> Operation | None:
        """Channel, width and centre.

        Args:
            tuned_mhz: the frequency on which the beacon was received, or at which the kernel has it. It tells the
                band; for the channel the elements count, because a receiver also hears the channels beside its own.
        """
        he, ht = self.he_operation, self.ht_operation
        six = he.six if he is not None else None
        place = None if tuned_mhz is None else place_at(tuned_mhz)
        told = six.primary if six is not None else ht.primary if ht is not None else self.ds_channel
        if place is not None and (told is None or not self._near(place.band, told, place.channel)):
            band, primary = place
        elif told is not None:
            found = place.band if place is not None else "6" if six is not None else guess_band(told)
            if found is None or not is_channel(found, told) or (found == "6" and place is None and six is None):
                return None
            band, primary = found, told
        else:
            return None
        return resolve(band, primary, ht, self.vht_operation, six, self.eht_operation)

    @staticmethod
    def _near(band: Band, told: int, tuned: int) -> bool:
        """Whether the channel that the beacon names is one that would be heard on the tuned channel."""
        return is_channel(band, told) and abs(told - tuned) * 5 <= _OVERHEARD_MHZ[band]


def _envelope(raw: bytes) -> TxPowerEnvelope:
    count, interpretation = (raw[0] & 7) + 1, raw[0] >> 3 & 7
    powers = raw[1 : 1 + count]
    return TxPowerEnvelope(interpretation, tuple((power - 256 if power > 127 else power) / 2 for power in powers))
