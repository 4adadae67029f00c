"""What macOS' own commands print, read as text: ``route``, ``netstat``, ``ifconfig``, ``networksetup`` and ``scutil``.

Only key words and numbers are read, never prose. The formats are those of Apple's network_cmds
(``route.tproj/route.c``, ``netstat.tproj/route.c``, ``ifconfig.tproj/ifconfig.c``, ``ifmedia.c``) and of
``scutil --dns``. Whatever a newer system adds is passed over.
"""

import ipaddress
import re
from typing import NamedTuple

_UNITS = {"": 1e-6, "K": 1e-3, "M": 1.0, "G": 1e3}
_HEADER = re.compile(r"^\S+: flags=[0-9a-f]+<([^>\n]*)>(?:.* mtu (\d{1,9})\b)?", re.MULTILINE)
_MEDIA = re.compile(r"^\s+media: (?:.*\((.*)\)|(.*))$", re.MULTILINE)
_ETHERNET_SPEED = re.compile(r"(\d{1,4})(G?)base", re.IGNORECASE)
_RATE = re.compile(r"^\s+(?:up)?link rate: (\d{1,9}(?:\.\d{1,9})?) ([KMG]?)bps", re.MULTILINE)
_ENTRY = re.compile(r"^\s*([^:]+): (.*)$")
_NAME_SERVER = re.compile(r"nameserver\[\d+\]")


class RouteText(NamedTuple):
    """What ``route -n get`` says."""

    interface: str
    gateway: str | None


class LinkText(NamedTuple):
    """What ``ifconfig -v`` says of one interface."""

    flags: frozenset[str]
    mtu: int | None
    kind: str
    """``Wi-Fi``, ``Ethernet``, ``USB Ethernet``, ``Cellular``, … or empty."""
    active: bool
    """Up, running and, where the interface can tell, with a link."""
    link_mbps: float | None
    duplex: str | None
    has_ethernet_address: bool


def parse_route(text: str) -> RouteText | None:
    """The interface and, unless the address is on the same link, the gateway; None when there is no route."""
    entries = _entries(text)
    interface = entries.get("interface", "")
    if not interface:
        return None
    gateway = entries.get("gateway", "")
    return RouteText(interface, gateway if _is_address(gateway) else None)


def parse_default_routes(text: str) -> list[RouteText]:
    """The default routes with a gateway, in the system's order (``netstat -rn -f inet``).

    Before the interface older systems print two counters.
    """
    found = []
    for line in text.splitlines():
        words = line.split()
        if len(words) >= 4 and words[0] == "default" and _is_address(words[1]):
            found.append(RouteText(next((word for word in words[3:] if not word.isdigit()), ""), words[1]))
    return found


def parse_link(text: str) -> LinkText | None:
    """One interface; None when the text describes none."""
    header = _HEADER.search(text)
    if header is None:
        return None
    entries = _entries(text)
    flags = frozenset(header[1].split(","))
    active = {"UP", "RUNNING"} <= flags and entries.get("status", "active") == "active"
    media = _MEDIA.search(text)
    options = (media[1] or media[2] or "") if media else ""
    return LinkText(
        flags,
        int(header[2]) if header[2] else None,
        entries.get("type", ""),
        active,
        _speed(text, options) if active else None,
        next((mode for mode in ("full", "half") if f"{mode}-duplex" in options), None) if active else None,
        re.search(r"^\s+ether ", text, re.MULTILINE) is not None,
    )


def parse_ports(text: str) -> dict[str, str]:
    """Device name and name of the hardware port (``networksetup -listallhardwareports``).

    The order of a block's lines tells which is which, not the words in front of the colons.
    """
    ports: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", text):
        values = [line.partition(": ")[2].strip() for line in block.splitlines() if ": " in line]
        if len(values) >= 2 and re.fullmatch(r"[a-z]+\d+", values[1]):
            ports[values[1]] = values[0]
    return ports


def parse_dns(text: str) -> tuple[str, ...]:
    """The servers that answer for names of every domain, in order (``scutil --dns``).

    The second half of the output repeats the servers by interface, and resolvers with a domain only serve that one.
    """
    servers: list[str] = []
    general = re.split(r"\n[^\n]*\(for scoped queries\)", text, maxsplit=1)[0]
    for resolver in re.split(r"^resolver #\d+", general, flags=re.MULTILINE)[1:]:
        lines = [match for match in map(_ENTRY.match, resolver.splitlines()) if match]
        if all(line[1].strip() != "domain" for line in lines):
            named = (line[2].strip() for line in lines if _NAME_SERVER.fullmatch(line[1].strip()))
            servers.extend(server for server in named if _is_address(server))
    return tuple(dict.fromkeys(servers))


def _speed(text: str, options: str) -> float | None:
    """Mbit/s: what Ethernet negotiated, else the rate that the driver reports."""
    ethernet = _ETHERNET_SPEED.search(options)
    if ethernet:
        return float(ethernet[1]) * _UNITS[ethernet[2].upper() or "M"] or None
    rate = _RATE.search(text)
    return float(rate[1]) * _UNITS[rate[2]] or None if rate else None


def _entries(text: str) -> dict[str, str]:
    """``key: value`` lines; the first one of a key counts."""
    entries: dict[str, str] = {}
    for match in map(_ENTRY.match, text.splitlines()):
        if match:
            entries.setdefault(match[1].strip(), match[2].strip())
    return entries


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
