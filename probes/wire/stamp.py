"""STAMP test packets (RFC 8762, with the session identifier of RFC 8972 section 3) as functions on bytes.

A session-sender's packet carries T1, its send time; the session-reflector answers with T2, when the packet came in, and
T3, when the answer went out; the sender notes T4. The round trip without the reflector's share is (T4-T1) - (T3-T2) and
needs no common clock. The reflector counts its replies per session, so that of N sent, R reflected and M received
packets N-R were lost on the way out and R-M on the way back.

Unauthenticated packets have 44 octets, authenticated ones 112 with an HMAC-SHA-256, truncated to 128 bits, over the
first 96 (section 4.4). The same layout is TWAMP-Light's (RFC 5357 appendix I), whose replies may be shorter.
"""

import hmac
import struct
from collections.abc import Sequence
from typing import Final, NamedTuple

from probes.wire import tlv as tlvs_
from probes.wire.ntp import from_ntp, from_ptp, to_ntp
from probes.wire.tlv import Tlv

PORT: Final = 862
"""The registered UDP port of session-reflectors (RFC 8545); privileged on Unix."""

UNPRIVILEGED_PORT: Final = 18_862
"""Where our own reflector listens when 862 is not permitted."""

BASE_SIZE, AUTHENTICATED_SIZE, SHORTEST_REPLY = 44, 112, 36
"""Octets of a packet without TLVs, open and authenticated, and of the shortest reply that holds T1, T2 and T3."""

SYNCHRONISED, PTP_FORMAT = 0x8000, 0x4000
"""The bits S and Z of an error estimate."""

_REQUEST = struct.Struct(">IQHH28x")
_REQUEST_HEAD = struct.Struct(">IQHH")
_REPLY = struct.Struct(">IQHHQIQHxxB3x")
_KEYED_REQUEST = struct.Struct(">I12xQHH68x")
_KEYED_REPLY = struct.Struct(">I12xQHH4xQ8xI12xQH6xB15x")
_STAMPS = struct.Struct(">Q4xQ")
_KEYED_STAMPS = struct.Struct(">Q8xQ")
_SEQ = struct.Struct(">I")

_HMAC_AT, _HMAC_SIZE = 96, 16
_SSID_AND_TTL_END = 41
_LOW32 = 0xFFFF_FFFF
_NS_PER_S = 1_000_000_000
_ZEROS = bytes(BASE_SIZE)
_MBZ_AT, _MBZ = 16, bytes(28)
_MAX_PROCESSING = 10 << 32


class StampError(ValueError):
    """These octets are no STAMP packet that can be trusted: too short, malformed or keyed otherwise."""


class Reply(NamedTuple):
    """A session-reflector's answer. All times are Unix nanoseconds of the clock that took them."""

    seq: int
    """The reflector's own count of replies in this session; equal to ``sender_seq`` if it keeps no count."""
    sender_seq: int
    t1_ns: int
    t2_ns: int
    t3_ns: int
    """Equal to ``t2_ns`` when the reflector has but one stamp; its share of the round trip is then unknown."""
    sender_ttl: int | None
    """TTL or hop limit with which the request arrived; None when the reply is too short to say."""
    ssid: int | None
    """Session identifier; 0 from a reflector without RFC 8972, None when the reply is too short to say."""
    synchronised: bool
    """The reflector claims a clock set by an outside source, so that one-way delays can be believed."""
    tlvs: tuple[Tlv, ...]
    ptp: bool = False
    """The reflector's stamps came in PTP format."""


class Request(NamedTuple):
    """A session-sender's packet. ``t1`` and ``error`` are raw, since a reply copies them as they are."""

    seq: int
    t1: int
    error: int
    ssid: int


def error_estimate(error_s: float, *, synchronised: bool = False) -> int:
    """The 16 bits ``S Z scale(6) multiplier(8)`` with the least error of at least ``error_s`` (RFC 4656 4.1.2).

    The error is multiplier * 2^(scale - 32) seconds; the multiplier is never 0.
    """
    units = max(1, round(error_s * 2**32))
    scale = max(0, units.bit_length() - 8)
    multiplier = -(-units >> scale)
    if multiplier > 0xFF:
        scale, multiplier = scale + 1, multiplier + 1 >> 1
    bits = min(scale, 63) << 8 | multiplier
    return SYNCHRONISED | bits if synchronised else bits


UNKNOWN_ERROR: Final = error_estimate(1.0)
"""Error estimate of a clock about which nothing is known: not synchronised, one second."""


