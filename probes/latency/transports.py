"""How probes reach a host: one small class a transport, all with the same few methods.

A transport owns its sockets, builds and reads its packets, and tells its :class:`~probes.latency.book.Book` what
happened; it decides nothing.
"""

import socket
from collections.abc import Sequence
from typing import Protocol

from latencylab.events import Stamps
from probes.latency.book import Book


class TransportError(OSError):
    """The transport cannot be opened here.

    Args:
        message: why, as one sentence.
        hint: what to do about it.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Transport(Protocol):
    """What the sender needs of a transport."""

    name: str
    via: str
    stamps: Stamps
    book: Book

    def send(self, seq: int, tick: int, due_ns: int) -> None:
        """Send probe ``seq`` now; a refusal by the system goes to the book."""

    def readable(self) -> Sequence[socket.socket]:
        """Sockets to watch for input."""

    def writable(self) -> Sequence[socket.socket]:
        """Sockets to watch for completion."""

    def ready(self, sock: socket.socket) -> None:
        """Something waits on ``sock``."""

    def tend(self, now_ns: int) -> None:
        """Called a few times a second, to let go of what waited long enough."""

    def close(self) -> None:
        """Let go of the sockets."""


def family_of(address: str) -> socket.AddressFamily:
    """AF_INET6 for an address with a colon, else AF_INET."""
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def peer(address: str, port: int) -> tuple[str, int] | tuple[str, int, int, int]:
    """The socket address of a numeric address, with the scope of a link-local one (``fe80::1%eth0``)."""
    if "%" not in address:
        return address, port
    found = socket.getaddrinfo(address, port, family_of(address), flags=socket.AI_NUMERICHOST)[0][4]
    return str(found[0]).partition("%")[0], port, int(found[2]), int(found[3])  # type: ignore[misc]
