"""Reading Ethernet frames as far as the lab needs it: what a packet is, how long it is, what its TOS octet says.

A frame here is what a TAP device with ``IFF_VNET_HDR`` gives: 10 octets of ``virtio_net_hdr`` (flags, GSO type, header
length, GSO size, checksum start, checksum offset; the integers in host order), 14 of Ethernet, then IP. IPv6 extension
headers are not followed: the lab's hosts send none but for multicast reports.
"""

import socket
import struct
from typing import NamedTuple

VNET, ETHERNET = 10, 14
IP = VNET + ETHERNET
"""Where the IP header starts in a frame."""
ETHERTYPE_IPV4, ETHERTYPE_IPV6 = b"\x08\x00", b"\x86\xdd"
ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58

_NEEDS_CHECKSUM = 1
_ADDRESSES = {ETHERTYPE_IPV4: (IP + 12, 4), ETHERTYPE_IPV6: (IP + 8, 16)}
PAYLOAD_KEPT = 16


class Identity(NamedTuple):
    """Enough of a packet to find it again elsewhere; fields that it does not have are 0 or empty."""

    protocol: int
    """IP protocol number (1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6); 0 for what is not IP."""
    source: str
    destination: str
    sport: int
    dport: int
    icmp_type: int
    icmp_code: int
    icmp_id: int
    icmp_seq: int
    payload: bytes
    """The first 16 octets behind the header of TCP, UDP or ICMP."""


def identify(frame: bytes) -> Identity:
    """What kind of packet ``frame`` holds, which may be cut short behind the headers."""
    place = _ADDRESSES.get(frame[VNET + 12 : IP])
    if place is None or len(frame) < place[0] + 2 * place[1]:
        return Identity(0, "", "", 0, 0, 0, 0, 0, 0, frame[IP : IP + PAYLOAD_KEPT])
    at, size = place
    family = socket.AF_INET if size == 4 else socket.AF_INET6
    source = socket.inet_ntop(family, frame[at : at + size])
    destination = socket.inet_ntop(family, frame[at + size : at + 2 * size])
    number = protocol(frame)
    return _with_transport(number, source, destination, frame[transport_offset(frame) :])


def _with_transport(number: int, source: str, destination: str, rest: bytes) -> Identity:
    sport = dport = icmp_type = icmp_code = icmp_id = icmp_seq = 0
    header = 0
    if number in (TCP, UDP) and len(rest) >= 8:
        sport, dport = struct.unpack_from("!HH", rest)
        header = 8 if number == UDP else (rest[12] >> 4) * 4 if len(rest) > 12 else len(rest)
    elif number in (ICMP, ICMP6) and len(rest) >= 8:
        icmp_type, icmp_code, icmp_id, icmp_seq = struct.unpack_from("!BB2xHH", rest)
        header = 8
    payload = rest[header : header + PAYLOAD_KEPT]
    return Identity(number, source, destination, sport, dport, icmp_type, icmp_code, icmp_id, icmp_seq, payload)


def protocol(frame: bytes) -> int:
    """IP protocol number of ``frame``; 0 when it is not IP."""
    kind = frame[VNET + 12 : IP]
    if kind == ETHERTYPE_IPV4 and len(frame) >= IP + 20:
        return frame[IP + 9]
    if kind == ETHERTYPE_IPV6 and len(frame) >= IP + 40:
        return frame[IP + 6]
    return 0


def transport_offset(frame: bytes) -> int:
    """Where the TCP, UDP or ICMP header of an IP ``frame`` starts."""
    return IP + (frame[IP] & 15) * 4 if frame[IP] >> 4 == 4 else IP + 40


def source_octets(frame: bytes) -> bytes:
    """The source address as octets; empty when ``frame`` is not IP."""
    place = _ADDRESSES.get(frame[VNET + 12 : IP])
    return b"" if place is None else frame[place[0] : place[0] + place[1]]


def flow_key(frame: bytes) -> bytes:
    """Addresses, protocol and ports: equal for the packets of one flow (RFC 8290 section 4.1 hashes the same)."""
    place = _ADDRESSES.get(frame[VNET + 12 : IP])
    if place is None:
        return b""
    number = protocol(frame)
    at = transport_offset(frame)
    ports = frame[at : at + 4] if number in (TCP, UDP) else b""
    return frame[place[0] : place[0] + 2 * place[1]] + bytes((number,)) + ports


def extent(frame: bytes, length: int) -> tuple[int, int]:
    """How many IP packets a frame of ``length`` octets will become, and the octets of them all with their headers."""
    size = length - IP
    if not frame[1]:
        return 1, size
    segment, transport = struct.unpack_from("=HH", frame, 4)
    header = transport + (frame[VNET + transport + 12] >> 4) * 4
    segments = max(1, -(-(length - VNET - header) // segment))
    return segments, size + (segments - 1) * (header - ETHERNET)


def with_cleared_marks(frame: bytes, keep: int) -> bytes:
    """``frame`` with its TOS octet or traffic class and ``keep``: 0xFC wipes ECN, 0x03 DSCP, 0 both."""
    kind = frame[VNET + 12 : IP]
    if kind == ETHERTYPE_IPV4:
        header = bytearray(frame[IP : transport_offset(frame)])
        header[1] &= keep
        header[10:12] = b"\0\0"
        struct.pack_into("!H", header, 10, checksum(header))
        return frame[:IP] + bytes(header) + frame[IP + len(header) :]
    if kind == ETHERTYPE_IPV6:
        (first,) = struct.unpack_from("!I", frame, IP)
        first &= 0xF00FFFFF | keep << 20
        return frame[:IP] + struct.pack("!I", first) + frame[IP + 4 :]
    return frame


def checksum(header: bytes | bytearray) -> int:
    """The Internet checksum (RFC 1071) of an even number of octets."""
    total: int = sum(struct.unpack(f"!{len(header) // 2}H", header))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def with_flipped_bit(frame: bytes, position: float) -> bytes:
    """``frame`` with one bit turned over behind its IP header, at ``position`` (0 to 1) of what is there.

    What the kernel noted of a checksum that it has verified is wiped, so that the receiver looks itself.
    """
    start = transport_offset(frame) if protocol(frame) else IP
    bits = (len(frame) - start) * 8
    if bits <= 0:
        return frame
    at = int(position * bits)
    changed = bytearray(frame)
    changed[0] &= _NEEDS_CHECKSUM
    changed[start + at // 8] ^= 1 << at % 8
    return bytes(changed)
