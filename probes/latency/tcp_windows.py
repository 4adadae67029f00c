"""What Windows tells of a handshake (``mstcpip.h``): ``SIO_TCP_INFO`` and ``SIO_TCP_INITIAL_RTO`` of ``WSAIoctl``."""

import ctypes
import socket
from ctypes import byref, c_uint32, c_void_p
from typing import Any

from latencylab import clock
from probes import windll
from probes.latency.book import LOSS_THRESHOLD_NS
from probes.latency.tcp_info import Reading
from probes.latency.windows_layouts import InitialRto, TcpInfo

SIO_TCP_INFO, SIO_TCP_INITIAL_RTO = 0xD8000027, 0x98000011
_VERSION_0 = c_uint32(0)
_NO_SYN_RETRANSMISSIONS = 0xFE
_ONE_SYN = InitialRto(Rtt=LOSS_THRESHOLD_NS // clock.NS_PER_MS, MaxSynRetransmissions=_NO_SYN_RETRANSMISSIONS)
"""The one SYN waits for its answer until the loss threshold."""


def from_windows(info: bytes) -> Reading:
    """``TCP_INFO_v0``: microseconds, and the SYNs sent again."""
    if len(info) < ctypes.sizeof(TcpInfo):
        return Reading()
    seen = TcpInfo.from_buffer_copy(info)
    return Reading(seen.RttUs * 1000 or None, seen.SynRetrans > 0)


def tcp_info(sock: socket.socket, ws2_32: Any = None) -> bytes:
    """``TCP_INFO_v0`` of a connected socket; empty when Windows does not tell it (before Windows 10 1703).

    Args:
        sock: the socket.
        ws2_32: the library, when it is not the system's own.
    """
    info = TcpInfo()
    return bytes(info) if _ioctl(ws2_32, sock, SIO_TCP_INFO, _VERSION_0, info) else b""


def send_one_syn(sock: socket.socket, ws2_32: Any = None) -> bool:
    """Have Windows send one SYN only, and report a refusal at once; False before Windows 10 1709.

    It would otherwise send the SYN again after a RST too, and report that 2 s late.
    """
    return _ioctl(ws2_32, sock, SIO_TCP_INITIAL_RTO, _ONE_SYN, None)


def _ioctl(ws2_32: Any, sock: socket.socket, code: int, given: Any, wanted: Any) -> bool:
    library = windll.load("ws2_32") if ws2_32 is None else ws2_32
    written = c_uint32(0)
    out = (None, 0) if wanted is None else (byref(wanted), ctypes.sizeof(wanted))
    result: int = library.WSAIoctl(
        c_void_p(sock.fileno()), c_uint32(code), byref(given), ctypes.sizeof(given), *out, byref(written), None, None
    )
    return result == 0
