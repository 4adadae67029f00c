"""One connection of the bandwidth server: LibreSpeed's protocol over HTTP/1.1.

* ``GET garbage?ckSize=N``: N MiB (4 when absent, at most 1024) that cannot be compressed;
* ``POST empty``: whatever is sent is thrown away; ``GET empty``: an empty answer, to ping;
* ``GET getIP``: the client's address as this server sees it, as JSON.

Names may end in ``.php`` and stand below ``/backend/``, as on servers that run LibreSpeed's own scripts; ``?cors=true``
asks for the headers that let web pages of other sites use the answer.

Source: the documentation of LibreSpeed (``doc.md``, "Making a custom backend").
"""

import contextlib
import json
import os
import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

from latencylab.clock import NS_PER_S, mono_ns
from probes.load.congestion import congestion_of

if TYPE_CHECKING:
    from probes.loadserver.server import Server

MIB = 1 << 20
CONGESTION_HEADER = "Congestion-Control"
"""Names the algorithm with which this server sends."""
_GARBAGE: Final = memoryview(os.urandom(MIB))
_DEFAULT_CHUNKS, _MOST_CHUNKS = 4, 1024
_LONGEST_LINE = 1024
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Encoding, Content-Type",
}


class TooLongError(Exception):
    """The connection has had its time."""


class BodyError(Exception):
    """What the client sends is no body."""


class Handler(BaseHTTPRequestHandler):
    """Serves one connection, request by request."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "LatencyLab", ""
    server: "Server"
    connection: socket.socket

    def setup(self) -> None:
        """Bound how long the connection may stand still and stay."""
        limits = self.server.limits
        super().setup()
        self.connection.settimeout(limits.idle_s)
        self._end_ns = mono_ns() + round(limits.connection_s * NS_PER_S)
        self._buffer: memoryview | None = None

    def handle(self) -> None:
        """Serve until the client or its time is gone."""
        with contextlib.suppress(OSError, TooLongError, BodyError):
            super().handle()

    def do_GET(self) -> None:
        """Answer a GET."""
        match self._endpoint():
            case "garbage":
                self._transfer(self._send_garbage)
            case "empty":
                self._answer(200)
            case "getIP":
                told = json.dumps({"processedString": self.client_address[0], "rawIspInfo": ""})
                self._answer(200, told.encode(), "application/json")
            case "":
                self._answer(200, b"LatencyLab bandwidth server (LibreSpeed's protocol)\n")
            case _:
                self._answer(404)

    def do_POST(self) -> None:
        """Take an upload and throw it away."""
        if self._endpoint() == "empty":
            self._transfer(self._take_body)
        else:
            self.close_connection = True
            self._answer(404)

    def do_OPTIONS(self) -> None:
        """Tell web pages of other sites what they may ask."""
        self._answer(200)

    def _endpoint(self) -> str:
        path = urlsplit(self.path).path.strip("/").removeprefix("backend/")
        return path.removesuffix(".php")

    def _query(self, name: str) -> str:
        return parse_qs(urlsplit(self.path).query).get(name, [""])[0]

    def _transfer(self, work: Callable[[], None]) -> None:
        host, admission = self.client_address[0], self.server.admission
        refusal = admission.begin(host, mono_ns())
        if refusal is not None:
            self.close_connection = True
            self._answer(refusal.status, f"{refusal.reason}\n".encode(), retry_s=refusal.retry_s)
            return
        try:
            work()
        finally:
            admission.end(host, mono_ns())

    def _send_garbage(self) -> None:
        wanted = self._query("ckSize")
        chunks = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else _DEFAULT_CHUNKS
        left = min(max(chunks, 1), _MOST_CHUNKS) * MIB
        self._headers(200, left, "application/octet-stream")
        while left:
            self._check_time()
            left -= self.connection.send(_GARBAGE[:left])

    def _take_body(self) -> None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            self._take_chunks()
        else:
            self._take(_length(self.headers.get("Content-Length", "0")))
        self._answer(200)

    def _take_chunks(self) -> None:
        """A body of chunks (RFC 9112 section 7.1), trailer included."""
        while size := _length(self.rfile.readline(_LONGEST_LINE).split(b";")[0].strip().decode("latin-1"), 16):
            self._take(size)
            self.rfile.readline(_LONGEST_LINE)
        while self.rfile.readline(_LONGEST_LINE).strip():
            self._check_time()

    def _take(self, left: int) -> None:
        if self._buffer is None:
            self._buffer = memoryview(bytearray(MIB))
        while left:
            self._check_time()
            taken = self.rfile.readinto1(self._buffer[:left])
            if not taken:
                raise BodyError
            left -= taken

    def _check_time(self) -> None:
        if mono_ns() > self._end_ns:
            raise TooLongError

    def _answer(self, status: int, body: bytes = b"", kind: str = "text/plain", *, retry_s: int | None = None) -> None:
        self._headers(status, len(body), kind, retry_s)
        self.wfile.write(body)

    def _headers(self, status: int, length: int, kind: str, retry_s: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        self.send_header("Cache-Control", "no-store, no-cache, must-revalidate, no-transform")
        self.send_header(CONGESTION_HEADER, congestion_of(self.connection))
        if retry_s is not None:
            self.send_header("Retry-After", str(retry_s))
        if self.close_connection:
            self.send_header("Connection", "close")
        if self._query("cors"):
            for name, value in _CORS.items():
                self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: who measured is nobody's business."""


def _length(text: str, base: int = 10) -> int:
    """A number of octets; raises BodyError."""
    try:
        length = int(text, base)
    except ValueError as error:
        raise BodyError from error
    if length < 0:
        raise BodyError
    return length
