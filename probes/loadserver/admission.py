"""Whom the bandwidth server serves, how many at once and for how long.

Two clients that load one line measure each other, and a stranger must not be able to fill the line for hours. So only
few sources (an IPv4 address or an IPv6 /64) are served at once, each with a bounded number of connections, and each may
load the line for a while only: a bucket (:mod:`probes.sources`) of seconds that refills slowly. This computer itself
may load for as long as it likes. Times are nanoseconds of one monotonic clock.
"""

import ipaddress
import threading
from dataclasses import dataclass
from typing import NamedTuple

from latencylab.clock import NS_PER_S
from probes.sources import charged, network_of


@dataclass(frozen=True, slots=True)
class Limits:
    """What is served at most."""

    connections: int = 128
    connections_per_source: int = 32
    sources: int = 4
    """How many sources may load the line at once."""
    load_s: float = 120.0
    """For how long a source may load the line at a stretch."""
    refill: float = 0.2
    """Seconds that come back to it each second, above 0; a fifth of all time in the long run."""
    connection_s: float = 60.0
    """How long one connection may stay."""
    idle_s: float = 10.0
    """How long a connection may stand still."""


class Refusal(NamedTuple):
    """Why a request is not served."""

    status: int
    """Of HTTP: 429 (RFC 6585 4) or 503 (RFC 9110 15.6.4)."""
    reason: str
    retry_s: int


class _Source:
    __slots__ = ("connections", "due_ns", "exempt", "loading", "updated_ns")

    def __init__(self, now_ns: int, exempt: bool) -> None:
        self.connections = self.loading = self.due_ns = 0
        self.updated_ns = now_ns
        self.exempt = exempt


class Admission:
    """Who is connected and who loads. Safe from several threads."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._burst_ns = round(limits.load_s / limits.refill * NS_PER_S)
        """Until all of it has come back."""
        self._sources: dict[bytes, _Source] = {}
        self._lock = threading.Lock()
        self.connections = 0

    def connect(self, host: str, now_ns: int) -> bool:
        """Count a new connection; False when there are too many."""
        with self._lock:
            self._forget(now_ns)
            source = self._sources.setdefault(_key(host), _Source(now_ns, _is_own(host)))
            full = self.connections >= self._limits.connections
            if full or source.connections >= self._limits.connections_per_source:
                return False
            source.connections += 1
            self.connections += 1
            return True

    def disconnect(self, host: str) -> None:
        """A connection that was counted is gone."""
        with self._lock:
            self._sources[_key(host)].connections -= 1
            self.connections -= 1

    def begin(self, host: str, now_ns: int) -> Refusal | None:
        """Count a transfer of a connected source, or say why it may not begin."""
        with self._lock:
            source = self._sources[_key(host)]
            self._spend(source, now_ns)
            others = sum(1 for each in self._sources.values() if each.loading and each is not source)
            if others >= self._limits.sources:
                return Refusal(503, "others are measuring", 15)
            over_ns = source.due_ns - now_ns - self._burst_ns
            if over_ns > 0 and not source.exempt:
                return Refusal(429, "this address has measured enough", round(over_ns / NS_PER_S) + 1)
            source.loading += 1
            return None

    def end(self, host: str, now_ns: int) -> None:
        """A transfer that was counted is over."""
        with self._lock:
            source = self._sources[_key(host)]
            self._spend(source, now_ns)
            source.loading -= 1

    def _spend(self, source: _Source, now_ns: int) -> None:
        if source.loading:
            cost_ns = round((now_ns - source.updated_ns) / self._limits.refill)
            source.due_ns = charged(source.due_ns, source.updated_ns, cost_ns)
        source.updated_ns = now_ns

    def _forget(self, now_ns: int) -> None:
        """Drop whoever is gone and owes nothing."""
        for key, source in list(self._sources.items()):
            if not source.connections and source.due_ns <= now_ns:
                del self._sources[key]


def _key(host: str) -> bytes:
    return network_of(host.removeprefix("::ffff:")) or host.encode()


def _is_own(host: str) -> bool:
    return ipaddress.ip_address(host.removeprefix("::ffff:").partition("%")[0]).is_loopback
