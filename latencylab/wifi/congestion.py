"""How busy a channel is with others, from the best that is known of it, and what that costs.

Per 20 MHz channel the share of time *O* during which others occupy it comes from the first of three sources that has
it, and the answer always says which:

1. ``survey``: this adapter's own counters, ``(busy - own sending - own receiving) / (listened - own sending)`` (hostapd
   ACS without its noise factor).
2. ``bss-load``: what the access points on that primary channel report (n/255 of the time busy), as a mean weighted by
   how well each is heard. Never a sum: they all report the same air.
3. ``estimate``: ``1 - prod(1 - a v p)`` over the radios heard, *a* being the time that a radio is on the air (its
   beacons and its traffic), *v* how much of that falls on this channel, and *p* the chance that it makes us wait:
   carrier sense of a decodable preamble at -82 dBm, of energy alone at -62 dBm (IEEE 802.11-2020 17.3.10.6).

In 2.4 GHz, channels overlap. A radio on an overlapping channel cannot be decoded: when it is below the energy
threshold nobody waits for it, and it hits our packets where it is less than 20 dB weaker than our own access point
(:meth:`Air.interference`). That is why a half-overlapping neighbour is worse than one on the same channel.

The own radio is never counted. Several networks of one radio (addresses that differ in the last digit and in the bit
for locally made ones) count once. Weights: hostapd ACS for the overlap of 0.85 and 0.55, the rest ours.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from latencylab.wifi.bss import Bss, LoadSource, Survey, WifiSnapshot
from latencylab.wifi.channels import Band, place_at
from latencylab.wifi.radios import device_of, radio_of

UNKNOWN_RSSI_DBM = -65.0
UNKNOWN_OWN_RSSI_DBM = -60.0
TXOP_MS = 1.5
"""How long a stranger keeps the channel each time (ours)."""

_MIN_ACTIVE_MS, _MIN_ACTIVE_ELSEWHERE_MS = 1000, 50
_BEACON_SHARE: dict[Band, float] = {"2.4": 0.025, "5": 0.004, "6": 0.004}
"""300 bytes each 102.4 ms at 1 and 6 Mbit/s."""
_TRAFFIC_SHARE: dict[Band, float] = {"2.4": 0.08, "5": 0.05, "6": 0.01}
"""Where no access point reports: the median share of a radio in real scans."""
_SAME_RADIO_DB = 10.0
"""Networks of one radio are heard equally well, but for the noise of single readings (ours)."""
_OVERLAP = {0: 1.0, 1: 0.85, 2: 0.55, 3: 0.25, 4: 0.05}
"""By distance in channels of 5 MHz, 2.4 GHz."""
_FULL_WIDTH_SHARE = 0.7
"""Share of its time on the air that a wide network uses all of its width."""


class Radio(NamedTuple):
    """A transmitter of others."""

    band: Band
    primary: int
    channels: tuple[int, ...]
    rssi_dbm: float
    utilisation: float | None
    """Mean of what its networks report, 0 to 1."""
    networks: int


class Occupancy(NamedTuple):
    """The share of time, 0 to 1, during which others occupy a channel, and how that is known."""

    busy: float
    source: LoadSource


def same_radio(one: Bss, other: Bss) -> bool:
    """Whether two networks come out of one radio: neighbouring addresses, the same channel, about the same strength."""
    if one.bssid is None or other.bssid is None or radio_of(one.bssid) != radio_of(other.bssid):
        return False
    if (one.band, one.channel) != (other.band, other.channel):
        return False
    return one.rssi_dbm is None or other.rssi_dbm is None or abs(one.rssi_dbm - other.rssi_dbm) <= _SAME_RADIO_DB


def foreign_radios(networks: Iterable[Bss]) -> tuple[Radio, ...]:
    """The transmitters behind ``networks``, without those of the own access point."""
    networks = tuple(networks)
    own = next((bss for bss in networks if bss.connected), None)
    grouped: dict[tuple[tuple[str, ...], Band, int], list[list[Bss]]] = {}
    for number, bss in enumerate(networks):
        if bss.band is None or bss.channel is None or is_own(bss, own):
            continue
        radio = radio_of(bss.bssid) if bss.bssid else (f"#{number}",)
        groups = grouped.setdefault((radio, bss.band, bss.channel), [])
        group = next((group for group in groups if same_radio(group[0], bss)), None)
        if group is None:
            groups.append([bss])
        else:
            group.append(bss)
    return tuple(_radio(group) for groups in grouped.values() for group in groups)


def is_own(bss: Bss, own: Bss | None) -> bool:
    """Whether a network is sent by the access point in use: by the same radio, or under its name in another band.

    Radios of one device have addresses that are close, though not as close as those of one radio's networks. Other
    access points under the own name on the same band are others: they take airtime like any neighbour.
    """
    if own is None or bss.connected:
        return bss.connected
    if same_radio(bss, own):
        return True
    if bss.band == own.band or bss.bssid is None or own.bssid is None:
        return False
    return bss.ssid == own.ssid and bool(own.ssid) and device_of(bss.bssid) == device_of(own.bssid)


def _radio(group: Sequence[Bss]) -> Radio:
    widest = max(group, key=lambda bss: bss.width_mhz or 0)
    heard = [bss.rssi_dbm for bss in group if bss.rssi_dbm is not None]
    reported = [bss.utilisation_pct / 100 for bss in group if bss.utilisation_pct is not None]
    band, primary = widest.band, widest.channel
    assert band is not None
    assert primary is not None
    return Radio(
        band,
        primary,
        widest.subchannels,
        min(max(heard, default=UNKNOWN_RSSI_DBM), 0.0),
        sum(reported) / len(reported) if reported else None,
        len(group),
    )


def survey_occupancy(survey: Survey, bss_rx_ms: float | None = None) -> float | None:
    """The share of time that others occupied the channel; None when the counters do not tell.

    Args:
        survey: counters, since the driver began or as the difference of two readings.
        bss_rx_ms: time spent on receiving from the own network, where the driver does not count it.
    """
    least = _MIN_ACTIVE_MS if survey.in_use else _MIN_ACTIVE_ELSEWHERE_MS
    if survey.active_ms is None or survey.busy_ms is None or survey.active_ms < least:
        return None
    sent = survey.tx_ms or 0
    received = survey.bss_rx_ms if survey.bss_rx_ms is not None else bss_rx_ms or 0
    if survey.active_ms <= sent:
        return None
    return min(1.0, max(0.0, (survey.busy_ms - sent - received) / (survey.active_ms - sent)))


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, x))))


def decodes(rssi_dbm: float) -> float:
    """Chance that a preamble of that strength is heard, so that its sender is waited for."""
    return _logistic((rssi_dbm + 82) / 3)


def senses(rssi_dbm: float) -> float:
    """Chance that energy alone of that strength makes us wait."""
    return _logistic((rssi_dbm + 62) / 3)


class Air:
    """The use of all channels by others, as one snapshot knows it."""

    def __init__(self, snapshot: WifiSnapshot, own_airtime: float = 0.0) -> None:
        self._snapshot = snapshot
        self._own_airtime = own_airtime
        self._by_band: dict[Band, list[Radio]] = {"2.4": [], "5": [], "6": []}
        for radio in foreign_radios(snapshot.networks):
            self._by_band[radio.band].append(radio)
        link = snapshot.link
        known = link is not None and link.rssi_dbm is not None
        self.own_rssi_dbm = link.rssi_dbm if known and link and link.rssi_dbm is not None else UNKNOWN_OWN_RSSI_DBM
        self._known: dict[tuple[Band, int], Occupancy] = {}

    def radios(self, band: Band) -> Sequence[Radio]:
        """The transmitters of others in a band."""
        return self._by_band[band]

    def occupancy(self, band: Band, channel: int) -> Occupancy:
        """How busy others keep a 20 MHz channel, from the best source there is."""
        place = (band, channel)
        if place not in self._known:
            self._known[place] = self._occupancy(band, channel)
        return self._known[place]

    def _occupancy(self, band: Band, channel: int) -> Occupancy:
        surveyed = self._surveyed.get((band, channel))
        if surveyed is not None:
            return Occupancy(surveyed, "survey")
        reported = self._reported.get((band, channel))
        if reported is not None:
            return Occupancy(reported, "bss-load")
        free = 1.0
        for radio in self._by_band[band]:
            share = _share_on(radio, channel)
            if share:
                heard = decodes if band != "2.4" or channel == radio.primary else senses
                free *= 1 - self._airtime(radio) * share * heard(radio.rssi_dbm)
        return Occupancy(1 - free, "estimate")

    def interference(self, band: Band, channel: int) -> float:
        """Share of time that overlapping radios, which nobody waits for, would spoil our packets (2.4 GHz only)."""
        if band != "2.4":
            return 0.0
        unharmed = 1.0
        for radio in self._by_band[band]:
            share = _share_on(radio, channel) if radio.primary != channel else 0.0
            if share:
                hits = _logistic((radio.rssi_dbm - (self.own_rssi_dbm - 20)) / 4)
                unharmed *= 1 - self._airtime(radio) * share * (1 - senses(radio.rssi_dbm)) * hits
        return 1 - unharmed

    def busy(self, band: Band, primary: int) -> float:
        """Share of time that a network with this primary channel loses to others."""
        return 1 - (1 - self.occupancy(band, primary).busy) * (1 - self.interference(band, primary))

    def _airtime(self, radio: Radio) -> float:
        """Share of time that a radio is on the air: beacons and traffic."""
        beacons = radio.networks * _BEACON_SHARE[radio.band]
        reported = self._reported.get((radio.band, radio.primary))
        if reported is None:
            return beacons + _TRAFFIC_SHARE[radio.band]
        there, beacons_there = self._population[radio.band, radio.primary]
        return beacons + max(0.0, reported - beacons_there) / there

    @cached_property
    def _population(self) -> dict[tuple[Band, int], tuple[int, float]]:
        """Radios on each primary channel, and the airtime of all their beacons."""
        found: dict[tuple[Band, int], tuple[int, float]] = {}
        for radio in (radio for radios in self._by_band.values() for radio in radios):
            count, beacons = found.get((radio.band, radio.primary), (0, 0.0))
            beacons += radio.networks * _BEACON_SHARE[radio.band]
            found[radio.band, radio.primary] = (count + 1, beacons)
        return found

    @cached_property
    def _surveyed(self) -> dict[tuple[Band, int], float]:
        found: dict[tuple[Band, int], float] = {}
        for survey in sorted(self._snapshot.survey, key=lambda survey: survey.active_ms or 0):
            place, busy = place_at(survey.freq_mhz), survey_occupancy(survey)
            if place is not None and busy is not None:
                found[place] = busy
        return found

    @cached_property
    def _reported(self) -> dict[tuple[Band, int], float]:
        """What access points report, by primary channel; the own one's word counts where it is the only one."""
        sums: dict[tuple[Band, int], tuple[float, float]] = {}
        for radio in (radio for radios in self._by_band.values() for radio in radios):
            if radio.utilisation is not None:
                weight = decodes(radio.rssi_dbm) * 10 ** ((radio.rssi_dbm + 90) / 40)
                total, weights = sums.get((radio.band, radio.primary), (0.0, 0.0))
                sums[radio.band, radio.primary] = (total + weight * radio.utilisation, weights + weight)
        found = {place: min(1.0, total / weights) for place, (total, weights) in sums.items() if weights}
        for bss in self._snapshot.networks:
            if bss.connected and bss.band and bss.channel and bss.utilisation_pct is not None:
                own = max(0.0, bss.utilisation_pct / 100 - self._own_airtime)
                found.setdefault((bss.band, bss.channel), own)
        return found


def _share_on(radio: Radio, channel: int) -> float:
    """How much of a radio's time on the air falls on a channel."""
    if radio.band != "2.4":
        if channel == radio.primary:
            return 1.0
        return _FULL_WIDTH_SHARE if channel in radio.channels else 0.0
    share = _OVERLAP.get(abs(channel - radio.primary), 0.0)
    for secondary in radio.channels:
        if secondary != radio.primary:
            share = max(share, _FULL_WIDTH_SHARE * _OVERLAP.get(abs(channel - secondary), 0.0))
    return share


def risk(busy: float) -> float:
    """Congestion risk 0 to 100: waiting in a queue grows as ``busy / (1 - busy)``, and 80 % busy is past bearing."""
    return 100.0 if busy >= 1 else 100 * min(1.0, busy / (1 - busy) / 4)


def access_delay_ms(busy: float) -> tuple[float, float]:
    """Mean and 99th percentile in ms of the wait for a channel that others keep busy that share of the time."""
    if busy <= 0:
        return 0.0, 0.0
    busy = min(busy, 0.99)
    return TXOP_MS * busy / (1 - busy), TXOP_MS * math.log(0.01) / math.log(busy)
