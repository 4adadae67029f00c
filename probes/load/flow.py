"""One connection that carries load, in a thread of its own: what all backends share.

A thread spends its time in the kernel, which moves the octets without the interpreter's lock; the loop that counts them
runs beside it. Blocking sockets of the standard library carry more here than libcurl does: 26 to 40 Gbit/s a
connection on loopback against 13 to 21, and more than iperf3 (19).
"""

import contextlib
import socket
import struct
import threading
from abc import ABC, abstractmethod
from http.client import HTTPException
from typing import Final

from probes.load.congestion import congestion_of
from probes.load.tcpstate import TcpState, state_of
from probes.load.trouble import LoadError, explain

CONNECT_S: Final = 5.0
STALL_S: Final = 5.0
"""How long nothing may move before a server counts as gone; longer than a retransmission timer after several losses."""
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class StoppedError(Exception):
    """The flow was told to stop."""


class Flow(ABC):
    """One connection, or one after the other.

    Args:
        place: host, and port where that is not the usual one.
        sends: whether the load goes out from here.
    """

    overhead = 1.0
    """Octets on the connection for each octet of payload, as TLS adds some."""

    def __init__(self, place: str, *, sends: bool) -> None:
        self.place = place
        self.error: LoadError | None = None
        self.running = False
        self.congestion = ""
        """Of the sender, where it is known."""
        self.stopping = False
        self.handed = 0
        """Payload that this connection received or was given to send."""
        self._sends = sends
        self._sock: socket.socket | None = None
        self._before = 0
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin in a new thread."""
        self.running = True
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> None:
        """End at once, wherever the thread is; what the system still holds is thrown away."""
        self.stopping = True
        sock = self._sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    @abstractmethod
    def work(self) -> None:
        """Move octets until :attr:`stopping`, counting them in :attr:`handed`; may raise anything of the network."""

    def state(self) -> TcpState:
        """What the kernel says of the connection."""
        return state_of(self._sock) if self._sock is not None else TcpState()

    def moved(self, state: TcpState) -> int:
        """Payload so far: received, or acknowledged by the other side where the system tells that."""
        with self._lock:
            handed = self.handed
            if self._sends and state.acked is not None:
                handed = min(handed, round(state.acked / self.overhead))
            return self._before + handed

    def use(self, sock: socket.socket) -> None:
        """Carry the load by this socket from now on.

        Raises:
            StoppedError: it is too late for that.
        """
        self._close_account()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        sock.settimeout(STALL_S)
        self._sock = sock
        if self._sends:
            self.congestion = congestion_of(sock)
        if self.stopping:
            raise StoppedError

    def _run(self) -> None:
        try:
            self.work()
        except StoppedError:
            pass
        except (OSError, HTTPException, ValueError, LoadError) as error:
            if not self.stopping:
                self.error = explain(error, self.place)
        finally:
            self._close_account()
            if self._sock is not None:
                self._sock.close()
            self.running = False

    def _close_account(self) -> None:
        """What this connection has moved is final."""
        moved = self.moved(self.state())
        with self._lock:
            self._before, self.handed = moved, 0
