"""Who asked what along a flow, and whose answer has come: one flow serves many askers, each with its own book."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from latencylab import clock
from probes.latency.book import LOSS_THRESHOLD_NS, Book, Reply
from probes.path.answers import NUMBERS, Answer
from probes.path.flow import Flow, Sent

ANY_TTL = 64
"""TTL of packets that are to reach the target."""


class Asker(Protocol):
    """Who sends probes along the flow."""

    book: Book

    def answered(self, ttl: int, seq: int, answer: Answer) -> bool:
        """Look at an answer to probe ``seq``; whether the book shall count it as one."""


@dataclass(slots=True)
class _Asked:
    asker: Asker
    seq: int
    ttl: int
    mono_ns: int
    answered: bool = False


class Exchange:
    """The probes of a flow that are under way.

    Args:
        flow: carries them; the exchange closes it when its last user lets go.
        closed: called then.
    """

    def __init__(self, flow: Flow, closed: Callable[[], None] | None = None) -> None:
        self.flow = flow
        self.broken = False
        """The system refused a probe: the flow's socket may be bound to an address that is gone."""
        self._closed = closed
        self._users = 0
        self._number = 0
        self._asked: dict[int, _Asked] = {}
        self._last_source: dict[int, str] = {}

    def hold(self) -> "Exchange":
        """One more user."""
        self._users += 1
        return self

    def release(self) -> None:
        """One user less."""
        self._users -= 1
        if self._users == 0:
            if self._closed is not None:
                self._closed()
            self.flow.close()

    def ask(self, asker: Asker, ttl: int, seq: int, tick: int, due_ns: int, tos: int = 0, size: int = 0) -> None:
        """Send probe ``seq`` of ``asker``; a refusal by the system goes to its book."""
        self._forget(clock.mono_ns() - LOSS_THRESHOLD_NS)
        self._number = (self._number + 1) % NUMBERS
        probe = asker.book.sending(seq, tick, due_ns)
        try:
            self.flow.send(self._number, ttl, tos, size)
        except OSError as error:
            self.broken = True
            asker.book.refused(probe, error.strerror or str(error))
            return
        self._asked[self._number] = _Asked(asker, seq, ttl, probe.mono_ns)
        self.read()

    def read(self) -> None:
        """Hand out everything that has come."""
        for entry in self.flow.read():
            if isinstance(entry, Sent):
                asked = self._asked.get(entry.number)
                if asked is not None:
                    asked.asker.book.stamped(asked.seq, entry.tx_ns)
                continue
            asked = self._asked.get(entry.number) if entry.number is not None else self._guess(entry.source)
            if asked is not None:
                self._hand_over(asked, entry)

    def _hand_over(self, asked: _Asked, answer: Answer) -> None:
        asked.answered = True
        self._last_source[asked.ttl] = answer.source
        if asked.asker.answered(asked.ttl, asked.seq, answer):
            asked.asker.book.replied(Reply(asked.seq, rx_wall_ns=answer.rx_ns, ttl=answer.ttl))

    def _guess(self, source: str) -> _Asked | None:
        """Which probe an answer without a number means.

        The oldest at whose distance this router answered before, else one at whose distance nobody is known.
        """
        waiting = [asked for asked in self._asked.values() if not asked.answered]
        known = [asked for asked in waiting if self._last_source.get(asked.ttl) == source]
        unknown = [asked for asked in waiting if asked.ttl not in self._last_source]
        return next(iter(known or unknown or waiting), None)

    def _forget(self, before_ns: int) -> None:
        for number in [number for number, asked in self._asked.items() if asked.mono_ns < before_ns]:
            del self._asked[number]
