"""STAMP extensions: the TLVs that may follow a test packet (RFC 8972 section 4).

Layout: ``flags (U M I 0 0 0 0 0) | type | length (2 octets) | value``. A sender sets U. A reflector that knows the type
clears it, so U still set in a reply means that the value was only copied. M marks a TLV whose length is wrong: nothing
after it is to be believed. I marks TLVs whose HMAC failed. A TLV never changes its length on the way: the sender leaves
room, the reflector fills it in.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Final, NamedTuple

from probes.wire.ntp import from_ntp, from_ptp

UNRECOGNISED, MALFORMED, INTEGRITY_FAILED = 0x80, 0x40, 0x20
"""The flags U, M and I."""

PADDING, EXTRA_PADDING, LOCATION, TIMESTAMP_INFORMATION, CLASS_OF_SERVICE, FOLLOW_UP, HMAC = 0, 1, 2, 3, 4, 7, 8
"""TLV types. 0 is reserved: a run of zeros after the packet is plain padding and no TLV."""

DESTINATION_IP, DESTINATION_IPV4, DESTINATION_IPV6, SOURCE_IP, SOURCE_IPV4, SOURCE_IPV6 = range(4, 10)
"""Location sub-TLVs (RFC 8972 section 4.2.1). A sender asks with the general types, a reflector answers with the
specific ones."""

SYNC_NTP, SYNC_PTP, SYNC_SSU_BITS, SYNC_SATELLITE, SYNC_FREE_RUNNING = range(1, 6)
"""What a clock is disciplined by (RFC 8972 section 4.3)."""

METHOD_HARDWARE, METHOD_SOFTWARE, METHOD_CONTROL_PLANE = range(1, 4)
"""How a time stamp was taken (RFC 8972 section 4.3); a stamp of the kernel counts as software."""

HEADER: Final = struct.Struct(">BBH")
LOCATION_PORTS: Final = struct.Struct(">HH")
FOLLOW_UP_VALUE: Final = struct.Struct(">IQB3x")
ADDRESS_SIZE, HMAC_SIZE, FOLLOW_UP_SIZE, CLASS_OF_SERVICE_SIZE = 16, 16, 16, 4

_NOT_TO_BE_READ = UNRECOGNISED | MALFORMED | INTEGRITY_FAILED


class Tlv(NamedTuple):
    """One TLV; its length on the wire is that of ``value`` and four octets."""

    kind: int
    value: bytes
    flags: int = UNRECOGNISED


class Element(NamedTuple):
    """Where a TLV lies in a buffer: header at ``at``, value from ``value_at`` to ``end``."""

    at: int
    kind: int
    value_at: int
    end: int
    whole: bool
    """False when the buffer ends before the value does; ``end`` is then the end of the buffer."""


class ClassOfService(NamedTuple):
    """What the Class of Service TLV of a reply says (RFC 8972 section 4.4)."""

    asked_dscp: int
    dscp: int
    """DSCP with which the request reached the reflector."""
    ecn: int
    """ECN field with which the request reached the reflector."""
    refused: bool
    """True when the reply could not be sent with the DSCP asked for, so it tells nothing about the way back."""


class Location(NamedTuple):
    """Where the request came from and went to, as the reflector saw it (RFC 8972 section 4.2)."""

    source: str | None
    source_port: int
    destination: str | None
    destination_port: int


class TimestampInformation(NamedTuple):
    """Clock source (``SYNC_*``) and method (``METHOD_*``) of the reflector's two time stamps (section 4.3)."""

    rx_sync: int
    rx_method: int
    tx_sync: int
    tx_method: int


class FollowUp(NamedTuple):
    """When an earlier reply really left the reflector (RFC 8972 section 4.7)."""

    seq: int
    """The reflector's sequence number of that reply."""
    tx_ns: int
    method: int


def extra_padding(packet_growth: int) -> Tlv:
    """Makes a packet ``packet_growth`` octets longer, four at least (the header)."""
    return Tlv(EXTRA_PADDING, bytes(max(0, packet_growth - HEADER.size)))


def ask_location() -> Tlv:
    """Asks for ports and addresses as the reflector sees them."""
    room = bytes(ADDRESS_SIZE)
    return Tlv(LOCATION, LOCATION_PORTS.pack(0, 0) + pack((Tlv(SOURCE_IP, room), Tlv(DESTINATION_IP, room))))


def ask_timestamp_information() -> Tlv:
    """Asks how the reflector stamps and what its clock follows."""
    return Tlv(TIMESTAMP_INFORMATION, bytes(4))


