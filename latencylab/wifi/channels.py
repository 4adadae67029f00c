"""Channel numbers, centre frequencies and the blocks that wide channels occupy.

A channel number names a centre frequency in steps of 5 MHz from the band's base (IEEE 802.11-2020 17.3.8.4.2; 6 GHz:
27.3.23.2). A network sends its beacons on a 20 MHz *primary* channel; 40 to 320 MHz are made of the 20 MHz channels
around it. In 5 and 6 GHz the blocks are fixed; in 2.4 GHz a 40 MHz block lies 10 MHz above or below the primary.
"""

from typing import Literal, NamedTuple

Band = Literal["2.4", "5", "6"]

BANDS: tuple[Band, ...] = ("2.4", "5", "6")

CHANNELS: dict[Band, tuple[int, ...]] = {
    "2.4": tuple(range(1, 15)),
    "5": (*range(36, 65, 4), *range(100, 145, 4), *range(149, 178, 4)),
    "6": tuple(range(1, 234, 4)),
}
"""The 20 MHz channels of each band. 6 GHz channel 2 (5935 MHz, operating class 136) stands apart and is left out."""

BLOCK_CENTRES: dict[Band, dict[int, tuple[int, ...]]] = {
    "2.4": {},
    "5": {
        40: (38, 46, 54, 62, 102, 110, 118, 126, 134, 142, 151, 159, 167, 175),
        80: (42, 58, 106, 122, 138, 155, 171),
        160: (50, 114, 163),
    },
    "6": {
        40: tuple(range(3, 228, 8)),
        80: tuple(range(7, 216, 16)),
        160: tuple(range(15, 208, 32)),
        320: (31, 95, 159, 63, 127, 191),
    },
}
"""Centre channels of the wide blocks of each band, by width in MHz (802.11-2020 annex E, 802.11be for 320 MHz)."""

WIDTHS: dict[Band, tuple[int, ...]] = {"2.4": (20, 40), "5": (20, 40, 80, 160), "6": (20, 40, 80, 160, 320)}

PREFERRED_SCANNING_CHANNELS = tuple(range(5, 230, 16))
"""6 GHz channels that devices scan first; a network whose primary is elsewhere is found late or not at all."""

_BASE_MHZ: dict[Band, int] = {"2.4": 2407, "5": 5000, "6": 5950}
_CHANNEL_SETS = {band: frozenset(channels) for band, channels in CHANNELS.items()}


class Place(NamedTuple):
    """A channel in its band."""

    band: Band
    channel: int


def is_channel(band: Band, channel: int) -> bool:
    """Whether ``channel`` is a 20 MHz channel of ``band``."""
    return channel in _CHANNEL_SETS[band]


def frequency_mhz(band: Band, channel: int) -> int:
    """Centre frequency in MHz of a channel number, be it that of a 20 MHz channel or of a wide block."""
    if band == "2.4" and channel == 14:
        return 2484
    return _BASE_MHZ[band] + 5 * channel


def band_at(freq_mhz: float) -> Band | None:
    """The band in which a frequency lies; None outside of all three."""
    if 2400 <= freq_mhz <= 2500:
        return "2.4"
    if 5150 <= freq_mhz < 5925:
        return "5"
    if 5925 <= freq_mhz <= 7125:
        return "6"
    return None


def _table() -> dict[int, Place]:
    table = {
        frequency_mhz(band, channel): Place(band, channel)
        for band, channels in CHANNELS.items()
        for channel in channels
    }
    return table | {5935: Place("6", 2)}


_PLACES = _table()


def place_at(freq_mhz: float) -> Place | None:
    """The 20 MHz channel with that centre frequency; None when there is none."""
    return _PLACES.get(round(freq_mhz))


def guess_band(channel: int) -> Band | None:
    """The band of a bare channel number: 2.4 GHz up to 14, 5 GHz where that band has it, else 6 GHz."""
    return next((band for band in BANDS if is_channel(band, channel)), None)


def members(band: Band, centre_mhz: int, width_mhz: int) -> tuple[int, ...]:
    """The 20 MHz channels inside a block, lowest first."""
    first = (centre_mhz - width_mhz // 2 + 10 - _BASE_MHZ[band]) // 5
    return tuple(range(first, first + width_mhz // 5, 4)) if width_mhz >= 20 else ()


def block_centre_mhz(band: Band, channel: int, width_mhz: int) -> int | None:
    """Centre in MHz of the block of that width around a primary channel; None when that does not follow from them.

    It does not for 40 MHz in 2.4 GHz (above or below?) and for 320 MHz where two overlapping blocks hold the channel.
    """
    if width_mhz == 20:
        return frequency_mhz(band, channel)
    half = width_mhz // 10
    found = [centre for centre in BLOCK_CENTRES[band].get(width_mhz, ()) if abs(centre - channel) < half]
    return frequency_mhz(band, found[0]) if len(found) == 1 else None
