"""What else crossed this computer's link while measuring."""

from dataclasses import replace

from latencylab.clock import NS_PER_S
from latencylab.events import TrafficSeen
from latencylab.facts import Traffic
from latencylab.talkers import Talker
from latencylab.thresholds import BUSY_MBPS

PROBE_BYTES = 96
"""About what one of our probes, or its answer, takes on the wire."""


class TrafficMeter:
    """Sums up the interface's counters, less this program's own probes."""

    def __init__(self) -> None:
        self.own_probes = 0
        """Probes sent since the last interval was added."""
        self._ns = 0
        self._down = 0
        self._up = 0

    def add(self, seen: TrafficSeen) -> None:
        """One interval."""
        own = self.own_probes * PROBE_BYTES
        self.own_probes = 0
        self._ns += seen.interval_ns
        self._down += max(0, seen.down_bytes - own)
        self._up += max(0, seen.up_bytes - own)

    def facts(self) -> Traffic:
        """The mean rates; None before the first interval."""
        if not self._ns:
            return Traffic(busy=False, down_mbps=None, up_mbps=None)
        down, up = (count * 8 * NS_PER_S / self._ns / 1e6 for count in (self._down, self._up))
        return Traffic(busy=max(down, up) > BUSY_MBPS.value, down_mbps=round(down, 3), up_mbps=round(up, 3))


def with_programs(traffic: Traffic, top: tuple[Talker, ...]) -> Traffic:
    """The traffic with the programs behind it, which tell that the link is busy even where its counters are unknown."""
    if not top:
        return traffic
    down, up = sum(entry.down_mbps for entry in top), sum(entry.up_mbps for entry in top)
    return replace(traffic, top=top, busy=traffic.busy or max(down, up) > BUSY_MBPS.value)
