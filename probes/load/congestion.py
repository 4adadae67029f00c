"""TCP's congestion control, where the system lets programs see and choose it (Linux ``TCP_CONGESTION``, tcp(7)).

It decides how far a sender fills the queue in front of a slow line: CUBIC fills it to the brim, BBR does not. A server
that tests for bufferbloat must therefore use one that is known.
"""

import contextlib
import socket
import sys

_LONGEST_NAME = 16


def congestion_of(sock: socket.socket) -> str:
    """The algorithm's name; empty where it is not told."""
    name = b""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            name = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, _LONGEST_NAME)
    return name.rstrip(b"\0").decode("ascii", "replace")


def pin_congestion(sock: socket.socket, name: str) -> None:
    """Have ``sock``, and what it accepts, use the algorithm, where that is permitted."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, name.encode())
