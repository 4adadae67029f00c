"""ICMP echo (RFC 792, RFC 4443) as functions on bytes.

The payload carries a magic, a secret token of the leg and the full 32-bit sequence number, so that a reply is only
believed when it answers this leg, and survives the 16-bit sequence field wrapping.

Every word that varies from probe to probe is followed, somewhere in the packet, by its one's complement, so that the
checksum is the same for all probes of a leg. Load balancers hash the first four octets of an ICMP message: a constant
checksum keeps all probes on one path ("Paris", Augustin et al., IMC 2006).
"""

import secrets
import struct
from typing import NamedTuple

ECHO_REQUEST, ECHO_REPLY = 8, 0
ECHO_REQUEST_V6, ECHO_REPLY_V6 = 128, 129
ANSWERS = (ECHO_REPLY, 3, 11)
"""Types that may answer an echo request: the reply, "destination unreachable" and "time exceeded"."""
ANSWERS_V6 = (ECHO_REPLY_V6, 1, 2, 3)
"""The same for ICMPv6, where "packet too big" has a type of its own."""
TOKEN_SIZE = 8
PACKET_SIZE = 32
"""Octets of an echo message: header 8, magic 4, token 8, sequence 4, its complement 4, complement of the 16-bit one 2,
and 2 of padding."""

_MAGIC = b"LLab"
_HEADER = struct.Struct("!BBHHH")
_BODY = struct.Struct("!4s8sIIHH")


class EchoReply(NamedTuple):
    """A reply that carries our magic."""

    identifier: int
    token: bytes
    seq: int
    """The full 32-bit sequence number."""


def new_token() -> bytes:
    """A token for a leg."""
    return secrets.token_bytes(TOKEN_SIZE)


def internet_checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071) of ``data``."""
    if len(data) % 2:
        data += b"\0"
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def pack_payload(seq: int, token: bytes) -> bytes:
    """The 24 octets after an echo message's header."""
    return _BODY.pack(_MAGIC, token, seq & 0xFFFFFFFF, ~seq & 0xFFFFFFFF, ~seq & 0xFFFF, 0)


def pack_request(seq: int, identifier: int, token: bytes, *, v6: bool = False) -> bytes:
    """An echo request. The kernel fills in the checksum of ICMPv6, and identifier and checksum of datagram sockets."""
    short, payload = seq & 0xFFFF, pack_payload(seq, token)
    kind = ECHO_REQUEST_V6 if v6 else ECHO_REQUEST
    checksum = 0 if v6 else internet_checksum(_HEADER.pack(kind, 0, 0, identifier, short) + payload)
    return _HEADER.pack(kind, 0, checksum, identifier, short) + payload


def parse_reply(data: bytes, *, v6: bool = False) -> EchoReply | None:
    """The echo reply in ``data`` (an ICMP message without IP header), or None when it is not one of ours."""
    if len(data) < PACKET_SIZE or data[0] != (ECHO_REPLY_V6 if v6 else ECHO_REPLY) or data[1] != 0:
        return None
    identifier = _HEADER.unpack_from(data)[3]
    magic, token, seq, mirrored, _, _ = _BODY.unpack_from(data, _HEADER.size)
    if magic != _MAGIC or seq ^ mirrored != 0xFFFFFFFF:
        return None
    return EchoReply(identifier, token, seq)


def strip_ipv4_header(packet: bytes) -> tuple[bytes, int | None]:
    """The payload and TTL of an IPv4 packet; payload empty and TTL None when it is none."""
    if len(packet) < 20 or packet[0] >> 4 != 4:
        return b"", None
    return packet[(packet[0] & 0x0F) * 4 :], packet[8]
