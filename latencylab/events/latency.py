"""Probes of latency and what became of them."""

from dataclasses import dataclass
from typing import ClassVar, Literal

Role = Literal["target", "twin", "gateway", "access"]
"""What a leg is for: a target of the user; the same target by a second transport; the default gateway; the ISP's first
hop."""

Status = Literal["received", "late", "lost", "unsent"]
"""What became of a probe: answered in time; answered after the timeout but before the loss threshold; not answered by
then (RFC 7680 2.5); never put on the wire because the system refused it."""

Stamps = Literal["kernel", "kernel-rx", "user"]
"""Who took the time stamps: the kernel on both ways, the kernel on receipt, or this program."""


@dataclass(frozen=True, slots=True)
class LegAdded:
    """A series of probes begins: one host by one transport. A leg with the id of an earlier one replaces it."""

    kind: ClassVar[str] = "leg"
    t_ns: int
    leg: str
    role: Role
    target: str
    """Id of the target that the leg belongs to; the leg's own id but for a twin."""
    host: str
    address: str
    transport: str
    """``icmp``, ``tcp``, ``stamp``, ``beacon``, or ``ttl``: packets to the target whose TTL ends at the host, a router
    that ignores echo. What such a leg loses may be the router's limit on its answers."""
    port: int | None = None
    label: str = ""
    service: str = ""
    region: str = ""
    distance_km: float | None = None
    rate_hz: float = 0.0
    timeout_ms: int = 1000
    stamps: Stamps = "user"
    via: str = ""
    """How the transport was opened, such as ``datagram socket`` or ``raw socket``."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One probe and what became of it. Emitted once, when that is known."""

    kind: ClassVar[str] = "s"
    t_ns: int
    """When it was sent (the kernel's TX stamp where there is one), or was due if it was not."""
    leg: str
    seq: int
    tick: int
    """Number of the slot; legs that were probed in the same slot share it."""
    rtt_ns: int | None = None
    """Round-trip time (RFC 2681), without the reflector's own processing time where it tells that."""
    status: Status = "received"
    late_ns: int = 0
    """How much later than scheduled it was sent."""
    ttl: int | None = None
    """TTL or hop limit of the reply."""
    stamps: Stamps | None = None
    """Only where it differs from the leg's."""
    far_seq: int | None = None
    """The stateful reflector's own count of what it received before this (RFC 8762 4)."""
    fwd_ns: int | None = None
    """Reflector's receive stamp minus our send stamp: one-way delay plus the unknown clock offset."""
    back_ns: int | None = None
    """Our receive stamp minus the reflector's send stamp: one-way delay minus the unknown clock offset."""
    error: str = ""
    """Why an unsent probe was not sent, in the system's words."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A second reply to an already answered probe."""

    kind: ClassVar[str] = "dup"
    t_ns: int
    leg: str
    seq: int


@dataclass(frozen=True, slots=True)
class SlotsMissed:
    """The sender woke too late for these slots; they were left out, never made up by a burst."""

    kind: ClassVar[str] = "missed"
    t_ns: int
    count: int
    legs: int = 1
    """How many probes each missed slot would have held."""
