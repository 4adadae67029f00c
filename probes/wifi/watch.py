"""Watching the link: a cheap look each second, and on Linux the kernel's own word of scans, roams and channel switches.

The multicast groups ``scan`` and ``mlme`` of nl80211 need no privilege. On Windows and macOS scans are not told here;
what they do to the latency shows in its rhythm.
"""

import contextlib
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Literal, Protocol

from latencylab.wifi.bss import Link, Survey

ScanWord = Literal["started", "done", "aborted"]

_SOL_NETLINK, _ADD_MEMBERSHIP = 270, 1
_GROUPS = ("scan", "mlme")
_SCAN_WORDS: dict[int, ScanWord] = {33: "started", 34: "done", 35: "aborted"}
_CONNECT, _ROAM, _DISCONNECT, _CHANNEL_SWITCH = 46, 47, 48, 88
_LINK_WORDS = (_CONNECT, _ROAM, _DISCONNECT, _CHANNEL_SWITCH)
_GENERIC = struct.Struct("=B")
_HEADER_SIZE = 16


class LinkWatch(Protocol):
    """A way to look at the link again and again."""

    def link(self) -> Link | None:
        """The connection now; None while there is none."""

    def survey(self) -> list[Survey]:
        """The counters of the channels, where the system has them."""

    def close(self) -> None:
        """Give everything back."""


class KernelWatch:
    """Linux, through nl80211.

    Args:
        sock: a netlink socket for questions.
    """

    def __init__(self, sock: Any) -> None:
        from probes.wifi.nl80211 import Nl80211

        self._kernel = Nl80211(sock)

    @property
    def groups(self) -> dict[str, int]:
        """The numbers of the kernel's multicast groups, by name."""
        return self._kernel.groups

    def link(self) -> Link | None:
        """The connection of the adapter that is heard best."""
        found = []
        for interface in self._kernel.stations():
            if interface.ssid is not None:
                link = self._kernel.link(interface)
                found.append(replace(link, power_save=self._kernel.power_save(interface)))
        return max(found, key=lambda link: (link.channel is not None, link.rssi_dbm or -200.0), default=None)

    def survey(self) -> list[Survey]:
        """The channel in use, in counters."""
        stations = self._kernel.stations()
        return [survey for interface in stations for survey in self._kernel.survey(interface) if survey.in_use]

    def close(self) -> None:
        """Close the socket."""
        self._kernel.close()


class ServiceWatch:
    """Windows, through the WLAN service."""

    def __init__(self, library: Any) -> None:
        from probes.wifi.windows import WlanClient

        self._client = WlanClient(library)

    def link(self) -> Link | None:
        """The connection of the first adapter that has one."""
        from probes.wifi.windows import read_link

        adapter = next((adapter for adapter in self._client.adapters() if adapter.is_connected), None)
        return None if adapter is None else read_link(self._client, adapter, [])

    def survey(self) -> list[Survey]:
        """Windows has no such counters."""
        return []

    def close(self) -> None:
        """End the connection to the service."""
        self._client.close()


class CoreWlanWatch:
    """macOS, through CoreWLAN."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def link(self) -> Link | None:
        """The connection."""
        from probes.wifi.macos import read_corewlan_link

        return read_corewlan_link(self._client)

    def survey(self) -> list[Survey]:
        """None: macOS has no such counters."""
        return []

    def close(self) -> None:
        """Nothing to give back."""


def open_watch() -> LinkWatch | None:
    """This system's way to watch the link; None where it has none."""
    with contextlib.suppress(OSError, ImportError, AttributeError):
        if sys.platform == "win32":
            from probes.wifi.windows import load_library

            return ServiceWatch(load_library())
        elif sys.platform == "darwin":  # noqa: RET505 - type checkers follow the platform along the branches
            from probes.wifi.macos import load_client

            return CoreWlanWatch(load_client())
        else:
            from probes.wifi.netlink import open_socket

            return KernelWatch(open_socket())
    return None


class Words:
    """What the kernel says of its own accord.

    Args:
        sock: a netlink socket that is a member of the groups; it is read without waiting.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock

    def take(self, on_scan: Callable[[ScanWord], None]) -> bool:
        """Read what has come; gives whether the link may have changed."""
        changed = False
        for command in self._commands():
            if command in _SCAN_WORDS:
                on_scan(_SCAN_WORDS[command])
            changed = changed or command in _LINK_WORDS
        return changed

    def _commands(self) -> Iterator[int]:
        from probes.wifi.netlink import split

        while True:
            try:
                datagram = self.sock.recv(1 << 16)
            except OSError:
                return
            if not datagram:
                return
            for _kind, message in split(datagram, 0):
                if len(message) > _HEADER_SIZE:
                    yield _GENERIC.unpack_from(message, _HEADER_SIZE)[0]

    def close(self) -> None:
        """Close the socket."""
        self.sock.close()


def open_words(groups: dict[str, int]) -> Words | None:
    """A socket on which the kernel says what happens; None where it does not."""
    wanted = [groups[name] for name in _GROUPS if name in groups]
    if not wanted:
        return None
    from probes.wifi.netlink import open_socket

    try:
        sock: Any = open_socket()
    except OSError:
        return None
    try:
        sock.setblocking(False)
        for number in wanted:
            sock.setsockopt(_SOL_NETLINK, _ADD_MEMBERSHIP, number)
    except OSError:
        sock.close()
        return None
    return Words(sock)
