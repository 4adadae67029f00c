"""ICMP echo: by a datagram socket where the system lets everybody, else by a raw one where it lets this program."""

import contextlib
import os
import socket
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from icmplib import ICMPv4Socket, ICMPv6Socket
from icmplib.exceptions import ICMPLibError, SocketPermissionError

from latencylab.events import Stamps
from probes import kernelstamps
from probes.latency.book import Book, Reply
from probes.latency.transports import Transport, TransportError, family_of, peer
from probes.wire import icmp

_ICMP_FILTER, _SOL_RAW, _ICMP6_FILTER = 1, 255, 1
_PERMISSION_HINT = (
    "On Linux allow it with: sudo sysctl -w net.ipv4.ping_group_range='0 2147483647'"
    if kernelstamps.IS_LINUX
    else "Run LatencyLab as administrator to measure by ICMP."
)


def open_socket(address: str) -> tuple[Any, bool]:
    """An ICMP socket for ``address`` and whether it is a raw one: unprivileged first.

    Raises:
        TransportError: the system permits neither.
    """
    cls = ICMPv6Socket if family_of(address) == socket.AF_INET6 else ICMPv4Socket
    for privileged in (False, True):
        try:
            opened = cls(privileged=privileged)
        except SocketPermissionError:
            continue
        except ICMPLibError as error:
            raise TransportError(f"No ICMP socket: {error}.") from error
        return opened, bool(opened.is_privileged)
    raise TransportError("This system does not permit ICMP to this program.", _PERMISSION_HINT)


def open_icmp(address: str, book: Book) -> Transport:
    """Echo requests to ``address`` by the first way that the system permits.

    Raises:
        TransportError: it permits none, or the address cannot be reached by any route.
    """
    if sys.platform == "win32":
        from probes.latency.icmp_windows import HelperTransport

        with contextlib.suppress(TransportError):
            return HelperTransport(address, book)
    return IcmpTransport(address, book)


def permitted_way(address: str) -> str:
    """How this system lets the program send echo requests, in words; nothing is sent.

    Raises:
        TransportError: not at all.
    """
    if sys.platform == "win32":
        from probes.latency.icmp_windows import Calls

        calls = Calls()
        with contextlib.suppress(TransportError):
            calls.close(calls.open(v6=family_of(address) == socket.AF_INET6), ())
            return "by the IP helper library, without privilege"
    opened, is_raw = open_socket(address)
    opened.close()
    return "by raw socket" if is_raw else "by datagram socket, without privilege"


class IcmpTransport:
    """Echo requests to one address.

    Raises:
        TransportError: not permitted, or the address cannot be reached by any route.
    """

    name = "icmp"

    def __init__(self, address: str, book: Book) -> None:
        self.book = book
        self._v6 = family_of(address) == socket.AF_INET6
        self._holder, self._raw = open_socket(address)
        self._sock: socket.socket = self._holder.sock
        self._token = icmp.new_token()
        self._identifier = int.from_bytes(os.urandom(2), "big")
        self._keys: dict[int, int] = {}
        self._sent = 0
        self.via = "raw socket" if self._raw else "datagram socket"
        self._sock.setblocking(False)
        if self._raw:
            accept_only(self._sock, [icmp.ECHO_REPLY_V6 if self._v6 else icmp.ECHO_REPLY])
        kernelstamps.want_ttl_and_tos(self._sock)
        self.stamps: Stamps = kernelstamps.enable(self._sock)
        try:
            self._sock.connect(peer(address, 0))
        except OSError as error:
            self.close()
            raise TransportError(
                f"No route to {address}: {error.strerror}.", "Check the network connection."
            ) from error

    def send(self, seq: int, tick: int, due_ns: int) -> None:
        """Send one echo request; its TX stamp is usually there at once."""
        packet = icmp.pack_request(seq, self._identifier, self._token, v6=self._v6)
        probe = self.book.sending(seq, tick, due_ns)
        try:
            self._sock.send(packet)
        except OSError as error:
            self.book.refused(probe, error.strerror or str(error))
            return
        if self.stamps == "kernel":
            self._keys[self._sent & 0xFFFFFFFF] = seq
            self._sent += 1
            self._read_errors()

    def readable(self) -> Sequence[socket.socket]:
        """The one socket."""
        return (self._sock,)

    def writable(self) -> Sequence[socket.socket]:
        """Nothing to wait for."""
        return ()

    def ready(self, sock: socket.socket) -> None:
        """Read TX stamps first, then replies."""
        self._read_errors()
        while True:
            try:
                datagram = kernelstamps.receive(sock)
            except OSError:
                continue
            if datagram is None:
                return
            self._read_reply(datagram)

    def tend(self, now_ns: int) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Close the socket."""
        self._holder.close()

    def _read_reply(self, datagram: kernelstamps.Datagram) -> None:
        message, ttl = datagram.data, datagram.ttl
        if not self._v6 and (self._raw or kernelstamps.IS_MACOS):
            message, ttl = icmp.strip_ipv4_header(message)
        reply = icmp.parse_reply(message, v6=self._v6)
        if reply is None or reply.token != self._token:
            self.book.stray += 1
            return
        self.book.replied(Reply(reply.seq, rx_wall_ns=datagram.rx_ns, ttl=ttl))

    def _read_errors(self) -> None:
        for entry in kernelstamps.error_queue(self._sock):
            if isinstance(entry, kernelstamps.TxStamp):
                seq = self._keys.pop(entry.key, None)
                if seq is not None:
                    self.book.stamped(seq, entry.tx_ns)


def accept_only(sock: socket.socket, kinds: Iterable[int]) -> None:
    """Let only these types through, so that a raw socket does not wake for the host's other ICMP (Linux)."""
    if not kernelstamps.IS_LINUX:
        return
    passing = sum(1 << kind for kind in kinds)
    if sock.family == socket.AF_INET6:
        words = ((~passing >> shift & 0xFFFFFFFF).to_bytes(4, sys.byteorder) for shift in range(0, 256, 32))
        sock.setsockopt(socket.IPPROTO_ICMPV6, _ICMP6_FILTER, b"".join(words))
    else:
        sock.setsockopt(_SOL_RAW, _ICMP_FILTER, (~passing & 0xFFFFFFFF).to_bytes(4, sys.byteorder))
