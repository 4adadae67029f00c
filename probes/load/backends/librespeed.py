"""LibreSpeed: public servers that people and providers donate, and the bandwidth server beside our own reflector.

The list of public servers is fetched once a day. One TCP handshake with each of them tells which is near; only the
nearest that is willing is loaded. Source: LibreSpeed's documentation (``doc.md``) and its list of servers.
"""

import random
from collections.abc import Callable
from typing import Final

from probes.load.http import MIB, HttpPlan, Site
from probes.load.server import GB, Decency, Server

_PUBLIC: Final = Decency(2 * GB, 6, 3)
"""Flows as LibreSpeed's own web page uses them; data for both directions of a gigabit line."""
_OWN: Final = Decency(64 * GB, 8, 8)
_PUBLIC_CHUNKS, _OWN_CHUNKS = 100, 1024
_PUBLIC_BODY, _OWN_BODY = 20 * MIB, 1024 * MIB


def reflector(url: str) -> Server:
    """The bandwidth server beside a reflector of ours.

    Args:
        url: where it stands, without the names of its scripts.

    Raises:
        LoadError: it is none, or refuses. Whatever the network raises.
    """
    return _server("reflector", url, ("garbage", "empty"), "", own=True)


def _server(backend: str, url: str, names: tuple[str, str], label: str, *, own: bool) -> Server:
    site, base = Site.of(url if url.endswith("/") else f"{url}/")
    download, upload = (f"{base}{name.lstrip('/')}" for name in names)
    chunks = _OWN_CHUNKS if own else _PUBLIC_CHUNKS
    plan = HttpPlan(
        site, _fresh(f"{download}?ckSize={chunks}"), _fresh(f"{upload}?"), _OWN_BODY if own else _PUBLIC_BODY
    )
    congestion = plan.taste()
    return Server(backend, site.place, plan.flow, _OWN if own else _PUBLIC, site.secure, label, congestion)


def _fresh(path: str) -> Callable[[], str]:
    """A path that no cache has seen."""
    return lambda: f"{path}&r={random.random()}"
