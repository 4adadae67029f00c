"""One-way queueing without synchronised clocks: is it the upload or the download that queues?

A STAMP reply carries T1 (sent), T2 (received there), T3 (sent there), T4 (received). ``T2 - T1`` is the delay on the
way up plus the unknown difference of the two clocks, ``T4 - T3`` the delay down minus it. The difference is constant
but for the clocks' skew, up to some 100 parts per million, 6 ms a minute. The smallest delays of a while have no
queueing in them, so the line that runs *under* all points with the least area between is delay without queueing plus
clock difference (Moon, Skelly and Towsley, "Estimation and removal of clock skew from network delay measurements",
INFOCOM 1999; Zhang, Liu and Xia, INFOCOM 2002). It is an edge of the lower convex hull; what is above it is queueing.

Skew tilts the two directions opposite ways, so both share one slope, the one with the least area together: while one
direction is congested without a pause, the other still shows the skew. The area under both is convex in the slope and
piecewise linear, so the best slope is that of a hull edge. Slopes beyond 200 ppm are queues that grow, not clocks.

The clocks wander (temperature), so this is done anew for each window of a minute or 8192 replies. Queueing that lasts
throughout a window would look like distance. The sum of both lines is the round-trip time without queueing, which knows
no clocks: where it is larger than it was, the surplus is queueing too, and the earlier lines, drawn on into the window,
tell in which direction. After 10 minutes the longer path is accepted as such. A clock that is *stepped* shows as
queueing of that size, up to the end of the window.
"""

from array import array
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from latencylab.stats.quantiles import Quantiles

MAX_SKEW = 200e-6
WINDOW_NS = 60_000_000_000
WINDOW_REPLIES = 8192
_DRAINED_PER_REPLY = 2
_BASE_WINDOWS = 10


class Queueing(NamedTuple):
    """Queueing of one probe, in ns: how much longer than the least each way took."""

    sent_ns: int
    up_ns: float
    down_ns: float


class _Hull:
    """Lower convex hull of points that come in order of time (Andrew's monotone chain)."""

    __slots__ = ("points",)

    def __init__(self) -> None:
        self.points: list[tuple[int, int]] = []

    def add(self, at: int, value: int) -> None:
        points = self.points
        if points and at < points[-1][0]:
            return  # overtaken on the way: one point less to lean on does no harm
        while len(points) >= 2:
            (t0, v0), (t1, v1) = points[-2], points[-1]
            if (t1 - t0) * (value - v0) > (at - t0) * (v1 - v0):
                break
            points.pop()
        points.append((at, value))

    def slopes(self) -> Iterator[float]:
        for (t0, v0), (t1, v1) in zip(self.points, self.points[1:], strict=False):
            if t1 > t0:
                yield (v1 - v0) / (t1 - t0)

    def support(self, slope: float, at_ns: int) -> float:
        """How high a line of this slope can be at ``at_ns`` without cutting the hull."""
        return min(value - slope * (at - at_ns) for at, value in self.points)


class _Lines(NamedTuple):
    """The lines under both directions: their heights at ``at_ns`` and the slope of the one up, minus the other's."""

    at_ns: int
    up_ns: float
    down_ns: float
    skew: float

    @property
    def round_trip_ns(self) -> float:
        return self.up_ns + self.down_ns

    def drawn_on(self, at_ns: int) -> "_Lines":
        drift = self.skew * (at_ns - self.at_ns)
        return _Lines(at_ns, self.up_ns + drift, self.down_ns - drift, self.skew)


