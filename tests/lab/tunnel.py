"""A VPN in small: ``tun0`` in this namespace, its packets carried in UDP to the other end, unencrypted.

``python -m tests.lab.tunnel PORT [PEER]``; the end without a peer learns it from the first packet. Configuring ``tun0``
is the lab's part.
"""

import os
import select
import socket
import sys

from tests.lab import tap

_OCTETS = 65_535
_BURST = 16


def main() -> None:
    """Carry packets both ways until killed."""
    port = int(sys.argv[1])
    peer = (sys.argv[2], port) if len(sys.argv) > 2 else None
    tun = tap.open_tun("tun0")
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("0.0.0.0", port))
    sock.setblocking(False)
    watched: tuple[int, int] = (tun, sock.fileno())
    while True:
        ready, _, _ = select.select(watched, (), ())
        if tun in ready and peer is not None:
            _outward(tun, sock, peer)
        if sock.fileno() in ready:
            peer = _inward(tun, sock) or peer


def _outward(tun: int, sock: socket.socket, peer: tuple[str, int]) -> None:
    try:
        for _ in range(_BURST):
            sock.sendto(os.read(tun, _OCTETS), peer)
    except OSError:  # nothing more waits, or there is no way to the peer at the moment
        return


def _inward(tun: int, sock: socket.socket) -> tuple[str, int] | None:
    source = None
    try:
        for _ in range(_BURST):
            data, source = sock.recvfrom(_OCTETS)
            os.write(tun, data)
    except OSError:
        return source
    return source


if __name__ == "__main__":
    main()
