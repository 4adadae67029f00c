"""Generic netlink, as much of it as asking the kernel questions takes: encode, send, collect the parts of the answer.

Messages are pyroute2's classes; its sockets are left alone, because they run an event loop and threads for what here
is one question and its answer. An answer ends with ``NLMSG_DONE``, or with ``NLMSG_ERROR`` that holds 0 or an errno.
"""

import os
import socket
import struct
from collections.abc import Iterator
from functools import cache
from typing import Any, Protocol

_NETLINK_GENERIC = 16
_GENL_ID_CTRL, _CTRL_CMD_GETFAMILY = 0x10, 3
_REQUEST, _ACK, _DUMP = 0x1, 0x4, 0x300
_NLMSG_NOOP, _NLMSG_ERROR, _NLMSG_DONE = 1, 2, 3
_HEADER = struct.Struct("=IHHII")
_ERRNO = struct.Struct("=i")
_RECEIVE_SIZE = 1 << 18
_PATIENCE_S = 3.0


class Datagrams(Protocol):
    """What is needed of a netlink socket."""

    def send(self, data: bytes, /) -> int:
        """Send one datagram."""

    def recv(self, size: int, /) -> bytes:
        """The next datagram."""

    def close(self) -> None:
        """Give it back."""


def open_socket() -> Datagrams:
    """A generic netlink socket of this system.

    Raises:
        OSError: there is none.
    """
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_GENERIC)  # type: ignore[attr-defined,unused-ignore]
    sock.settimeout(_PATIENCE_S)
    sock.bind((0, 0))
    return sock


@cache
def _control_class() -> Any:
    from pyroute2.netlink import ctrlmsg

    return ctrlmsg


class GenericNetlink:
    """Questions to one family of generic netlink.

    Args:
        sock: the socket.
        family: its name, such as ``nl80211``.
        message_class: pyroute2's class of its messages.

    Raises:
        OSError: the kernel does not know the family, or does not answer.
    """

    def __init__(self, sock: Datagrams, family: str, message_class: Any) -> None:
        self._sock = sock
        self._message_class = message_class
        self._sequence = 0
        request = _control_class()()
        request["cmd"], request["version"] = _CTRL_CMD_GETFAMILY, 1
        request["attrs"] = [("CTRL_ATTR_FAMILY_NAME", family)]
        answers = list(self._ask(request, _GENL_ID_CTRL, _REQUEST | _ACK, _control_class()))
        if not answers:
            raise OSError(f"the kernel does not know {family}")
        self._family = answers[0].get_attr("CTRL_ATTR_FAMILY_ID")
        self.groups = {
            str(group.get_attr("CTRL_ATTR_MCAST_GRP_NAME")): int(group.get_attr("CTRL_ATTR_MCAST_GRP_ID") or 0)
            for group in answers[0].get_attr("CTRL_ATTR_MCAST_GROUPS") or ()
        }
        """The numbers of the family's multicast groups, by name."""

    def ask(self, command: int, attributes: list[tuple[str, Any]] | None = None, *, dump: bool = True) -> Iterator[Any]:
        """The kernel's answers to a command, decoded; parts that cannot be decoded are left out.

        Raises:
            OSError: the kernel refuses, with its errno; :class:`TimeoutError` when it is silent.
        """
        request = self._message_class()
        request["cmd"], request["version"] = command, 1
        request["attrs"] = attributes or []
        yield from self._ask(request, self._family, _REQUEST | (_DUMP if dump else _ACK), self._message_class)

    def close(self) -> None:
        """Give the socket back."""
        self._sock.close()

    def _ask(self, request: Any, kind: int, flags: int, message_class: Any) -> Iterator[Any]:
        self._sequence += 1
        request["header"]["type"], request["header"]["flags"] = kind, flags
        request["header"]["sequence_number"] = self._sequence
        request.encode()
        self._sock.send(bytes(request.data))
        while True:
            for answer_kind, message in split(self._sock.recv(_RECEIVE_SIZE), self._sequence):
                if answer_kind in (_NLMSG_ERROR, _NLMSG_DONE):
                    _raise_errno(message)
                    return
                if answer_kind == kind:
                    decoded = decode(message_class, message)
                    if decoded is not None:
                        yield decoded


def split(datagram: bytes, sequence: int) -> Iterator[tuple[int, bytes]]:
    """Type and bytes of each message in a datagram that answers that request; late answers to others are left out."""
    at = 0
    while at + _HEADER.size <= len(datagram):
        size, kind, _, number, _ = _HEADER.unpack_from(datagram, at)
        if size < _HEADER.size or at + size > len(datagram):
            return
        if number == sequence and kind != _NLMSG_NOOP:
            yield kind, datagram[at : at + size]
        at += (size + 3) & ~3


def decode(message_class: Any, message: bytes) -> Any:
    """The decoded message; None when it is not what it should be."""
    from pyroute2.netlink.exceptions import NetlinkDecodeError

    decoded = message_class(message)
    try:
        decoded.decode()
    except (NetlinkDecodeError, struct.error, LookupError, TypeError, ValueError, AttributeError):
        return None
    return decoded


def _raise_errno(message: bytes) -> None:
    if len(message) >= _HEADER.size + _ERRNO.size:
        code = -_ERRNO.unpack_from(message, _HEADER.size)[0]
        if code > 0:
            raise OSError(code, os.strerror(code))
