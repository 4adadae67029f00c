"""The Reduced Neighbour Report (element 201): the other radios that an access point knows of, 6 GHz ones above all.

Groups of ``header (2 bytes), operating class, channel``, each followed by as many entries as the header counts. Which
fields an entry has follows from its length alone. Source: IEEE 802.11-2020 9.4.2.170 and table 9-281, 802.11be.
"""

from collections.abc import Iterator
from typing import NamedTuple

from latencylab.wifi.bss import mac_text
from latencylab.wifi.channels import Band

_WITHOUT_FLAGS = (1, 3, 4, 5, 7, 11)
"""Lengths of a neighbour's entry that leave no room for its BSS Parameters."""


class Neighbour(NamedTuple):
    """An entry of the Reduced Neighbour Report (element 201): another radio that the sender knows of."""

    operating_class: int
    channel: int
    bssid: str | None
    short_ssid: int | None
    same_ssid: bool
    co_located: bool

    @property
    def band(self) -> Band | None:
        """Its band, by the global operating classes of 802.11-2020 annex E."""
        if 81 <= self.operating_class <= 84:
            return "2.4"
        if 115 <= self.operating_class <= 130:
            return "5"
        return "6" if 131 <= self.operating_class <= 137 else None


def read_neighbours(raw: bytes) -> Iterator[Neighbour]:
    """The entries of one report: groups of ``header (2), class, channel``, then entries as the header counts them."""
    at = 0
    while at + 4 <= len(raw):
        header = raw[at] | raw[at + 1] << 8
        operating_class, channel = raw[at + 2], raw[at + 3]
        count, size = (header >> 4 & 15) + 1, header >> 8
        at += 4
        for _ in range(count):
            entry = raw[at : at + size]
            if not size or len(entry) < size:
                return
            at += size
            if not header & 3:
                yield _neighbour(operating_class, channel, entry)


def _neighbour(operating_class: int, channel: int, entry: bytes) -> Neighbour:
    """One entry; which fields it has follows from its length alone (802.11-2020 table 9-281, 802.11be)."""
    size = len(entry)
    has_bssid, has_short = size >= 7, size in (5, 6) or size >= 11
    at = 1
    bssid = mac_text(entry[at : at + 6]) if has_bssid else None
    at += 6 * has_bssid
    short = int.from_bytes(entry[at : at + 4], "little") if has_short else None
    at += 4 * has_short
    flags = entry[at] if at < size and size not in _WITHOUT_FLAGS else 0
    return Neighbour(operating_class, channel, bssid, short, bool(flags & 2), bool(flags & 64))
