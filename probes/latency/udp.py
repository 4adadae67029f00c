"""UDP: STAMP to a session-reflector (RFC 8762), and plain echo beacons within their written limits."""

import math
import secrets
import socket
from collections import deque
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from latencylab import clock
from latencylab.events import Stamps
from probes import kernelstamps
from probes.latency.book import Arrival, Book, Reply
from probes.latency.transports import TransportError, family_of, peer
from probes.wire import beacon, stamp, tlv

BEACON_HZ_PER_SOCKET = 2.5
"""AWS permits a sender's address and port 3 packets a second at each location; this stays below it."""
HOLD_NS = 150 * clock.NS_PER_MS
"""How long a reply waits for the next one."""


class UdpSocket:
    """A connected, stamped, non-blocking UDP socket that knows which datagram carried which probe.

    Raises:
        TransportError: there is no route to the address.
    """

    def __init__(self, address: str, port: int, book: Book) -> None:
        self._book = book
        self.sock = socket.socket(family_of(address), socket.SOCK_DGRAM)
        self.sock.setblocking(False)
        kernelstamps.want_ttl_and_tos(self.sock)
        self.stamps: Stamps = kernelstamps.enable(self.sock)
        self._keys: dict[int, int] = {}
        self._sent = 0
        try:
            self.sock.connect(peer(address, port))
        except OSError as error:
            self.sock.close()
            raise TransportError(
                f"No route to {address}: {error.strerror}.", "Check the network connection."
            ) from error

    def send(self, data: bytes, seq: int, tick: int, due_ns: int) -> None:
        """Send probe ``seq``; an ICMP error that an earlier probe caused is not this one's failure."""
        probe = self._book.sending(seq, tick, due_ns)
        try:
            try:
                self.sock.send(data)
            except ConnectionRefusedError:
                self.sock.send(data)
        except OSError as error:
            self._book.refused(probe, error.strerror or str(error))
            return
        if self.stamps == "kernel":
            self._keys[self._sent & 0xFFFFFFFF] = seq
            self._sent += 1
            self.read_errors()

    def read_errors(self) -> None:
        """Take the TX stamps that have come."""
        for entry in kernelstamps.error_queue(self.sock):
            if isinstance(entry, kernelstamps.TxStamp):
                seq = self._keys.pop(entry.key, None)
                if seq is not None:
                    self._book.stamped(seq, entry.tx_ns)

    def replies(self) -> list[kernelstamps.Datagram]:
        """All datagrams that wait."""
        self.read_errors()
        found: list[kernelstamps.Datagram] = []
        while True:
            try:
                datagram = kernelstamps.receive(self.sock)
            except OSError:
                continue
            if datagram is None:
                return found
            found.append(datagram)


class _Held(NamedTuple):
    """A reply that waits for the next one, which tells when it really left the reflector."""

    reply: stamp.Reply
    datagram: kernelstamps.Datagram
    arrival: Arrival


class StampTransport:
    """STAMP to a reflector, asking for the true send time of its previous reply (Follow-Up Telemetry, RFC 8972 4.7).

    A reflector stamps a reply just before it gives it to its kernel, which may take long on a busy computer. When it
    left is known only after that, so a reply is held until the next one tells, or for :data:`HOLD_NS`; then the median
    of what was told before stands in.
    """

    name = "stamp"
    via = "UDP"

    def __init__(self, address: str, port: int, book: Book, key: bytes | None = None) -> None:
        self.book = book
        self._key = key
        self._udp = UdpSocket(address, port, book)
        self.stamps = self._udp.stamps
        self._ssid = secrets.randbelow(0xFFFF) + 1
        self._tlvs = (tlv.ask_follow_up(),)
        self._held: _Held | None = None
        self._lags_ns: deque[int] = deque(maxlen=15)

    def send(self, seq: int, tick: int, due_ns: int) -> None:
        """Send one test packet."""
        now_wall_ns = clock.wall_ns()
        data = stamp.pack_request(seq, now_wall_ns, ssid=self._ssid, key=self._key, tlvs=self._tlvs)
        self._udp.send(data, seq, tick, due_ns)

    def readable(self) -> Sequence[socket.socket]:
        """The one socket."""
        return (self._udp.sock,)

    def writable(self) -> Sequence[socket.socket]:
        """Nothing to wait for."""
        return ()

    def ready(self, sock: socket.socket) -> None:  # noqa: ARG002 - the one socket
        """Read what came."""
        for datagram in self._udp.replies():
            try:
                reply = stamp.parse_reply(datagram.data, key=self._key)
            except stamp.StampError:
                self.book.stray += 1
                continue
            if reply.ssid not in (None, 0, self._ssid):
                self.book.stray += 1
                continue
            told = tlv.follow_up(reply.tlvs, ptp=reply.ptp)
            self._release(told)
            self._held = _Held(reply, datagram, self.book.arrival())
            if told is None:
                self._release(None)

    def tend(self, now_ns: int) -> None:
        """Let go of a reply that was held long enough."""
        if self._held is not None and now_ns - self._held.arrival.mono_ns >= HOLD_NS:
            self._release(None)

    def close(self) -> None:
        """Close the socket."""
        self._release(None)
        self._udp.sock.close()

    def _release(self, told: tlv.FollowUp | None) -> None:
        """Hand the held reply to the book, with the send time that ``told`` has for it or the usual lag."""
        held, self._held = self._held, None
        if held is None:
            return
        reply = held.reply
        lag_ns = told.tx_ns - reply.t3_ns if told is not None and told.seq == reply.seq else -1
        if 0 <= lag_ns < clock.NS_PER_S:
            self._lags_ns.append(lag_ns)
        else:
            lag_ns = round(median(self._lags_ns)) if self._lags_ns else 0
        self.book.replied(
            Reply(
                reply.sender_seq,
                rx_wall_ns=held.datagram.rx_ns,
                ttl=held.datagram.ttl,
                far_seq=reply.seq,
                far_rx_ns=reply.t2_ns,
                far_tx_ns=reply.t3_ns + lag_ns,
            ),
            held.arrival,
        )


class BeaconTransport:
    """Echo beacons, over as many sockets as keep each below the beacon's limit for one sender."""

    name = "beacon"

    def __init__(self, address: str, port: int, book: Book, rate_hz: float) -> None:
        self.book = book
        self._token = secrets.token_bytes(8)
        count = max(1, math.ceil(rate_hz / BEACON_HZ_PER_SOCKET))
        self._sockets = [UdpSocket(address, port, book) for _ in range(count)]
        self._by_socket = {udp.sock: udp for udp in self._sockets}
        self.stamps = self._sockets[0].stamps
        self.via = f"UDP echo, {count} sockets"

    def send(self, seq: int, tick: int, due_ns: int) -> None:
        """Send one probe by the next socket in turn."""
        self._sockets[seq % len(self._sockets)].send(beacon.pack(seq, self._token), seq, tick, due_ns)

    def readable(self) -> Sequence[socket.socket]:
        """All sockets."""
        return tuple(self._by_socket)

    def writable(self) -> Sequence[socket.socket]:
        """Nothing to wait for."""
        return ()

    def tend(self, now_ns: int) -> None:
        """Nothing to do."""

    def ready(self, sock: socket.socket) -> None:
        """Read what came."""
        for datagram in self._by_socket[sock].replies():
            seq = beacon.parse(datagram.data, self._token)
            if seq is None:
                self.book.stray += 1
            else:
                self.book.replied(Reply(seq, rx_wall_ns=datagram.rx_ns, ttl=datagram.ttl))

    def close(self) -> None:
        """Close the sockets."""
        for udp in self._sockets:
            udp.sock.close()
