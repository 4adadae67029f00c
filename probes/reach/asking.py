"""Asking the target a few times, and waiting for the answers: small exchanges that need no schedule."""

import select
import socket
from collections.abc import Callable
from dataclasses import dataclass, field

from latencylab import clock
from latencylab.events import Event, Sample
from probes.latency.book import Book
from probes.path.answers import Answer
from probes.path.exchange import ANY_TTL, Exchange
from probes.path.flow import Flow
from probes.pipe import CommandPipe

_SPACING_S = 0.02
_LEAST_S, _MOST_S = 0.25, 1.0


Wait = Callable[[socket.socket, float], bool]
"""Waits some seconds at most for input on a socket; tells whether there is any. May raise :class:`EngineGoneError`."""


class EngineGoneError(Exception):
    """Nobody wants to know any more."""


def waiting_with(commands: CommandPipe) -> Wait:
    """Waits that end when ``commands`` have."""

    def wait(sock: socket.socket, seconds: float) -> bool:
        ready = select.select([sock, commands.wakeup], [], [], seconds)[0]
        if commands.wakeup in ready:
            commands.acknowledge()
        if commands.closed:
            raise EngineGoneError
        return sock in ready

    return wait


@dataclass(slots=True)
class Batch:
    """What became of a few probes."""

    answers: list[Answer] = field(default_factory=list)
    """From the target."""
    errors: list[Answer] = field(default_factory=list)
    """From others, and "too big"."""
    refused: bool = False
    """The system did not take them."""


class Questioner:
    """Asks along one flow.

    Args:
        flow: it.
        wait: how to wait.
    """

    def __init__(self, flow: Flow, wait: Wait) -> None:
        self.flow = flow
        self.book = Book("", epoch_ns=0, timeout_ns=3 * clock.NS_PER_S, emit=self._told)
        self._exchange = Exchange(flow).hold()
        self._wait = wait
        self._seq = self._first = 0
        self._batch = Batch()
        self._slowest_s = 0.0

    def ask(self, count: int, *, size: int = 0, patience_s: float | None = None) -> Batch:
        """Send ``count`` probes, and wait until all are answered or patience is over (by default a few RTTs)."""
        batch = self._batch = Batch()
        self._first = self._seq + 1
        for _ in range(count):
            self._seq += 1
            self._exchange.ask(self, ANY_TTL, self._seq, 0, clock.mono_ns(), size=size)
            self._read_for(_SPACING_S, lambda: False)
        patience_s = patience_s or min(_MOST_S, max(_LEAST_S, 4 * self._slowest_s))
        self._read_for(patience_s, lambda: batch.refused or len(batch.answers) + len(batch.errors) >= count)
        return batch

    def answered(self, ttl: int, seq: int, answer: Answer) -> bool:  # noqa: ARG002 - a batch has one kind of probes
        """Sort what came."""
        is_own = answer.kind == "reached"
        if seq >= self._first:
            (self._batch.answers if is_own else self._batch.errors).append(answer)
        return is_own

    def close(self) -> None:
        """Let go of the flow."""
        self._exchange.release()

    def _told(self, event: Event) -> None:
        if not isinstance(event, Sample):
            return
        if event.status == "unsent":
            self._batch.refused = True
        elif event.rtt_ns is not None:
            self._slowest_s = max(self._slowest_s, event.rtt_ns / clock.NS_PER_S)

    def _read_for(self, seconds: float, enough: Callable[[], bool]) -> None:
        end_ns = clock.mono_ns() + round(seconds * clock.NS_PER_S)
        while not enough() and (left_ns := end_ns - clock.mono_ns()) > 0:
            if self._wait(self.flow.sock, left_ns / clock.NS_PER_S):
                self._exchange.read()
