"""Delay variation, "jitter", by its three usual definitions.

====  ===============================================================  ===============================================
PDV   ``D(i) - min D``                                                 RFC 5481 section 4.2. What a player must buffer;
                                                                       the headline jitter is its 95th percentile
IPDV  ``D(i) - D(i-1)``, ``i`` in *sending* order                      RFC 3393 section 2.4, RFC 5481 section 4.1
J     ``J += (|D(i) - D(i-1)| - J) / 16``, ``i`` in *arrival* order    RFC 3550 section 6.4.1 and appendix A.8; to
                                                                       compare with VoIP gear only
====  ===============================================================  ===============================================

IPDV is undefined for a packet if it or the one sent just before it was lost (RFC 3393 section 2.4): such pairs do not
count, and packets that survive on either side of a loss are no pair. J, being a receiver's view, runs over whatever
arrived. With round-trip times, each is the sum over both directions (RFC 5481 section 8.5).

The three are not comparable with each other: on replies that alternate between 20 and 40 ms, PDV p95, mean IPDV and J
are 20 ms; on a slow ramp from 20 to 60 ms, PDV p95 is 38 ms and the others are 0.27 ms.
"""

from array import array

from latencylab.stats.quantiles import Quantiles

_SLOTS = 2048
"""How many packets of the recent past can still get their neighbour: 4 s at 500 packets a second."""


def pdv(delays: Quantiles, q: float = 0.95) -> float | None:
    """Packet delay variation in ns: quantile ``q`` of the delays minus their minimum (RFC 5481 section 4.2)."""
    quantile, minimum = delays.quantile(q), delays.minimum
    return None if quantile is None or minimum is None else quantile - minimum


class Variation:
    """IPDV and RFC 3550 jitter of one stream of packets, fed in the order of arrival."""

    __slots__ = ("_delays", "_ipdv_sum", "_jitter", "_last", "_sequences", "ipdv_count", "ipdv_max_ns")

    def __init__(self) -> None:
        self.ipdv_count = 0
        """Pairs of packets sent one after the other of which both arrived."""
        self.ipdv_max_ns = 0
        self._ipdv_sum = 0
        self._jitter = 0.0
        self._last: int | None = None
        # -2 and not -1: packet 0 must not find a neighbour -1
        self._sequences = array("q", [-2]) * _SLOTS
        self._delays = array("q", bytes(8 * _SLOTS))

    def add(self, sequence: int, delay_ns: int) -> None:
        """A packet arrived: the ``sequence``-th that was sent (from 0, not wrapping); further copies are ignored."""
        slot = sequence % _SLOTS
        if self._sequences[slot] == sequence:
            return
        if self._last is not None:
            self._jitter += (abs(delay_ns - self._last) - self._jitter) / 16
        self._last = delay_ns
        if self._sequences[slot] > sequence:
            return
        self._sequences[slot] = sequence
        self._delays[slot] = delay_ns
        # whichever of two neighbours comes last completes the pair, so reordering changes nothing
        self._pair(sequence - 1, delay_ns)
        self._pair(sequence + 1, delay_ns)

    @property
    def ipdv_mean_ns(self) -> float | None:
        """Mean of the absolute IPDV in ns; None before the first pair."""
        return self._ipdv_sum / self.ipdv_count if self.ipdv_count else None

    @property
    def rfc3550_ns(self) -> float | None:
        """Interarrival jitter J in ns; None before the first arrival."""
        return None if self._last is None else self._jitter

    def _pair(self, neighbour: int, delay_ns: int) -> None:
        slot = neighbour % _SLOTS
        if self._sequences[slot] == neighbour:
            difference = abs(delay_ns - self._delays[slot])
            self.ipdv_count += 1
            self._ipdv_sum += difference
            self.ipdv_max_ns = max(self.ipdv_max_ns, difference)
