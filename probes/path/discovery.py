"""Finding the path by the first kind of packets that arrives: UDP as games use it, else ICMP."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from latencylab.events import PathEnd
from probes.latency.transports import TransportError
from probes.path.answers import Answer
from probes.path.exchange import Exchange
from probes.path.search import MAX_TTL, FoundHop, Search

Open = Callable[[], Exchange]
"""Opens a flow; raises TransportError."""


class Path(NamedTuple):
    """What was found."""

    exchange: Exchange
    hops: dict[int, FoundHop]
    end: PathEnd

    @property
    def length(self) -> int:
        """TTL of the last hop that answered."""
        return max(self.hops, default=0)


class Change(NamedTuple):
    """Another router than before at a distance; an empty address where there is none."""

    ttl: int
    before: str
    after: str


class Discovery:
    """Searches along one flow after the other until the target answers.

    Args:
        ways: open the flows, best first.
        epoch_ns: monotonic clock at ``t_ns`` 0.
        found: told of each hop, with the time.
        max_ttl: the last hop that is asked.
    """

    def __init__(
        self, ways: Sequence[Open], epoch_ns: int, found: Callable[[int, FoundHop], None], max_ttl: int = MAX_TTL
    ) -> None:
        self.done = False
        self.path: Path | None = None
        """The best that was found; None while searching, and when no flow could be opened."""
        self.failure: TransportError | None = None
        """Why the first flow that failed could not be opened."""
        self._ways = list(ways)
        self._epoch_ns = epoch_ns
        self._found = found
        self._max_ttl = max_ttl
        self._search: Search | None = None
        self._exchange: Exchange | None = None

    @property
    def exchange(self) -> Exchange | None:
        """The flow along which it searches just now."""
        return self._exchange

    @property
    def wake_ns(self) -> int:
        """When to step next at the latest."""
        return self._search.wake_ns if self._search is not None else 0

    def step(self, now_ns: int) -> None:
        """Go on if it is time to."""
        if self.done:
            return
        if self._search is None:
            self._open_next()
            return
        self._search.step(now_ns)
        if self._search.end is not None:
            self._compare(self._search, self._search.end)

    def close(self) -> None:
        """Let go of the flows, the best one too."""
        if self._search is not None:
            self._search.cancel()
        self._let_go(self._exchange)
        self._let_go(self.path.exchange if self.path else None)
        self._exchange = self.path = None
        self.done = True

    def _open_next(self) -> None:
        while self._ways:
            try:
                self._exchange = self._ways.pop(0)().hold()
            except TransportError as error:
                self.failure = self.failure or error
                continue
            self._search = Search(self._exchange, self._epoch_ns, self._found, self._max_ttl)
            return
        self.done = True

    def _compare(self, search: Search, end: PathEnd) -> None:
        exchange, self._exchange, self._search = self._exchange, None, None
        assert exchange is not None
        path = Path(exchange, search.hops, end)
        if self.path is None or end == "target" or (path.length > self.path.length and self.path.end != "target"):
            self._let_go(self.path.exchange if self.path else None)
            self.path = path
        else:
            exchange.release()
        self.done = end == "target" or not self._ways

    def _let_go(self, exchange: Exchange | None) -> None:
        if exchange is not None:
            exchange.release()


def compare(before: Path, after: Path) -> tuple[Path, list[Change]]:
    """The path as it is known after another search, and where another router answers than before.

    That a router is silent now is no change, and it is kept. A target that seems farther, while no router answers in
    between, only lost an answer.
    """
    last = _target_ttl(before, after)
    found = {ttl: hop for ttl, hop in after.hops.items() if last is None or ttl < last}
    if last is not None:
        found[last] = after.hops.get(last) or before.hops[last]
    kept = {ttl: hop for ttl, hop in before.hops.items() if last is None or ttl <= last}
    changed = [
        Change(ttl, kept[ttl].address, hop.address) for ttl, hop in found.items() if _differs(kept.get(ttl), hop)
    ]
    if before.end == "target":
        changed += [Change(ttl, "", hop.address) for ttl, hop in found.items() if ttl > before.length]
    gone = [Change(ttl, hop.address, "") for ttl, hop in before.hops.items() if last is not None and ttl > last]
    end = after.end if last is not None or after.length >= before.length else before.end
    return Path(after.exchange, dict(sorted((kept | found).items())), end), sorted(changed + gone)


def _target_ttl(before: Path, after: Path) -> int | None:
    """How far away the target is after another search; None when that did not reach it."""
    if after.end != "target":
        return None
    beyond = [ttl for ttl, hop in after.hops.items() if ttl >= before.length and not hop.is_target]
    if before.end == "target" and after.length > before.length and not beyond:
        return before.length
    return after.length


def _differs(before: FoundHop | None, after: FoundHop) -> bool:
    return before is not None and before.address != after.address


def learn(path: Path, ttl: int, answer: Answer) -> Path | None:
    """The path with what an answer adds to it; None when that contradicts it, so that it must be searched anew."""
    known = path.hops.get(ttl)
    if known is not None:
        return path if known.address == answer.source else None
    hop = FoundHop(ttl, answer.source, None, answer.kind == "reached")
    if answer.kind == "exceeded" and ttl < path.length:
        return path._replace(hops=dict(sorted({**path.hops, ttl: hop}.items())))
    if answer.kind == "reached":
        return Path(path.exchange, {at: old for at, old in path.hops.items() if at < ttl} | {ttl: hop}, "target")
    return None
