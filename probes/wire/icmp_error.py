"""ICMP errors (RFC 792, RFC 4443) as functions on bytes: what they mean and what they quote.

An error carries the IP header of the packet that caused it, as that packet reached whoever complains, and at least the
first eight octets after it. So it shows which mark (TOS octet) the packet still had there, and tells by those eight
octets which of our probes it was.
"""

import socket
import struct
from typing import Literal, NamedTuple

Meaning = Literal["exceeded", "unreachable", "too-big"]
"""The TTL ended at a router; the packet could not be delivered; it was larger than the next link takes."""

_V4: dict[int, Meaning] = {3: "unreachable", 11: "exceeded"}
_V6: dict[int, Meaning] = {1: "unreachable", 2: "too-big", 3: "exceeded"}
_FRAGMENTATION_NEEDED = (3, 4)
_REASSEMBLY_TOOK_TOO_LONG = {False: (11, 1), True: (3, 1)}
_UNREACHABLE = {0: "network", 1: "host", 2: "protocol", 3: "port", 9: "network", 10: "host", 13: "administratively"}
_UNREACHABLE_V6 = {0: "no route", 1: "administratively", 3: "address", 4: "port", 5: "policy", 6: "policy"}
_HEADER = 8
_IPV4_SHORTEST, _IPV6_SIZE = 20, 40


class Quote(NamedTuple):
    """An ICMP error and the header that it quotes."""

    kind: int
    code: int
    mtu: int
    """Of the next link, for "too big" messages; else 0."""
    source: str
    destination: str
    """Where the packet was going."""
    protocol: int
    tos: int
    """TOS octet or traffic class that the packet had when it came to whoever complains."""
    payload: bytes
    """What is quoted of it behind its IP header."""


def meaning(kind: int, code: int, *, v6: bool) -> Meaning | None:
    """What an ICMP message of this type and code says about a probe; None when it is no such message."""
    if (kind, code) == _REASSEMBLY_TOOK_TOO_LONG[v6]:
        return None
    if v6:
        return _V6.get(kind)
    return "too-big" if (kind, code) == _FRAGMENTATION_NEEDED else _V4.get(kind)


def what_is_unreachable(code: int, *, v6: bool) -> str:
    """The code of an "unreachable" message in a word or two."""
    return (_UNREACHABLE_V6 if v6 else _UNREACHABLE).get(code, f"code {code}")


def parse(message: bytes, *, v6: bool) -> Quote | None:
    """The ICMP error in ``message`` (without its own IP header), or None when it is none or quotes no IP header."""
    if len(message) < _HEADER or meaning(message[0], message[1], v6=v6) is None:
        return None
    kind, code, _, rest = struct.unpack_from("!BBHI", message)
    quoted = message[_HEADER:]
    if v6:
        return _parse_v6(kind, code, rest, quoted)
    mtu = rest & 0xFFFF if (kind, code) == _FRAGMENTATION_NEEDED else 0
    if len(quoted) < _IPV4_SHORTEST or quoted[0] >> 4 != 4:
        return None
    size = (quoted[0] & 0x0F) * 4
    if size < _IPV4_SHORTEST:
        return None
    source, destination = (socket.inet_ntop(socket.AF_INET, quoted[at : at + 4]) for at in (12, 16))
    return Quote(kind, code, mtu, source, destination, quoted[9], quoted[1], quoted[size:])


def _parse_v6(kind: int, code: int, rest: int, quoted: bytes) -> Quote | None:
    if len(quoted) < _IPV6_SIZE or quoted[0] >> 4 != 6:
        return None
    traffic_class = (int.from_bytes(quoted[:2]) >> 4) & 0xFF
    source, destination = (socket.inet_ntop(socket.AF_INET6, quoted[at : at + 16]) for at in (8, 24))
    mtu = rest if kind == 2 else 0
    return Quote(kind, code, mtu, source, destination, quoted[6], traffic_class, quoted[_IPV6_SIZE:])
