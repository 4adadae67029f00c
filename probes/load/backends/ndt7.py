"""ndt7 of Measurement Lab: one WebSocket over TLS, for ten seconds a direction.

M-Lab publishes every measurement with the address that it came from. So it is used only when the user agrees to that.
A download is binary messages from the server, an upload binary messages to it, of 8 KiB at first and doubled while they
are shorter than a sixteenth of what was sent; text messages from the server hold its own measurements. Servers of M-Lab
send with BBR, which keeps the queue in front of a slow line short: bufferbloat does not show.

Sources: ndt7 protocol specification (ndt-server ``spec/ndt7-protocol.md``); M-Lab's Locate API, version 2.
"""

import contextlib
import json
import os
import select
import socket
import ssl
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, Final, cast
from urllib.parse import urlsplit, urlunsplit

from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from latencylab import __version__
from latencylab.clock import NS_PER_S, mono_ns
from latencylab.events import LoadDirection
from probes.load.flow import CONNECT_S, Flow, StoppedError
from probes.load.http import Site, fetch, tls
from probes.load.server import GB, Decency, Server
from probes.load.trouble import LoadError, printable

_LOCATE: Final = "https://locate.measurementlab.net/v2/nearest/ndt/ndt7?client_name=latencylab"
_SUBPROTOCOL: Final = Subprotocol("net.measurementlab.ndt.v7")
_DECENCY: Final = Decency(2 * GB, 1, 1)
_SMALLEST, _LARGEST = 1 << 13, 1 << 20
"""Messages of an upload; the specification allows up to 16 MiB."""
_LARGEST_RECEIVED = 1 << 24
_SHARE = 16
_PIECE = 1 << 16
_LOOK_AGAIN_S = 0.1
_TOKENS_KEEP_NS = 30 * NS_PER_S
"""How old the addresses that Locate gave may be: they hold tokens that expire."""
_OTHER = "Name another server, or use another backend."

Urls = dict[str, str]
"""Of ``download`` and ``upload``."""


def find(server: str = "", locate_url: str = _LOCATE) -> Server:
    """The nearest server of M-Lab, or the one at ``server``; sends no load.

    Raises:
        LoadError: there is none. Whatever the network raises.
    """
    if server:
        urls = _urls_at(server)
        locate = None
    else:
        urls = located(fetch(locate_url))

        def locate() -> Urls:
            return located(fetch(locate_url))

    addresses = _Addresses(urls, locate)
    site, _ = _site(urls["download"])
    return Server(
        "ndt7", site.place, lambda direction: NdtFlow(site.place, direction, addresses), _DECENCY, site.secure, "M-Lab"
    )


def located(data: bytes) -> Urls:
    """The addresses of the nearest server in Locate's answer; raises LoadError."""
    try:
        result = json.loads(data)["results"][0]["urls"]
        return {name: str(result[f"wss:///ndt/v7/{name}"]) for name in ("download", "upload")}
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise LoadError("M-Lab has no server to offer now.", "Try again later, or use another backend.") from error


def _urls_at(server: str) -> Urls:
    url = server if "://" in server else f"wss://{server}"
    return {name: f"{url.rstrip('/')}/ndt/v7/{name}" for name in ("download", "upload")}


def _site(url: str) -> tuple[Site, str]:
    parts = urlsplit(url)
    scheme = {"wss": "https", "ws": "http"}.get(parts.scheme, parts.scheme)
    return Site.of(urlunsplit(parts._replace(scheme=scheme)))


class _Addresses:
    """Where to connect, asked for anew when the tokens in it are old."""

    def __init__(self, urls: Urls, locate: Callable[[], Urls] | None) -> None:
        self._urls, self._locate = urls, locate
        self._since_ns = mono_ns()

    def of(self, direction: LoadDirection) -> str:
        """The address of a direction."""
        if self._locate is not None and mono_ns() - self._since_ns > _TOKENS_KEEP_NS:
            self._urls, self._since_ns = self._locate(), mono_ns()
        return self._urls[direction]


