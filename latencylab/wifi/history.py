"""The link over a session: signal, rates, retries, and what happened to it. Pure; one event costs the same always."""

import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal, NamedTuple

from latencylab import clock
from latencylab.events import WifiLinkSeen, WifiScan
from latencylab.thresholds import RETRY_BURST

HappeningKind = Literal["scan", "roam", "band-switch", "channel-switch", "disconnect", "retry-burst"]

KEPT_SAMPLES = 3600
"""An hour at one a second."""
KEPT_HAPPENINGS = 512
_FEWEST_SENDS = 10
_FEWEST_MATCHES = 3
_BY_CHANCE = 0.01
_SCAN_LASTS_S = 3.0
"""How long before its end a scan may have begun, where only the end was seen: a sweep of all channels (ours)."""
_ROAM_MARGIN_S = 0.5
_SPIKE_MARGIN_S = 0.1


class LinkPoint(NamedTuple):
    """The link at one instant."""

    at_s: float
    rssi_dbm: float | None
    tx_mbps: float | None
    rx_mbps: float | None
    retry_pct: float | None
    """Retransmissions per hundred transmissions since the point before."""


class Happening(NamedTuple):
    """Something that happened to the link, and the time in which it can have cost latency."""

    kind: HappeningKind
    start_s: float
    end_s: float
    detail: str = ""


class Cause(NamedTuple):
    """How many of the spikes came with one kind of happening, and how many would have by chance."""

    kind: HappeningKind
    happenings: int
    spikes: int
    matched: int
    expected: float

    @property
    def is_convincing(self) -> bool:
        """Whether three spikes and more, and half of all, came with it, as chance would have it once in a hundred."""
        if self.matched < _FEWEST_MATCHES or 2 * self.matched < self.spikes:
            return False
        return _chance(self.matched, self.spikes, self.expected / self.spikes) <= _BY_CHANCE


@dataclass(frozen=True, slots=True)
class LinkHistory:
    """The link over a session."""

    points: tuple[LinkPoint, ...] = ()
    happenings: tuple[Happening, ...] = ()
    retry_pct: float | None = None
    """Over the session."""
    power_save: bool | None = None
    causes: tuple[Cause, ...] = ()
    scan_period_s: float | None = None
    """Median time between scans, of three and more."""

    def count(self, kind: HappeningKind) -> int:
        """How often something happened."""
        return sum(happening.kind == kind for happening in self.happenings)

    def cause(self, kind: HappeningKind) -> Cause | None:
        """The spikes that came with that, if chance hardly explains them."""
        return next((cause for cause in self.causes if cause.kind == kind and cause.is_convincing), None)

    @property
    def rssi_dbm(self) -> float | None:
        """Median signal."""
        return _median(point.rssi_dbm for point in self.points)

    @property
    def tx_mbps(self) -> float | None:
        """Median rate of sending."""
        return _median(point.tx_mbps for point in self.points)


class LinkRecorder:
    """Takes the link's events in order."""

    def __init__(self) -> None:
        self._points: deque[LinkPoint] = deque(maxlen=KEPT_SAMPLES)
        self._happenings: deque[Happening] = deque(maxlen=KEPT_HAPPENINGS)
        self._last: WifiLinkSeen | None = None
        self._scan_began_s: float | None = None
        self._power_save: bool | None = None
        self._sent = self._retried = 0

    def take_link(self, seen: WifiLinkSeen) -> None:
        """The link at an instant."""
        last, self._last = self._last, seen
        if seen.power_save is not None:
            self._power_save = seen.power_save
        at_s = seen.t_ns / clock.NS_PER_S
        counted = _counted(last, seen)
        retry_pct = None
        if counted is not None:
            sent, retried = counted
            self._sent += sent
            self._retried += retried
            if sent + retried >= _FEWEST_SENDS:
                retry_pct = round(100 * retried / (sent + retried), 1)
        if seen.connected:
            self._points.append(LinkPoint(round(at_s, 3), seen.rssi_dbm, seen.tx_mbps, seen.rx_mbps, retry_pct))
        if last is None:
            return
        since_s = last.t_ns / clock.NS_PER_S
        change = _change(last, seen)
        if change is not None:
            self._happenings.append(Happening(change[0], since_s - _ROAM_MARGIN_S, at_s + _ROAM_MARGIN_S, change[1]))
        elif retry_pct is not None and retry_pct >= RETRY_BURST.value:
            self._happenings.append(Happening("retry-burst", since_s, at_s, f"{retry_pct:.0f} %"))

    def take_scan(self, scan: WifiScan) -> None:
        """The adapter left its channel, or is back."""
        at_s = scan.t_ns / clock.NS_PER_S
        if scan.state == "started":
            self._scan_began_s = at_s
            return
        began_s = self._scan_began_s if self._scan_began_s is not None else at_s - _SCAN_LASTS_S
        self._happenings.append(Happening("scan", began_s, at_s))
        self._scan_began_s = None

    def history(self, spikes: Sequence[tuple[float, float]], seconds: float) -> LinkHistory | None:
        """What was taken; None when the link was looked at once at most and nothing happened.

        Args:
            spikes: start and length in seconds of the spikes to explain.
            seconds: how long the session lasts so far.
        """
        if len(self._points) < 2 and not self._happenings:
            return None
        happenings = tuple(self._happenings)
        total = self._sent + self._retried
        return LinkHistory(
            tuple(self._points),
            happenings,
            round(100 * self._retried / total, 1) if total >= _FEWEST_SENDS else None,
            self._power_save,
            match_spikes(spikes, happenings, seconds),
            _scan_period_s(happenings),
        )


