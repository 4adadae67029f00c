"""Flows: packets to one target that all look alike to a load balancer, whatever their TTL and mark.

Routers that have several ways onward choose by a hash of addresses and ports, for ICMP of the first four octets, which
hold the checksum. A traceroute that varies them sees a mixture of paths that no packet takes ("Paris traceroute",
Augustin et al., IMC 2006). A flow here keeps them constant: one UDP socket with one pair of ports, or echo requests
whose checksum never changes (:mod:`probes.wire.icmp`).

What a router answers tells which probe it means: its error quotes the probe. Without privilege Linux hands over what is
quoted *behind* the IP header, on the error queue of the socket that sent the probe (``IP_RECVERR``), with the kernel's
stamps. For ICMP that always holds the sequence number. For UDP it is the payload, of which some routers quote nothing;
such an answer has no number, and :mod:`probes.path.exchange` finds out what it answers. macOS hands the whole error,
quoted IP header included, to unprivileged ICMP sockets, and raw sockets get the same on any system.
"""

import secrets
import socket
from typing import Any, NamedTuple, Protocol

from icmplib import ICMPv4Socket, ICMPv6Socket
from icmplib.exceptions import ICMPLibError

from latencylab import clock
from latencylab.events import Stamps
from probes import kernelstamps
from probes.latency.icmp import accept_only, open_socket
from probes.latency.transports import TransportError, family_of, peer
from probes.path.answers import NUMBERS, Answer, EchoReader, numeric, to_answer
from probes.path.options import set_ttl_and_tos
from probes.wire import icmp, stamp, tlv

TRACEROUTE_PORT = 33434
"""Where nothing listens, so that a host answers with "port unreachable"."""

_IP_OVERHEAD = {False: 20, True: 40}
_UDP_HEADER = 8
_CANNOT = "This system hides the answers of routers from ordinary programs."
_HINT = "Run LatencyLab as administrator, on Windows with Npcap installed, to have the path traced."


class Sent(NamedTuple):
    """The kernel put a probe on its way at ``tx_ns``."""

    number: int
    tx_ns: int


class Flow(Protocol):
    """What the exchange needs of a flow."""

    via: str
    address: str
    sock: socket.socket
    stamps: Stamps

    def send(self, number: int, ttl: int, tos: int = 0, size: int = 0) -> None:
        """Send probe ``number`` (modulo 2^16), in an IP packet of ``size`` octets if it is shorter otherwise.

        Raises:
            OSError: the system refuses it.
        """

    def read(self) -> list[Sent | Answer]:
        """Everything that waits, oldest first."""

    def close(self) -> None:
        """Let go of the socket."""


def open_flow(via: str, address: str, port: int | None = None) -> Flow:
    """A flow to ``address``: UDP packets (``via`` "udp") or echo requests ("icmp").

    Raises:
        TransportError: not permitted, not possible on this system, or no route.
    """
    return UdpFlow(address, port or TRACEROUTE_PORT) if via == "udp" else IcmpFlow(address)


def open_any_flow(address: str, port: int | None = None) -> Flow:
    """A flow of the kind that shows on this system, without privilege, what comes back for it.

    Raises:
        TransportError: not possible on this system, or no route.
    """
    return open_flow("udp" if kernelstamps.IS_LINUX else "icmp", address, port)


class _Flow:
    """A socket that knows which datagram carried which probe."""

    def __init__(self, address: str, sock: socket.socket) -> None:
        self.address = numeric(address)
        self.sock = sock
        self._v6 = sock.family == socket.AF_INET6
        self._overhead = _IP_OVERHEAD[self._v6]
        self._to: Any = None
        self._keys: dict[int, int] = {}
        self._sent = 0
        self._ttl_and_tos = (-1, -1)
        sock.setblocking(False)
        kernelstamps.want_ttl_and_tos(sock)
        self.stamps: Stamps = kernelstamps.enable(sock)

    def read(self) -> list[Sent | Answer]:
        """Everything that waits, oldest first."""
        found: list[Sent | Answer | None] = []
        for entry in kernelstamps.error_queue(self.sock):
            if isinstance(entry, kernelstamps.IcmpError):
                found.append(self._error(entry))
            elif entry.key in self._keys:
                found.append(Sent(self._keys.pop(entry.key), entry.tx_ns))
        found += [self._message(datagram) for datagram in self._datagrams()]
        return [entry for entry in found if entry is not None]

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()

    def _error(self, error: kernelstamps.IcmpError) -> Answer | None:
        raise NotImplementedError

    def _message(self, datagram: kernelstamps.Datagram) -> Answer | None:
        raise NotImplementedError

    def _transmit(self, number: int, data: bytes, ttl: int, tos: int) -> None:
        """Send ``data``. A first refusal may be the news of what an earlier probe caused, so it is tried twice."""
        if (ttl, tos) != self._ttl_and_tos:
            set_ttl_and_tos(self.sock, ttl, tos)
            self._ttl_and_tos = ttl, tos
        try:
            self._put(data)
        except OSError:
            self._count_anew()
            self._put(data)
        if self.stamps == "kernel":
            self._keys[self._sent & 0xFFFFFFFF] = number
            self._sent += 1

    def _count_anew(self) -> None:
        """After a refusal nobody knows whether the kernel counted the datagram."""
        self._keys.clear()
        self._sent = 0
        kernelstamps.renumber(self.sock)

    def _put(self, data: bytes) -> None:
        if self._to is None:
            self.sock.send(data)
        else:
            self.sock.sendto(data, self._to)

    def _connect(self, address: str, port: int) -> None:
        try:
            self.sock.connect(peer(address, port))
        except OSError as error:
            self.close()
            raise TransportError(
                f"No route to {address}: {error.strerror}.", "Check the network connection."
            ) from error

    def _datagrams(self) -> list[kernelstamps.Datagram]:
        """What waits on the socket itself; pending errors are passed over, they stand in the error queue."""
        found: list[kernelstamps.Datagram] = []
        while True:
            try:
                datagram = kernelstamps.receive(self.sock)
            except OSError:
                continue
            if datagram is None:
                return found
            found.append(datagram)