def ask_class_of_service(dscp: int) -> Tlv:
    """Asks for the DSCP and ECN that arrived, and for the reply to be sent with ``dscp`` (0 to 63)."""
    return Tlv(CLASS_OF_SERVICE, bytes(((dscp & 0x3F) << 2, 0, 0, 0)))


def ask_follow_up() -> Tlv:
    """Asks for the true send time of the reflector's previous reply in this session."""
    return Tlv(FOLLOW_UP, bytes(FOLLOW_UP_SIZE))


def pack(tlvs: Iterable[Tlv]) -> bytes:
    """The TLVs as they stand on the wire."""
    return b"".join([HEADER.pack(flags, kind, len(value)) + value for kind, value, flags in tlvs])


def walk(data: bytes | bytearray, start: int, end: int) -> Iterator[Element]:
    """Every TLV between ``start`` and ``end``; stops at plain padding, and after one that is cut off."""
    at = start
    while end - at >= HEADER.size:
        _, kind, length = HEADER.unpack_from(data, at)
        if kind == PADDING:
            return
        value_at = at + HEADER.size
        whole = value_at + length <= end
        at_next = value_at + length if whole else end
        yield Element(at, kind, value_at, at_next, whole)
        at = at_next


def parse(data: bytes, start: int = 0) -> tuple[Tlv, ...]:
    """The TLVs from ``start`` on, up to the first that is cut off or marked malformed; never raises."""
    found: list[Tlv] = []
    for at, kind, value_at, end, whole in walk(data, start, len(data)):
        flags = data[at]
        if not whole or flags & MALFORMED:
            break
        found.append(Tlv(kind, data[value_at:end], flags))
    return tuple(found)


def class_of_service(tlvs: Sequence[Tlv]) -> ClassOfService | None:
    """What became of the marks on the way out; None when the reflector did not say."""
    value = _answer(tlvs, CLASS_OF_SERVICE, CLASS_OF_SERVICE_SIZE)
    if value is None:
        return None
    bits = int.from_bytes(value[:2])
    return ClassOfService(bits >> 10, bits >> 4 & 0x3F, bits >> 2 & 0x3, bool(bits & 0x3))


def location(tlvs: Sequence[Tlv]) -> Location | None:
    """Addresses and ports as the reflector saw them; None when it did not say."""
    value = _answer(tlvs, LOCATION, LOCATION_PORTS.size)
    if value is None:
        return None
    destination_port, source_port = LOCATION_PORTS.unpack_from(value)
    inner = parse(value, LOCATION_PORTS.size)
    source = _address(inner, SOURCE_IPV4, SOURCE_IPV6)
    return Location(source, source_port, _address(inner, DESTINATION_IPV4, DESTINATION_IPV6), destination_port)


def timestamp_information(tlvs: Sequence[Tlv]) -> TimestampInformation | None:
    """How the reflector stamps; None when it did not say."""
    value = _answer(tlvs, TIMESTAMP_INFORMATION, 4)
    return None if value is None else TimestampInformation(*value[:4])


def follow_up(tlvs: Sequence[Tlv], *, ptp: bool = False) -> FollowUp | None:
    """The true send time of an earlier reply; None when the reflector does not know one.

    Args:
        tlvs: those of the reply.
        ptp: whether the reflector's stamps are in PTP format (``Reply.ptp``).
    """
    value = _answer(tlvs, FOLLOW_UP, FOLLOW_UP_SIZE)
    if value is None:
        return None
    seq, stamp, method = FOLLOW_UP_VALUE.unpack_from(value)
    return FollowUp(seq, from_ptp(stamp) if ptp else from_ntp(stamp), method) if stamp else None


def _answer(tlvs: Sequence[Tlv], kind: int, least: int) -> bytes | None:
    """The value of the first TLV of that kind that the reflector understood, when it is ``least`` octets at least."""
    for tlv in tlvs:
        if tlv.kind == kind and not tlv.flags & _NOT_TO_BE_READ and len(tlv.value) >= least:
            return tlv.value
    return None


def _address(tlvs: Sequence[Tlv], kind_v4: int, kind_v6: int) -> str | None:
    if (value := _answer(tlvs, kind_v4, 4)) is not None:
        return inet_ntop(AF_INET, value[:4])
    if (value := _answer(tlvs, kind_v6, ADDRESS_SIZE)) is not None:
        return inet_ntop(AF_INET6, value[:ADDRESS_SIZE])
    return None
