"""Probes whose TTL ends at a router on the way to a target: measures routers that ignore echo requests.

The answer, "time exceeded", is made by the router's control plane, which often limits how many it sends (Linux: one a
second and destination), so a leg by this transport is probed once a second at most.
"""

import socket
from collections.abc import Callable, Sequence

from latencylab.events import Stamps
from probes.latency.book import Book
from probes.path.answers import Answer
from probes.path.exchange import Exchange
from probes.path.flow import open_any_flow


def open_ttl(towards: str, port: int | None, ttl: int, book: Book) -> "TtlTransport":
    """The transport with a flow of its own.

    Raises:
        TransportError: this system hides what routers answer.
    """
    return TtlTransport(Exchange(open_any_flow(towards, port)), ttl, book)


Seen = Callable[[int, Answer], None]
"""Called with the TTL and what came back."""


class TtlTransport:
    """One hop of a flow.

    Args:
        exchange: the flow; several hops may share one.
        ttl: where the probes end.
        book: takes what becomes of them.
        seen: told of every answer.
        kinds: the answers that count.
    """

    name = "ttl"

    def __init__(
        self,
        exchange: Exchange,
        ttl: int,
        book: Book,
        seen: Seen | None = None,
        kinds: Sequence[str] = ("exceeded",),
    ) -> None:
        self.book = book
        self.via = f"{exchange.flow.via.upper()}, TTL {ttl}"
        self.stamps: Stamps = exchange.flow.stamps
        self._exchange = exchange.hold()
        self._ttl = ttl
        self._seen = seen
        self._kinds = kinds

    def send(self, seq: int, tick: int, due_ns: int) -> None:
        """Send one probe."""
        self._exchange.ask(self, self._ttl, seq, tick, due_ns)

    def answered(self, ttl: int, seq: int, answer: Answer) -> bool:  # noqa: ARG002 - any probe of this hop
        """Count what a router says; not what the target says when the path has become shorter."""
        if self._seen is not None:
            self._seen(ttl, answer)
        return answer.kind in self._kinds

    def readable(self) -> Sequence[socket.socket]:
        """The flow's socket."""
        return (self._exchange.flow.sock,)

    def writable(self) -> Sequence[socket.socket]:
        """Nothing to wait for."""
        return ()

    def ready(self, sock: socket.socket) -> None:  # noqa: ARG002 - the one socket
        """Read what came."""
        self._exchange.read()

    def tend(self, now_ns: int) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Let go of the flow."""
        self._exchange.release()