class UdpFlow(_Flow):
    """UDP packets between one pair of ports (Linux). They are STAMP packets, so that a reflector answers them.

    Args:
        address: the target.
        port: the port there.
        key: shared secret of an authenticated session.

    Raises:
        TransportError: this system has no error queue, or there is no route.
    """

    via = "udp"

    def __init__(self, address: str, port: int, key: bytes | None = None) -> None:
        if not kernelstamps.IS_LINUX:
            raise TransportError(_CANNOT, _HINT)
        super().__init__(address, socket.socket(family_of(address), socket.SOCK_DGRAM))
        self._key = key
        self._ssid = secrets.randbelow(0xFFFF) + 1
        self._overhead += _UDP_HEADER
        kernelstamps.want_errors(self.sock)
        self._connect(address, port)

    def send(self, number: int, ttl: int, tos: int = 0, size: int = 0) -> None:
        """Send one STAMP packet; see :meth:`Flow.send`."""
        tlvs = [tlv.ask_class_of_service(tos >> 2)]
        packet = self._pack(number, tlvs)
        missing = size - self._overhead - len(packet)
        if missing >= tlv.HEADER.size:
            packet = self._pack(number, [*tlvs, tlv.extra_padding(missing)])
        elif missing > 0:
            packet += bytes(missing)
        self._transmit(number, packet, ttl, tos)

    def _pack(self, number: int, tlvs: list[tlv.Tlv]) -> bytes:
        return stamp.pack_request(number, clock.wall_ns(), ssid=self._ssid, key=self._key, tlvs=tlvs)

    def _error(self, error: kernelstamps.IcmpError) -> Answer | None:
        number = int.from_bytes(error.payload[:4]) if len(error.payload) >= 4 else NUMBERS
        return to_answer(error, number if number < NUMBERS else None, self.address)

    def _message(self, datagram: kernelstamps.Datagram) -> Answer:
        answer = Answer(None, "reached", self.address, datagram.rx_ns, datagram.ttl, datagram.tos)
        try:
            reply = stamp.parse_reply(datagram.data, key=self._key)
        except stamp.StampError:
            return answer
        seen = tlv.class_of_service(reply.tlvs)
        if seen is not None:
            answer = answer._replace(out_tos=seen.dscp << 2 | seen.ecn, other_dscp=seen.refused)
        return answer._replace(number=reply.sender_seq) if reply.sender_seq < NUMBERS else answer


class IcmpFlow(_Flow):
    """Echo requests of constant checksum.

    Args:
        address: the target.
        quotes: prefer a raw socket, which gets the IP headers that routers quote.

    Raises:
        TransportError: this system permits no ICMP to this program, hides errors from it, or has no route.
    """

    via = "icmp"

    def __init__(self, address: str, *, quotes: bool = False) -> None:
        if not (kernelstamps.IS_LINUX or kernelstamps.IS_MACOS):
            raise TransportError(_CANNOT, _HINT)
        self._holder, raw = _open_raw(address) if quotes else open_socket(address)
        self.quotes = (quotes and raw) or kernelstamps.IS_MACOS
        """Whether answers tell the TOS octet that routers quote."""
        super().__init__(address, self._holder.sock)
        if raw:
            accept_only(self.sock, icmp.ANSWERS_V6 if self._v6 else icmp.ANSWERS)
        identifier = secrets.randbelow(0xFFFF) + 1
        if self.quotes:
            self._to = peer(address, 0)
        else:
            kernelstamps.want_errors(self.sock)
            self._connect(address, 0)
            identifier = identifier if raw else int(self.sock.getsockname()[1])
        self._reader = EchoReader(self.address, identifier, icmp.new_token(), with_ip=raw or kernelstamps.IS_MACOS)

    def send(self, number: int, ttl: int, tos: int = 0, size: int = 0) -> None:
        """Send one echo request; see :meth:`Flow.send`. Padding of zeros leaves the checksum as it is."""
        packet = icmp.pack_request(number, self._reader.identifier, self._reader.token, v6=self._v6)
        self._transmit(number, packet.ljust(size - self._overhead, b"\0"), ttl, tos)

    def close(self) -> None:
        """Close the socket."""
        self._holder.close()

    def _error(self, error: kernelstamps.IcmpError) -> Answer | None:
        number = self._reader.quoted_number(error.payload)
        return None if number is None else to_answer(error, number, self.address)

    def _message(self, datagram: kernelstamps.Datagram) -> Answer | None:
        return self._reader.read(datagram)


def _open_raw(address: str) -> tuple[Any, bool]:
    """A raw socket where it is permitted, else what :func:`open_socket` gives."""
    cls = ICMPv6Socket if family_of(address) == socket.AF_INET6 else ICMPv4Socket
    try:
        return cls(privileged=True), True
    except ICMPLibError:
        return open_socket(address)
