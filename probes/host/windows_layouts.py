"""What ``iphlpapi.dll`` writes into its caller's buffers, read as bytes (``iptypes.h``, ``netioapi.h``).

``GetAdaptersAddresses`` fills one buffer with structures that are chained by absolute addresses within that buffer.
They are followed here as offsets from the buffer's own address and never dereferenced: a pointer that leads out of the
buffer, or back to where the chain has been, ends the chain.
"""

import ctypes
from collections.abc import Iterator
from ctypes import c_int32, c_ubyte, c_uint8, c_uint32, c_uint64, c_void_p
from typing import NamedTuple, TypeVar

from probes.wire import sockaddr

_S = TypeVar("_S", bound=ctypes.Structure)
_LONGEST_NAME = 256
_UP = 1
_UNKNOWN_MTU = 0xFFFFFFFF
_UNKNOWN_SPEED = (0, 0xFFFFFFFFFFFFFFFF)


class SocketAddress(ctypes.Structure):
    """``SOCKET_ADDRESS``."""

    _fields_ = (("lpSockaddr", c_void_p), ("iSockaddrLength", c_int32))


class ListedAddress(ctypes.Structure):
    """``IP_ADAPTER_DNS_SERVER_ADDRESS_XP`` and ``IP_ADAPTER_GATEWAY_ADDRESS_LH``, which are alike."""

    _fields_ = (("Length", c_uint32), ("Reserved", c_uint32), ("Next", c_void_p), ("Address", SocketAddress))


class AdapterAddresses(ctypes.Structure):
    """``IP_ADAPTER_ADDRESSES_LH`` (Windows Vista and later)."""

    _fields_ = (
        ("Length", c_uint32),
        ("IfIndex", c_uint32),
        ("Next", c_void_p),
        ("AdapterName", c_void_p),
        ("FirstUnicastAddress", c_void_p),
        ("FirstAnycastAddress", c_void_p),
        ("FirstMulticastAddress", c_void_p),
        ("FirstDnsServerAddress", c_void_p),
        ("DnsSuffix", c_void_p),
        ("Description", c_void_p),
        ("FriendlyName", c_void_p),
        ("PhysicalAddress", c_ubyte * 8),
        ("PhysicalAddressLength", c_uint32),
        ("Flags", c_uint32),
        ("Mtu", c_uint32),
        ("IfType", c_uint32),
        ("OperStatus", c_uint32),
        ("Ipv6IfIndex", c_uint32),
        ("ZoneIndices", c_uint32 * 16),
        ("FirstPrefix", c_void_p),
        ("TransmitLinkSpeed", c_uint64),
        ("ReceiveLinkSpeed", c_uint64),
        ("FirstWinsServerAddress", c_void_p),
        ("FirstGatewayAddress", c_void_p),
        ("Ipv4Metric", c_uint32),
        ("Ipv6Metric", c_uint32),
        ("Luid", c_uint64),
        ("Dhcpv4Server", SocketAddress),
        ("CompartmentId", c_uint32),
        ("NetworkGuid", c_uint32 * 4),
        ("ConnectionType", c_uint32),
        ("TunnelType", c_uint32),
        ("Dhcpv6Server", SocketAddress),
        ("Dhcpv6ClientDuid", c_ubyte * 130),
        ("Dhcpv6ClientDuidLength", c_uint32),
        ("Dhcpv6Iaid", c_uint32),
        ("FirstDnsSuffix", c_void_p),
    )


class Prefix(ctypes.Structure):
    """``IP_ADDRESS_PREFIX``."""

    _fields_ = (("Prefix", c_uint32 * 7), ("PrefixLength", c_uint8))


class ForwardRow(ctypes.Structure):
    """``MIB_IPFORWARD_ROW2``, a row of the route table."""

    _fields_ = (
        ("InterfaceLuid", c_uint64),
        ("InterfaceIndex", c_uint32),
        ("DestinationPrefix", Prefix),
        ("NextHop", c_uint32 * 7),
        ("SitePrefixLength", c_uint8),
        ("ValidLifetime", c_uint32),
        ("PreferredLifetime", c_uint32),
        ("Metric", c_uint32),
        ("Protocol", c_uint32),
        ("Loopback", c_uint8),
        ("AutoconfigureAddress", c_uint8),
        ("Publish", c_uint8),
        ("Immortal", c_uint8),
        ("Age", c_uint32),
        ("Origin", c_uint32),
    )


