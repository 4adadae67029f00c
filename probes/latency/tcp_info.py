"""What each kernel tells of a handshake that has just been completed: one small function a system.

A handshake whose SYN had to be sent again means that a packet was lost, and the time that it took says nothing of the
RTT. Linux and Windows count those; macOS counts only segments with data (``tcp_output.c``), and is found out by its own
reading of the RTT: that of the last SYN is a whole retransmission timer (1 s, RFC 6298 2.1) short of what has passed
since the first, and missing where the peer has no time stamps (Karn's algorithm).
"""

import socket
import struct
import sys
from typing import NamedTuple

from latencylab import clock
from latencylab.events import Stamps

_LINUX_TCP_INFO, _LINUX_SIZE = 11, 104
_LINUX_RTT_US, _LINUX_RETRANSMITTED = 68, 100
"""``tcpi_rtt`` and ``tcpi_total_retrans`` (``linux/tcp.h``)."""

_MACOS_CONNECTION_INFO, _MACOS_SIZE = 0x106, 112
_MACOS_RTT_MS = 40
"""``tcpi_rttcur`` of ``struct tcp_connection_info`` (xnu ``bsd/netinet/tcp.h``): latest RTT in whole ms, at least 1."""
_MACOS_ERROR_NS = 2 * clock.NS_PER_MS
_TIMER_NS = 900 * clock.NS_PER_MS
"""A little less than the timer, for a reading in whole ms."""


class Reading(NamedTuple):
    """A completed handshake."""

    rtt_ns: int | None = None
    """None when nobody but this program measured it."""
    was_retransmitted: bool = False
    by: Stamps = "kernel"


BEST: Stamps = "kernel" if sys.platform in ("linux", "win32") else "user"
"""Who measures on this system."""


def from_linux(info: bytes) -> Reading:
    """``TCP_INFO``: microseconds, and all retransmissions."""
    if len(info) < _LINUX_SIZE:
        return Reading()
    rtt_us: int = struct.unpack_from("=I", info, _LINUX_RTT_US)[0]
    retransmitted: int = struct.unpack_from("=I", info, _LINUX_RETRANSMITTED)[0]
    return Reading(rtt_us * 1000 or None, retransmitted > 0)


def from_macos(info: bytes, elapsed_ns: int) -> Reading:
    """``TCP_CONNECTION_INFO``: whole milliseconds, which bound what this program measured.

    Args:
        info: the structure.
        elapsed_ns: from just before the handshake until this program learnt of its end.
    """
    if len(info) < _MACOS_SIZE:
        return Reading()
    latest_ns = struct.unpack_from("=I", info, _MACOS_RTT_MS)[0] * clock.NS_PER_MS
    if elapsed_ns - latest_ns >= _TIMER_NS:
        return Reading(None, was_retransmitted=True)
    return Reading(min(elapsed_ns, latest_ns + _MACOS_ERROR_NS) if latest_ns else None, by="user")


def read(sock: socket.socket, elapsed_ns: int) -> Reading:
    """This kernel's reading of a handshake on ``sock``; an empty one when it tells nothing."""
    try:
        if sys.platform == "linux":
            reading = from_linux(sock.getsockopt(socket.IPPROTO_TCP, _LINUX_TCP_INFO, _LINUX_SIZE))
        elif sys.platform == "darwin":
            info = sock.getsockopt(socket.IPPROTO_TCP, _MACOS_CONNECTION_INFO, _MACOS_SIZE)
            reading = from_macos(info, elapsed_ns)
        elif sys.platform == "win32":
            from probes.latency.tcp_windows import from_windows, tcp_info

            reading = from_windows(tcp_info(sock))
        else:
            reading = Reading()
    except OSError:
        return Reading()
    return reading


def prepare(sock: socket.socket) -> None:
    """What the system needs to be told before the handshake on ``sock``."""
    if sys.platform == "win32":
        from probes.latency.tcp_windows import send_one_syn

        send_one_syn(sock)
