"""The channel plan of a country: which channels and blocks a home router may use there, and under what conditions.

As the Linux kernel reads the regulatory database, a block is permitted when one rule holds all of it and allows its
width, or when neighbouring rules that may be joined (``AUTO-BW``) do so together, each 20 MHz channel lying in one of
them. Conditions add up over all the rules touched.

DFS: before it transmits, the router listens for radar for a minute (ten in Europe's weather radar band, 5600 to
5650 MHz) and leaves within 10 s when it hears one (ETSI EN 301 893, FCC 47 CFR 15.407): clean channels that may jump.
"""

from functools import cache
from typing import NamedTuple

from latencylab.wifi.channels import BLOCK_CENTRES, CHANNELS, WIDTHS, Band, block_centre_mhz, frequency_mhz, members
from latencylab.wifi.regdb import Country, Rule, database

_ALIASES = {"EU": "DE", "UK": "GB"}
"""What access points send that is no country of the database; the CEPT countries of the EU have the same rules."""

WORLD = "00"
"""The database's entry for a place that is not known: what nearly all countries have in common."""
_WORLD_INDOOR_MHZ = (5170, 5250)
"""Passive in the world's rules, because they are for devices that move: but open to home routers nearly everywhere."""
_WEATHER_RADAR_MHZ = (5600, 5650)
_PARTLY_PERMITTED_MHZ = 5690
_CAC_S, _CAC_WEATHER_S = 60, 600


class Block(NamedTuple):
    """A channel of 20 to 320 MHz that may be used."""

    band: Band
    width_mhz: int
    centre_mhz: int
    channels: tuple[int, ...]
    """Its 20 MHz channels, each a possible primary, lowest first."""
    power_dbm: float
    """EIRP that is permitted in all of it."""
    dfs: bool
    weather_radar: bool
    indoor: bool
    passive: bool
    """A device must hear an access point here before it may send; routers need an approval of their own."""
    cac_s: int
    """How long a router listens for radar before it starts here."""


class ChannelPlan(NamedTuple):
    """Everything that a country permits."""

    country: str | None
    """None: not known; then only what is permitted nearly everywhere."""
    version: str
    """Version of the regulatory database, which is its date."""
    blocks: tuple[Block, ...]

    def of(self, band: Band, width_mhz: int) -> tuple[Block, ...]:
        """The blocks of that band and width, lowest first."""
        return tuple(block for block in self.blocks if block.band == band and block.width_mhz == width_mhz)

    def holding(self, band: Band, channel: int, width_mhz: int) -> tuple[Block, ...]:
        """The blocks of that width with ``channel`` inside: none where that is not permitted, two at 320 MHz."""
        return tuple(block for block in self.of(band, width_mhz) if channel in block.channels)


@cache
def channel_plan(country: str | None) -> ChannelPlan:
    """The plan of a country by its two letters; that of the world for None and for countries without rules."""
    data = database()
    code = (country or WORLD).upper()
    entry = data.countries.get(_ALIASES.get(code, code), data.countries[WORLD])
    known = entry.code != WORLD
    blocks = tuple(
        block
        for band in CHANNELS
        for width_mhz in WIDTHS[band]
        for centre in sorted(_centres(band, width_mhz))
        if (block := _permitted(entry, band, width_mhz, frequency_mhz(band, centre))) is not None
    )
    if not known:
        blocks = tuple(
            block._replace(passive=False) for block in blocks if not block.passive or _indoors_anywhere(block)
        )
    return ChannelPlan(entry.code if known else None, data.version, blocks)


def as_used(band: Band, channel: int, width_mhz: int) -> Block | None:
    """The block around a channel in use where the country is not known: its router must know what it may do.

    Blocks end where permissions do, save the one with channel 144, of which Europe permits the rest alone.
    """
    centre_mhz = block_centre_mhz(band, channel, width_mhz)
    if centre_mhz is None or (centre_mhz == _PARTLY_PERMITTED_MHZ and channel != 144):
        return None
    radar = band == "5" and any(52 <= member <= 144 for member in members(band, centre_mhz, width_mhz))
    channels = members(band, centre_mhz, width_mhz)
    return Block(band, width_mhz, centre_mhz, channels, 20.0, radar, False, False, False, _CAC_S if radar else 0)


def _centres(band: Band, width_mhz: int) -> tuple[int, ...]:
    if width_mhz == 20:
        return CHANNELS[band]
    return tuple(range(3, 12)) if band == "2.4" else BLOCK_CENTRES[band].get(width_mhz, ())


def _indoors_anywhere(block: Block) -> bool:
    low, high = _WORLD_INDOOR_MHZ
    return low <= block.centre_mhz - block.width_mhz / 2 and block.centre_mhz + block.width_mhz / 2 <= high


def _permitted(country: Country, band: Band, width_mhz: int, centre_mhz: int) -> Block | None:
    low, high = centre_mhz - width_mhz / 2, centre_mhz + width_mhz / 2
    rules = _rules_for(country.rules, low, high, width_mhz)
    if not rules or any(rule.no_ofdm for rule in rules):
        return None
    dfs = any(rule.dfs for rule in rules)
    weather = dfs and low < _WEATHER_RADAR_MHZ[1] and high > _WEATHER_RADAR_MHZ[0]
    channels = members(band, centre_mhz, width_mhz) if centre_mhz != 2484 else (14,)
    return Block(
        band,
        width_mhz,
        centre_mhz,
        channels,
        min(rule.power_dbm for rule in rules),
        dfs,
        weather,
        any(rule.indoor for rule in rules),
        any(rule.passive for rule in rules),
        (_CAC_WEATHER_S if weather and country.dfs_regime == "ETSI" else _CAC_S) if dfs else 0,
    )


def _rules_for(rules: tuple[Rule, ...], low: float, high: float, width_mhz: int) -> tuple[Rule, ...]:
    """The rules that permit the range together: one that holds all of it, or a chain; none when it is not permitted."""
    alone = [
        rule for rule in rules if rule.low_mhz <= low and high <= rule.high_mhz and width_mhz <= rule.bandwidth_mhz
    ]
    if alone:
        return (min(alone, key=lambda rule: (rule.passive, rule.dfs, -rule.power_dbm)),)
    chain: list[Rule] = []
    pieces = range(round(low), round(high), 20)
    if not all(any(rule.low_mhz <= piece and piece + 20 <= rule.high_mhz for rule in rules) for piece in pieces):
        return ()
    for rule in sorted(rules):
        if not rule.auto_width or rule.high_mhz <= low or rule.low_mhz >= high:
            continue
        if rule.low_mhz > (chain[-1].high_mhz if chain else low):
            return ()
        chain.append(rule)
    return tuple(chain) if chain and chain[-1].high_mhz >= high else ()
