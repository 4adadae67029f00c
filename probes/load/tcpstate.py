"""What the kernel tells of a connection that carries load (Linux ``TCP_INFO``; ``linux/tcp.h``)."""

import socket
import struct
import sys
from typing import NamedTuple

_SIZE = 136
_RTT_US = 68
_BYTES = struct.Struct("=QQ")
_BYTES_AT = 120


class TcpState(NamedTuple):
    """A connection's counters; None where the system does not tell."""

    rtt_ns: int | None = None
    """Smoothed round-trip time (RFC 6298)."""
    acked: int | None = None
    """Octets that the other side has acknowledged."""


def parse(info: bytes) -> TcpState:
    """``struct tcp_info``; kernels before 4.1 have a shorter one without octets."""
    if len(info) < _RTT_US + 4:
        return TcpState()
    rtt_us: int = struct.unpack_from("=I", info, _RTT_US)[0]
    acked = _BYTES.unpack_from(info, _BYTES_AT)[0] if len(info) >= _SIZE else None
    return TcpState(rtt_us * 1000 or None, acked)


def state_of(sock: socket.socket) -> TcpState:
    """The state of a connected socket; an empty one when it is closed or the system tells nothing."""
    info = b""
    if sys.platform == "linux":
        try:
            info = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _SIZE)
        except OSError:
            return TcpState()
    return parse(info)
