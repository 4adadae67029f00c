"""Windows' socket addresses as bytes: ``SOCKADDR_IN`` and ``SOCKADDR_IN6`` (``ws2def.h``, ``ws2ipdef.h``).

Family, flow label and scope are in the computer's byte order (little-endian on all that Windows runs on), port and
address in the network's.
"""

import socket
import struct

SIZE = 28
"""Octets of ``SOCKADDR_INET``, which holds either."""

_AF_INET, _AF_INET6 = 2, 23
_V4 = struct.Struct("<H2s4s")
_V6 = struct.Struct("<H2sI16sI")


def pack(address: str, port: int = 0) -> bytes:
    """``SOCKADDR_INET`` of a numeric address; a scope must be a number (``fe80::1%12``).

    Raises:
        ValueError: it is no numeric address.
    """
    host, _, scope = address.partition("%")
    network_port = struct.pack(">H", port)
    try:
        if ":" not in host:
            packed = _V4.pack(_AF_INET, network_port, socket.inet_pton(socket.AF_INET, host))
        else:
            in_network_order = socket.inet_pton(socket.AF_INET6, host)
            packed = _V6.pack(_AF_INET6, network_port, 0, in_network_order, int(scope or 0))
    except (OSError, struct.error) as error:
        raise ValueError(f"{address} is no numeric address") from error
    return packed.ljust(SIZE, b"\0")


def unpack(data: bytes) -> str | None:
    """The numeric address, with the scope of a link-local one; None when it is neither IPv4 nor IPv6."""
    family = int.from_bytes(data[:2], "little")
    if family == _AF_INET and len(data) >= _V4.size:
        return socket.inet_ntop(socket.AF_INET, _V4.unpack_from(data)[2])
    if family == _AF_INET6 and len(data) >= _V6.size:
        _, _, _, in_network_order, scope = _V6.unpack_from(data)
        address = socket.inet_ntop(socket.AF_INET6, in_network_order)
        is_link_local = in_network_order[0] == 0xFE and in_network_order[1] & 0xC0 == 0x80
        return f"{address}%{scope}" if scope and is_link_local else address
    return None
