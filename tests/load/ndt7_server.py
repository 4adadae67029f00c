"""A server of the ndt7 protocol, as its specification (version 0.11) states it.

Binary messages carry load: from the server on ``/ndt/v7/download``, from the client on ``/ndt/v7/upload``, at most 2^24
octets each; text messages carry measurements as JSON, from either side. A subtest lasts up to ten seconds, and whoever
wants to ends it with a closing handshake.
"""

import contextlib
import json
import os
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

SUBPROTOCOL = "net.measurementlab.ndt.v7"
_LARGEST = 1 << 24
_PAYLOAD = os.urandom(1 << 16)
_PACE_S = 0.001


@dataclass
class Seen:
    """What clients did."""

    paths: list[str] = field(default_factory=list)
    protocols: list[str | None] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    """Of the binary messages of uploads."""
    texts: int = 0


def _measurement(begin: float, octets: int) -> str:
    elapsed_us = int((time.monotonic() - begin) * 1e6)
    return json.dumps(
        {
            "AppInfo": {"ElapsedTime": elapsed_us, "NumBytes": octets},
            "BBRInfo": {"BW": 1, "MinRTT": 2, "ElapsedTime": elapsed_us},
            "ConnectionInfo": {"Client": "127.0.0.1:1", "Server": "127.0.0.1:2", "UUID": "lab_1"},
            "Origin": "server",
            "Test": "download",
            "TCPInfo": {"BytesAcked": octets, "ElapsedTime": elapsed_us, "RTT": 1000, "MinRTT": 900},
        }
    )


def _download(connection: ServerConnection, seconds: float) -> None:
    begin = told = time.monotonic()
    size, sent = 1 << 13, 0
    while (now := time.monotonic()) - begin < seconds:
        connection.send(_PAYLOAD[:size])
        time.sleep(_PACE_S)
        sent += size
        if size < len(_PAYLOAD) and size < sent / 16:
            size *= 2
        if now - told > 0.25:
            told = now
            connection.send(_measurement(begin, sent))


def _upload(connection: ServerConnection, seen: Seen, seconds: float) -> None:
    begin = told = time.monotonic()
    received = 0
    for message in connection:
        if isinstance(message, str):
            seen.texts += 1
            continue
        seen.sizes.append(len(message))
        received += len(message)
        time.sleep(_PACE_S)
        now = time.monotonic()
        if now - told > 0.25:
            told = now
            connection.send(_measurement(begin, received))
        if now - begin > seconds:
            return


@contextlib.contextmanager
def ndt7(
    context: ssl.SSLContext | None, seconds: float = 10, protocol: str = SUBPROTOCOL
) -> Iterator[tuple[int, Seen]]:
    """The server; gives its port and what it has seen."""
    seen = Seen()

    def handle(connection: ServerConnection) -> None:
        seen.paths.append(connection.request.path)
        seen.protocols.append(connection.subprotocol)
        seen.agents.append(connection.request.headers.get("User-Agent", ""))
        with contextlib.suppress(ConnectionClosed):
            if connection.request.path.startswith("/ndt/v7/download"):
                _download(connection, seconds)
            else:
                _upload(connection, seen, seconds)

    with serve(
        handle, "127.0.0.1", 0, ssl=context, subprotocols=[protocol], max_size=_LARGEST, compression=None
    ) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.socket.getsockname()[1], seen
        finally:
            server.shutdown()
            thread.join()
