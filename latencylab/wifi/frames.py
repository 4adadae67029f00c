"""Beacons and probe responses in captured frames.

A capture file names the link type of its packets: plain 802.11, or 802.11 behind a header that tells how it was
received (radiotap, PPI, Prism), possibly inside a Linux "cooked" header. Pure functions on bytes; nothing here is
believed beyond its end, and frames that are marked as damaged are left out.

Sources: the link-layer header types of the pcap format (draft-ietf-opsawg-pcaplinktype), radiotap.org, the PPI
specification 1.0.10, IEEE 802.11-2020 9.3.3.2.
"""

import struct
import zlib
from typing import NamedTuple

from latencylab.wifi.bss import mac_text

PLAIN, PRISM, RADIOTAP, PPI, COOKED, COOKED2 = 105, 119, 127, 192, 113, 276
_ARPHRD = {801: PLAIN, 802: PRISM, 803: RADIOTAP}
_BEACON, _PROBE_RESPONSE = 0x80, 0x50
_HEADER_SIZE, _FIXED_SIZE, _FCS_SIZE = 24, 12, 4
_ORDER = 0x80

_RADIOTAP_FIELDS = ((8, 8), (1, 1), (1, 1), (2, 4), (1, 2), (1, 1), (1, 1))
"""Alignment and size of the fields up to the noise: TSFT, flags, rate, channel, FHSS, signal, noise."""
_FLAGS, _CHANNEL, _SIGNAL = 1, 3, 5
_HAS_FCS, _BAD_FCS = 0x10, 0x40
_MAX_PRESENT_WORDS = 32


class Beacon(NamedTuple):
    """What a received beacon or probe response gives."""

    bssid: str
    is_probe_response: bool
    freq_mhz: int | None
    """Where the receiver was tuned, which is not always the network's channel."""
    rssi_dbm: int | None
    elements: bytes


class _Received(NamedTuple):
    """A frame without what was in front of it."""

    frame: bytes
    has_fcs: bool | None
    """None: not told."""
    freq_mhz: int | None = None
    rssi_dbm: int | None = None


def read_beacon(link_type: int, packet: bytes) -> Beacon | None:
    """The beacon or probe response in a captured packet; None for every other packet and for damaged ones."""
    try:
        received = _unwrap(link_type, packet)
    except (struct.error, IndexError):
        return None
    return None if received is None else _beacon(received)


def _unwrap(link_type: int, packet: bytes) -> _Received | None:
    if link_type == RADIOTAP:
        return _radiotap(packet)
    if link_type == PLAIN:
        return _Received(packet, None)
    if link_type == PPI:
        return _ppi(packet)
    if link_type == PRISM:
        return _Received(packet[struct.unpack_from("<I", packet, 4)[0] :], None)
    if link_type == COOKED:
        return _cooked(struct.unpack_from(">H", packet, 2)[0], packet[16:])
    if link_type == COOKED2:
        return _cooked(struct.unpack_from(">H", packet, 8)[0], packet[20:])
    return None


def _cooked(hardware_type: int, packet: bytes) -> _Received | None:
    inner = _ARPHRD.get(hardware_type)
    return None if inner is None else _unwrap(inner, packet)


def _radiotap(packet: bytes) -> _Received | None:
    version, _, size, present = struct.unpack_from("<BBHI", packet)
    if version or size > len(packet):
        return None
    at, word = 8, present
    while word >> 31:
        if at + 4 > size or at > 4 * _MAX_PRESENT_WORDS:
            return None
        word = struct.unpack_from("<I", packet, at)[0]
        at += 4
    flags, freq_mhz, rssi_dbm = None, None, None
    for bit, (align, width) in enumerate(_RADIOTAP_FIELDS):
        if not present >> bit & 1:
            continue
        at = (at + align - 1) // align * align
        if at + width > size:
            break
        if bit == _FLAGS:
            flags = packet[at]
        elif bit == _CHANNEL:
            freq_mhz = struct.unpack_from("<H", packet, at)[0] or None
        elif bit == _SIGNAL:
            rssi_dbm = struct.unpack_from("<b", packet, at)[0]
        at += width
    if flags is not None and flags & _BAD_FCS:
        return None
    return _Received(packet[size:], None if flags is None else bool(flags & _HAS_FCS), freq_mhz, rssi_dbm)


def _ppi(packet: bytes) -> _Received | None:
    """Per-Packet Information: fields of ``type, length, data``; type 2 is 802.11-Common."""
    size, link_type = struct.unpack_from("<HI", packet, 2)
    if link_type != PLAIN or size > len(packet):
        return None
    at, flags, freq_mhz, rssi_dbm = 8, 0, None, None
    while at + 4 <= size:
        kind, width = struct.unpack_from("<HH", packet, at)
        if kind == 2 and width >= 20 and at + 24 <= size:
            flags, freq_mhz, rssi_dbm = struct.unpack_from("<8xH2xH4xb", packet, at + 4)
        at += 4 + width
    if flags & 4:
        return None
    return _Received(packet[size:], bool(flags & 1), freq_mhz or None, rssi_dbm or None)


def _beacon(received: _Received) -> Beacon | None:
    frame = received.frame
    body = _HEADER_SIZE + _FIXED_SIZE
    if len(frame) < body or frame[0] not in (_BEACON, _PROBE_RESPONSE):
        return None
    if frame[1] & _ORDER:
        body += 4
    end = len(frame) - _FCS_SIZE if _ends_in_fcs(received) else len(frame)
    return Beacon(
        mac_text(frame[16:22]), frame[0] == _PROBE_RESPONSE, received.freq_mhz, received.rssi_dbm, frame[body:end]
    )


def _ends_in_fcs(received: _Received) -> bool:
    """Whether the last four bytes are the frame check sequence; where the capture does not say, they are tried."""
    if received.has_fcs is not None:
        return received.has_fcs
    frame = received.frame
    return len(frame) > _FCS_SIZE and zlib.crc32(frame[:-4]) == int.from_bytes(frame[-4:], "little")
