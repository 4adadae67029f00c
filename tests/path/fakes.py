"""A flow without a socket: what is sent is noted, and what comes back is told by the test."""

from latencylab import clock
from probes.path.answers import Answer
from probes.path.flow import Sent


class FakeFlow:
    """Routers and a target answer at once, by a table of who answers at which TTL; nobody where it has no entry."""

    via = "udp"
    address = "9.9.9.9"
    stamps = "user"
    sock = None

    def __init__(self, answers: dict[int, str], *, length: int | None = None, numbers: bool = True) -> None:
        self.answers = answers
        self.length = length
        self.numbers = numbers
        self.sent: list[int] = []
        self.closed = False
        self.refuses = False
        self._waiting: list[Sent | Answer] = []

    def send(self, number: int, ttl: int, tos: int = 0, size: int = 0) -> None:
        if self.refuses:
            raise OSError(101, "Network is unreachable")
        self.sent.append(ttl)
        at = ttl if self.length is None else min(ttl, self.length)
        source = self.answers.get(at)
        if source is not None:
            self.answer(number if self.numbers else None, source, "reached" if source == self.address else "exceeded")

    def answer(self, number: int | None, source: str, kind: str = "exceeded", **fields) -> None:
        self._waiting.append(Answer(number, kind, source, None, 60, 0, **fields))

    def read(self) -> list[Sent | Answer]:
        waiting, self._waiting = self._waiting, []
        return waiting

    def close(self) -> None:
        self.closed = True


def later(seconds: float) -> int:
    """An instant of the monotonic clock in the future."""
    return clock.mono_ns() + round(seconds * clock.NS_PER_S)
