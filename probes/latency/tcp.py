"""TCP handshakes: needs no privilege anywhere, and reaches hosts that answer nothing else.

The RTT is the kernel's own reading of SYN to SYN-ACK (:mod:`probes.latency.tcp_info`) where there is one, and the time
until the handshake is reported otherwise. A refusal (RST) is an answer of the host too. A handshake that needed a
retransmission means that a packet was lost: its time says nothing of the RTT. Each connection is reset at once, so that
nothing lingers on either side.
"""

import errno
import socket
import struct
from collections.abc import Sequence

from latencylab import clock
from latencylab.events import Stamps
from probes.latency import tcp_info
from probes.latency.book import LOSS_THRESHOLD_NS, Book, Reply, Underway
from probes.latency.transports import family_of, peer

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_IN_PROGRESS = {errno.EINPROGRESS, errno.EWOULDBLOCK}


class TcpTransport:
    """Handshakes with one port of one address."""

    name = "tcp"
    via = "TCP handshake"
    stamps: Stamps = tcp_info.BEST

    def __init__(self, address: str, port: int, book: Book) -> None:
        self.book = book
        self._peer = peer(address, port)
        self._family = family_of(address)
        self._pending: dict[socket.socket, Underway] = {}

    def send(self, seq: int, tick: int, due_ns: int) -> None:
        """Begin one handshake."""
        sock = socket.socket(self._family, socket.SOCK_STREAM)
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        tcp_info.prepare(sock)
        probe = self.book.sending(seq, tick, due_ns)
        code = sock.connect_ex(self._peer)
        self._pending[sock] = probe
        if code == 0 or code == errno.ECONNREFUSED:
            self._finish(sock, code)
        elif code not in _IN_PROGRESS:
            del self._pending[sock]
            sock.close()
            self.book.refused(probe, errno.errorcode.get(code, str(code)))

    def readable(self) -> Sequence[socket.socket]:
        """Nothing to read."""
        return ()

    def writable(self) -> Sequence[socket.socket]:
        """Handshakes under way."""
        return tuple(self._pending)

    def ready(self, sock: socket.socket) -> None:
        """A handshake has come to its end."""
        if sock in self._pending:
            self._finish(sock, sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR))

    def tend(self, now_ns: int) -> None:
        """Give up handshakes that are as good as lost."""
        for sock, probe in list(self._pending.items()):
            if now_ns - probe.mono_ns >= LOSS_THRESHOLD_NS:
                del self._pending[sock]
                sock.close()

    def close(self) -> None:
        """Give up what is under way."""
        for sock in self._pending:
            sock.close()
        self._pending.clear()

    def _finish(self, sock: socket.socket, code: int) -> None:
        probe = self._pending.pop(sock)
        if code == 0:
            seen = tcp_info.read(sock, clock.mono_ns() - probe.mono_ns)
            if seen.was_retransmitted:
                self.book.lost(probe.seq)
            else:
                self.book.replied(Reply(probe.seq, rtt_ns=seen.rtt_ns, rtt_by=seen.by))
        elif code == errno.ECONNREFUSED:
            self.book.replied(Reply(probe.seq))
        sock.close()
