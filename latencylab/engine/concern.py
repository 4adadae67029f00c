"""What is measured beside the latency, each concern with a worker of its own and its own idea of when to begin.

A concern sees every event of the stream and is asked the time a few times a second; it starts its worker when it knows
enough, and says whether the idle phase should wait for it. The engine knows nothing else of it.
"""

from typing import Any, Protocol

from latencylab import clock
from latencylab.engine.plan import Plan
from latencylab.engine.process import WorkerProcess
from latencylab.events import Event, LegAdded, Role

LONGEST_WAIT_NS = 3 * clock.NS_PER_S


def wait_ns(plan: Plan, share: float) -> int:
    """How long after the first probe a concern begins: not all programs shall start up at once beside the probes.

    Args:
        plan: of the session.
        share: of the idle phase; 3 s at most.
    """
    return min(LONGEST_WAIT_NS, round(share * plan.duration_s * clock.NS_PER_S))


class Desk(Protocol):
    """What the engine offers to a concern."""

    plan: Plan
    epoch_ns: int
    addresses: dict[str, str]

    def launch(self, name: str) -> WorkerProcess:
        """Start a worker whose events join the stream."""

    def emit(self, event: Event) -> None:
        """Put an event of the engine's own into the stream."""

    def now_ns(self) -> int:
        """Nanoseconds since the session began."""

    def main_leg(self) -> LegAdded | None:
        """The target that the user wants to play on, by the transport in use; None while that is not known."""

    def add_leg(self, leg: str, role: Role, address: str, ways: list[dict[str, Any]], label: str) -> None:
        """Have a router probed in the same slots as the targets."""

    @property
    def first_address(self) -> str:
        """Address of the target that was resolved first."""


class Concern:
    """One thing that is measured beside the latency.

    Args:
        desk: the engine.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def on_event(self, event: Event) -> None:
        """Take note of an event."""

    def on_time(self, now_ns: int) -> None:
        """Do what is due; called a few times a second."""

    def on_ended(self, name: str) -> None:
        """A worker has ended."""

    def on_idle_over(self) -> None:
        """The idle phase is over: leave the line alone."""

    @property
    def busy(self) -> bool:
        """Whether the idle phase should go on for it."""
        return False
