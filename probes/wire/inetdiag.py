"""The kernel's list of TCP sockets with their counters (Linux ``sock_diag``), as functions on bytes.

``INET_DIAG_INFO`` gives every socket's ``struct tcp_info``, in it the payload octets that the other side has
acknowledged and that were received. No privilege is needed; ``ss -ti`` shows the same.

Source: ``linux/sock_diag.h``, ``linux/inet_diag.h``, ``linux/tcp.h``, sock_diag(7).
"""

import socket
import struct
from collections.abc import Iterator
from typing import NamedTuple

NETLINK_SOCK_DIAG = 4

_SOCK_DIAG_BY_FAMILY = 20
_REQUEST, _DUMP = 0x1, 0x300
_DONE, _ERROR = 3, 2
_INFO = 2
_ALL_BUT_LISTEN_AND_TIME_WAIT = 0xFFF & ~(1 << 10 | 1 << 6)
_MESSAGE = struct.Struct("=IHHII")
_QUERY = struct.Struct("=BBBBI48x")
_ENTRY = struct.Struct("=BBBB2s2s16s16sIQIIIII")
_ATTRIBUTE = struct.Struct("=HH")
_BYTES = struct.Struct("=QQ")
_BYTES_AT = 120
_ALIGN = 4


class TcpSocket(NamedTuple):
    """A TCP socket and what it has moved."""

    cookie: int
    """Never used again for another socket."""
    inode: int
    """The socket's number in the links of ``/proc/PID/fd``; 0 when no process holds it any more."""
    remote: str
    sent: int
    """Payload octets that the other side has acknowledged; the handshake counts as one."""
    received: int


def pack_query(family: int) -> bytes:
    """The request for all connected TCP sockets of ``AF_INET`` or ``AF_INET6``."""
    query = _QUERY.pack(family, socket.IPPROTO_TCP, 1 << (_INFO - 1), 0, _ALL_BUT_LISTEN_AND_TIME_WAIT)
    return _MESSAGE.pack(_MESSAGE.size + len(query), _SOCK_DIAG_BY_FAMILY, _REQUEST | _DUMP, 1, 0) + query


def parse(data: bytes) -> tuple[list[TcpSocket], bool]:
    """The sockets in a datagram of the answer, and whether it is the last one; never raises."""
    found: list[TcpSocket] = []
    at = 0
    while at + _MESSAGE.size <= len(data):
        size, kind, _, _, _ = _MESSAGE.unpack_from(data, at)
        if kind in (_DONE, _ERROR) or size < _MESSAGE.size:
            return found, True
        if kind == _SOCK_DIAG_BY_FAMILY and size >= _MESSAGE.size + _ENTRY.size:
            found.append(_socket(data[at + _MESSAGE.size : at + size]))
        at += -(-size // _ALIGN) * _ALIGN
    return found, False


def _socket(body: bytes) -> TcpSocket:
    family, _, _, _, _, _, _, remote, _, cookie, _, _, _, _, inode = _ENTRY.unpack_from(body)
    address = socket.inet_ntop(socket.AF_INET, remote[:4]) if family == socket.AF_INET else _v6(remote)
    sent = received = 0
    for kind, value in _attributes(body, _ENTRY.size):
        if kind == _INFO and len(value) >= _BYTES_AT + _BYTES.size:
            sent, received = _BYTES.unpack_from(value, _BYTES_AT)
    return TcpSocket(cookie, inode, address, sent, received)


def _v6(octets: bytes) -> str:
    return socket.inet_ntop(socket.AF_INET6, octets).removeprefix("::ffff:")


def _attributes(body: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + _ATTRIBUTE.size <= len(body):
        size, kind = _ATTRIBUTE.unpack_from(body, at)
        if size < _ATTRIBUTE.size:
            return
        yield kind, body[at + _ATTRIBUTE.size : at + size]
        at += -(-size // _ALIGN) * _ALIGN
