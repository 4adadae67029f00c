"""What the user wants to measure, from words to addresses."""

import ipaddress
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from latencylab.errors import UserError

LOCAL = "local"
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)\Z", re.UNICODE)
_HINT = "Give a host name, an address, host:port, or local."


@dataclass(frozen=True, slots=True)
class Target:
    """One target as asked for."""

    id: str
    """What was given; names the target in the report."""
    host: str
    port: int | None = None
    label: str = ""
    """For people, where the host's name says little."""
    service: str = ""
    """Id of the service in the catalogue that the host belongs to or stands in for."""
    region: str = ""
    distance_km: float | None = None
    """From the user's place, where both are known."""
    ways: tuple[Mapping[str, Any], ...] = ()
    """How it may be probed, best first (fields of the latency worker's candidates); empty for the usual ways."""

    @property
    def is_local(self) -> bool:
        """Whether this is the reflector embedded in the program."""
        return self.id == LOCAL


class ResolveError(Exception):
    """The target has no address that can be used here.

    Args:
        message: why, as one sentence.
        hint: what to do about it.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def parse(text: str) -> Target:
    """The target that ``text`` names: a host name, an address, ``host:port``, ``[v6]:port`` or ``local``.

    Raises:
        UserError: it names none.
    """
    if text == LOCAL:
        return Target(LOCAL, "127.0.0.1")
    if "://" in text:
        raise UserError(f"{text!r} is a web address, not a host.", _HINT)
    if _is_address(text):
        return Target(text, text)
    host, port_text = text, None
    if text.startswith("["):
        host, bracket, rest = text[1:].partition("]")
        if not bracket or not _is_address(host) or (rest and not rest.startswith(":")):
            raise UserError(f"{text!r} is not a target.", _HINT)
        port_text = rest[1:] if rest else None
    elif ":" in text:
        host, _, port_text = text.rpartition(":")
    if not _is_address(host) and not _is_name(host):
        raise UserError(f"{text!r} is not a target.", _HINT)
    return Target(text, host, None if port_text is None else parse_port(port_text))


def parse_port(text: str) -> int:
    """A port number.

    Raises:
        UserError: ``text`` is none from 1 to 65535.
    """
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:7]) <= 65535:
        raise UserError(f"{text!r} is not a port.", "Ports go from 1 to 65535.")
    return int(text)


def resolve(host: str) -> str:
    """The first address of ``host`` that this computer has a route to, in the system's order of preference.

    Only the routing table is asked: nothing is sent to the host.

    Raises:
        ResolveError: unknown name, no name server, or no route.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_DGRAM)
    except (socket.gaierror, UnicodeError) as error:
        raise _unknown(host, error) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    for address in addresses:
        if has_route(address):
            return address
    if all(":" in address for address in addresses):
        raise ResolveError(
            f"{host} has only an IPv6 address, and this computer has no IPv6 connection.",
            "Choose a host with an IPv4 address, or a network with IPv6.",
        )
    raise ResolveError(f"No route to {host}.", "Check that the network cable or the Wi-Fi is connected.")


def has_route(address: str) -> bool:
    """Whether the routing table has a way to ``address`` (nothing is sent)."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sock:
            sock.connect((address, 9))
    except OSError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Whether ``address`` is this computer's own loopback."""
    return _is_address(address) and ipaddress.ip_address(address).is_loopback


def _unknown(host: str, error: Exception) -> ResolveError:
    temporary = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
    if temporary:
        return ResolveError(
            f"The name {host} could not be looked up: no name server answers.",
            "Check the network connection, or give an address.",
        )
    return ResolveError(f"The host {host} is unknown.", "Check the spelling, or give an address.")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_name(text: str) -> bool:
    labels = text.rstrip(".").split(".")
    return 0 < len(text) <= 253 and all(_LABEL.match(label) for label in labels) and not labels[-1].isdigit()
