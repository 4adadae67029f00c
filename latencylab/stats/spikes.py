"""Spikes: moments in which the round-trip time leaves what is normal (see :mod:`latencylab.stats.baseline`).

Typically something on the path stops for a while (a Wi-Fi scan, a modem's re-training, a busy computer), holds all
packets and lets them go at once. So a spike is a run of delayed packets with no normal one sent between them, and all
of its packets arrive together: the arrival of the first one is the end of the stall to within the jitter, whatever the
probes' own rhythm, where the time of sending is off by up to a probe interval. Periods are sought in these instants.

Lost packets inside a spike neither end it nor lengthen it; more than 2 s without any reply do end it. The first samples
are kept until there is a baseline, and judged then.
"""

from collections import deque
from heapq import heappush, heappushpop
from typing import NamedTuple

from latencylab.stats.baseline import Baseline

_MAX_GAP_NS = 2_000_000_000
_MAX_PENDING = 1000
_MIN_JUDGED = 8
KEPT_RECENT = 256
KEPT_LARGEST = 64


class Spike(NamedTuple):
    """A run of delayed packets; times in ns."""

    start_ns: int
    """When the first of its packets was sent."""
    peak_rtt_ns: int
    length_ns: int
    """From when the first delayed packet would normally have arrived until the last one did."""
    release_ns: int
    """When its first packet arrived: the end of the stall."""


class Spikes:
    """Finds spikes in a series of round-trip times, fed in the order of arrival.

    The most recent 256 and the largest 64 are kept; ``count`` counts them all.
    """

    __slots__ = ("_baseline", "_count", "_largest", "_last_ns", "_open", "_pending", "_recent")

    def __init__(self) -> None:
        self._count = 0
        self._baseline = Baseline()
        self._pending: list[tuple[int, int]] = []
        self._recent: deque[Spike] = deque(maxlen=KEPT_RECENT)
        self._largest: list[tuple[int, Spike]] = []
        self._open: Spike | None = None
        self._last_ns = 0

    def add(self, sent_ns: int, rtt_ns: int) -> None:
        """A reply came: when its probe was sent, and its round-trip time."""
        baseline = self._baseline
        baseline.add(sent_ns, rtt_ns)
        if self._pending or not baseline.ready:
            self._pending.append((sent_ns, rtt_ns))
            if baseline.ready or len(self._pending) >= _MAX_PENDING:
                self._judge_pending()
        else:
            self._judge(sent_ns, rtt_ns)

    @property
    def threshold_ns(self) -> int | None:
        """Above this a round-trip time is a spike just now; None until there is a baseline."""
        return self._baseline.threshold_ns if self._baseline.ready else None

    @property
    def count(self) -> int:
        """All spikes so far, one still going on included."""
        self._settle()
        return self._count

    def recent(self) -> list[Spike]:
        """The most recent spikes, oldest first, one still going on included."""
        self._settle()
        return [*self._recent, self._open] if self._open else list(self._recent)

    def kept(self) -> list[Spike]:
        """The most recent and the largest spikes, oldest first."""
        return sorted({*self.recent(), *(spike for _, spike in self._largest)})

    def _settle(self) -> None:
        """Judge what waits for a baseline, if it is enough to make a rough one."""
        if len(self._pending) >= _MIN_JUDGED:
            self._judge_pending()

    def _judge_pending(self) -> None:
        if not self._baseline.ready:
            self._baseline.fit()
        pending, self._pending = self._pending, []
        for sent_ns, rtt_ns in pending:
            self._judge(sent_ns, rtt_ns)

    def _judge(self, sent_ns: int, rtt_ns: int) -> None:
        baseline, spike = self._baseline, self._open
        if rtt_ns <= baseline.threshold_ns:
            # a normal packet ends the spike only if it was sent after it: it may have overtaken or be overtaken
            if spike and sent_ns > self._last_ns:
                self._close(spike)
            return
        arrival_ns = sent_ns + rtt_ns
        if spike and sent_ns - self._last_ns > _MAX_GAP_NS:
            self._close(spike)
            spike = None
        if spike is None:
            self._count += 1
            self._open = Spike(sent_ns, rtt_ns, rtt_ns - baseline.median_ns, arrival_ns)
            self._last_ns = sent_ns
            return
        start_ns = min(spike.start_ns, sent_ns)
        end_ns = max(spike.start_ns + spike.length_ns, arrival_ns - baseline.median_ns)
        peak_ns, release_ns = max(spike.peak_rtt_ns, rtt_ns), min(spike.release_ns, arrival_ns)
        self._open = Spike(start_ns, peak_ns, end_ns - start_ns, release_ns)
        self._last_ns = max(self._last_ns, sent_ns)

    def _close(self, spike: Spike) -> None:
        self._recent.append(spike)
        self._open = None
        entry = (spike.peak_rtt_ns, spike)
        if len(self._largest) < KEPT_LARGEST:
            heappush(self._largest, entry)
        else:
            heappushpop(self._largest, entry)