def pack_request(
    seq: int, t1_wall_ns: int, *, ssid: int = 0, key: bytes | None = None, tlvs: Sequence[Tlv] = ()
) -> bytes:
    """A session-sender's test packet (RFC 8762 section 4.2).

    With a key it is authenticated, and an HMAC TLV is added after ``tlvs`` unless they are a single Extra Padding
    (RFC 8972 section 4.8). A sender should take a fresh random ``ssid`` for each session: the reflector's count goes on
    when address, port and identifier stay the same.

    Args:
        seq: sequence number, taken modulo 2^32.
        t1_wall_ns: send time in Unix nanoseconds.
        ssid: session identifier, 0 for none.
        key: the shared secret for authenticated mode.
        tlvs: extensions, for example :func:`probes.wire.tlv.ask_class_of_service`.
    """
    seq &= _LOW32
    t1 = to_ntp(t1_wall_ns)
    if key is None:
        base = _REQUEST.pack(seq, t1, UNKNOWN_ERROR, ssid)
        return base + tlvs_.pack(tlvs) if tlvs else base
    base = _KEYED_REQUEST.pack(seq, t1, UNKNOWN_ERROR, ssid)
    extensions = tlvs_.pack(tlvs)
    if tlvs and not (len(tlvs) == 1 and tlvs[0].kind == tlvs_.EXTRA_PADDING):
        extensions += tlvs_.pack([Tlv(tlvs_.HMAC, tlv_digest(key, seq, extensions))])
    return base + digest(key, base) + extensions


def parse_reply(data: bytes, *, key: bytes | None = None) -> Reply:
    """Read a session-reflector's answer (RFC 8762 section 4.3), TWAMP-Light's shorter ones included.

    With a key, extensions whose HMAC TLV is missing or wrong are left out, as RFC 8972 section 4.8 demands.

    Raises:
        StampError: ``data`` is too short, not authenticated by ``key``, or carries an impossible time.
    """
    if key is None:
        return _parse_open_reply(data)
    check_digest(data, key)
    seq, t3, error, ssid, t2, sender_seq, t1, _, ttl = _KEYED_REPLY.unpack_from(data)
    tlvs = tlvs_.parse(data, AUTHENTICATED_SIZE) if has_trusted_tlvs(data, key) else ()
    return _reply(seq, t3, error, ssid, t2, sender_seq, t1, ttl, tlvs)


def _parse_open_reply(data: bytes) -> Reply:
    size = len(data)
    if size >= BASE_SIZE:
        seq, t3, error, ssid, t2, sender_seq, t1, _, ttl = _REPLY.unpack_from(data)
        tlvs = tlvs_.parse(data, BASE_SIZE) if size > BASE_SIZE else ()
        return _reply(seq, t3, error, ssid, t2, sender_seq, t1, ttl, tlvs)
    if size < SHORTEST_REPLY:
        raise StampError(f"a reply has at least {SHORTEST_REPLY} octets, this has {size}")
    seq, t3, error, _, t2, sender_seq, t1, _, ttl = _REPLY.unpack_from(data + _ZEROS)
    return _reply(seq, t3, error, None, t2, sender_seq, t1, ttl if size >= _SSID_AND_TTL_END else None, ())


def _reply(
    seq: int,
    t3: int,
    error: int,
    ssid: int | None,
    t2: int,
    sender_seq: int,
    t1: int,
    ttl: int | None,
    tlvs: tuple[Tlv, ...],
) -> Reply:
    synchronised = error >= SYNCHRONISED
    if not error & PTP_FORMAT:
        t1_ns, t2_ns, t3_ns = from_ntp(t1), from_ntp(t2), from_ntp(t3)
        return Reply(seq, sender_seq, t1_ns, t2_ns, t3_ns, ttl, ssid, synchronised, tlvs)
    if max(t2 & _LOW32, t3 & _LOW32) >= _NS_PER_S:
        raise StampError("a PTP time stamp with more than a second of nanoseconds")
    return Reply(seq, sender_seq, from_ntp(t1), from_ptp(t2), from_ptp(t3), ttl, ssid, synchronised, tlvs, ptp=True)


