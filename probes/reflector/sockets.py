"""The reflector's sockets: which addresses and port to listen on, and one socket's work.

IPv4 and IPv6 have a socket each; both use the same port. A socket bound to the wildcard address answers from the
address that was asked (:mod:`probes.pktinfo`).
"""

import contextlib
import errno
import socket
import sys
from collections.abc import Iterable
from typing import Final

from latencylab.clock import mono_ns
from latencylab.errors import UserError
from probes import kernelstamps, pktinfo
from probes.kernelstamps import Datagram, TxStamp
from probes.reflector.admission import Refusal, Session
from probes.reflector.core import LARGEST, Answer, Reflector
from probes.wire.stamp import PORT, UNPRIVILEGED_PORT

Address = tuple[str, int]

_WILDCARDS: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - recognised, not bound
_RECEIVE_BUFFER = 1 << 20
_TTL = 255
"""What TWAMP reflectors send with (RFC 5357 section 4.2.1), so that the sender can count the hops of the way back."""
_BATCH = 64
_STAMPS_AWAITED = 256
_BELIEVABLE_LAG_NS = 1_000_000_000
_PORT_TRIES = 8
_PROTOCOLS: Final = {socket.SOCK_DGRAM: "UDP", socket.SOCK_STREAM: "TCP"}
_FAMILIES: Final = (int(socket.AF_INET), int(socket.AF_INET6))
_NO_SUCH_FAMILY = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT)


class ReflectorError(UserError):
    """The reflector cannot listen where it should."""


class Socket:
    """One listening socket, with the loop's work for it."""

    def __init__(self, sock: socket.socket, reflector: Reflector) -> None:
        self.sock = sock
        self._reflector = reflector
        host, port = sock.getsockname()[:2]
        self.address: Address = (host, port)
        self._asked_host: str | None = None if host in _WILDCARDS else host
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        kernelstamps.want_ttl_and_tos(sock)
        if self._asked_host is None:
            pktinfo.want(sock)
        self._numbered = kernelstamps.enable(sock) == "kernel"
        self._tos_option = (
            (socket.IPPROTO_IPV6, getattr(socket, "IPV6_TCLASS", 67))
            if sock.family == socket.AF_INET6
            else (socket.IPPROTO_IP, socket.IP_TOS)
        )
        self._tos = 0
        self._sent = 0
        self._awaited: dict[int, tuple[Session, int, int]] = {}
        self._set_hops()

    def work(self) -> None:
        """Answer what waits, but not for so long that the others starve."""
        self._read_stamps()
        for _ in range(_BATCH):
            try:
                datagram = kernelstamps.receive(self.sock, LARGEST + 1)
            except OSError:
                return
            if datagram is None:
                return
            answer = self._reflector.handle(datagram, self._here(datagram), mono_ns())
            if answer is not None:
                self._send(answer, datagram)
                self._read_stamps()

    def _here(self, datagram: Datagram) -> tuple[str | None, int]:
        host = datagram.local.host if self._asked_host is None and datagram.local else self._asked_host
        return host, self.address[1]

    def _send(self, answer: Answer, datagram: Datagram) -> None:
        counters = self._reflector.counters
        try:
            self._set_tos(answer.tos)
            if sys.platform == "win32" or datagram.local is None:
                self.sock.sendto(answer.data, datagram.source)
            else:
                self.sock.sendmsg([answer.data], pktinfo.answer_from(datagram.local), 0, datagram.source)
        except OSError:
            counters.refused[Refusal.SEND] += 1
            self._renumber()
            return
        counters.replied += 1
        if self._numbered:
            self._awaited[self._sent & 0xFFFF_FFFF] = (answer.session, answer.seq, answer.t3_ns)
            self._sent += 1
            if len(self._awaited) > _STAMPS_AWAITED:
                del self._awaited[next(iter(self._awaited))]

    def _read_stamps(self) -> None:
        """Note the kernel's send stamps; one that lies off its reply's T3 belongs to another count, and is left out.

        Stamps that nobody awaits are taken too, since they would wake the loop for ever.
        """
        if not self._numbered:
            return
        for entry in kernelstamps.error_queue(self.sock):
            awaited = self._awaited.pop(entry.key, None) if isinstance(entry, TxStamp) else None
            if awaited is not None and isinstance(entry, TxStamp):
                session, seq, t3_ns = awaited
                if 0 <= entry.tx_ns - t3_ns < _BELIEVABLE_LAG_NS:
                    session.follow_up = (seq, entry.tx_ns)

    def _renumber(self) -> None:
        if self._numbered:
            kernelstamps.error_queue(self.sock)
            kernelstamps.renumber(self.sock)
            self._sent = 0
            self._awaited.clear()

    def _set_tos(self, tos: int) -> None:
        if tos != self._tos:
            self.sock.setsockopt(*self._tos_option, tos)
            self._tos = tos

    def _set_hops(self) -> None:
        if self.sock.family == socket.AF_INET6:
            self.sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_UNICAST_HOPS, _TTL)
        else:
            self.sock.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, _TTL)


