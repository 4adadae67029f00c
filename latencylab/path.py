"""The path as measured: which hops lose or delay packets, and which only seem to.

A router answers probes with what time it has left, limits how often, and may send its answers back another way (a
Linux router that was asked by TTL every 100 ms seemed to lose 82 % of the packets, and lost none). So what a hop shows
is true of the packets that pass it only if the hops behind it show it too, the downstream-minimum rule::

    L*(k) = min over j >= k of L(j)        D*(k) = min over j >= k of D(j)

with j over the later hops that answer, and the target; losses are compared over the slots in which both were probed, so
that an outage in which one of them was not asked does not count against the other. What a hop loses above that is its
own habit, not the path's. Delay grows where D* does.

Pure: events in, plain data out.
"""

import math
from collections import deque
from dataclasses import asdict, dataclass, replace
from typing import Any

from latencylab import clock, events
from latencylab.events import Event
from latencylab.stats.fisher import exceeds_by_chance
from latencylab.stats.quantiles import Quantiles

RATE_LIMIT_CHANCE = 0.01
"""A hop's loss is called its habit when chance would let it lose so much more than a later hop less often (ours)."""
SLOW_MS, SLOW_SHARE = 1.0, 0.1
"""A hop that answers later than all behind it by more than this and this share has a slow control plane (ours)."""
_KEPT_TICKS = 256
"""Slots in which a probe may still be under way; it takes three seconds to be lost."""
_KEPT_CHANGES = 50
_TARGET = 1 << 16
"""Stands for the target's own leg, behind every hop."""


@dataclass(frozen=True, slots=True)
class HopRtt:
    """Round-trip times in ms of a hop's own answers."""

    min: float
    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Hop:
    """One distance on the path."""

    ttl: int
    address: str | None
    """None when nobody answers there."""
    name: str | None
    asn: int | None
    rtt_ms: HopRtt | None
    loss_pct: float | None
    """Of the probes to this hop."""
    loss_is_rate_limit: bool
    """Packets that pass this hop do not suffer that loss: later hops show less in the same slots."""
    loss_real_pct: float | None = None
    """What of the loss later hops show too."""
    slow_control_plane: bool = False
    """The hop answers later than all behind it: packets that pass it are not delayed like that."""
    median_real_ms: float | None = None
    """Median RTT by the downstream-minimum rule."""
    added_ms: float | None = None
    """What the way from the last hop that answered adds to it."""
    added_p95_ms: float | None = None
    via: str | None = None
    """``icmp``: asked by its address; ``ttl``: by packets to the target that ended there."""
    sent: int = 0
    received: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """Another router than before answered."""

    at_s: float
    ttl: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PathFacts:
    """The path to one target."""

    target: str
    address: str
    via: str
    """Packets by which it was found: ``udp`` or ``icmp``."""
    end: str
    hops: tuple[Hop, ...]
    changes: tuple[Change, ...] = ()
    change_count: int = 0
    grows_at_ttl: int | None = None
    """The hop before which most of the delay is added."""
    grows_after_ttl: int = 0
    """The last hop before it that answers; 0 is this computer."""

    def to_object(self) -> list[dict[str, Any]]:
        """The report's block ``path``."""
        return [asdict(hop) for hop in self.hops]


class _Series:
    """What is known of the probes to one hop by one means."""

    __slots__ = ("address", "lost", "received", "rtts", "via")

    def __init__(self, address: str, via: str) -> None:
        self.address = address
        self.via = via
        self.received = 0
        self.lost = 0
        self.rtts = Quantiles()

    def add(self, rtt_ns: int | None) -> None:
        if rtt_ns is None:
            self.lost += 1
        else:
            self.received += 1
            self.rtts.add(rtt_ns)

    @property
    def sent(self) -> int:
        return self.received + self.lost

    def ms(self, q: float) -> float:
        """A quantile in ms; infinite when there is none."""
        value = self.rtts.quantile(q)
        return math.inf if value is None else value / clock.NS_PER_MS


