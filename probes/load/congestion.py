"""TCP's congestion control, where the system lets programs see and choose it (Linux ``TCP_CONGESTION``, tcp(7)).

It decides how far a sender fills the queue in front of a slow line: CUBIC fills it to the brim, BBR does not. A server
that tests for bufferbloat must therefore use one that is known.
"""

import socket
import sys

_TCP_CONGESTION, _LONGEST_NAME = 13, 16


def congestion_of(sock: socket.socket) -> str:
    """The algorithm's name; empty where it is not told."""
    if sys.platform != "linux":
        return ""
    try:
        name = sock.getsockopt(socket.IPPROTO_TCP, _TCP_CONGESTION, _LONGEST_NAME)
    except OSError:
        return ""
    return name.rstrip(b"\0").decode("ascii", "replace")


def pin_congestion(sock: socket.socket, name: str) -> bool:
    """Have ``sock``, and what it accepts, use the algorithm; False where that is not permitted."""
    if sys.platform != "linux":
        return False
    try:
        sock.setsockopt(socket.IPPROTO_TCP, _TCP_CONGESTION, name.encode())
    except OSError:
        return False
    return True
