"""The session-reflector's side of STAMP's TLVs: answers written into the places that the request leaves for them.

The extensions of a reply are the request's own octets, edited in place, so that a reply has the length of its request
whatever that holds. Order of the rules (RFC 8972 section 4): when the HMAC of the TLVs is wrong, every TLV is copied
with the I flag and nothing is done; a TLV of an unknown type keeps the U flag; one of a wrong length gets the M flag
and
ends the processing, so that what follows it is copied with the U flag.
"""

from collections.abc import Callable
from dataclasses import dataclass
from socket import AF_INET, AF_INET6, inet_pton
from typing import Final

from probes.wire import stamp, tlv
from probes.wire.ntp import to_ntp
from probes.wire.tlv import Element

NOT_ECT, CE = 0b00, 0b11
HIGHEST_OPEN_DSCP: Final = 46
"""Expedited forwarding; what lies above is for network control (RFC 4594 section 3) and needs a key to be asked for."""


@dataclass(slots=True)
class Context:
    """What the reflector knows of the request that it answers, and the TOS octet that the reply is to carry."""

    source: tuple[str, int]
    destination: tuple[str | None, int]
    rx_tos: int | None
    follow_up: tuple[int, int] | None
    sync_source: int
    key: bytes | None
    reply_tos: int = 0


def default_tos(rx_tos: int | None) -> int:
    """A reply goes out with the DSCP that its request came in with, and is not ECN-capable."""
    return (rx_tos or 0) & ~0b11


def answer(reply: bytearray, context: Context, seq: int) -> None:
    """Fill in the TLVs of ``reply``, which holds the request's octets; ``context.reply_tos`` may change.

    Args:
        reply: the whole packet; what lies before the TLVs is not touched.
        context: what is known of the request.
        seq: the sequence number of the reply, which the HMAC TLV covers.
    """
    if context.key is None:
        _answer_all(reply, stamp.BASE_SIZE, context)
        return
    start = stamp.AUTHENTICATED_SIZE
    if not stamp.has_trusted_tlvs(bytes(reply), context.key):
        for element in tlv.walk(reply, start, len(reply)):
            reply[element.at] |= tlv.INTEGRITY_FAILED
        return
    _answer_all(reply, start, context)
    if place := stamp.hmac_tlv(reply):
        covered = bytes(reply[start : place.at])
        reply[place.value_at : place.end] = stamp.tlv_digest(context.key, seq, covered)


def _answer_all(reply: bytearray, start: int, context: Context) -> None:
    stopped = False
    for element in tlv.walk(reply, start, len(reply)):
        flags = tlv.UNRECOGNISED if stopped else _answer_one(reply, element, context)
        reply[element.at] = flags
        stopped = stopped or bool(flags & tlv.MALFORMED)


def _answer_one(reply: bytearray, element: Element, context: Context) -> int:
    """The flags of one TLV after it was answered."""
    if not element.whole:
        return tlv.MALFORMED
    if element.kind == tlv.HMAC and context.key is not None:
        return 0
    writer = _WRITERS.get(element.kind)
    return writer(reply, element, context) if writer else tlv.UNRECOGNISED


def _copy(_reply: bytearray, _element: Element, _context: Context) -> int:
    return 0


def _class_of_service(reply: bytearray, element: Element, context: Context) -> int:
    """Tell the marks that came in, and send the reply with DSCP1 unless policy forbids it (section 4.4).

    The ECN codepoint of the request goes back with the reply, so that its survival can be seen on both ways; congestion
    (CE) does not, since it is not the way back that was congested.
    """
    if element.end - element.value_at != tlv.CLASS_OF_SERVICE_SIZE:
        return tlv.MALFORMED
    if context.rx_tos is None:
        return tlv.UNRECOGNISED
    asked = reply[element.value_at] >> 2
    dscp, ecn = context.rx_tos >> 2, context.rx_tos & 0b11
    refused = asked > HIGHEST_OPEN_DSCP and context.key is None
    bits = asked << 10 | dscp << 4 | ecn << 2 | refused
    reply[element.value_at : element.end] = (bits << 16).to_bytes(4)
    context.reply_tos = (dscp if refused else asked) << 2 | (NOT_ECT if ecn == CE else ecn)
    return 0


def _timestamp_information(reply: bytearray, element: Element, context: Context) -> int:
    if element.end - element.value_at < 4:
        return tlv.MALFORMED
    how = (context.sync_source, tlv.METHOD_SOFTWARE)
    reply[element.value_at : element.value_at + 4] = bytes(how + how)
    return 0


def _follow_up(reply: bytearray, element: Element, context: Context) -> int:
    """Zeros when there is nothing to tell, and when the length is wrong (RFC 8972 erratum 8339)."""
    size = element.end - element.value_at
    reply[element.value_at : element.end] = bytes(size)
    if size != tlv.FOLLOW_UP_SIZE:
        return tlv.MALFORMED
    if context.follow_up:
        seq, tx_ns = context.follow_up
        tlv.FOLLOW_UP_VALUE.pack_into(reply, element.value_at, seq, to_ntp(tx_ns), tlv.METHOD_SOFTWARE)
    return 0


def _location(reply: bytearray, element: Element, context: Context) -> int:
    ports_end = element.value_at + tlv.LOCATION_PORTS.size
    if ports_end > element.end:
        return tlv.MALFORMED
    tlv.LOCATION_PORTS.pack_into(reply, element.value_at, context.destination[1], context.source[1])
    for inner in tlv.walk(reply, ports_end, element.end):
        reply[inner.at] = _answer_address(reply, inner, context)
    return 0


def _answer_address(reply: bytearray, inner: Element, context: Context) -> int:
    """Answer a request for an address with the address and its family; a MAC address is not for us to know."""
    hosts = {tlv.SOURCE_IP: context.source[0], tlv.DESTINATION_IP: context.destination[0]}
    host = hosts.get(inner.kind)
    if not inner.whole:
        return tlv.MALFORMED
    if host is None:
        return tlv.UNRECOGNISED
    if inner.end - inner.value_at != tlv.ADDRESS_SIZE:
        return tlv.MALFORMED
    is_v6 = ":" in host
    packed = inet_pton(AF_INET6 if is_v6 else AF_INET, host.partition("%")[0])
    reply[inner.at + 1] = inner.kind + (2 if is_v6 else 1)
    reply[inner.value_at : inner.end] = packed.ljust(tlv.ADDRESS_SIZE, b"\0")
    return 0


_WRITERS: Final[dict[int, Callable[[bytearray, Element, Context], int]]] = {
    tlv.EXTRA_PADDING: _copy,
    tlv.LOCATION: _location,
    tlv.TIMESTAMP_INFORMATION: _timestamp_information,
    tlv.CLASS_OF_SERVICE: _class_of_service,
    tlv.FOLLOW_UP: _follow_up,
}
