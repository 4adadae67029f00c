"""The best channel of each band and width: free, wide enough, permitted, and worth the move.

Each permitted block with each of its primary channels costs ``J = risk + what it lacks of the capacity needed + dues``
(dues for radar, weather radar and low permitted power). The cheapest wins, unless the channel in use is nearly as good:
moving a router takes everybody offline for a moment, so it must gain 10 in cost and 10 % of the time
(:data:`MOVE_COST`, :data:`MOVE_BUSY`). Widths: 80 MHz; more only where all of it is free most of the time and the
signal is strong enough for it; 40 MHz where 80 hardly ever is free; 20 MHz in 2.4 GHz, on 1, 6 or 11.

The dues and the need of 150 Mbit/s are ours; the form follows hostapd's ACS, the hysteresis practice in network
controllers, the 3 dB for each doubling of the width physics.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from latencylab.wifi.bss import LoadSource, WifiSnapshot
from latencylab.wifi.channels import BANDS, PREFERRED_SCANNING_CHANNELS, WIDTHS, Band, place_at
from latencylab.wifi.congestion import Air, access_delay_ms, risk
from latencylab.wifi.plan import Block, ChannelPlan, as_used

MOVE_COST, MOVE_BUSY = 10.0, 0.10
NEEDED_MBPS = 150.0
_DFS_DUE, _WEATHER_DUE, _LOW_POWER_DUE = 6.0, 25.0, 8.0
_LOW_POWER_DBM = 17.0
_PREFERRED_2_4 = (1, 6, 11)
_NOISE_DBM: dict[Band, float] = {"2.4": -95.0, "5": -95.0, "6": -92.0}
_UNKNOWN_SIGNAL_DBM = -65.0
_WIDE_FREE, _WIDE_SNR_DB, _NARROW_FREE = 0.8, 25.0, 0.4
_WIDTH_OF_GENERATION = {4: 40, 5: 80, 6: 160, 7: 320}
_DEFAULT_WIDTH_MHZ = 80
_MAC_EFFICIENCY = 0.6
_STREAMS = 2

_DATA_TONES = {20: 234, 40: 468, 80: 980, 160: 1960, 320: 3920}
_SYMBOL_US = 13.6
_MCS = (
    (5, 0.5), (8, 1.0), (10, 1.5), (13, 2.0), (17, 3.0), (21, 4.0), (22, 4.5), (23, 5.0), (28, 6.0), (30, 20 / 3),
    (33, 7.5), (35, 25 / 3),
)  # fmt: skip
"""SNR in dB from which each HE modulation works, and its bits a tone; 8 dB better than 802.11ax 27.3.20.2 demands."""


class ChannelScore(NamedTuple):
    """What a block is worth with its best primary channel."""

    block: Block
    primary: int
    busy: float
    """Share of time, 0 to 1, that is lost to others."""
    source: LoadSource
    all_free: float
    """Chance that the other channels of the block are free when the primary is."""
    cost: float
    networks: int
    """Networks of others whose channel overlaps the block."""

    @property
    def score(self) -> int:
        """0 to 100; 100 is free."""
        return round((100 - risk(self.busy)) * (0.5 + 0.5 * self.all_free))

    @property
    def delay_p99_ms(self) -> float:
        """What 1 in 100 packets waits at least, by the model."""
        return access_delay_ms(self.busy)[1]


def phy_rate_mbps(snr_db: float, width_mhz: int, streams: int = _STREAMS) -> float:
    """Rate of an 802.11ax link with that SNR over its whole width."""
    bits = max((bits for least_db, bits in _MCS if snr_db >= least_db), default=0.0)
    return _DATA_TONES[width_mhz] * bits * streams / _SYMBOL_US


def snr_db(rssi_dbm: float, band: Band, width_mhz: int, noise_dbm: float | None = None) -> float:
    """Signal above the noise of the whole width, from the signal and the noise of 20 MHz."""
    noise_20 = _NOISE_DBM[band] if noise_dbm is None else noise_dbm
    return rssi_dbm - noise_20 - 10 * math.log10(width_mhz / 20)


class Chooser:
    """Scores the channels of one snapshot by one plan."""

    def __init__(self, snapshot: WifiSnapshot, plan: ChannelPlan, needed_mbps: float = NEEDED_MBPS) -> None:
        self._snapshot = snapshot
        self._link = snapshot.link
        self._plan = plan
        self._needed_mbps = needed_mbps
        self._air = Air(snapshot)
        self._primaries = {band: {radio.primary for radio in self._air.radios(band)} for band in BANDS}
        self._networks: dict[Block, int] = {}
        self._signals = {band: own_signal_dbm(snapshot, band) for band in BANDS}
        self.bands = tuple(band for band in BANDS if band in _heard_bands(snapshot) and plan.of(band, 20))

    def scores(self, band: Band) -> Iterator[ChannelScore]:
        """Every permitted block of the band of which anything is known, each with its best primary channel.

        20 MHz alone in 2.4 GHz. Where nobody listened for others, only what was counted or reported is known.
        """
        for width_mhz in WIDTHS[band] if band != "2.4" else (20,):
            for block in self._plan.of(band, width_mhz):
                score = min((self._score(block, primary) for primary in block.channels), key=self._order)
                if self._snapshot.scanned or score.source != "estimate":
                    yield score

    def best(self, band: Band) -> ChannelScore | None:
        """The channel to use in that band: the one in use unless another is clearly better; None without a scan."""
        if not self._snapshot.scanned:
            return None
        if band == "2.4":
            return self.best_of_width(band, 20)
        chosen = self.best_of_width(band, _DEFAULT_WIDTH_MHZ)
        if chosen is None or chosen.all_free < _NARROW_FREE:
            return self.best_of_width(band, 40) or self.best_of_width(band, 20)
        for width_mhz in (160, 320):
            wider = self.best_of_width(band, width_mhz) if self._can_use(band, width_mhz) else None
            if wider is not None and wider.all_free >= _WIDE_FREE and wider.cost <= chosen.cost:
                chosen = wider
        return self._wider_in_use(chosen)

    def _wider_in_use(self, chosen: ChannelScore) -> ChannelScore:
        """The block in use where it is wider than the chosen one and not clearly worse."""
        link = self._link
        if link is None or link.width_mhz is None or link.width_mhz <= chosen.block.width_mhz:
            return chosen
        current = self.current(chosen.block.band, link.width_mhz)
        return chosen if current is None or is_worth_moving(current, chosen) else current

    def best_of_width(self, band: Band, width_mhz: int) -> ChannelScore | None:
        """The best block of one width, with hysteresis; None where none may be recommended."""
        blocks = [block for block in self._plan.of(band, width_mhz) if _may_recommend(block)]
        found = [self._score(block, primary) for block in blocks for primary in block.channels]
        best, current = min(found, key=self._order, default=None), self.current(band, width_mhz)
        return current if best is None or (current is not None and not is_worth_moving(current, best)) else best

    def current(self, band: Band, width_mhz: int) -> ChannelScore | None:
        """The block of that width around the primary channel in use; None when the link is not in that band."""
        link = self._link
        if link is None or link.band != band or link.channel is None:
            return None
        blocks = self._plan.holding(band, link.channel, width_mhz)
        is_used = link.width_mhz == width_mhz or (link.width_mhz is None and width_mhz <= _DEFAULT_WIDTH_MHZ)
        if not blocks and is_used and self._plan.country is None:
            blocks = tuple(filter(None, [as_used(band, link.channel, width_mhz)]))
        may_stay = band == "2.4" or link.width_mhz == width_mhz
        found = [self._score(block, link.channel) for block in blocks if may_stay or _may_recommend(block)]
        return min(found, key=self._order, default=None)

    def _can_use(self, band: Band, width_mhz: int) -> bool:
        link, signal_dbm = self._link, self._signals[band]
        if link is None or signal_dbm is None or _WIDTH_OF_GENERATION.get(link.generation or 0, 80) < width_mhz:
            return False
        return snr_db(signal_dbm, band, width_mhz, self._noise(band)) >= _WIDE_SNR_DB

    def _noise(self, band: Band) -> float | None:
        link = self._link
        return link.noise_dbm if link is not None and link.band == band else None

    def _score(self, block: Block, primary: int) -> ChannelScore:
        band = block.band
        busy = self._air.busy(band, primary)
        others = (channel for channel in block.channels if channel != primary)
        all_free = 1.0 if band == "2.4" else math.prod(1 - self._air.occupancy(band, other).busy for other in others)
        signal_dbm = self._signals[band]
        snr = snr_db(
            _UNKNOWN_SIGNAL_DBM if signal_dbm is None else signal_dbm, band, block.width_mhz, self._noise(band)
        )
        capacity = (1 - busy) * _MAC_EFFICIENCY * phy_rate_mbps(snr, block.width_mhz) * (0.5 + 0.5 * all_free)
        lack = max(0.0, (self._needed_mbps - capacity) / self._needed_mbps)
        source = self._air.occupancy(band, primary).source
        cost = risk(busy) + 100 * lack + _dues(block)
        return ChannelScore(block, primary, busy, source, all_free, cost, self._networks_in(block))

    def _networks_in(self, block: Block) -> int:
        if block not in self._networks:
            reach = 4 if block.band == "2.4" else 0
            mine = {near for channel in block.channels for near in range(channel - reach, channel + reach + 1)}
            radios = self._air.radios(block.band)
            self._networks[block] = sum(radio.networks for radio in radios if not mine.isdisjoint(radio.channels))
        return self._networks[block]

    def _order(self, score: ChannelScore) -> tuple[float, bool, bool, int]:
        """Cheapest first; among equals a primary that others use too, since sharing is better than overlapping.

        In 6 GHz then one that devices look at when they search.
        """
        band, primary = score.block.band, score.primary
        is_searched = band != "6" or primary in PREFERRED_SCANNING_CHANNELS
        return round(score.cost, 1), primary not in self._primaries[band], not is_searched, primary


def is_worth_moving(current: ChannelScore, better: ChannelScore) -> bool:
    """Whether leaving ``current`` for ``better`` gains enough."""
    return current.cost - better.cost >= MOVE_COST and current.busy - better.busy >= MOVE_BUSY


def own_signal_dbm(snapshot: WifiSnapshot, band: Band) -> float | None:
    """How strong the own network is in a band: the link, or the best access point with its name; None when unheard."""
    link = snapshot.link
    if link is None:
        return None
    if link.band == band and link.rssi_dbm is not None:
        return link.rssi_dbm
    same_name = (bss for bss in snapshot.networks if link.ssid and bss.ssid == link.ssid and bss.band == band)
    return max((bss.rssi_dbm for bss in same_name if bss.rssi_dbm is not None), default=None)


def _heard_bands(snapshot: WifiSnapshot) -> set[Band]:
    """The bands of which anything is known: a band in which nothing could be heard is not a free one."""
    places = (place_at(survey.freq_mhz) for survey in snapshot.survey)
    found = {bss.band for bss in snapshot.networks} | {place.band for place in places if place is not None}
    found |= set(snapshot.bands) | ({snapshot.link.band} if snapshot.link is not None else set())
    return {band for band in found if band is not None}


def _may_recommend(block: Block) -> bool:
    """Passive blocks are for approved routers, usual in 6 GHz and rare elsewhere; 1, 6, 11 do not overlap."""
    if block.band == "2.4":
        return block.channels[0] in _PREFERRED_2_4
    return block.band == "6" or not block.passive


def _dues(block: Block) -> float:
    due = _WEATHER_DUE if block.weather_radar else _DFS_DUE if block.dfs else 0.0
    return due + (_LOW_POWER_DUE if block.band == "5" and block.power_dbm < _LOW_POWER_DBM else 0.0)
