"""What is normal of late: median, median absolute deviation and 10th percentile of the recent round-trip times.

The recent past is a ring of 600 samples at least 25 ms apart in time of sending, so that it spans 15 s or more at any
probe rate and a stall of a second cannot fill it at 500 probes a second. It is sorted once for every sixteenth of it
that has been renewed, so a sample costs O(1) amortised.

A round-trip time is a *spike* above ``median + max(5 * 1.4826 * MAD, 5 ms)``: 1.4826 MAD is the standard deviation of a
normal distribution without being moved by spikes (Hampel, Journal of the American Statistical Association 69, 1974);
5 ms is a third of a frame at 60 Hz, less than which nobody sees [ours].
"""

from array import array

MIN_SPIKE_NS = 5_000_000
_SIGMAS = 5
_MAD_TO_SIGMA = 1.4826
_SIZE = 600
_SPACING_NS = 25_000_000


class Baseline:
    """Running median, MAD and 10th percentile in ns; all 0 until ``ready``.

    Args:
        least: samples needed before there is a baseline.
    """

    __slots__ = ("_filled", "_last_ns", "_position", "_ring", "_until_fit", "mad_ns", "median_ns", "p10_ns", "ready")

    def __init__(self, least: int = 20) -> None:
        self.ready = False
        """Whether there is a baseline to judge by."""
        self.median_ns = 0
        self.mad_ns = 0
        self.p10_ns = 0
        self._until_fit = least
        self._ring = array("q", bytes(8 * _SIZE))
        self._filled = self._position = 0
        self._last_ns: int | None = None

    def add(self, sent_ns: int, rtt_ns: int) -> None:
        """A sample; those sent too soon after the last one that was kept are passed over."""
        if self._last_ns is not None and sent_ns < self._last_ns + _SPACING_NS:
            return
        self._last_ns = sent_ns
        self._ring[self._position] = rtt_ns
        self._position = (self._position + 1) % _SIZE
        self._filled = min(self._filled + 1, _SIZE)
        self._until_fit -= 1
        if self._until_fit <= 0:
            self.fit()

    @property
    def threshold_ns(self) -> int:
        """Round-trip times above this are spikes."""
        return self.median_ns + max(round(_SIGMAS * _MAD_TO_SIGMA * self.mad_ns), MIN_SPIKE_NS)

    def fit(self) -> None:
        """Estimate anew from what there is; at least one sample must have come."""
        recent = sorted(self._ring[: self._filled])
        self.median_ns = recent[len(recent) // 2]
        self.p10_ns = recent[len(recent) // 10]
        self.mad_ns = sorted(abs(rtt - self.median_ns) for rtt in recent)[len(recent) // 2]
        self._until_fit = max(self._filled // 16, 10)
        self.ready = True
