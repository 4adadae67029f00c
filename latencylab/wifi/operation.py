"""On which channel, how wide and where a network works, from the operation fields that it sends.

Each generation of 802.11 describes the channel anew, and a network sends the descriptions of all generations at once,
so that old devices find at least their part. The newest one that is whole and that holds the primary channel counts:
EHT (Wi-Fi 7), then HE in 6 GHz, then VHT, then HT. A description that does not hold the primary channel is wrong and
is passed over, because a wrong width is worse than a small one.

Sources: IEEE 802.11-2020 9.4.2.56 (HT), 9.4.2.158 and table 11-23 (VHT), 802.11ax 9.4.2.249 (HE), 802.11be 9.4.2.311
(EHT); Linux ``net/mac80211`` for how real access points use them.
"""

from typing import NamedTuple

from latencylab.wifi.channels import BLOCK_CENTRES, Band, frequency_mhz


class HtOperation(NamedTuple):
    """Element 61."""

    primary: int
    offset: int
    """Where the secondary channel lies: 1 above, 3 below, 0 nowhere."""
    wide: bool
    """Whether stations may use 40 MHz."""
    centre2: int = 0
    """Centre channel of the whole 160 MHz where VHT Operation has no room for it."""


class VhtOperation(NamedTuple):
    """Element 192, or the same fields inside HE Operation."""

    width: int
    """0: as HT says, 1: 80 MHz and more, 2: 160 MHz, 3: 80+80 MHz (2 and 3 are deprecated)."""
    centre0: int
    centre1: int


class SixGhzOperation(NamedTuple):
    """The 6 GHz Operation Information of HE Operation (element 255/36)."""

    primary: int
    width: int
    """0 to 3: 20, 40, 80, 160 (or 80+80) MHz."""
    centre0: int
    centre1: int


class EhtOperation(NamedTuple):
    """The Operation Information of EHT Operation (element 255/106)."""

    width: int
    """0 to 4: 20, 40, 80, 160, 320 MHz."""
    centre0: int
    centre1: int
    punctured: int = 0


class Operation(NamedTuple):
    """The channel that a network uses."""

    band: Band
    channel: int | None
    width_mhz: int | None
    centre_mhz: int | None
    second_centre_mhz: int | None = None
    punctured: int = 0


class _Block(NamedTuple):
    width_mhz: int
    centre: int
    second: int | None = None


def resolve(
    band: Band,
    primary: int,
    ht: HtOperation | None = None,
    vht: VhtOperation | None = None,
    six: SixGhzOperation | None = None,
    eht: EhtOperation | None = None,
) -> Operation:
    """The operating channel of a network whose primary channel is known."""
    if eht is not None and (block := _of_eht(eht)) is not None and _holds(band, block, primary):
        return _operation(band, primary, block)._replace(punctured=eht.punctured)
    for block in (_of_six(six) if band == "6" else None, _of_vht(vht, ht), _of_ht(ht, primary)):
        if block is not None and _holds(band, block, primary):
            return _operation(band, primary, block)
    return Operation(band, primary, 20, frequency_mhz(band, primary))


def _operation(band: Band, primary: int, block: _Block) -> Operation:
    second_mhz = None if block.second is None else frequency_mhz(band, block.second)
    return Operation(band, primary, block.width_mhz, frequency_mhz(band, block.centre), second_mhz)


def _holds(band: Band, block: _Block, primary: int) -> bool:
    """Whether such a block exists, and the primary channel lies inside, where a 20 MHz channel can lie."""
    width_mhz, centre, second = block
    if width_mhz == 20:
        return centre == primary
    if second is not None:
        return any(_holds(band, _Block(80, half), primary) for half in (centre, second))
    if width_mhz > 40 and centre not in BLOCK_CENTRES[band].get(width_mhz, ()):
        return False
    return abs(primary - centre) < width_mhz // 10 and (centre - primary) % 4 == 2


def _of_eht(eht: EhtOperation) -> _Block | None:
    if eht.width > 4:
        return None
    centre = eht.centre1 if eht.width >= 3 else eht.centre0
    return _Block((20, 40, 80, 160, 320)[eht.width], centre)


def _of_six(six: SixGhzOperation | None) -> _Block | None:
    if six is None:
        return None
    if six.width < 3:
        return _Block((20, 40, 80)[six.width], six.centre0)
    return _wide(six.centre0, six.centre1) or _Block(160, six.centre0)


def _of_vht(vht: VhtOperation | None, ht: HtOperation | None) -> _Block | None:
    if vht is None or vht.width == 0:
        return None
    if vht.width == 1:
        centre1 = vht.centre1 or (ht.centre2 if ht is not None else 0)
        return _wide(vht.centre0, centre1) or _Block(80, vht.centre0)
    if vht.width == 2:
        return _Block(160, vht.centre0)
    return _Block(160, vht.centre0, vht.centre1) if vht.width == 3 else None


def _wide(centre0: int, centre1: int) -> _Block | None:
    """160 MHz where the second centre is that of the whole, 80+80 MHz where it is that of a distant other half."""
    if not centre1:
        return None
    distance = abs(centre1 - centre0)
    if distance == 8:
        return _Block(160, centre1)
    return _Block(160, centre0, centre1) if distance > 16 else None


def _of_ht(ht: HtOperation | None, primary: int) -> _Block | None:
    if ht is None or not ht.wide or ht.offset not in (1, 3):
        return None
    return _Block(40, primary + (2 if ht.offset == 1 else -2))
