"""Finding the hops: one packet each, nearest first, the next as soon as the last is answered.

One packet is under way at a time, so that an answer which does not tell what it answers can mean but one, and no router
gets a second within a second. After several silent hops in a row the search ends there: routers beyond do not answer,
or packets of this kind do not pass. Silent hops in between are asked once more.
"""

from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from latencylab import clock
from latencylab.events import Event, PathEnd, Sample
from probes.latency.book import Book
from probes.path.answers import Answer
from probes.path.exchange import Exchange

MAX_TTL = 30
SILENT_LIMIT = 5
"""As many silent hops in a row end the search (ours)."""
_SHORTEST_WAIT_NS, _LONGEST_WAIT_NS = 300 * clock.NS_PER_MS, clock.NS_PER_S
_AGAIN_AFTER_NS = 1_100 * clock.NS_PER_MS
"""Routers answer once a second: a second question waits for longer than that."""


class FoundHop(NamedTuple):
    """Who answered a packet whose TTL ended there."""

    ttl: int
    address: str
    rtt_ns: int | None
    is_target: bool = False


class Search:
    """One search along a flow. Call :meth:`step` when :attr:`wake_ns` has come, and when the flow was read.

    Args:
        exchange: the flow.
        epoch_ns: monotonic clock at ``t_ns`` 0.
        found: told of each hop when it answers, with the time.
        max_ttl: the last hop that is asked.
    """

    def __init__(
        self,
        exchange: Exchange,
        epoch_ns: int,
        found: Callable[[int, FoundHop], None],
        max_ttl: int = MAX_TTL,
    ) -> None:
        self.hops: dict[int, FoundHop] = {}
        self.end: PathEnd | None = None
        """How the path ends; None while the search goes on."""
        self.wake_ns = 0
        self.book = Book("", epoch_ns=epoch_ns, timeout_ns=3 * clock.NS_PER_S, emit=self._timed)
        self._exchange = exchange.hold()
        self._found = found
        self._last_ttl = max_ttl
        self._reason: PathEnd = "limit"
        self._ttl = 0
        self._seq = 0
        self._again: deque[int] | None = None
        self._asked_ns: dict[int, int] = {}
        self._slowest_ns = 0
        self._answers: dict[int, Answer] = {}

    @property
    def length(self) -> int:
        """TTL of the farthest hop that answered."""
        return max(self.hops, default=0)

    def step(self, now_ns: int) -> None:
        """Send the next packet if it is time for it."""
        if self.end is not None or (now_ns < self.wake_ns and self._ttl not in self.hops):
            return
        if self._again is None:
            if self._ttl < self._last_ttl and self._ttl - self.length < SILENT_LIMIT:
                self._ask(self._ttl + 1, now_ns)
                return
            if self._reason == "limit" and self._ttl - self.length >= SILENT_LIMIT:
                self._reason = "silent"
            self._again = deque(range(1, self.length))
        self._ask_again(self._again, now_ns)

    def _ask_again(self, ttls: "deque[int]", now_ns: int) -> None:
        while ttls and ttls[0] in self.hops:
            ttls.popleft()
        if not ttls:
            self._finish()
        elif now_ns < self._asked_ns[ttls[0]] + _AGAIN_AFTER_NS:
            self.wake_ns = self._asked_ns[ttls[0]] + _AGAIN_AFTER_NS
        else:
            self._ask(ttls.popleft(), now_ns)

    def answered(self, ttl: int, seq: int, answer: Answer) -> bool:
        """Note who answered."""
        if answer.kind == "too-big":
            return False
        self._answers[seq] = answer
        if answer.kind != "exceeded":
            before = self.hops.get(ttl - 1)
            end_ttl = ttl - 1 if before is not None and before.address == answer.source else ttl
            if end_ttl <= self._last_ttl:
                self._last_ttl = end_ttl
                self._reason = "target" if answer.kind == "reached" else "refused"
        return True

    def cancel(self) -> None:
        """End early."""
        if self.end is None:
            self._finish()

    def _ask(self, ttl: int, now_ns: int) -> None:
        self._ttl = ttl
        self._seq += 1
        self._asked_ns[ttl] = now_ns
        self.wake_ns = now_ns + min(_LONGEST_WAIT_NS, max(_SHORTEST_WAIT_NS, 3 * self._slowest_ns))
        self._exchange.ask(self, ttl, self._seq, ttl, now_ns)

    def _timed(self, event: Event) -> None:
        """The book has the round-trip time of an answer."""
        if not isinstance(event, Sample) or event.rtt_ns is None:
            return
        ttl = event.tick
        if ttl in self.hops or ttl > self._last_ttl:
            return
        answer = self._answers[event.seq]
        self._slowest_ns = max(self._slowest_ns, event.rtt_ns)
        hop = FoundHop(ttl, answer.source, event.rtt_ns, answer.kind == "reached")
        self.hops[ttl] = hop
        if ttl == self._ttl:
            self.wake_ns = 0
        self._found(event.t_ns, hop)

    def _finish(self) -> None:
        self.hops = {ttl: hop for ttl, hop in self.hops.items() if ttl <= self._last_ttl}
        self.end = self._reason
        self._exchange.release()
