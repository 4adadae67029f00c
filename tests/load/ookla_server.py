"""A server of Ookla's protocol over TLS, and a proxy through which speedtest-cli takes it for www.speedtest.net.

The protocol is what speedtest-cli 2.1.3 asks for: the configuration and the list of servers as XML, ``latency.txt``,
``randomWxW.jpg`` and ``upload.php`` (which answers ``size=N``).
"""

import contextlib
import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

CONFIGURATION = b"""<?xml version="1.0" encoding="UTF-8"?>
<settings>
<client ip="192.0.2.7" lat="52.5" lon="13.4" isp="Lab" isprating="3.7" rating="0" ispdlavg="0" ispulavg="0"/>
<server-config threadcount="2" ignoreids="" notonmap="" forcepingid="" preferredserverid=""/>
<download testlength="1" initialtest="250K" mintestsize="250K" threadsperurl="1"/>
<upload testlength="1" ratio="5" initialtest="0" mintestsize="32K" threads="2" maxchunksize="512K"
 maxchunkcount="4" threadsperurl="1"/>
</settings>"""
LIST = """<?xml version="1.0" encoding="UTF-8"?>
<settings><servers>
<server url="{url}" lat="52.5" lon="13.5" name="Berlin" country="Germany"
 cc="DE" sponsor="Lab" id="4711" host="localhost"/>
</servers></settings>"""
_DATA = os.urandom(1 << 16)
FILE_OCTETS = 2 * 4000 * 4000
"""Of the largest image, ``random4000x4000.jpg``."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "OoklaServer"

    def do_GET(self) -> None:
        self.server.asked.append(urlsplit(self.path).path)
        path = urlsplit(self.path).path
        if path == "/speedtest-config.php":
            self._answer(self.server.configuration)
        elif path.startswith("/speedtest-servers"):
            self._answer(LIST.format(url=self.server.url).encode())
        elif path == "/speedtest/latency.txt":
            self._answer(b"test=test\n")
        elif path.startswith("/speedtest/random"):
            self._send_image(2 * int(path.rpartition("x")[2].removesuffix(".jpg")) ** 2)
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        self.server.asked.append("POST " + urlsplit(self.path).path)
        left = int(self.headers["Content-Length"])
        size = left
        while left and (taken := len(self.rfile.read(min(left, 1 << 16)))):
            left -= taken
            time.sleep(self.server.pace_s)
        self._answer(b"size=%d" % size)

    def _answer(self, body: bytes) -> None:
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_image(self, left: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(left))
        self.end_headers()
        while left:
            left -= self.wfile.write(_DATA[:left])
            time.sleep(self.server.pace_s)

    def log_message(self, *_: Any) -> None:
        pass


class OoklaServer(ThreadingHTTPServer):
    """Counts what it is asked for; a test may change what it says."""

    daemon_threads = True
    configuration = CONFIGURATION
    status = 200
    pace_s = 0.001
    """Pause after each 64 KiB, so that a load leaves the processor to the tests beside it."""

    def __init__(self, context: ssl.SSLContext | None, place: tuple[str, int] = ("127.0.0.1", 0)) -> None:
        super().__init__(place, _Handler)
        self.asked: list[str] = []
        self.url = f"https://localhost:{self.server_address[1]}/speedtest/upload.php"
        self._context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        if self._context is None:
            super().finish_request(request, client_address)
            return
        with contextlib.suppress(OSError), self._context.wrap_socket(request, server_side=True) as wrapped:
            super().finish_request(wrapped, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass


@contextlib.contextmanager
def ookla(context: ssl.SSLContext) -> Iterator[tuple[OoklaServer, int]]:
    """The server, and the port of a proxy that leads every host to it."""
    server = OoklaServer(context)
    proxy = socket.create_server(("127.0.0.1", 0))
    threads = [
        threading.Thread(target=server.serve_forever, args=(0.1,)),
        threading.Thread(target=_accept, args=(proxy, server.server_address[1])),
    ]
    for thread in threads:
        thread.start()
    try:
        yield server, proxy.getsockname()[1]
    finally:
        proxy.shutdown(socket.SHUT_RDWR)
        proxy.close()
        server.shutdown()
        server.server_close()
        for thread in threads:
            thread.join()


def _accept(proxy: socket.socket, port: int) -> None:
    with contextlib.suppress(OSError):
        while True:
            threading.Thread(target=_tunnel, args=(proxy.accept()[0], port), daemon=True).start()


def _tunnel(client: socket.socket, port: int) -> None:
    """``CONNECT`` (RFC 9110 section 9.3.6)."""
    with contextlib.suppress(OSError), client, socket.create_connection(("127.0.0.1", port)) as server:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        threading.Thread(target=_copy, args=(server, client), daemon=True).start()
        _copy(client, server)


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
