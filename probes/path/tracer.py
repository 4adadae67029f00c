"""Following the path to one target for as long as the session lasts: find it, measure it, notice when it changes.

A second search goes along the same flow, since another might be sent another way. It is made when somebody else answers
at a distance than before, after a pause that doubles each time, since some paths never stand still.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from latencylab import clock, events
from latencylab.events import Event
from probes.latency.transports import TransportError
from probes.path.answers import Answer
from probes.path.discovery import Discovery, Path, compare, learn
from probes.path.exchange import Exchange
from probes.path.flow import TRACEROUTE_PORT, open_flow
from probes.path.meter import Aim, HopMeter
from probes.path.search import MAX_TTL, FoundHop

_SLOTS_BETWEEN_SEARCHES = 20
_MOST_DOUBLINGS = 5


class Tracer:
    """The path to one target.

    Args:
        aim: which.
        epoch_ns: monotonic clock at ``t_ns`` 0.
        emit: takes the events.
        random: source of the schedule's randomness.
        extra: further sockets to watch, each with what to call when something waits on it.
        port: the game's UDP port, if known: load balancers may treat other ports differently.
        max_ttl: the last hop that is asked.
    """

    def __init__(
        self,
        aim: Aim,
        epoch_ns: int,
        emit: Callable[[Event], None],
        random: Random,
        extra: dict[Any, Callable[[], None]],
        *,
        port: int | None = None,
        max_ttl: int = MAX_TTL,
    ) -> None:
        self._aim = aim
        self._port = port
        self._max_ttl = max_ttl
        self._epoch_ns = epoch_ns
        self._emit = emit
        self._extra = extra
        self._meter = HopMeter(
            aim, epoch_ns, emit, seen=self._on_answer, exchange=self._working_exchange, random=random, extra=extra
        )
        self._path: Path | None = None
        self._discovery: Discovery | None = self._discover("udp", "icmp")
        self._pause_ns = round(_SLOTS_BETWEEN_SEARCHES * clock.NS_PER_S / aim.rate_hz)
        self._longest_pause_ns = self._pause_ns << _MOST_DOUBLINGS
        self._not_before_ns = 0
        self._suspected = False
        self._answers: dict[int, Answer] = {}

    def step(self, wake_ns: int) -> None:
        """Do what is due, then wait for what comes next, or until ``wake_ns``."""
        now_ns = clock.mono_ns()
        if self._discovery is None:
            self._consider(now_ns)
        if self._discovery is not None:
            self._discovery.step(now_ns)
            wake_ns = min(wake_ns, self._discovery.wake_ns)
            if self._discovery.done:
                self._take(self._discovery, now_ns)
        self._meter.step(wake_ns)

    def finish(self) -> None:
        """Send no more."""
        self._meter.finish()
        self._suspected = False
        self._answers.clear()
        if self._discovery is not None:
            self._discovery.close()
            self._discovery = None

    def underway(self) -> int:
        """Probes whose end is not known yet."""
        return self._meter.underway()

    def close(self) -> None:
        """Let go of all sockets."""
        self.finish()
        self._meter.close()
        if self._path is not None:
            self._path.exchange.release()
            self._path = None

    def _consider(self, now_ns: int) -> None:
        """What the answers of late mean for the path."""
        for ttl, answer in self._answers.items():
            learnt = learn(self._path, ttl, answer) if self._path is not None else None
            if learnt is None:
                self._suspected = True
            elif learnt is not self._path:
                self._found(now_ns - self._epoch_ns, learnt.hops[ttl])
                self._follow(learnt)
        self._answers.clear()
        if self._suspected and now_ns >= self._not_before_ns:
            self._suspected = False
            self._discovery = self._discover_again()

    def _discover(self, *vias: str) -> Discovery:
        ways = [lambda via=via: self._open_exchange(via) for via in vias]
        return Discovery(ways, self._epoch_ns, self._found, self._max_ttl)

    def _discover_again(self) -> Discovery:
        if self._path is None or not self._path.length:
            return self._discover("udp", "icmp")
        return Discovery([self._working_exchange], self._epoch_ns, self._found, self._max_ttl)

    def _open_exchange(self, via: str) -> Exchange:
        flow = open_flow(via, self._aim.address, self._port)

        def unwatch() -> None:
            del self._extra[flow.sock]

        exchange = Exchange(flow, unwatch)
        self._extra[flow.sock] = exchange.read
        return exchange

    def _working_exchange(self) -> Exchange:
        """That of the path; a new one if the socket of that is of no use any more.

        Raises:
            TransportError: there is no way to the target just now.
        """
        path = self._path
        assert path is not None
        if path.exchange.broken:
            fresh = self._open_exchange(path.exchange.flow.via).hold()
            path.exchange.release()
            self._path = path = path._replace(exchange=fresh)
        return path.exchange

    def _found(self, t_ns: int, hop: FoundHop) -> None:
        """Tell of a router when it answers for the first time, or when it is another one."""
        known = self._path.hops.get(hop.ttl) if self._path is not None else None
        if not hop.is_target and (known is None or known.address != hop.address):
            self._emit(events.HopSeen(t_ns, hop.ttl, hop.address, hop.rtt_ns))

    def _take(self, discovery: Discovery, now_ns: int) -> None:
        """The discovery is at its end."""
        self._discovery = None
        self._not_before_ns = now_ns + self._pause_ns
        self._pause_ns = min(2 * self._pause_ns, self._longest_pause_ns)
        found, before = discovery.path, self._path
        if found is None:
            if discovery.failure is not None and before is None:
                self._fail(discovery.failure)
            return
        self._suspected = not found.length
        if before is None:
            self._follow(found)
            return
        path, changes = compare(before, found)
        for change in changes:
            self._emit(events.PathChanged(self._now_ns(), change.ttl, change.before, change.after))
        self._follow(path)
        before.exchange.release()

    def _follow(self, path: Path) -> None:
        before, self._path = self._path, path
        if before is None or (before.length, before.end) != (path.length, path.end):
            flow, aim = path.exchange.flow, self._aim
            port = (self._port or TRACEROUTE_PORT) if flow.via == "udp" else None
            self._emit(
                events.PathTraced(self._now_ns(), aim.target, aim.address, flow.via, port, path.length, path.end)
            )
        self._meter.follow(path)

    def _on_answer(self, ttl: int, answer: Answer) -> None:
        """Note an answer to a packet whose TTL ended, if it is news."""
        known = self._path.hops.get(ttl) if self._path is not None else None
        if answer.kind != "too-big" and (known is None or known.address != answer.source):
            self._answers[ttl] = answer

    def _fail(self, failure: TransportError) -> None:
        self._emit(events.ProbeFailed(self._now_ns(), "path", failure.message, failure.hint))

    def _now_ns(self) -> int:
        return clock.mono_ns() - self._epoch_ns
