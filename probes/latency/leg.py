"""A leg: one host probed by the first of several transports that works.

Candidates are tried in order. One that the system does not permit is passed over at once; one that stays silent for its
patience gives way to the next. When none answers, the first that could be opened is kept and goes on: the host may come
back. Every change begins the leg anew (:class:`~latencylab.events.LegAdded`), so that figures of two transports never
mix.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from latencylab import clock
from latencylab.events import Event, LegAdded, ProbeFailed, Role
from probes.latency.book import Book
from probes.latency.transports import Transport, TransportError

REOPEN_AFTER_NS = clock.NS_PER_S
"""After the system refused a probe, the socket is opened anew at most this often (an interface that came back)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to reach the host."""

    transport: str
    port: int | None = None
    max_hz: float | None = None
    """Upper limit of the rate by this transport, out of politeness."""
    max_probes: int | None = None
    """Upper limit of the probes in all."""
    patience_ms: int | None = None
    """How long it may stay silent before the next one is tried; None: for good."""
    key: str | None = None
    """Shared secret of an authenticated STAMP session, hexadecimal."""
    towards: str | None = None
    """Where packets are addressed whose TTL ends at the host (transport ``ttl``)."""
    ttl: int | None = None
    """The TTL that ends there."""


@dataclass(frozen=True, slots=True)
class LegPlan:
    """What the engine asks for."""

    leg: str
    role: Role
    target: str
    host: str
    address: str
    rate_hz: float
    candidates: tuple[Candidate, ...]
    timeout_ms: int = 1000
    details: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of :class:`~latencylab.events.LegAdded`: label, service, region, distance_km."""

    @classmethod
    def from_object(cls, body: Mapping[str, Any]) -> "LegPlan":
        """The plan in an engine's command."""
        candidates = tuple(Candidate(**entry) for entry in body["candidates"])
        return cls(**{**body, "candidates": candidates})


Opener = Callable[[LegPlan, Candidate, Book], Transport]


class Leg:
    """A leg at work.

    Args:
        plan: what to probe and how.
        epoch_ns: monotonic clock at ``t_ns`` 0.
        emit: takes the events.
        opener: makes the transports.
    """

    def __init__(self, plan: LegPlan, epoch_ns: int, emit: Callable[[Event], None], opener: Opener) -> None:
        self.plan = plan
        self.transport: Transport | None = None
        self.candidate = plan.candidates[0]
        self._epoch_ns = epoch_ns
        self._emit = emit
        self._opener = opener
        self._index = -1
        self._seq = 0
        self._usable: list[int] = []
        self._opened_ns = 0
        self._settled = False
        self._retry_ns = 0

    @property
    def rate_hz(self) -> float:
        """The rate that the present transport permits."""
        limit = self.candidate.max_hz
        return self.plan.rate_hz if limit is None else min(self.plan.rate_hz, limit)

    def open_next(self, now_ns: int) -> bool:
        """Go on to the next candidate that can be opened; False when there is none left."""
        failures: list[ProbeFailed] = []
        while self._index + 1 < len(self.plan.candidates):
            self._index += 1
            try:
                self._open(self.plan.candidates[self._index], now_ns)
            except TransportError as error:
                failures.append(self._failure(error, now_ns))
                continue
            self._usable.append(self._index)
            for failure in failures if self.candidate.transport == "ttl" else ():
                self._emit(failure)  # a router is measured worse so: say what would allow echo
            return True
        for failure in failures:
            self._emit(failure)
        return False

    def send(self, tick: int, due_ns: int) -> None:
        """Send the probe of this slot."""
        limit = self.candidate.max_probes
        if self.transport is not None and (limit is None or self._seq < limit):
            self.transport.send(self._seq, tick, due_ns)
            self._seq += 1

    def tend(self, now_ns: int) -> None:
        """Tell losses, open the socket anew after a refusal, change a transport that stays silent."""
        if self.transport is None:
            return
        book = self.transport.book
        self.transport.tend(now_ns)
        book.expire(now_ns)
        if book.refusals and now_ns >= self._retry_ns:
            book.refusals = 0
            self._retry_ns = now_ns + REOPEN_AFTER_NS
            self._reopen(self.transport)
        self._settled = self._settled or book.received > 0
        patience_ms = self.candidate.patience_ms
        if not self._settled and patience_ms and now_ns - self._opened_ns >= patience_ms * clock.NS_PER_MS:
            self._give_way(now_ns)

    def underway(self) -> int:
        """Probes whose end is not known yet."""
        return self.transport.book.underway() if self.transport else 0

    def sockets(self) -> tuple[Sequence[Any], Sequence[Any]]:
        """Sockets to watch for reading and for writing."""
        if self.transport is None:
            return (), ()
        return self.transport.readable(), self.transport.writable()

    def close(self) -> None:
        """Let go of the transport."""
        if self.transport is not None:
            self.transport.close()
            self.transport = None

    def _give_way(self, now_ns: int) -> None:
        silent = self.candidate
        if not self.open_next(now_ns):
            self._settled = True
            if self._usable[0] == self._index:
                return
            self._index = self._usable[0]
            self._open(self.plan.candidates[self._index], now_ns)
        self._emit(self._silence(silent, now_ns))

    def _open(self, candidate: Candidate, now_ns: int) -> None:
        book = Book(
            self.plan.leg,
            epoch_ns=self._epoch_ns,
            timeout_ns=self.plan.timeout_ms * clock.NS_PER_MS,
            emit=self._emit,
        )
        transport = self._opener(self.plan, candidate, book)
        self.close()
        book.stamps = transport.stamps
        self.transport, self.candidate = transport, candidate
        self._opened_ns, self._seq = now_ns, 0
        self._emit(
            LegAdded(
                now_ns - self._epoch_ns,
                leg=self.plan.leg,
                role=self.plan.role,
                target=self.plan.target,
                host=self.plan.host,
                address=self.plan.address,
                transport=transport.name,
                port=candidate.port,
                rate_hz=self.rate_hz,
                timeout_ms=self.plan.timeout_ms,
                stamps=transport.stamps,
                via=transport.via,
                **self.plan.details,
            )
        )

    def _reopen(self, stale: Transport) -> None:
        """The same transport with a new socket, the series going on; probes under way are kept."""
        try:
            self.transport = self._opener(self.plan, self.candidate, stale.book)
        except TransportError:
            return
        stale.close()

    def _failure(self, error: TransportError, now_ns: int) -> ProbeFailed:
        return ProbeFailed(now_ns - self._epoch_ns, self.plan.leg, error.message, error.hint)

    def _silence(self, silent: Candidate, now_ns: int) -> ProbeFailed:
        what = silent.transport.upper() if silent.port is None else f"{silent.transport.upper()} port {silent.port}"
        return ProbeFailed(now_ns - self._epoch_ns, self.plan.leg, f"{self.plan.host} does not answer {what}.")