def listen(host: str | None, port: int | None, kind: socket.SocketKind = socket.SOCK_DGRAM) -> list[socket.socket]:
    """Bound UDP or TCP sockets for ``host`` and ``port``.

    Args:
        host: an address or a name; None for every address of this computer, by IPv4 and IPv6.
        port: None for 862 where that is permitted and free, else 18862; 0 for one that the system chooses.
        kind: ``SOCK_DGRAM`` or ``SOCK_STREAM``.

    Raises:
        ReflectorError: the host is unknown or not this computer's, or the port is taken or not permitted.
    """
    places = _resolve(host)
    if port is not None:
        return _bind_all(places, port, kind)
    try:
        return _bind_all(places, PORT, kind)
    except ReflectorError:
        return _bind_all(places, UNPRIVILEGED_PORT, kind)


def _resolve(host: str | None) -> list[tuple[int, str, int]]:
    """Family, address and scope of every place to listen at."""
    if host is None:
        return [(socket.AF_INET, "0.0.0.0", 0), (socket.AF_INET6, "::", 0)]  # noqa: S104 - a server's default
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise ReflectorError(
            f"Unknown host {host}.", "Give an address of this computer, or leave it out to listen on all of them."
        ) from error
    places = [(int(family), str(at[0]), int(at[3]) if len(at) == 4 else 0) for family, _, _, _, at in found]
    return list(dict.fromkeys(place for place in places if place[0] in _FAMILIES))


def _bind_all(
    places: list[tuple[int, str, int]], port: int, kind: socket.SocketKind, tries: int = _PORT_TRIES
) -> list[socket.socket]:
    """A socket for each place whose family this computer has, all with one port."""
    try:
        return _bind_once(places, port, kind)
    except OSError as error:
        if port == 0 and error.errno == errno.EADDRINUSE and tries > 1:
            return _bind_all(places, port, kind, tries - 1)  # the port that the system chose for IPv4 was taken on IPv6
        raise _explain(error, places[0][1], f"{_PROTOCOLS[kind]} port {port}") from error


def _bind_once(places: list[tuple[int, str, int]], port: int, kind: socket.SocketKind) -> list[socket.socket]:
    bound: list[socket.socket] = []
    missing: OSError | None = None
    with contextlib.ExitStack() as undo:
        for family, address, scope in places:
            try:
                sock = undo.enter_context(socket.socket(family, kind))
                _bind(sock, address, bound[0].getsockname()[1] if bound else port, scope)
            except OSError as error:
                if error.errno not in _NO_SUCH_FAMILY:
                    raise
                missing = error
                continue
            bound.append(sock)
        if not bound and missing is not None:
            raise missing
        undo.pop_all()
    return bound


def _bind(sock: socket.socket, address: str, port: int, scope: int) -> None:
    if sys.platform == "win32":
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    elif sock.type == socket.SOCK_STREAM:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # closed connections linger on the port
    if sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((address, port, 0, scope))
    else:
        sock.bind((address, port))


def _explain(error: OSError, address: str, port: str) -> ReflectorError:
    match error.errno:
        case errno.EADDRINUSE:
            return ReflectorError(f"{port} is in use by another program.", "Choose another port, or end that program.")
        case errno.EACCES | errno.EPERM:
            return ReflectorError(f"{port} is reserved for the system administrator.", "Choose a port above 1023.")
        case errno.EADDRNOTAVAIL:
            return ReflectorError(
                f"{address} is not an address of this computer.",
                "Give one of its own addresses, or leave it out to listen on all of them.",
            )
    return ReflectorError(f"Cannot listen on {port} of {address}: {error.strerror or error}.")


def close_all(sockets: Iterable[socket.socket]) -> None:
    """Close the sockets."""
    for sock in sockets:
        sock.close()
