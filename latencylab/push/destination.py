"""What a place to push to must offer."""

from typing import Any, Protocol


class UnreachableError(Exception):
    """The destination does not answer or is not ready; what was to be sent waits for the next time."""


class RejectedError(Exception):
    """The destination answers and does not want this report, now or later."""


class Destination(Protocol):
    """Takes reports. Sending one again must change nothing: that it arrived may be lost on the way back."""

    name: str
    """For people, without passwords."""

    def send(self, report: dict[str, Any]) -> None:
        """Deliver one report.

        Raises:
            UnreachableError: try again later.
            RejectedError: never try this one again.
        """

    def close(self) -> None:
        """Let go of connections."""