class Adapter(NamedTuple):
    """A network adapter."""

    number: int
    """``IfIndex``, which IPv4 routes name."""
    number_v6: int
    """``Ipv6IfIndex``."""
    name: str
    """What the user sees, and psutil uses: ``Ethernet``, ``WLAN``."""
    description: str
    """The driver's name of the device."""
    if_type: int
    """Number of the IANA's ifType registry."""
    up: bool
    mtu: int | None
    transmit_bps: int | None
    metric: int
    """The lower of both families' metrics: Windows prefers the adapter with the lowest."""
    gateways: tuple[str, ...]
    dns: tuple[str, ...]


class BestRoute(NamedTuple):
    """A row of the route table as far as it is of use."""

    number: int
    """``InterfaceIndex``."""
    next_hop: str | None
    """None on the same link."""


def adapters(buffer: bytes, base: int) -> list[Adapter]:
    """The adapters in what ``GetAdaptersAddresses`` wrote into a buffer at address ``base``."""
    first = base if buffer else None
    return [_adapter(entry, buffer, base) for entry in _chain(AdapterAddresses, first, buffer, base)]


def best_route(row: bytes) -> BestRoute | None:
    """The row that ``GetBestRoute2`` wrote; None when it cannot be read."""
    if len(row) < ctypes.sizeof(ForwardRow):
        return None
    read = ForwardRow.from_buffer_copy(row)
    hop = sockaddr.unpack(bytes(read.NextHop))
    if hop is not None and hop.startswith("fe80") and "%" not in hop:
        hop = f"{hop}%{read.InterfaceIndex}"
    return BestRoute(read.InterfaceIndex, None if hop in ("0.0.0.0", "::") else hop)  # noqa: S104 - no binding


def _adapter(entry: AdapterAddresses, buffer: bytes, base: int) -> Adapter:
    return Adapter(
        entry.IfIndex,
        entry.Ipv6IfIndex,
        _wide_text(entry.FriendlyName, buffer, base),
        _wide_text(entry.Description, buffer, base),
        entry.IfType,
        entry.OperStatus == _UP,
        None if entry.Mtu in (0, _UNKNOWN_MTU) else entry.Mtu,
        None if entry.TransmitLinkSpeed in _UNKNOWN_SPEED else entry.TransmitLinkSpeed,
        min(entry.Ipv4Metric, entry.Ipv6Metric),
        tuple(_addresses(entry.FirstGatewayAddress, buffer, base)),
        tuple(_addresses(entry.FirstDnsServerAddress, buffer, base)),
    )


def _chain(kind: type[_S], pointer: int | None, buffer: bytes, base: int) -> Iterator[_S]:
    """The structures that follow one another by their field ``Next``."""
    seen: set[int] = set()
    while pointer is not None and pointer not in seen:
        seen.add(pointer)
        offset = pointer - base
        if not 0 <= offset <= len(buffer) - ctypes.sizeof(kind):
            return
        entry = kind.from_buffer_copy(buffer, offset)
        yield entry
        pointer = entry.Next


def _addresses(pointer: int | None, buffer: bytes, base: int) -> Iterator[str]:
    for entry in _chain(ListedAddress, pointer, buffer, base):
        offset, length = (entry.Address.lpSockaddr or 0) - base, entry.Address.iSockaddrLength
        if offset >= 0 and 0 < length <= len(buffer) - offset:
            address = sockaddr.unpack(buffer[offset : offset + length])
            if address is not None:
                yield address


def _wide_text(pointer: int | None, buffer: bytes, base: int) -> str:
    """A UTF-16 text that ends with a zero."""
    offset = (pointer or 0) - base
    if not 0 <= offset < len(buffer):
        return ""
    return buffer[offset : offset + 2 * _LONGEST_NAME].decode("utf-16-le", "replace").partition("\0")[0]
