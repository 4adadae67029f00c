"""Which processes of this computer used the network while it was measured: the report's ``traffic.top``.

Pure: events in, plain data out.
"""

from collections import defaultdict
from dataclasses import dataclass

from latencylab import clock
from latencylab.events import Event, ProcessTraffic

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Talker:
    """A program and its mean rates over the time in which processes were watched."""

    process: str
    down_mbps: float
    up_mbps: float


class TalkerReduction:
    """Takes in the event stream; :meth:`top` at any time. Processes of one name are taken together."""

    def __init__(self) -> None:
        self._bytes: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        self._first_ns: int | None = None
        self._last_ns = 0

    def add(self, event: Event) -> None:
        """Take in one event; others than processes' are passed over."""
        if not isinstance(event, ProcessTraffic):
            return
        totals = self._bytes[event.process]
        totals[0] += event.down_bytes
        totals[1] += event.up_bytes
        began_ns = event.t_ns - event.interval_ns
        self._first_ns = began_ns if self._first_ns is None else min(self._first_ns, began_ns)
        self._last_ns = max(self._last_ns, event.t_ns)

    def top(self) -> tuple[Talker, ...]:
        """The programs that moved most, most first."""
        seconds = (self._last_ns - (self._first_ns or 0)) / clock.NS_PER_S
        ranked = sorted(self._bytes.items(), key=lambda entry: -sum(entry[1]))[:_SHOWN]
        return tuple(Talker(name, _mbps(down, seconds), _mbps(up, seconds)) for name, (down, up) in ranked)


def _mbps(octets: int, seconds: float) -> float:
    return octets * 8 / seconds / 1e6 if seconds > 0 else 0.0
