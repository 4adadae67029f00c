"""Flows by HTTP/1.1: a download is GET after GET, an upload POST after POST, on one connection each.

Redirects are never followed: a test server that sends one elsewhere is not the server that was to be measured.
"""

import functools
import os
import select
import socket
import ssl
from collections.abc import Callable
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Final, NamedTuple, Self, cast
from urllib.parse import urlsplit

from latencylab import __version__
from latencylab.events import LoadDirection
from probes.load.flow import CONNECT_S, Flow, StoppedError
from probes.load.trouble import LoadError, broken_off, check, check_is_data, printable

MIB = 1 << 20
_PIECE = MIB
_TASTE = 4096
_PORTS = {"http": 80, "https": 443}
_HEADERS: Final = {"User-Agent": f"LatencyLab/{__version__}", "Accept-Encoding": "identity"}
_TLS_RECORD, _TLS_EXTRA = 16384, 22
"""Payload of a full record, and what TLS 1.3 adds to it (RFC 8446 section 5.2)."""
_PAYLOAD = os.urandom(MIB)
CONGESTION_HEADER = "Congestion-Control"


class Site(NamedTuple):
    """A web server."""

    secure: bool
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> tuple[Self, str]:
        """The server of a URL, and the path on it.

        Raises:
            LoadError: it is no URL of a web server.
        """
        try:
            parts = urlsplit(url)
            port = parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            port = 0
        if not port or not parts.hostname:
            raise LoadError(f"{printable(url)!r} is not the address of a bandwidth server.", "Give a URL.")
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return cls(parts.scheme == "https", parts.hostname, port), path

    @property
    def place(self) -> str:
        """Host, and the port where it is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == _PORTS["https" if self.secure else "http"]
        return printable(host if usual else f"{host}:{self.port}")

    def connection(self) -> HTTPConnection:
        """A connection, not yet open."""
        if self.secure:
            return HTTPSConnection(self.host, self.port, timeout=CONNECT_S, context=tls())
        return HTTPConnection(self.host, self.port, timeout=CONNECT_S)


@functools.cache
def tls() -> ssl.SSLContext:
    """How certificates are checked: against the system's authorities, name included."""
    return ssl.create_default_context()


def fetch(url: str, most: int = 1 << 22) -> bytes:
    """The body of a small file; raises LoadError, and whatever the network raises."""
    site, path = Site.of(url)
    connection = site.connection()
    try:
        connection.request("GET", path, headers=_HEADERS)
        response = connection.getresponse()
        check(response, site.place)
        return response.read(most)
    finally:
        connection.close()


class HttpPlan(NamedTuple):
    """How to load by HTTP."""

    site: Site
    download: Callable[[], str]
    """The path of the next request."""
    upload: Callable[[], str]
    body_octets: int
    """Length of one POST."""

    def flow(self, direction: LoadDirection) -> Flow:
        """A flow that is not started."""
        return Download(self) if direction == "download" else Upload(self)

    def taste(self) -> str:
        """Ask for test data and take a little of it; gives the server's congestion control where it tells that.

        Raises:
            LoadError: there is none to be had; and whatever the network raises.
        """
        connection = self.site.connection()
        try:
            connection.request("GET", self.download(), headers=_HEADERS)
            response = connection.getresponse()
            check_is_data(response, self.site.place)
            if len(response.read(_TASTE)) < _TASTE:
                raise broken_off(self.site.place, None)
            return printable(response.getheader(CONGESTION_HEADER, ""))
        finally:
            connection.close()


class _HttpFlow(Flow):
    def __init__(self, plan: HttpPlan, *, sends: bool) -> None:
        super().__init__(plan.site.place, sends=sends)
        self._plan = plan
        self._connection = plan.site.connection()
        if plan.site.secure:
            self.overhead = 1 + _TLS_EXTRA / _TLS_RECORD

    def work(self) -> None:
        while not self.stopping:
            if self._connection.sock is None:
                self._connection.connect()
                self.use(cast("socket.socket", self._connection.sock))
            self.request(self._connection)

    def request(self, connection: HTTPConnection) -> None:
        """One request and its answer."""
        raise NotImplementedError


class Download(_HttpFlow):
    """GET after GET."""

    def __init__(self, plan: HttpPlan) -> None:
        super().__init__(plan, sends=False)
        self._buffer = memoryview(bytearray(_PIECE))

    def request(self, connection: HTTPConnection) -> None:
        """Ask for data and drain it."""
        connection.request("GET", self._plan.download(), headers=_HEADERS)
        with connection.getresponse() as response:
            check_is_data(response, self.place)
            self.congestion = printable(response.getheader(CONGESTION_HEADER, ""))
            if response.length is None:
                self._drain_chunks(response)
            else:
                self._drain(response, response.length)

    def _drain(self, response: HTTPResponse, left: int) -> None:
        """Take what was promised, past the layer that would copy it once more."""
        read_into = response.fp.readinto1
        while left:
            taken = read_into(self._buffer[:left])
            if not taken:
                raise StoppedError if self.stopping else broken_off(self.place, left)
            self.handed += taken
            left -= taken

    def _drain_chunks(self, response: HTTPResponse) -> None:
        before = self.handed
        while taken := len(response.read1(_PIECE)):
            self.handed += taken
        if self.handed == before:
            raise broken_off(self.place, None)


class Upload(_HttpFlow):
    """POST after POST."""

    def __init__(self, plan: HttpPlan) -> None:
        super().__init__(plan, sends=True)
        self._data = memoryview(_PAYLOAD)

    def request(self, connection: HTTPConnection) -> None:
        """Send a body and read what the server says to it."""
        left = self._plan.body_octets
        connection.putrequest("POST", self._plan.upload(), skip_accept_encoding=True)
        sized = {"Content-Type": "application/octet-stream", "Content-Length": str(left)}
        for name, value in {**_HEADERS, **sized}.items():
            connection.putheader(name, value)
        connection.endheaders()
        try:
            left = self._send(cast("socket.socket", connection.sock), left)
        except (ConnectionResetError, BrokenPipeError):
            if self.stopping:
                raise StoppedError from None
            self._hear(connection)  # a server that hangs up may have said why
            raise
        self._hear(connection)
        if left:
            connection.close()

    def _send(self, sock: socket.socket, left: int) -> int:
        """Send a body, unless the server answers before its end; gives what was not sent of it."""
        answers = [] if self._plan.site.secure else [sock]  # on TLS, what can be read need not be an answer
        while left and not select.select(answers, (), (), 0)[0]:
            sent = sock.send(self._data[:left])
            self.handed += sent
            left -= sent
        return left

    def _hear(self, connection: HTTPConnection) -> None:
        with connection.getresponse() as response:
            check(response, self.place)
            response.read(_PIECE)
