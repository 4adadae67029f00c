"""Names and AS numbers of hops, looked up only when the user asks for it: the questions leave this computer.

Names come by reverse DNS from the system. AS numbers come from Team Cymru's DNS zones ``origin.asn.cymru.com`` and
``origin6.asn.cymru.com``, whose TXT records begin with the number of the autonomous system that announces the address.
Look-ups wait for servers, so they have a thread of their own.
"""

import ipaddress
import queue
import secrets
import socket
import threading
from collections.abc import Iterator
from typing import Protocol

from latencylab import clock
from latencylab.events import HopNamed
from probes.host.system import this_system
from probes.latency.transports import family_of, peer
from probes.wire import dns

_ZONES = {4: "origin.asn.cymru.com", 6: "origin6.asn.cymru.com"}
_PORT = 53
_PATIENCE_S = 2.0


class Resolver(Protocol):
    """Who is asked."""

    def name(self, address: str) -> str:
        """The name of an address; empty when it has none."""

    def asn(self, address: str) -> int | None:
        """The number of the autonomous system that announces it; None when nobody does, or that is not known."""


class SystemResolver:
    """Asks the system's name servers.

    Args:
        servers: their addresses; empty for those that the system names.
    """

    def __init__(self, servers: tuple[str, ...] = ()) -> None:
        self._servers = servers

    def name(self, address: str) -> str:
        """By reverse DNS."""
        try:
            return socket.getnameinfo((address, 0), socket.NI_NAMEREQD)[0]
        except (OSError, UnicodeError):
            return ""

    def asn(self, address: str) -> int | None:
        """By Team Cymru's zones, for addresses that can be announced at all."""
        if not ipaddress.ip_address(address).is_global:
            return None
        for server in self._servers or this_system().dns():
            texts = self._ask(server, origin_name(address))
            if texts is not None:
                return next((number for text in texts if (number := parse_origin(text)) is not None), None)
        return None

    def _ask(self, server: str, name: str) -> list[str] | None:
        """The texts under ``name``; None when the server does not answer."""
        number = secrets.randbelow(1 << 16)
        with socket.socket(family_of(server), socket.SOCK_DGRAM) as sock:
            sock.settimeout(_PATIENCE_S)
            try:
                sock.connect(peer(server, _PORT))
                sock.send(dns.pack_query(number, name, dns.TXT))
                return dns.parse_texts(sock.recv(4096), number)
            except OSError:
                return None


def origin_name(address: str) -> str:
    """The name under which Team Cymru keeps the origin of an address."""
    parsed = ipaddress.ip_address(address)
    labels = parsed.reverse_pointer.removesuffix(".in-addr.arpa").removesuffix(".ip6.arpa")
    return f"{labels}.{_ZONES[parsed.version]}"


def parse_origin(text: str) -> int | None:
    """The AS number in a text such as ``23028 | 216.90.108.0/24 | US | arin | 1998-09-25``; the first of several."""
    words = text.partition("|")[0].split()
    return int(words[0]) if words and words[0].isascii() and words[0].isdigit() and len(words[0]) <= 10 else None


class Namer:
    """Looks addresses up one after the other, beside everything else.

    Args:
        resolver: who is asked.
        epoch_ns: monotonic clock at ``t_ns`` 0.
    """

    def __init__(self, resolver: Resolver, epoch_ns: int) -> None:
        self._resolver = resolver
        self._epoch_ns = epoch_ns
        self._asked: set[str] = set()
        self._questions: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._found: queue.SimpleQueue[HopNamed] = queue.SimpleQueue()
        threading.Thread(target=self._work, daemon=True).start()

    def ask(self, address: str) -> None:
        """Have an address looked up, once."""
        if address not in self._asked:
            self._asked.add(address)
            self._questions.put(address)

    def take(self) -> Iterator[HopNamed]:
        """What was found since the last call."""
        while not self._found.empty():
            yield self._found.get()

    def _work(self) -> None:
        while True:
            address = self._questions.get()
            name, asn = self._resolver.name(address), self._resolver.asn(address)
            if name or asn is not None:
                self._found.put(HopNamed(clock.mono_ns() - self._epoch_ns, address, name, asn))
