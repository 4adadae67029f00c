"""Measuring the hops of a path, each a leg like any other (:mod:`probes.latency.leg`).

A hop is asked by echo, and by packets to the target whose TTL ends there if it ignores echo: a router treats echo to
itself like any packet, while it limits how often it reports that a TTL has ended. Beside that a packet of each TTL
watches now and then who answers there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from latencylab import events
from latencylab.events import Event
from probes.latency.book import Book
from probes.latency.icmp import open_icmp
from probes.latency.leg import Candidate, LegPlan
from probes.latency.sender import Sender
from probes.latency.transports import Transport
from probes.latency.ttl import Seen, TtlTransport
from probes.path.discovery import Path
from probes.path.exchange import Exchange

RATE_HZ = 2.0
TTL_SHARE, WATCH_SHARE = 0.5, 0.1
"""Of the rate, for hops that are asked by TTL: once a second; every five seconds to see who answers there."""
PATIENCE_MS = 1500
"""How long a hop may ignore echo before it is asked by TTL."""
_WATCH = "watch/"


@dataclass(frozen=True, slots=True)
class Aim:
    """Where the path leads, and how its hops are asked."""

    target: str
    address: str
    rate_hz: float = RATE_HZ
    """Echo requests a second and hop."""
    leave: tuple[int, ...] = ()
    """Hops that others already ask by TTL, as often as a router answers."""


class HopMeter:
    """Legs for the hops of the present path.

    Args:
        aim: what is measured.
        epoch_ns: monotonic clock at ``t_ns`` 0.
        emit: takes the events.
        seen: told of every answer to a packet whose TTL ended.
        exchange: gives the flow for such packets, one that works.
        random: source of the schedule's randomness.
        extra: further sockets to watch, each with what to call when something waits on it.
    """

    def __init__(
        self,
        aim: Aim,
        epoch_ns: int,
        emit: Callable[[Event], None],
        *,
        seen: Seen,
        exchange: Callable[[], Exchange],
        random: Random,
        extra: dict[Any, Callable[[], None]],
    ) -> None:
        self._aim = aim
        self._emit = emit
        self._seen = seen
        self._exchange = exchange
        self._sender = Sender(epoch_ns, aim.rate_hz, self._told, self._open, random, extra)
        self._addresses: dict[str, str] = {}
        self._vias: dict[str, str] = {}
        self._spare: list[str] = []

    def follow(self, path: Path) -> None:
        """Measure the hops of this path from here on; those that stay the same go on."""
        wanted = {str(ttl): hop.address for ttl, hop in path.hops.items()}
        watched = [ttl for ttl in range(1, path.length + 1) if ttl not in self._aim.leave]
        wanted |= {f"{_WATCH}{ttl}": "" for ttl in watched if self._via(ttl, wanted) != "ttl"}
        for leg in [leg for leg in self._addresses if self._addresses[leg] != wanted.get(leg)]:
            self._remove(leg)
        for leg, address in wanted.items():
            if leg not in self._addresses:
                self._addresses[leg] = address
                self._sender.add(self.plan(self._aim, leg, address))

    def step(self, wake_ns: int) -> None:
        """Do what is due, then wait for what comes next, or until ``wake_ns``."""
        self._sender.step(wake_ns)
        for leg in self._spare:
            self._remove(leg)
        self._spare.clear()

    def finish(self) -> None:
        """Send no more."""
        self._sender.sending = False

    def underway(self) -> int:
        """Probes whose end is not known yet."""
        return self._sender.underway()

    def close(self) -> None:
        """Let go of all sockets."""
        self._sender.close()

    def _via(self, ttl: int, wanted: dict[str, str]) -> str | None:
        """By what a hop that stays the same is asked."""
        leg = str(ttl)
        return self._vias.get(leg) if leg in wanted and self._addresses.get(leg) == wanted[leg] else None

    def _remove(self, leg: str) -> None:
        self._sender.remove(leg)
        self._addresses.pop(leg, None)
        self._vias.pop(leg, None)

    @staticmethod
    def plan(aim: Aim, leg: str, address: str) -> LegPlan:
        """The series for a hop; without an address, only to see who answers there."""
        ttl = int(leg.removeprefix(_WATCH))
        share = TTL_SHARE if address else WATCH_SHARE
        by_ttl = Candidate("ttl", towards=aim.address, ttl=ttl, max_hz=share * aim.rate_hz)
        by_echo = Candidate("icmp", patience_ms=PATIENCE_MS)
        candidates = (by_ttl,) if not address else (by_echo,) if ttl in aim.leave else (by_echo, by_ttl)
        return LegPlan(leg, "target", aim.target, address, address, aim.rate_hz, candidates, timeout_ms=3000)

    def _open(self, plan: LegPlan, candidate: Candidate, book: Book) -> Transport:
        if candidate.transport == "icmp":
            return open_icmp(plan.address, book)
        kinds = ("exceeded", "reached", "refused")
        return TtlTransport(self._exchange(), candidate.ttl or 1, book, self._seen, kinds)

    def _told(self, event: Event) -> None:
        """A leg's event, in terms of the path."""
        match event:
            case events.Sample() if not event.leg.startswith(_WATCH):
                via, address = self._vias[event.leg], self._addresses[event.leg]
                self._emit(
                    events.PathHop(event.t_ns, int(event.leg), event.tick, address, event.rtt_ns, via, event.status)
                )
            case events.LegAdded():
                self._vias[event.leg] = event.transport
                if event.transport == "ttl" and not event.leg.startswith(_WATCH):
                    self._spare.append(f"{_WATCH}{event.leg}")
            case _:
                pass
