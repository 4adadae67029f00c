"""When the delay under load has stopped growing."""

from collections import deque
from statistics import median

from latencylab import clock

SPAN_NS = 3 * clock.NS_PER_S // 2
"""Two spans of this length must agree."""
CLOSE_SHARE, CLOSE_NS = 0.05, 3 * clock.NS_PER_MS
"""How much their medians may differ: this share, or this much where that is more (ours)."""
_FEWEST = 5


class Steadiness:
    """Watches the delay of one series.

    Args:
        start_ns: what was sent before that does not count.
    """

    def __init__(self, start_ns: int) -> None:
        self.reached = False
        """Whether it has been steady once."""
        self._start_ns = start_ns
        self._recent: deque[tuple[int, int]] = deque()

    def add(self, t_ns: int, rtt_ns: int) -> None:
        """A probe that was sent at ``t_ns`` came back."""
        if t_ns < self._start_ns:
            return
        self._recent.append((t_ns, rtt_ns))
        while self._recent[0][0] <= t_ns - 2 * SPAN_NS:
            self._recent.popleft()
        if t_ns - self._start_ns >= 2 * SPAN_NS and not self.reached:
            self.reached = self._is_steady(t_ns - SPAN_NS)

    def _is_steady(self, border_ns: int) -> bool:
        before = [rtt_ns for at_ns, rtt_ns in self._recent if at_ns <= border_ns]
        after = [rtt_ns for at_ns, rtt_ns in self._recent if at_ns > border_ns]
        if min(len(before), len(after)) < _FEWEST:
            return False
        middle = median(before)
        return abs(median(after) - middle) <= max(CLOSE_NS, CLOSE_SHARE * middle)
