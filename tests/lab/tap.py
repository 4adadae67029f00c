"""TAP and TUN devices: an interface of a network namespace whose other side is a file descriptor.

A TAP device (``IFF_TAP | IFF_NO_PI``) carries Ethernet frames and has an Ethernet link type, so it looks like a wired
port to whatever runs in the namespace. With ``IFF_VNET_HDR`` each frame is preceded by 10 octets
(``struct virtio_net_hdr``) that tell of work left to the "hardware": a checksum still to be filled in, or a TCP packet
of many segments still to be cut up (GSO). A forwarder that hands such a packet on as it is does a thirtieth of the work
that single frames cost; how many segments a packet may have is set per device by netlink, and 1 turns it off.

Sources: Linux ``Documentation/networking/tuntap.rst``; ``linux/if_tun.h``, ``linux/virtio_net.h``,
``linux/ethtool.h``, ``linux/if_link.h``.
"""

import ctypes
import fcntl
import os
import socket
import struct
from pathlib import Path

HEADER = 10
"""Octets of ``virtio_net_hdr`` in front of each frame of a TAP device."""
GSO_MAX_SEGMENTS = 44
"""64 KiB in segments of 1500 octets."""

_DEVICE = "/dev/net/tun"
_IFF_TUN, _IFF_TAP, _IFF_NO_PI, _IFF_VNET_HDR = 0x0001, 0x0002, 0x1000, 0x4000
_TUNSETIFF, _TUNSETOFFLOAD, _TUNSETCARRIER = 0x400454CA, 0x400454D0, 0x400454E2
_TUN_F_CSUM, _TUN_F_TSO4, _TUN_F_TSO6 = 1, 2, 4
_SIOCSIFHWADDR, _SIOCETHTOOL, _ARPHRD_ETHER = 0x8924, 0x8946, 1
_ETHTOOL_SSET = 2
_SPEED_UNKNOWN, _DUPLEX_UNKNOWN = 0xFFFFFFFF, 0xFF
_ETHTOOL_CMD = struct.Struct("=I8xHB13xH14x")
"""Command, speed, duplex, upper half of the speed."""
_RTM_SETLINK, _NLM_F_REQUEST_ACK = 19, 5
_IFLA_GSO_MAX_SEGS = 40


def unavailable() -> str | None:
    """None when TAP devices can be made, else the reason in one sentence."""
    if not Path(_DEVICE).exists():
        return f"{_DEVICE} does not exist"
    try:
        os.close(os.open(_DEVICE, os.O_RDWR))
    except OSError as error:
        return f"{_DEVICE} cannot be opened ({error.strerror})"
    return None


class Tap:
    """A TAP device in the network namespace of the calling thread.

    Args:
        name: the interface's name.
        mac: its hardware address, 6 octets.
        link_mbps: the speed that it claims to have; None for "unknown", as Wi-Fi does.
        full_duplex: what it claims of its duplex.

    Raises:
        OSError: the device cannot be made.
    """

    def __init__(self, name: str, mac: bytes, link_mbps: int | None = 1000, full_duplex: bool = True) -> None:
        self.fd = _open(name, _IFF_TAP | _IFF_NO_PI | _IFF_VNET_HDR)
        self._index = socket.if_nametoindex(name)
        self._netlink = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            fcntl.ioctl(sock, _SIOCSIFHWADDR, struct.pack("16sH6s8x", name.encode(), _ARPHRD_ETHER, mac))
            _claim_speed(sock, name, link_mbps, full_duplex)
        self.set_segments(1)
        self.set_carrier(False)  # so that the next line is a change, and the state becomes "up" rather than "unknown"
        self.set_carrier(True)

    def set_segments(self, segments: int) -> None:
        """Let TCP packets of up to ``segments`` segments come out of the device; 1: only finished single frames."""
        flags = _TUN_F_CSUM | _TUN_F_TSO4 | _TUN_F_TSO6 if segments > 1 else 0
        fcntl.ioctl(self.fd, _TUNSETOFFLOAD, flags)
        attribute = struct.pack("=HHI", 8, _IFLA_GSO_MAX_SEGS, max(segments, 1))
        self._netlink.send(
            struct.pack("=IHHII", 16 + 16 + 8, _RTM_SETLINK, _NLM_F_REQUEST_ACK, 1, 0)
            + struct.pack("=BxHiII", 0, 0, self._index, 0, 0)
            + attribute
        )
        (code,) = struct.unpack_from("=i", self._netlink.recv(4096), 16)
        if code:
            raise OSError(-code, f"gso_max_segs: {os.strerror(-code)}")

    def set_carrier(self, on: bool) -> None:
        """Plug the cable in or out: the interface stays up, but has no carrier."""
        fcntl.ioctl(self.fd, _TUNSETCARRIER, struct.pack("I", on))


def open_tun(name: str) -> int:
    """A TUN device in this network namespace: a file descriptor of bare IP packets; raises OSError."""
    return _open(name, _IFF_TUN | _IFF_NO_PI)


def _open(name: str, flags: int) -> int:
    fd = os.open(_DEVICE, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(fd, _TUNSETIFF, struct.pack("16sH22x", name.encode(), flags))
    except OSError:
        os.close(fd)
        raise
    return fd


def _claim_speed(sock: socket.socket, name: str, link_mbps: int | None, full_duplex: bool) -> None:
    """Set what the device says of itself to ``ethtool`` and in ``/sys/class/net/*/speed`` (it knows no other)."""
    speed, duplex = (_SPEED_UNKNOWN, _DUPLEX_UNKNOWN) if link_mbps is None else (link_mbps, int(full_duplex))
    command = ctypes.create_string_buffer(
        _ETHTOOL_CMD.pack(_ETHTOOL_SSET, speed & 0xFFFF, duplex, speed >> 16), _ETHTOOL_CMD.size
    )
    fcntl.ioctl(sock, _SIOCETHTOOL, struct.pack("16sP16x", name.encode(), ctypes.addressof(command)))