class _CountingSocket:
    """A socket that counts the octets that pass, in pieces: a message may be as long as a second's load.

    A TLS connection must not be read and written by two threads at once, which the library does (OpenSSL's objects are
    not safe for that). So neither waits inside TLS: the lock is held while octets move, and let go to wait for them.
    """

    def __init__(self, sock: socket.socket, flow: "NdtFlow") -> None:
        self._sock, self._flow = sock, flow
        self._lock = threading.Lock()
        sock.setblocking(False)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def settimeout(self, _: float | None) -> None:
        """Waiting is done here."""

    def recv(self, size: int) -> bytes:
        data: bytes = self._retry(partial(self._sock.recv, size), [self._sock], [])
        if not self._flow.sends:
            self._flow.handed += len(data)
        return data

    def sendall(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            sent: int = self._retry(partial(self._sock.send, view[:_PIECE]), [], [self._sock])
            if self._flow.sends:
                self._flow.handed += sent
            view = view[sent:]

    def _retry(self, act: Callable[[], Any], readable: list[socket.socket], writable: list[socket.socket]) -> Any:
        """Do ``act`` as soon as that is possible; TLS may have to read for writing and the other way round."""
        while True:
            try:
                with self._lock:
                    return act()
            except ssl.SSLWantReadError:
                select.select([self._sock], [], [], _LOOK_AGAIN_S)
            except ssl.SSLWantWriteError:
                select.select([], [self._sock], [], _LOOK_AGAIN_S)
            except BlockingIOError:
                select.select(readable, writable, [], _LOOK_AGAIN_S)


class NdtFlow(Flow):
    """One ndt7 subtest."""

    def __init__(self, place: str, direction: LoadDirection, addresses: _Addresses) -> None:
        super().__init__(place, sends=direction == "upload")
        self.sends = direction == "upload"
        self._direction: LoadDirection = direction
        self._addresses = addresses

    def work(self) -> None:
        """Connect and carry the subtest until it or this program ends it."""
        url = self._addresses.of(self._direction)
        site, _ = _site(url)
        sock = socket.create_connection((site.host, site.port), CONNECT_S)
        if site.secure:
            sock = tls().wrap_socket(sock, server_hostname=site.host)
        self.use(sock)
        try:
            with self._connected(url, sock) as connection:
                if self.sends:
                    threading.Thread(target=self._listen, args=(connection,), daemon=True).start()
                    self._send(connection)
                else:
                    self._listen(connection)
        except ConnectionClosed:
            if not self.handed and not self.stopping:
                raise LoadError(f"{self.place} ended the test at once.", _OTHER) from None
        except InvalidStatus as error:
            raise self._refused(error.response.status_code) from error
        except InvalidHandshake as error:
            raise LoadError(f"{self.place} does not speak ndt7.", _OTHER) from error
        except WebSocketException as error:
            raise LoadError(f"{self.place} does not speak WebSocket as it should.", _OTHER) from error

    def _connected(self, url: str, sock: socket.socket) -> ClientConnection:
        flow = self

        class Counted(ClientConnection):
            def __init__(self, sock: socket.socket, *arguments: Any, **options: Any) -> None:
                super().__init__(cast("socket.socket", _CountingSocket(sock, flow)), *arguments, **options)

        connection = connect(
            url.replace("wss://", "ws://", 1), sock=sock, subprotocols=[_SUBPROTOCOL], compression=None,
            user_agent_header=f"LatencyLab/{__version__}", open_timeout=CONNECT_S, ping_interval=None,
            close_timeout=0.1, max_size=_LARGEST_RECEIVED, proxy=None, create_connection=Counted,
        )  # fmt: skip
        if connection.subprotocol != _SUBPROTOCOL:
            raise LoadError(f"{self.place} does not speak ndt7.", _OTHER)
        self.handed = 0
        return connection

    def _listen(self, connection: ClientConnection) -> None:
        """Take what the server sends until it ends."""
        with contextlib.suppress(ConnectionClosed):
            for message in connection:
                if self.stopping:
                    return
                if isinstance(message, str):
                    self._read(message)

    def _read(self, message: str) -> None:
        """The server's own measurement: it says whether BBR is what it sends with."""
        with contextlib.suppress(ValueError, AttributeError):
            if not self.sends and json.loads(message).get("BBRInfo"):
                self.congestion = "bbr"

    def _send(self, connection: ClientConnection) -> None:
        payload = os.urandom(_LARGEST)
        size, sent = _SMALLEST, 0
        while not self.stopping:
            connection.send(payload[:size])
            sent += size
            if size < _LARGEST and size < sent // _SHARE:
                size *= 2
        raise StoppedError

    def _refused(self, status: int) -> LoadError:
        if status == 429:
            return LoadError(f"{self.place} asks for a pause between measurements.", "Try again later.")
        return LoadError(f"{self.place} refuses the test (HTTP {printable(str(status))}).", _OTHER)
