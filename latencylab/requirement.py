"""What a tier of a service asks of a connection; apart from the other facts, for it is needed before measuring."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a tier of a service asks of a connection, from the catalogue."""

    service: str
    """The service's id."""
    tier: str
    """The tier's id within it."""
    label: str
    """Both in words, such as ``GeForce NOW 1080p60``."""
    width: int
    height: int
    fps: int
    mbps: float
    """Downstream rate in Mbit/s that the service asks for."""
    rtt_ms: float | None = None
    """The service's own limit, where it publishes one."""
    own: bool = True
    """Whether ``mbps`` is the service's or its press's figure; else it is ours."""