def match_spikes(
    spikes: Sequence[tuple[float, float]], happenings: Sequence[Happening], seconds: float
) -> tuple[Cause, ...]:
    """How many spikes fall on each kind of happening, beside what chance would give (spikes spread evenly)."""
    found = []
    for kind in dict.fromkeys(happening.kind for happening in happenings):
        spans = [(h.start_s - _SPIKE_MARGIN_S, h.end_s + _SPIKE_MARGIN_S) for h in happenings if h.kind == kind]
        matched = sum(any(start < high and start + length > low for low, high in spans) for start, length in spikes)
        mean_length_s = sum(length for _, length in spikes) / len(spikes) if spikes else 0.0
        covered_s = _union_s([(low - mean_length_s, high) for low, high in spans])
        share = min(1.0, covered_s / seconds) if seconds > 0 else 1.0
        found.append(Cause(kind, len(spans), len(spikes), matched, round(share * len(spikes), 2)))
    return tuple(found)


def _chance(matched: int, spikes: int, share: float) -> float:
    """Probability that so many spikes or more fall into that share of the time by chance (binomial)."""
    return sum(
        math.comb(spikes, count) * share**count * (1 - share) ** (spikes - count)
        for count in range(matched, spikes + 1)
    )


def _counted(before: WifiLinkSeen | None, now: WifiLinkSeen) -> tuple[int, int] | None:
    """Transmissions and retransmissions between two looks at one connection; None when the counters do not tell."""
    if before is None or before.bssid != now.bssid or before.interface != now.interface:
        return None
    if before.tx_packets is None or now.tx_packets is None or before.tx_retries is None or now.tx_retries is None:
        return None
    sent, retried = now.tx_packets - before.tx_packets, now.tx_retries - before.tx_retries
    return (sent, retried) if sent >= 0 and retried >= 0 else None


def _change(before: WifiLinkSeen, now: WifiLinkSeen) -> tuple[HappeningKind, str] | None:
    """What became another between two looks."""
    if before.connected and not now.connected:
        return "disconnect", ""
    if not before.connected or not now.connected or before.interface != now.interface:
        return None
    if before.band and now.band and before.band != now.band:
        return "band-switch", f"{before.band} to {now.band} GHz"
    if before.bssid and now.bssid and before.bssid != now.bssid:
        return "roam", f"{before.bssid} to {now.bssid}"
    if before.channel and now.channel and before.channel != now.channel:
        return "channel-switch", f"{before.channel} to {now.channel}"
    return None


def _scan_period_s(happenings: Sequence[Happening]) -> float | None:
    ends = [happening.end_s for happening in happenings if happening.kind == "scan"]
    if len(ends) < 3:
        return None
    return round(median(later - earlier for earlier, later in pairwise(ends)), 1)


def _union_s(spans: Iterable[tuple[float, float]]) -> float:
    total, reached = 0.0, float("-inf")
    for low, high in sorted(spans):
        total += max(0.0, high - max(low, reached))
        reached = max(reached, high)
    return total


def _median(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None