class _Window:
    """Replies of a minute at most, with the hulls of both directions."""

    __slots__ = ("_down", "_hulls", "_lines", "_sent", "_up", "base")

    def __init__(self, base: _Lines | None) -> None:
        self.base = base
        """The lines of before."""
        self._sent = array("q")
        self._up = array("q")
        self._down = array("q")
        self._hulls = (_Hull(), _Hull())
        self._lines: _Lines | None = None

    def __len__(self) -> int:
        return len(self._sent)

    def full(self, sent_ns: int) -> bool:
        return len(self._sent) >= WINDOW_REPLIES or (len(self._sent) > 0 and sent_ns - self._sent[0] >= WINDOW_NS)

    def add(self, sent_ns: int, up_ns: int, down_ns: int) -> None:
        self._sent.append(sent_ns)
        self._up.append(up_ns)
        self._down.append(down_ns)
        self._hulls[0].add(sent_ns, up_ns)
        self._hulls[1].add(sent_ns, down_ns)
        self._lines = None

    def lines(self) -> _Lines:
        """The fitted lines, or lower ones if there was less delay before."""
        if self._lines is None:
            self._lines = self._lowered(self.fitted())
        return self._lines

    def queueing(self) -> Iterator[Queueing]:
        """Every reply, in the order of arrival."""
        lines = self.lines()
        for sent_ns, up_ns, down_ns in zip(self._sent, self._up, self._down, strict=True):
            drift = lines.skew * (sent_ns - lines.at_ns)
            yield Queueing(sent_ns, max(up_ns - lines.up_ns - drift, 0.0), max(down_ns - lines.down_ns + drift, 0.0))

    def fitted(self) -> _Lines:
        """The lines with the least area between them and the points."""
        up, down = self._hulls
        start = self._sent[0]

        def lines(skew: float) -> _Lines:
            return _Lines(start, up.support(skew, start), down.support(-skew, start), skew)

        edges = [*up.slopes(), *(-slope for slope in down.slopes())]
        slopes = {max(-MAX_SKEW, min(MAX_SKEW, edge)) for edge in edges} or {0.0}
        # the least area is the greatest height: the mean time, on which the area also depends, cancels out
        heights = {slope: lines(slope).round_trip_ns for slope in slopes}
        best = [slope for slope, height in heights.items() if height >= max(heights.values()) - 1]
        return lines((min(best) + max(best)) / 2)

    def _lowered(self, fitted: _Lines) -> _Lines:
        if self.base is None:
            return fitted
        before = self.base.drawn_on(fitted.at_ns)
        surplus = max(fitted.round_trip_ns - before.round_trip_ns, 0.0)
        up = min(max(fitted.up_ns - before.up_ns, 0.0), surplus)
        return fitted._replace(up_ns=fitted.up_ns - up, down_ns=fitted.down_ns - (surplus - up))


class DirectionalQueueing:
    """Queueing up and down of a stream of STAMP replies, in bounded memory."""

    __slots__ = ("_bases", "_closed", "_down", "_draining", "_offsets", "_open", "_up")

    def __init__(self) -> None:
        self._open = _Window(None)
        self._closed = _Window(None)
        self._draining: Iterator[Queueing] = iter(())
        self._bases: deque[_Lines] = deque(maxlen=_BASE_WINDOWS)
        self._offsets: tuple[int, int] | None = None
        self._up = Quantiles()
        self._down = Quantiles()

    def add(self, sent_ns: int, up_raw_ns: int, down_raw_ns: int) -> None:
        """A reply: when its probe was sent, ``T2 - T1`` and ``T4 - T3``."""
        if self._offsets is None:
            self._offsets = up_raw_ns, down_raw_ns
        if self._open.full(sent_ns):
            self._close()
        # less the first of them, so that floating point is fine enough for clocks decades apart
        self._open.add(sent_ns, up_raw_ns - self._offsets[0], down_raw_ns - self._offsets[1])
        self._drain(_DRAINED_PER_REPLY)

    @property
    def skew_ppm(self) -> float | None:
        """How much faster the reflector's clock runs than ours, in parts per million; None before the first reply."""
        window = self._closed if len(self._closed) > len(self._open) else self._open
        return window.lines().skew * 1e6 if len(window) else None

    def recent(self) -> list[Queueing]:
        """The replies of the last one to two windows, oldest first."""
        return [queueing for window in (self._closed, self._open) if len(window) for queueing in window.queueing()]

    def up(self) -> Quantiles:
        """Queueing on the way to the reflector in ns, of all replies so far."""
        return self._summed()[0]

    def down(self) -> Quantiles:
        """Queueing on the way back in ns, of all replies so far."""
        return self._summed()[1]

    def _close(self) -> None:
        """Go on with a new window, and count the old one little by little, so that no reply takes long."""
        self._drain(len(self._closed))
        self._closed = self._open
        self._bases.append(self._closed.fitted())
        self._draining = self._closed.queueing()
        start = self._bases[-1].at_ns
        self._open = _Window(min(self._bases, key=lambda lines: (lines.round_trip_ns, start - lines.at_ns)))

    def _drain(self, most: int) -> None:
        for queueing in islice(self._draining, most):
            self._up.add(round(queueing.up_ns))
            self._down.add(round(queueing.down_ns))

    def _summed(self) -> tuple[Quantiles, Quantiles]:
        self._drain(len(self._closed))
        up, down = Quantiles(), Quantiles()
        up.merge(self._up)
        down.merge(self._down)
        for queueing in self._open.queueing() if len(self._open) else ():
            up.add(round(queueing.up_ns))
            down.add(round(queueing.down_ns))
        return up, down
