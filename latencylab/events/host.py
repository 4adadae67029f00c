"""The computer, its connection, and what else uses that."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class HostSeen:
    """The computer and its connection, as the system describes them."""

    kind: ClassVar[str] = "host"
    t_ns: int
    interface: str = ""
    interface_kind: str = "unknown"
    """``ethernet``, ``wifi``, ``cellular``, ``vpn``, ``loopback`` or ``unknown``."""
    link_mbps: float | None = None
    duplex: str | None = None
    """``full`` or ``half``."""
    mtu: int | None = None
    address: str = ""
    """The computer's own address towards the first target."""
    gateway: str | None = None
    """Of the carrier where the interface is a tunnel."""
    dns: tuple[str, ...] = ()
    vpn: bool = False
    metered: bool | None = None
    """Whether the system says that this connection is paid by volume; None when it does not say."""
    carrier: str = ""
    """The interface that a tunnel's own packets leave by; empty where there is no tunnel, or it is not known."""
    carrier_kind: str = "unknown"
    """As ``interface_kind``."""


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The interface in use went down or came back."""

    kind: ClassVar[str] = "link"
    t_ns: int
    interface: str
    up: bool


@dataclass(frozen=True, slots=True)
class TrafficSeen:
    """Bytes that crossed the interface in an interval, without this program's own probes."""

    kind: ClassVar[str] = "traffic"
    t_ns: int
    interval_ns: int
    down_bytes: int
    up_bytes: int


@dataclass(frozen=True, slots=True)
class ProcessTraffic:
    """Payload that one process of this computer moved by TCP in an interval."""

    kind: ClassVar[str] = "proc"
    t_ns: int
    interval_ns: int
    process: str
    pid: int
    down_bytes: int
    up_bytes: int
