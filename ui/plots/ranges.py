"""Statistics of a time span of one leg, for the part that somebody looks at; the report's own are of whole phases."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ui.plots.distribution import SHARES
from ui.store import Line


@dataclass(frozen=True, slots=True)
class RangeStats:
    """Figures of one leg in ms and percent; None where nothing was answered."""

    leg: str
    name: str
    role: str
    received: int
    lost: int
    median_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    max_ms: float | None = None
    jitter_ms: float | None = None
    """95th percentile above the shortest (PDV, RFC 5481)."""
    spikes: int = 0

    @property
    def loss_pct(self) -> float | None:
        """Share of the probes that were lost."""
        sent = self.received + self.lost
        return 100 * self.lost / sent if sent else None


def range_stats(line: Line, start_s: float, end_s: float) -> tuple[RangeStats, npt.NDArray[np.float64] | None]:
    """The figures of ``line`` in a time span, and the times at :data:`~ui.plots.distribution.SHARES`."""
    _, values = line.samples.window(start_s, end_s)
    lost = bisect_right(line.losses, end_s) - bisect_left(line.losses, start_s)
    leg = line.leg
    if not len(values):
        return RangeStats(leg.leg, line.name, leg.role, 0, lost), None
    times_ms = _at_shares(np.sort(values))  # a tenth of the time of np.quantile for so many shares
    p50, p95, p99 = (float(np.interp(share, SHARES, times_ms)) for share in (0.5, 0.95, 0.99))
    stats = RangeStats(
        leg=leg.leg,
        name=line.name,
        role=leg.role,
        received=len(values),
        lost=lost,
        median_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        max_ms=float(times_ms[-1]),
        jitter_ms=p95 - float(times_ms[0]),
        spikes=sum(start_s <= spike.at_s <= end_s for spike in line.spikes),
    )
    return stats, times_ms


def _at_shares(ordered: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Values at the shares, interpolated between the nearest two (Hyndman and Fan, type 7)."""
    places = SHARES * (len(ordered) - 1)
    below = places.astype(np.int64)
    above = np.minimum(below + 1, len(ordered) - 1)
    low, high = ordered[below].astype(np.float64), ordered[above].astype(np.float64)
    return low + (places - below) * (high - low)
