"""Kernel time stamps of packets, as far as this system gives them.

Linux stamps a packet when the driver takes it (TX, ``SOF_TIMESTAMPING_TX_SOFTWARE``) and when it leaves the driver
(RX), for UDP and ICMP sockets and without privilege. RX stamps come as ancillary data of the packet; TX stamps come
back through the socket's error queue, numbered by the count of datagrams sent (``OPT_ID``). macOS gives RX stamps only
(``SO_TIMESTAMP``, microseconds); Windows gives Python none.

Why it matters (measured, see the README): a reading taken in user space is 20 us too long on an idle computer and up to
tens of milliseconds too long on a busy one; the difference of two kernel stamps is 2 to 5 us from the wire on both.

All stamps are ``CLOCK_REALTIME`` in integer nanoseconds.

Source: Linux ``Documentation/networking/timestamping.rst``; constants from ``linux/net_tstamp.h`` and
``linux/errqueue.h``.
"""

import errno
import socket
import struct
import sys
from typing import NamedTuple

from latencylab.events import Stamps
from probes import pktinfo

IS_LINUX = sys.platform == "linux"
IS_MACOS = sys.platform == "darwin"

_SO_TIMESTAMPING = 37
_SO_TIMESTAMP_MACOS = 0x0400
_NS_PER_S = 1_000_000_000
_TX_SOFTWARE, _RX_SOFTWARE, _SOFTWARE, _OPT_ID, _OPT_TSONLY = 1 << 1, 1 << 3, 1 << 4, 1 << 7, 1 << 11
_IP_RECVERR, _IPV6_RECVERR = 11, 25
_MSG_ERRQUEUE = 0x2000
_ORIGIN_ICMP, _ORIGIN_ICMP6, _ORIGIN_TIMESTAMPING = 2, 3, 4
_ANCILLARY_SIZE = 512

_EXTENDED_ERROR = struct.Struct("@IBBBBII")
_INT = struct.Struct("@i")


class Ancillary(NamedTuple):
    """How a system asks for, and hands over, what it knows of a datagram: (level, type) of options and messages."""

    stamp: tuple[int, int]
    stamp_format: struct.Struct
    stamp_unit_ns: int
    """Nanoseconds in a unit of the stamp's second number."""
    want_v4: tuple[tuple[int, int], ...]
    want_v6: tuple[tuple[int, int], ...]
    ttl: frozenset[tuple[int, int]]
    tos: frozenset[tuple[int, int]]


LINUX = Ancillary(
    stamp=(1, _SO_TIMESTAMPING),
    stamp_format=struct.Struct("@qq"),
    stamp_unit_ns=1,
    want_v4=((socket.IPPROTO_IP, 12), (socket.IPPROTO_IP, 13)),
    want_v6=((socket.IPPROTO_IPV6, 51), (socket.IPPROTO_IPV6, 66)),
    ttl=frozenset({(socket.IPPROTO_IP, 2), (socket.IPPROTO_IPV6, 52)}),
    tos=frozenset({(socket.IPPROTO_IP, 1), (socket.IPPROTO_IPV6, 67)}),
)
"""``linux/in.h``, ``linux/in6.h``: an option ``IP_RECVTTL`` brings messages of type ``IP_TTL``."""

MACOS = Ancillary(
    stamp=(0xFFFF, 2),
    stamp_format=struct.Struct("@qi"),
    stamp_unit_ns=1000,
    want_v4=((socket.IPPROTO_IP, 24), (socket.IPPROTO_IP, 27)),
    want_v6=((socket.IPPROTO_IPV6, 37), (socket.IPPROTO_IPV6, 35)),
    ttl=frozenset({(socket.IPPROTO_IP, 24), (socket.IPPROTO_IPV6, 47)}),
    tos=frozenset({(socket.IPPROTO_IP, 27), (socket.IPPROTO_IPV6, 36)}),
)
"""xnu ``bsd/sys/socket.h`` (``SCM_TIMESTAMP``), ``bsd/netinet/in.h``, ``bsd/netinet6/in6.h``, ``ip_savecontrol`` in
``bsd/netinet/ip_input.c``: the stamp is a ``struct timeval`` of a 64-bit and a 32-bit number, padded to 16 octets; a
message has the type of its option and IPv4's hold one octet. An unprivileged ICMP socket refuses ``IP_RECVTOS``."""

_HERE = MACOS if IS_MACOS else LINUX


class Datagram(NamedTuple):
    """A received datagram with what the kernel says of it."""

    data: bytes
    source: tuple[str, int]
    rx_ns: int | None
    """Kernel receive stamp, ``CLOCK_REALTIME``; None where the system gives none."""
    ttl: int | None
    """TTL or hop limit as received."""
    tos: int | None
    """TOS or traffic class octet (DSCP << 2 | ECN) as received."""
    local: pktinfo.Local | None = None
    """Where it arrived, when :func:`probes.pktinfo.want` was asked."""


class TxStamp(NamedTuple):
    """The kernel handed datagram number ``key`` (counted from 0 since :func:`enable`) to the driver at ``tx_ns``."""

    key: int
    tx_ns: int


class IcmpError(NamedTuple):
    """An ICMP error that came back for a datagram of this socket (Linux, ``IP_RECVERR``)."""

    source: str
    """Address of the router or host that sent the error."""
    kind: int
    code: int
    info: int
    """MTU for "fragmentation needed" and "packet too big", else 0."""
    rx_ns: int | None
    ttl: int | None
    tos: int | None
    payload: bytes
    """What the kernel kept of the datagram that caused it."""


