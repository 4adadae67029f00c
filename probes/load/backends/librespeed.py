"""LibreSpeed: public servers that people and providers donate, and the bandwidth server beside our own reflector.

The list of public servers is fetched once a day. One TCP handshake with each of them tells which is near; only the
nearest that is willing is loaded. Source: LibreSpeed's documentation (``doc.md``) and its list of servers.
"""

import json
import math
import random
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any, Final, NamedTuple

from latencylab.clock import NS_PER_S, mono_ns
from probes.load.cache import kept_a_day
from probes.load.http import MIB, HttpPlan, Site, fetch
from probes.load.server import GB, Decency, Server
from probes.load.trouble import LoadError, explain, printable

_LIST: Final = "https://librespeed.org/backend-servers/servers.php"
_SCRIPTS: Final = ("garbage.php", "empty.php")
_AT_ONCE, _PATIENCE_S, _TRIES = 16, 1.0, 3
_PUBLIC: Final = Decency(2 * GB, 6, 3)
"""Flows as LibreSpeed's own web page uses them; data for both directions of a gigabit line."""
_OWN: Final = Decency(64 * GB, 16, 8)
"""Sixteen fill a queue of 400 ms at 60 Mbit/s within 5 s, eight within 7 (measured with CUBIC)."""
_PUBLIC_CHUNKS, _OWN_CHUNKS = 100, 1024
_PUBLIC_BODY, _OWN_BODY = 20 * MIB, 1024 * MIB


class Place(NamedTuple):
    """An entry of the list of public servers."""

    url: str
    names: tuple[str, str]
    label: str


def reflector(url: str) -> Server:
    """The bandwidth server beside a reflector of ours.

    Args:
        url: where it stands, without the names of its scripts.

    Raises:
        LoadError: it is none, or refuses. Whatever the network raises.
    """
    return _server("reflector", Place(url, ("garbage", "empty"), ""), own=True)


def named(url: str) -> Server:
    """The server that the user named, by the address of its page or of its scripts; raises like :func:`reflector`."""
    try:
        return _server("librespeed", Place(url, _SCRIPTS, ""))
    except LoadError:
        inner = (f"backend/{_SCRIPTS[0]}", f"backend/{_SCRIPTS[1]}")
        return _server("librespeed", Place(url, inner, ""))


def nearest(list_url: str = _LIST, folder: Path | None = None) -> Server:
    """The nearest public server that is willing.

    Args:
        list_url: where the list is published.
        folder: where it is kept; the user's cache when absent.

    Raises:
        LoadError: there is none. Whatever the network raises.
    """
    places = kept_a_day("librespeed-servers.json", lambda: fetch(list_url), parse, folder)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        delays_s = list(pool.map(_handshake_s, places))
    near = sorted(zip(delays_s, places, strict=True), key=lambda pair: pair[0])
    trouble = LoadError("No public LibreSpeed server answers.", "Check the connection.")
    for delay_s, place in near[:_TRIES]:
        if delay_s == math.inf:
            break
        try:
            return _server("librespeed", place)
        except (OSError, HTTPException, ValueError) as error:
            trouble = explain(error, Site.of(place.url)[0].place)
        except LoadError as error:
            trouble = error
    raise trouble


def parse(data: bytes) -> list[Place]:
    """The list of public servers: a JSON array of objects.

    Raises:
        LoadError: it is none, or empty.
    """
    try:
        entries = json.loads(data)
        found = [_place(entry) for entry in entries]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LoadError("LibreSpeed's list of servers cannot be read.", "Name a server, or try again later.") from error
    if not found:
        raise LoadError("LibreSpeed's list of servers is empty.", "Name a server, or try again later.")
    return found


def _place(entry: dict[str, Any]) -> Place:
    url = str(entry["server"])
    url = f"https:{url}" if url.startswith("//") else url
    return Place(url, (str(entry["dlURL"]), str(entry["ulURL"])), printable(str(entry.get("name", ""))))


def _handshake_s(place: Place) -> float:
    """How long a TCP handshake takes, once the name is known; infinite when there is no answer."""
    try:
        site, _ = Site.of(place.url)
        family, kind, _, _, address = socket.getaddrinfo(site.host, site.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as sock:
            sock.settimeout(_PATIENCE_S)
            begin_ns = mono_ns()
            sock.connect(address)
            return (mono_ns() - begin_ns) / NS_PER_S
    except (OSError, LoadError, UnicodeError):
        return math.inf


def _server(backend: str, place: Place, *, own: bool = False) -> Server:
    """A server of which a taste was had; raises like :func:`reflector`."""
    site, base = Site.of(place.url if place.url.endswith("/") else f"{place.url}/")
    download, upload = (f"{base}{name.lstrip('/')}" for name in place.names)
    chunks, body_octets = (_OWN_CHUNKS, _OWN_BODY) if own else (_PUBLIC_CHUNKS, _PUBLIC_BODY)
    plan = HttpPlan(site, _fresh(f"{download}?ckSize={chunks}"), _fresh(f"{upload}?"), body_octets)
    congestion = plan.taste()
    return Server(backend, site.place, plan.flow, _OWN if own else _PUBLIC, site.secure, place.label, congestion)


def _fresh(path: str) -> Callable[[], str]:
    """A path that no cache has seen."""
    return lambda: f"{path}&r={random.random()}"