def parse_request(data: bytes, *, key: bytes | None = None) -> Request:
    """Read a session-sender's packet.

    A packet whose "must be zero" octets are not zero comes from a TWAMP-Light sender, which may put random padding from
    octet 14 on (RFC 5357 section 4.1.2): it has no session identifier.

    Raises:
        StampError: ``data`` is too short or not authenticated by ``key``.
    """
    if key is not None:
        check_digest(data, key)
        return Request(*_KEYED_REQUEST.unpack_from(data))
    if len(data) < _REQUEST_HEAD.size:
        raise StampError(f"too short for a session identifier: {len(data)} octets")
    request = Request(*_REQUEST_HEAD.unpack_from(data))
    return request if _MBZ.startswith(data[_MBZ_AT:BASE_SIZE]) else request._replace(ssid=0)


def pack_reply(
    request: Request, *, seq: int, t2: int, t3: int, error: int, ttl: int, key: bytes | None = None
) -> bytes:
    """A session-reflector's answer without extensions (RFC 8762 section 4.3).

    Args:
        request: what is answered.
        seq: the reflector's own count.
        t2: when the request came in, as it stands on the wire.
        t3: when the answer goes out, likewise.
        error: the reflector's error estimate.
        ttl: TTL or hop limit of the request, 255 where it cannot be read (RFC 5357 section 4.2.1).
        key: the shared secret for authenticated mode.
    """
    sender_seq, t1, sender_error, ssid = request
    if key is None:
        return _REPLY.pack(seq, t3, error, ssid, t2, sender_seq, t1, sender_error, ttl)
    base = _KEYED_REPLY.pack(seq, t3, error, ssid, t2, sender_seq, t1, sender_error, ttl)
    return base + digest(key, base)


def is_reply(data: bytes, *, authenticated: bool = False) -> bool:
    """True when a packet looks like an answer: two time stamps, of sending and receiving, within ten seconds.

    A reflector that answers answers could be pointed at another one, or at an echo service, and would play ball with it
    for ever. In a request the second stamp's place is zero, or padding that has one chance in 10^8 to fit.
    """
    layout, at = (_KEYED_STAMPS, 16) if authenticated else (_STAMPS, 4)
    if len(data) < at + layout.size:
        return False
    t3, t2 = layout.unpack_from(data, at)
    return bool(t2) and abs(t3 - t2) < _MAX_PROCESSING


def digest(key: bytes, base: bytes) -> bytes:
    """The HMAC field of an authenticated packet (RFC 8762 section 4.4)."""
    return hmac.digest(key, base[:_HMAC_AT], "sha256")[:_HMAC_SIZE]


def check_digest(data: bytes, key: bytes) -> None:
    """Make sure that ``data`` is an authenticated packet of somebody who knows ``key``.

    Raises:
        StampError: it is not.
    """
    if len(data) < AUTHENTICATED_SIZE:
        raise StampError(f"an authenticated packet has at least {AUTHENTICATED_SIZE} octets, this has {len(data)}")
    if not hmac.compare_digest(digest(key, data), data[_HMAC_AT:AUTHENTICATED_SIZE]):
        raise StampError("the HMAC does not match")


def tlv_digest(key: bytes, seq: int, preceding: bytes) -> bytes:
    """The value of an HMAC TLV: over the packet's sequence number and all TLVs before it (RFC 8972 section 4.8)."""
    return hmac.digest(key, _SEQ.pack(seq) + preceding, "sha256")[:_HMAC_SIZE]


def hmac_tlv(data: bytes | bytearray) -> tlvs_.Element | None:
    """The HMAC TLV of an authenticated packet, if it stands where it must: after all others but Extra Padding."""
    found: tlvs_.Element | None = None
    for element in tlvs_.walk(data, AUTHENTICATED_SIZE, len(data)):
        if element.kind == tlvs_.HMAC:
            if found or not element.whole or element.end - element.value_at != _HMAC_SIZE:
                return None
            found = element
        elif found and element.kind != tlvs_.EXTRA_PADDING:
            return None
    return found


def has_trusted_tlvs(data: bytes, key: bytes) -> bool:
    """True when the TLVs of an authenticated packet are covered by a right HMAC TLV, or need none."""
    elements = list(tlvs_.walk(data, AUTHENTICATED_SIZE, len(data)))
    if not elements or [element.kind for element in elements] == [tlvs_.EXTRA_PADDING]:
        return True
    place = hmac_tlv(data)
    if place is None:
        return False
    expected = tlv_digest(key, _SEQ.unpack_from(data)[0], data[AUTHENTICATED_SIZE : place.at])
    return hmac.compare_digest(expected, data[place.value_at : place.end])
