"""The bandwidth server's sockets and threads: one thread a connection, bounded in number and time."""

import contextlib
import select
import socket
import socketserver
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

from latencylab.clock import NS_PER_S, mono_ns
from probes.load.congestion import congestion_of, pin_congestion
from probes.loadserver.admission import Admission, Limits
from probes.loadserver.handler import Handler
from probes.reflector.server import Stop
from probes.reflector.sockets import Address, listen

CONGESTION: Final = "cubic"
"""What home computers and most servers send with, and what fills queues."""
_GRACE_S = 5.0
_LOOK_EVERY_S = 0.1


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Serves one listening socket.

    Args:
        sock: bound, not yet listening.
        limits: what it serves at most.
        admission: shared by the servers of all families.
    """

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, sock: socket.socket, limits: Limits, admission: Admission) -> None:
        host, port = sock.getsockname()[:2]
        self.address: Address = (host, port)
        self.address_family = sock.family
        super().__init__(self.address, Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = sock
        self.limits = limits
        self.admission = admission
        self._open: dict[socket.socket, int] = {}
        pin_congestion(sock, CONGESTION)
        self.server_activate()

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread for a new connection, unless there are too many."""
        now_ns = mono_ns()
        if not self.admission.connect(client_address[0], now_ns):
            self.shutdown_request(request)
            return
        self._open[request] = now_ns
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve the connection and count it off."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._open.pop(request, None)
            self.admission.disconnect(client_address[0])

    def service_actions(self) -> None:
        """Cut off connections that outstay their time, such as those that send their headers octet by octet."""
        oldest_ns = mono_ns() - round((self.limits.connection_s + _GRACE_S) * NS_PER_S)
        for sock, since_ns in list(self._open.items()):
            if since_ns < oldest_ns:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: what a stranger sends is no reason to write anything."""


def serve(
    host: str | None,
    port: int | None,
    *,
    on_ready: Callable[[Sequence[Address]], None],
    stop: Stop,
    limits: Limits | None = None,
) -> str:
    """Serve until told to stop; gives the congestion control that it sent with.

    Args:
        host: where to listen, None for everywhere.
        port: None for 862 or 18862, 0 for any free one.
        on_ready: called once with the addresses that are listened on.
        stop: ends it.
        limits: what it serves at most.

    Raises:
        ReflectorError: it cannot listen there.
    """
    bound = listen(host, port, socket.SOCK_STREAM)
    limits = limits or Limits()
    admission = Admission(limits)
    servers = [Server(sock, limits, admission) for sock in bound]
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(_LOOK_EVERY_S,), daemon=True).start()
    on_ready([server.address for server in servers])
    used = congestion_of(bound[0])
    while not stop.closed:
        select.select([stop.wakeup], [], [])
        stop.acknowledge()
    for server in servers:
        server.shutdown()
        server.server_close()
    return used
