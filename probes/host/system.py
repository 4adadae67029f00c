"""What the probe of the computer asks of an operating system; one implementation each."""

import sys
from typing import NamedTuple, Protocol

CARRIERS = frozenset({"ethernet", "wifi", "cellular"})
"""Kinds of interface that carry the packets of a tunnel."""


class Route(NamedTuple):
    """How packets to an address leave this computer."""

    interface: str
    gateway: str | None
    """None when the address is on the same link."""
    source: str
    """This computer's own address on that way."""


class Interface(NamedTuple):
    """A network interface as the system describes it."""

    name: str
    kind: str
    """``ethernet``, ``wifi``, ``cellular``, ``vpn``, ``loopback`` or ``unknown``."""
    link_mbps: float | None
    duplex: str | None
    mtu: int | None
    up: bool


class System(Protocol):
    """The questions."""

    def route(self, address: str) -> Route | None:
        """The way to ``address``; None when there is none."""

    def interface(self, name: str) -> Interface | None:
        """The interface ``name``; None when it is gone."""

    def carrier(self) -> Route | None:
        """The way into the Internet below any tunnel, its source not known; None where that cannot be told."""

    def dns(self) -> tuple[str, ...]:
        """Addresses of the name servers in use."""


def this_system() -> System:
    """The implementation for the system that this runs on."""
    if sys.platform == "linux":
        from probes.host.linux import LinuxSystem

        return LinuxSystem()
    elif sys.platform == "win32":  # noqa: RET505 - mypy follows the platform only through all branches
        from probes.host.windows import WindowsSystem

        return WindowsSystem()
    elif sys.platform == "darwin":
        from probes.host.macos import MacosSystem

        return MacosSystem()
    else:
        from probes.host.generic import GenericSystem

        return GenericSystem()
