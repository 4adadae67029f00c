"""Do delayed replies arrive on the grid of an access point's beacons? The mark of a receiver that sleeps in between.

A station in power save is told in each beacon (every 102.4 ms, IEEE 802.11-2020 11.2.3) that packets wait for it, and
fetches them then: the replies that were held up all arrive just after a beacon, whenever they were sent. So the
instants of arrival, wound up with the beacon interval, point one way; the length of their mean (Mardia and Jupp,
"Directional Statistics", 2000, 2.3) is near 1, and near 0 for delays of any other making. Clocks of access point and
computer drift apart, so the mean is taken over windows of ten seconds, and their lengths are averaged.

Replies that a stall lets go together arrive together and tell of one release only.
"""

import cmath
import math

from latencylab import clock

_INTERVAL_NS = 102_400_000
_WINDOW_NS = 10 * clock.NS_PER_S
_TOGETHER_NS = 3 * clock.NS_PER_MS
_HELD_NS = 5 * clock.NS_PER_MS
_LEARNING = 10
_FEWEST_RELEASES = 24
_FEWEST_IN_WINDOW = 8
_LEAST_SHARE = 0.2


class BeaconGrid:
    """Fed with the replies of a host behind the Wi-Fi, in the order of sending."""

    def __init__(self) -> None:
        self._replies = self._held = 0
        self._minimum_ns = 1 << 62
        self._window = -1
        self._sum, self._count = 0j, 0
        self._lengths, self._releases = 0.0, 0
        self._released_ns = 0

    def add(self, sent_ns: int, rtt_ns: int) -> None:
        """A reply came."""
        self._replies += 1
        self._minimum_ns = min(self._minimum_ns, rtt_ns)
        if self._replies <= _LEARNING or rtt_ns - self._minimum_ns < _HELD_NS:
            return
        self._held += 1
        arrived_ns = sent_ns + rtt_ns
        if arrived_ns - self._released_ns < _TOGETHER_NS:
            return
        self._released_ns = arrived_ns
        if arrived_ns // _WINDOW_NS != self._window:
            self._close()
            self._window = arrived_ns // _WINDOW_NS
        self._sum += cmath.exp(2j * math.pi * (arrived_ns % _INTERVAL_NS) / _INTERVAL_NS)
        self._count += 1

    @property
    def locked(self) -> float | None:
        """How well the releases keep to the grid, 0 to 1; None where too few replies are held up to tell."""
        lengths, releases = self._lengths, self._releases
        if self._count >= _FEWEST_IN_WINDOW:
            lengths, releases = lengths + abs(self._sum), releases + self._count
        if releases < _FEWEST_RELEASES or self._held < _LEAST_SHARE * self._replies:
            return None
        return round(lengths / releases, 3)

    def _close(self) -> None:
        if self._count >= _FEWEST_IN_WINDOW:
            self._lengths += abs(self._sum)
            self._releases += self._count
        self._sum, self._count = 0j, 0