def enable(sock: socket.socket) -> Stamps:
    """Ask for the best stamps there are for ``sock``: gives ``"kernel"`` (TX and RX), ``"kernel-rx"`` or ``"user"``."""
    if IS_LINUX:
        choices: tuple[tuple[int, Stamps], ...] = (
            (_TX_SOFTWARE | _RX_SOFTWARE | _SOFTWARE | _OPT_ID | _OPT_TSONLY, "kernel"),
            (_RX_SOFTWARE | _SOFTWARE, "kernel-rx"),
        )
        for flags, name in choices:
            try:
                sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPING, flags)
            except OSError:
                continue
            return name
    elif IS_MACOS:
        try:
            sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMP_MACOS, 1)
        except OSError:
            return "user"
        return "kernel-rx"
    return "user"


def renumber(sock: socket.socket) -> None:
    """Count the datagrams of ``sock`` from 0 again (Linux); needed after a failed send, which may or may not count."""
    if IS_LINUX:
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPING, 0)
        enable(sock)


def want_ttl_and_tos(sock: socket.socket) -> None:
    """Ask the kernel for TTL and TOS of what ``sock`` receives; systems that refuse simply leave them out."""
    if sys.platform != "win32":
        for level, option in _HERE.want_v6 if sock.family == socket.AF_INET6 else _HERE.want_v4:
            try:
                sock.setsockopt(level, option, 1)
            except OSError:
                continue


def want_errors(sock: socket.socket) -> bool:
    """Ask for ICMP errors on the error queue of ``sock`` (Linux); True when they will come."""
    if not IS_LINUX:
        return False
    if sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, _IPV6_RECVERR, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IP, _IP_RECVERR, 1)
    return True


def receive(sock: socket.socket, size: int = 4096) -> Datagram | None:
    """The next datagram waiting on the non-blocking ``sock``, or None when none waits.

    Raises:
        OSError: what the socket has to report, such as ``ECONNREFUSED`` of a connected UDP socket.
    """
    ancillary: list[tuple[int, int, bytes]] = []
    try:
        if sys.platform == "win32":  # Python has no recvmsg there
            data, source = sock.recvfrom(size)
        else:
            data, ancillary, _, source = sock.recvmsg(size, _ANCILLARY_SIZE)
    except BlockingIOError:
        return None
    rx_ns, ttl, tos, _, local = _read_ancillary(ancillary)
    return Datagram(data, source[:2] if source else ("", 0), rx_ns, ttl, tos, local)


def error_queue(sock: socket.socket) -> list[TxStamp | IcmpError]:
    """Everything that waits on the error queue of ``sock``, oldest first; empty where the system has no such queue."""
    found: list[TxStamp | IcmpError] = []
    if sys.platform == "linux":
        while True:
            try:
                data, ancillary, _, _ = sock.recvmsg(2048, _ANCILLARY_SIZE, _MSG_ERRQUEUE)
            except OSError as error:
                if error.errno in (errno.EAGAIN, errno.EWOULDBLOCK):
                    break
                continue
            entry = _queued(data, ancillary)
            if entry is not None:
                found.append(entry)
    return found


def _queued(data: bytes, ancillary: list[tuple[int, int, bytes]]) -> TxStamp | IcmpError | None:
    """What an entry of the error queue means."""
    stamp_ns, ttl, tos, extended, _ = _read_ancillary(ancillary)
    if extended is None:
        return None
    _, origin, kind, code, _, info, value = _EXTENDED_ERROR.unpack_from(extended)
    if origin == _ORIGIN_TIMESTAMPING and stamp_ns is not None:
        return TxStamp(value, stamp_ns)
    if origin in (_ORIGIN_ICMP, _ORIGIN_ICMP6):
        return IcmpError(_offender(extended), kind, code, info, stamp_ns, ttl, tos, data)
    return None


def _read_ancillary(
    ancillary: list[tuple[int, int, bytes]], system: Ancillary = _HERE
) -> tuple[int | None, int | None, int | None, bytes | None, pktinfo.Local | None]:
    """Stamp in ns, TTL, TOS, the raw extended error and the local address, each None when absent."""
    stamp_ns = ttl = tos = extended = local = None
    for level, kind, data in ancillary:
        if (level, kind) == system.stamp:
            stamp_ns = _stamp(data, system) or stamp_ns
        elif (level, kind) in ((socket.IPPROTO_IP, _IP_RECVERR), (socket.IPPROTO_IPV6, _IPV6_RECVERR)):
            extended = data
        elif (level, kind) in system.ttl:
            ttl = _small_int(data)
        elif (level, kind) in system.tos:
            tos = _small_int(data)
        else:
            local = pktinfo.read(level, kind, data) or local
    return stamp_ns, ttl, tos, extended, local


def _stamp(data: bytes, system: Ancillary) -> int | None:
    """Nanoseconds of the wall clock; None when the kernel left the stamp empty."""
    if len(data) < system.stamp_format.size:
        return None
    seconds, fraction = system.stamp_format.unpack_from(data)
    return int(seconds * _NS_PER_S + fraction * system.stamp_unit_ns) or None


def _small_int(data: bytes) -> int | None:
    """A number in an ``int`` or in one octet."""
    if len(data) >= _INT.size:
        return int(_INT.unpack_from(data)[0])
    return data[0] if data else None


def _offender(extended: bytes) -> str:
    """The address behind a ``sock_extended_err``: a ``sockaddr_in`` or ``sockaddr_in6`` that follows it."""
    rest = extended[_EXTENDED_ERROR.size :]
    if len(rest) < 8:
        return ""
    family = struct.unpack_from("@H", rest)[0]
    if family == socket.AF_INET:
        return socket.inet_ntop(socket.AF_INET, rest[4:8])
    if family == socket.AF_INET6 and len(rest) >= 24:
        return socket.inet_ntop(socket.AF_INET6, rest[8:24])
    return ""
