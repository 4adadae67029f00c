"""What the catalogue knows, as plain data."""

from dataclasses import dataclass
from typing import Literal

from latencylab.requirement import Requirement

Kind = Literal["cloud gaming", "cloud", "test"]
"""What one plays on; a cloud whose regions stand in for services that name none; a server of a measuring service."""

STAND_IN = "≈"
"""Before the name of a place where something else than the service's own server is measured."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How a host may be probed, by its operator's written rules or by ours."""

    max_hz: float | None = None
    """Probes a second."""
    max_probes: int | None = None
    """Probes in all, in one session."""
    longest_s: float | None = None
    """Length of a session."""


@dataclass(frozen=True, slots=True)
class Server:
    """A host that can be measured, or what stands in for one that cannot."""

    service: str
    region: str
    place: str
    host: str
    transport: str
    """``tcp``, ``icmp``, ``beacon``, ``stamp``; ``stun`` and ``ndt7`` are never streams of probes.

    Empty for a host that is measured as any target."""
    port: int | None
    at: tuple[float, float] | None
    """Latitude and longitude in degrees, of the city."""
    own: bool
    """Whether the service's own servers answer here; else something in the same region does."""
    manners: Manners = Manners()
    also: str | None = None
    """A transport to try first."""

    @property
    def id(self) -> str:
        """``service/region``; of a host that belongs to no service, what the user calls it."""
        return f"{self.service}/{self.region}" if self.service else self.region

    @property
    def label(self) -> str:
        """The place, marked where it is a stand-in."""
        return self.place if self.own else f"{STAND_IN} {self.place}"

    @property
    def can_be_probed(self) -> bool:
        """Whether a stream of probes may be sent there."""
        return self.transport not in ("stun", "ndt7")


@dataclass(frozen=True, slots=True)
class Tier:
    """A quality that a service sells, and what it asks for."""

    id: str
    name: str
    width: int
    height: int
    fps: int
    mbps: float
    rtt_ms: float | None
    origin: Literal["service", "press", "ours"]
    """Who says so."""
    source: str

    def requirement(self, service: "Service") -> Requirement:
        """The tier as rules and verdict read it."""
        return Requirement(
            service=service.id,
            tier=self.id,
            label=f"{service.name} {self.name}",
            width=self.width,
            height=self.height,
            fps=self.fps,
            mbps=self.mbps,
            rtt_ms=self.rtt_ms,
            own=self.origin != "ours",
        )


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where a service lists its regions itself."""

    url: str
    host_suffix: str
    """Only hosts under it are taken from the answer."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service, its tiers and its servers."""

    id: str
    name: str
    aliases: tuple[str, ...]
    kind: Kind
    chosen_by: Literal["user", "service"]
    """Who chooses the server."""
    note: str
    source: str
    read: str
    """When the sources were read, as an ISO 8601 date."""
    tiers: tuple[Tier, ...]
    servers: tuple[Server, ...]
    discovery: Discovery | None = None

    @property
    def names(self) -> frozenset[str]:
        """Everything by which it may be asked for, in small letters."""
        return frozenset(text.lower() for text in (self.id, self.name, *self.aliases))
