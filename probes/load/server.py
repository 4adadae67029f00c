"""What a backend gives: a server to load the line with, and what is decent to ask of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from latencylab.events import LoadDirection
from probes.load.flow import Flow

GB = 1_000_000_000


class Decency(NamedTuple):
    """What may be asked of a server that somebody else pays for."""

    budget_octets: int
    """Of everything together."""
    download_flows: int
    upload_flows: int


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is there and willing."""

    backend: str
    name: str
    """Its host, with the port where that is not the usual one."""
    flow: Callable[[LoadDirection], Flow]
    """Makes a flow, which is not started."""
    decency: Decency
    secure: bool = False
    label: str = ""
    congestion: str = ""
    """With what it sends, where that is known beforehand."""

    def most_flows(self, direction: LoadDirection) -> int:
        """How many connections it may be loaded by."""
        return self.decency.download_flows if direction == "download" else self.decency.upload_flows
