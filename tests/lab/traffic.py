"""TCP load between two nodes: what a download, a film or a backup puts on the line.

``python -m tests.lab.traffic serve PORT`` sends to whoever asks for a download and swallows uploads;
``python -m tests.lab.traffic download|upload HOST PORT FLOWS MBIT`` (MBIT 0: as much as goes) loads until it is killed.
A client's first octet says what it wants; with a rate, the one who sends paces itself in steps of 10 ms.
"""

import contextlib
import socket
import struct
import sys
import threading
import time

_CHUNK = bytes(1 << 16)
_STEP_S = 0.01
_WISH = struct.Struct("!cd")
"""``d`` or ``u``, and the rate of this flow in Mbit/s (0: unlimited)."""
_TCP_CONGESTION = 13


def main() -> None:
    """Serve or load until killed."""
    match sys.argv[1:]:
        case ["serve", port]:
            _serve(int(port))
        case ["download" | "upload" as kind, host, port, flows, rate]:
            share = float(rate) / int(flows)
            threads = [threading.Thread(target=_load, args=(kind, (host, int(port)), share)) for _ in range(int(flows))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        case _:
            sys.exit(__doc__)


def _serve(port: int) -> None:
    with socket.create_server(("0.0.0.0", port), backlog=64) as server:
        while True:
            sock, _ = server.accept()
            threading.Thread(target=_answer, args=(sock,), daemon=True).start()


def _answer(sock: socket.socket) -> None:
    with sock, contextlib.suppress(OSError):
        wish, rate = _WISH.unpack(sock.recv(_WISH.size, socket.MSG_WAITALL))
        if wish == b"d":
            _send(sock, rate)
        else:
            _swallow(sock)


def _load(kind: str, address: tuple[str, int], rate_mbit: float) -> None:
    with socket.create_connection(address) as sock:
        sock.sendall(_WISH.pack(kind[:1].encode(), rate_mbit))
        if kind == "download":
            _swallow(sock)
        else:
            _send(sock, rate_mbit)


def _swallow(sock: socket.socket) -> None:
    buffer = bytearray(1 << 18)
    while sock.recv_into(buffer):
        pass


def _send(sock: socket.socket, rate_mbit: float) -> None:
    """Send for ever, with CUBIC where that may be had: other algorithms keep queues short and would hide them."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.IPPROTO_TCP, _TCP_CONGESTION, b"cubic")
    octets_per_s = rate_mbit * 125_000
    start, sent = time.monotonic(), 0.0
    while True:
        if not octets_per_s:
            sock.sendall(_CHUNK)
            continue
        due = (time.monotonic() - start) * octets_per_s - sent
        if due >= 1:
            sock.sendall(_CHUNK[: int(due)])
            sent += min(int(due), len(_CHUNK))
        else:
            time.sleep(_STEP_S)


if __name__ == "__main__":
    main()
