"""One load: starts its flows one by one, counts, and ends it when the rate is certain or its bounds are reached.

Flows are staggered, and each further one must have something to carry: another is added every quarter of a second while
each of those there are could have 2 Mbit/s. On a slow line sixteen first windows at once would fill the queue for
seconds; on a fast one a single flow needs long to fill it.
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from latencylab.clock import NS_PER_MS, NS_PER_S
from latencylab.events import LoadDirection, LoadEnding
from latencylab.stats.goodput import Goodput, Rate
from probes.load.flow import STALL_S, Flow
from probes.load.server import Server
from probes.load.trouble import LoadError, stalled, too_little

COUNT_EVERY_NS: Final = 50 * NS_PER_MS
_TELL_EVERY_NS = 100 * NS_PER_MS
_ADD_EVERY_NS = 250 * NS_PER_MS
_OCTETS_PER_FLOW = 62_500
"""In a quarter of a second: 2 Mbit/s."""
_LOOK_AHEAD_NS = 100 * NS_PER_MS
"""The data budget is kept to, not found to be exceeded: what comes until the next count, and a little, counts too."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a load may go."""

    most_octets: int
    most_ns: int
    least_ns: int = 0
    """How long to go on though the rate is certain."""
    flows: int | None = None
    """In place of what the backend permits."""


class Count(NamedTuple):
    """Where a load stands."""

    octets: int
    flows: int
    flow_rtt_ns: int | None


class Outcome(NamedTuple):
    """What became of a load."""

    direction: LoadDirection
    ended: LoadEnding
    octets: int
    load_ns: int
    """From the first octet, or from the start when none came."""
    rate: Rate | None
    began_ns: int
    flows: int
    congestion: str
    error: LoadError | None


class Load:
    """One direction.

    Args:
        server: with whom.
        direction: which way.
        bounds: how far.
        now_ns: when it begins, monotonic, as all times here.
    """

    def __init__(self, server: Server, direction: LoadDirection, bounds: Bounds, now_ns: int) -> None:
        self.direction: LoadDirection = direction
        self.outcome: Outcome | None = None
        self._server = server
        self._bounds = bounds
        self._least_ns = bounds.least_ns
        self._most_flows = bounds.flows or server.most_flows(direction)
        self._flows: list[Flow] = []
        self._goodput = Goodput()
        self._start_ns = self._first_ns = self._moved_ns = self._told_ns = now_ns
        self._count_ns = self._added_ns = now_ns
        self._octets = self._octets_added = 0
        self._add(now_ns)

    def count(self, now_ns: int) -> Count | None:
        """Count, and go on or end; gives the count when it is time to tell it."""
        states = [(flow, flow.state()) for flow in self._flows]
        octets = sum(flow.moved(state) for flow, state in states)
        rtts = [state.rtt_ns for _, state in states if state.rtt_ns is not None]
        self._note(now_ns, octets)
        ending = self._ending(now_ns)
        if ending is not None:
            self.end(ending, now_ns)
        else:
            self._perhaps_add(now_ns)
        if ending is None and now_ns - self._told_ns < _TELL_EVERY_NS:
            return None
        self._told_ns = now_ns
        running = sum(flow.running for flow in self._flows)
        return Count(octets, running, sum(rtts) // len(rtts) if rtts else None)

    def is_certain(self, now_ns: int) -> bool:
        """Whether it could end now, for its part."""
        if now_ns - self._start_ns < self._least_ns:
            return False
        rate = self._goodput.rate()
        return rate is not None and rate.certain

    def release(self) -> None:
        """Go on no longer than the rate needs."""
        self._least_ns = 0

    def end(self, ending: LoadEnding, now_ns: int) -> None:
        """End all flows at once, unless that was done already."""
        if self.outcome is not None:
            return
        for flow in self._flows:
            flow.stop()
        # what arrived behind a loss is counted when the gap is filled: silence before the end is no part of the rate
        rate = self._goodput.rate(self._moved_ns) if self._octets else None
        self.outcome = Outcome(
            self.direction,
            ending,
            self._octets,
            now_ns - self._first_ns,
            rate,
            self._first_ns,
            len(self._flows),
            next((flow.congestion for flow in self._flows if flow.congestion), self._server.congestion),
            self._trouble(ending, rate),
        )

    def _trouble(self, ending: LoadEnding, rate: Rate | None) -> LoadError | None:
        """What is to be said of the end, if anything."""
        if ending == "broken":
            first = next((flow.error for flow in self._flows if flow.error), None)
            return first or stalled(self._server.name, STALL_S)
        return too_little(self._octets) if rate is None else None

    def _note(self, now_ns: int, octets: int) -> None:
        if octets > self._octets:
            if not self._octets:
                self._first_ns = self._count_ns
            self._moved_ns = now_ns
        self._octets = octets
        self._count_ns = now_ns
        self._goodput.add(now_ns, octets)

    def _ending(self, now_ns: int) -> LoadEnding | None:
        if not any(flow.running for flow in self._flows):
            return "broken" if any(flow.error for flow in self._flows) else "time"  # the server's own
        if now_ns - self._moved_ns > STALL_S * NS_PER_S:
            return "broken"
        if self._octets + self._goodput.octets_in(_LOOK_AHEAD_NS) >= self._bounds.most_octets:
            return "data"
        return "time" if now_ns - self._start_ns >= self._bounds.most_ns else None

    def _perhaps_add(self, now_ns: int) -> None:
        if len(self._flows) >= self._most_flows or now_ns - self._added_ns < _ADD_EVERY_NS:
            return
        if self._flows[-1].error is None and self._octets - self._octets_added >= _OCTETS_PER_FLOW * len(self._flows):
            self._add(now_ns)
        else:
            self._added_ns, self._octets_added = now_ns, self._octets

    def _add(self, now_ns: int) -> None:
        flow = self._server.flow(self.direction)
        self._flows.append(flow)
        self._added_ns, self._octets_added = now_ns, self._octets
        flow.start()
