"""Which of this computer's addresses a datagram was sent to, and sending the answer from the same one.

A socket bound to the wildcard address answers from whatever address the route prefers; on a computer with several, the
answer then comes from an address that nobody asked. ``IP_PKTINFO`` and ``IPV6_PKTINFO`` (RFC 3542 section 6) tell the
address and choose it. Linux and macOS have both; elsewhere everything here says so and the answer goes out plainly.
"""

import socket
import struct
import sys
from typing import Final, NamedTuple

_IS_MACOS = sys.platform == "darwin"
_HAS_PKTINFO = sys.platform == "linux" or _IS_MACOS

_IP_PKTINFO: Final = 26 if _IS_MACOS else 8
_IPV6_RECVPKTINFO: Final = 61 if _IS_MACOS else 49
_IPV6_PKTINFO: Final = 46 if _IS_MACOS else 50

_IN_PKTINFO = struct.Struct("@I4s4s")
_IN6_PKTINFO = struct.Struct("@16sI")
_LINK_LOCAL = b"\xfe\x80"
_UNTOLD = bytes(4)
"""macOS tells only the destination, so that a broadcast within a network cannot be told (xnu ``ip_savecontrol``)."""
_FIRST_MULTICAST = 224

Ancillary = list[tuple[int, int, bytes]]


class Local(NamedTuple):
    """Where on this computer a datagram arrived."""

    packed: bytes
    """Address, 4 or 16 octets."""
    interface: int
    unicast: bool
    """False for a datagram to a broadcast or multicast address."""

    @property
    def host(self) -> str:
        """The address as text."""
        return socket.inet_ntop(socket.AF_INET if len(self.packed) == 4 else socket.AF_INET6, self.packed)


def want(sock: socket.socket) -> bool:
    """Ask the kernel where datagrams arrive; True when it will tell."""
    if not _HAS_PKTINFO:
        return False
    level, option = (
        (socket.IPPROTO_IPV6, _IPV6_RECVPKTINFO) if sock.family == socket.AF_INET6 else (socket.IPPROTO_IP, _IP_PKTINFO)
    )
    try:
        sock.setsockopt(level, option, 1)
    except OSError:
        return False
    return True


def read(level: int, kind: int, data: bytes) -> Local | None:
    """The address in one item of ancillary data, None when the item is another."""
    if level == socket.IPPROTO_IP and kind == _IP_PKTINFO and len(data) >= _IN_PKTINFO.size:
        interface, local, destination = _IN_PKTINFO.unpack_from(data)
        if local == _UNTOLD:
            return Local(destination, interface, unicast=destination[0] < _FIRST_MULTICAST)
        return Local(local, interface, unicast=local == destination)
    if level == socket.IPPROTO_IPV6 and kind == _IPV6_PKTINFO and len(data) >= _IN6_PKTINFO.size:
        packed, interface = _IN6_PKTINFO.unpack_from(data)
        return Local(packed, interface, unicast=packed[0] != 0xFF)
    return None


def answer_from(local: Local) -> Ancillary:
    """Ancillary data that sends a datagram from ``local``.

    The route chooses the interface, but for link-local addresses, which have no meaning without one.
    """
    if len(local.packed) == 4:
        return [(socket.IPPROTO_IP, _IP_PKTINFO, _IN_PKTINFO.pack(0, local.packed, bytes(4)))]
    interface = local.interface if local.packed.startswith(_LINK_LOCAL) else 0
    return [(socket.IPPROTO_IPV6, _IPV6_PKTINFO, _IN6_PKTINFO.pack(local.packed, interface))]
