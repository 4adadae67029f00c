"""The running statistics of one leg in one phase."""

from collections import deque

from latencylab import clock
from latencylab.events import LegAdded, Sample
from latencylab.facts import Jitter, LateFrames, Queueing, Rtt, Spike, Target
from latencylab.stats.beacon_grid import BeaconGrid
from latencylab.stats.direction import DirectionalLoss
from latencylab.stats.interval import quantile_interval
from latencylab.stats.loss import Loss
from latencylab.stats.order import Order
from latencylab.stats.period import spike_period
from latencylab.stats.quantiles import Quantiles
from latencylab.stats.queueing import DirectionalQueueing
from latencylab.stats.spikes import Spikes
from latencylab.stats.variation import Variation, pdv

LATE_SEND_NS = 2 * clock.NS_PER_MS
RECENT = 4096
"""Samples that are kept in order, to see how alike neighbours are."""


class Series:
    """What became of the probes of one leg.

    Args:
        leg: the leg.
        first_seq: sequence number with which the series begins.
    """

    def __init__(self, leg: LegAdded, first_seq: int = 0) -> None:
        self.leg = leg
        self.rtt = Quantiles()
        self.loss = Loss(first_seq)
        self.spikes = Spikes()
        self.unsent = 0
        self.duplicates = 0
        self.late_sends = 0
        self.last_rtt_ns: int | None = None
        self.last_error = ""
        self._recent: deque[int] = deque(maxlen=RECENT)
        self._variation = Variation()
        self._order = Order()
        self._direction = DirectionalLoss(first_seq)
        self._queueing = DirectionalQueueing()
        self._grid = BeaconGrid() if leg.role in ("gateway", "target") else None

    def add(self, sample: Sample) -> None:
        """Take in what became of one probe."""
        if sample.status == "unsent":
            self.unsent += 1
            self.last_error = sample.error
            self.loss.on_not_sent(sample.seq)
            return
        self.loss.on_sent()
        if sample.rtt_ns is None:
            self.loss.on_lost(sample.seq)
            return
        self.late_sends += sample.late_ns > LATE_SEND_NS
        self.last_rtt_ns = sample.rtt_ns
        self.loss.on_received(sample.seq, late=sample.status == "late")
        self.rtt.add(sample.rtt_ns)
        self._recent.append(sample.rtt_ns)
        self._variation.add(sample.seq, sample.rtt_ns)
        self._order.add(sample.seq)
        self.spikes.add(sample.t_ns, sample.rtt_ns)
        if self._grid is not None:
            self._grid.add(sample.t_ns, sample.rtt_ns)
        self._add_directions(sample)

    def target(self) -> Target:
        """The series as the report tells it."""
        leg = self.leg
        known = self.loss.received + self.loss.lost
        interval = self.loss.interval()
        ups, downs = self._directional()
        return Target(
            id=leg.leg,
            label=leg.label or leg.host,
            host=leg.host,
            address=leg.address,
            port=leg.port,
            service=leg.service or None,
            region=leg.region or None,
            distance_km=leg.distance_km,
            transport="udp" if leg.transport in ("stamp", "beacon") else leg.transport,
            sent=known,
            received=self.loss.received,
            loss_pct=_percent(self.loss.ratio),
            loss_up_pct=ups,
            loss_down_pct=downs,
            reordered=self._order.reordered,
            duplicates=self.duplicates,
            rtt_ms=self._rtt(),
            jitter_ms=self._jitter(),
            spikes=tuple(
                Spike(_s(spike.start_ns), _ms(spike.peak_rtt_ns), _ms(spike.length_ns)) for spike in self.spikes.kept()
            ),
            spike_period_s=self._period_s(),
            role=leg.role,
            late=self.loss.late,
            unsent=self.unsent,
            spike_count=self.spikes.count,
            loss_interval_pct=(round(interval.low * 100, 4), round(interval.high * 100, 4)) if interval else None,
            median_interval_ms=self._interval(0.5),
            p95_interval_ms=self._interval(0.95),
            loss_burst_mean=self.loss.bursts.mean_period,
            queue_up_ms=_queueing(self._queueing.up()),
            queue_down_ms=_queueing(self._queueing.down()),
            stamps=leg.stamps,
            beacon_locked=None if self._grid is None else self._grid.locked,
            frames_late=self._frames_late(),
        )

    def _frames_late(self) -> LateFrames | None:
        known, median = self.loss.received + self.loss.lost, self.rtt.quantile(0.5)
        if not known or median is None:
            return None

        def a_minute(fps: int) -> float:
            late = self.rtt.count_above(median + clock.NS_PER_S / fps) + self.loss.lost
            return round(late / known * fps * 60, 1)

        return LateFrames(a_minute(60), a_minute(120))

    def _rtt(self) -> Rtt | None:
        rtt = self.rtt
        if not rtt.count:
            return None
        p = {q: _ms(rtt.quantile(q) or 0) for q in (0.05, 0.5, 0.95, 0.99)}
        return Rtt(
            min=_ms(rtt.minimum or 0),
            p05=p[0.05],
            median=p[0.5],
            mean=_ms(rtt.mean or 0),
            p95=p[0.95],
            p99=p[0.99],
            max=_ms(rtt.maximum or 0),
            stdev=_ms(rtt.stdev or 0),
        )

    def _jitter(self) -> Jitter | None:
        if not self.rtt.count:
            return None
        return Jitter(
            ipdv_mean=_ms_or_none(self._variation.ipdv_mean_ns),
            rfc3550=_ms_or_none(self._variation.rfc3550_ns),
            pdv_p95=_ms_or_none(pdv(self.rtt)),
        )

    def _interval(self, q: float) -> tuple[float, float] | None:
        interval = quantile_interval(self.rtt, list(self._recent), q)
        return (_ms(interval.low), _ms(interval.high)) if interval else None

    def _period_s(self) -> float | None:
        period = spike_period(self.spikes.recent())
        return round(period.period_ns / clock.NS_PER_S, 3) if period else None

    def _add_directions(self, sample: Sample) -> None:
        if sample.far_seq is not None:
            self._direction.add(sample.seq, sample.far_seq)
        if sample.fwd_ns is not None and sample.back_ns is not None:
            self._queueing.add(sample.t_ns, sample.fwd_ns, sample.back_ns)

    def _directional(self) -> tuple[float | None, float | None]:
        """Loss on the way out and back in percent, where a stateful reflector tells."""
        counts = self._direction.counts(self.loss.sent)
        if not counts.received:
            return None, None
        return _percent(counts.up_ratio), _percent(counts.down_ratio)


def _queueing(delays: Quantiles) -> Queueing | None:
    median, p95 = delays.quantile(0.5), delays.quantile(0.95)
    return None if median is None or p95 is None else Queueing(_ms(median), _ms(p95))


def _percent(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio * 100, 4)


def _ms(ns: float) -> float:
    return round(ns / clock.NS_PER_MS, 6)


def _ms_or_none(ns: float | None) -> float | None:
    return None if ns is None else _ms(ns)


def _s(ns: int) -> float:
    return round(ns / clock.NS_PER_S, 3)