class PathReduction:
    """Takes in the event stream; :meth:`facts` at any time."""

    def __init__(self) -> None:
        self._traced: events.PathTraced | None = None
        self._series: dict[int, _Series] = {}
        self._ticks: dict[int, dict[int, bool]] = {}
        self._common: dict[tuple[int, int], list[int]] = {}
        self._by_ttl: dict[str, _Series] = {}
        """Legs of routers that ignore echo, which are asked by TTL already."""
        self._names: dict[str, events.HopNamed] = {}
        self._changes: deque[Change] = deque(maxlen=_KEPT_CHANGES)
        self._change_count = 0

    def add(self, event: Event) -> None:
        """Take in one event; those that say nothing of the path are passed over."""
        match event:
            case events.PathTraced():
                self._on_traced(event)
            case events.PathHop(status="received" | "late" | "lost"):
                self._on_probe(event)
            case events.PathChanged():
                self._change_count += 1
                self._changes.append(Change(event.t_ns / clock.NS_PER_S, event.ttl, event.before, event.after))
                self._forget(event.ttl)
            case events.HopNamed():
                self._names[event.address] = event
            case events.LegAdded() if self._is_target(event.leg):
                self._series.pop(_TARGET, None)
            case events.LegAdded(role="gateway" | "access", transport="ttl"):
                self._by_ttl[event.leg] = _Series(event.address, "ttl")
            case events.Sample(status="received" | "late" | "lost", leg=leg) if leg in self._by_ttl:
                self._by_ttl[leg].add(event.rtt_ns)
            case events.Sample(status="received" | "late" | "lost") if self._is_target(event.leg):
                self._series.setdefault(_TARGET, _Series("", "")).add(event.rtt_ns)
            case _:
                pass

    def facts(self) -> PathFacts | None:
        """What is known so far; None when no path was traced."""
        traced = self._traced
        if traced is None:
            return None
        hops = tuple(self._hop(ttl) for ttl in range(1, traced.length + 1))
        hops = _with_growth(hops, self._series.get(_TARGET))
        grown = [hop for hop in hops if hop.added_ms]
        most = max(grown, key=lambda hop: hop.added_ms or 0.0, default=None)
        after = [hop.ttl for hop in hops if hop.rtt_ms and most is not None and hop.ttl < most.ttl]
        return PathFacts(
            traced.target,
            traced.address,
            traced.via,
            traced.end,
            hops,
            tuple(self._changes),
            self._change_count,
            most.ttl if most is not None else None,
            max(after, default=0),
        )

    def _is_target(self, leg: str) -> bool:
        return self._traced is not None and leg == self._traced.target

    def _on_traced(self, event: events.PathTraced) -> None:
        if self._traced is not None and self._traced.target != event.target:
            self._series.clear()
            self._common.clear()
        self._traced = event
        for ttl in [ttl for ttl in self._series if event.length < ttl < _TARGET]:
            self._forget(ttl)

    def _on_probe(self, event: events.PathHop) -> None:
        """Count a probe, and pair it with those to other hops in the same slot."""
        ttl, lost = event.ttl, event.rtt_ns is None
        series = self._series.get(ttl)
        if series is None or (series.address, series.via) != (event.address, event.via):
            self._forget(ttl)
            series = self._series[ttl] = _Series(event.address, event.via)
        series.add(event.rtt_ns)
        tick = self._ticks.setdefault(event.tick, {})
        for other, other_lost in tick.items():
            near, far = (ttl, other) if ttl < other else (other, ttl)
            pair = self._common.setdefault((near, far), [0, 0, 0])
            pair[0] += 1
            pair[1] += lost if near == ttl else other_lost
            pair[2] += other_lost if near == ttl else lost
        tick[ttl] = lost
        while len(self._ticks) > _KEPT_TICKS:
            del self._ticks[min(self._ticks)]

    def _forget(self, ttl: int) -> None:
        self._series.pop(ttl, None)
        for pair in [pair for pair in self._common if ttl in pair]:
            del self._common[pair]
        for tick in self._ticks.values():
            tick.pop(ttl, None)

    def _hop(self, ttl: int) -> Hop:
        series = self._series.get(ttl)
        if series is None:
            return Hop(ttl, None, None, None, None, None, loss_is_rate_limit=False)
        named = self._names.get(series.address)
        leg = next((leg for leg in self._by_ttl.values() if leg.address == series.address and leg.received), None)
        if leg is not None and not series.received:
            series, loss = leg, leg.lost / leg.sent
            real, habit = 0.0, loss > 0
        else:
            loss = series.lost / series.sent
            real, habit = self._judge_loss(ttl, series, loss)
        return Hop(
            ttl,
            series.address,
            (named.name or None) if named else None,
            named.asn if named else None,
            HopRtt(series.ms(0), series.ms(0.5), series.ms(0.95)) if series.received else None,
            100 * loss,
            habit,
            loss_real_pct=100 * real,
            via=series.via,
            sent=series.sent,
            received=series.received,
        )

    def _judge_loss(self, ttl: int, series: _Series, loss: float) -> tuple[float, bool]:
        """What of a hop's loss later hops show too, and whether the rest is more than chance."""
        real, habit = loss, False
        for later, other in self._series.items():
            if later <= ttl or not other.received:
                continue
            if later == _TARGET:
                asked, lost, later_asked, later_lost = series.sent, series.lost, other.sent, other.lost
            else:
                asked, lost, later_lost = self._common.get((ttl, later), (0, 0, 0))
                later_asked = asked
            if asked:
                real = min(real, later_lost / later_asked)
                more = lost * later_asked > later_lost * asked
                habit = habit or (more and exceeds_by_chance(lost, asked, later_lost, later_asked) < RATE_LIMIT_CHANCE)
        return real, habit


def _with_growth(hops: tuple[Hop, ...], target: _Series | None) -> tuple[Hop, ...]:
    """The hops with their delays by the downstream-minimum rule."""
    median, p95 = (target.ms(0.5), target.ms(0.95)) if target is not None else (math.inf, math.inf)
    lowest: dict[int, tuple[float, float]] = {}
    for hop in reversed(hops):
        if hop.rtt_ms is not None:
            median, p95 = min(median, hop.rtt_ms.median), min(p95, hop.rtt_ms.p95)
            lowest[hop.ttl] = median, p95
    before = before_p95 = 0.0
    done: list[Hop] = []
    for hop in hops:
        if hop.rtt_ms is None:
            done.append(hop)
            continue
        median, p95 = lowest[hop.ttl]
        slow = hop.rtt_ms.median - median > max(SLOW_MS, SLOW_SHARE * median)
        done.append(
            replace(
                hop,
                slow_control_plane=slow,
                median_real_ms=median,
                added_ms=median - before,
                added_p95_ms=p95 - before_p95,
            )
        )
        before, before_p95 = median, p95
    return tuple(done)
