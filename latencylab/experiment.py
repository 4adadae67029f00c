"""Does a change help? Blocks with and without it in turn, so that nothing else can be the reason.

The blocks follow each other as A B B A A B B A: a drift that goes on in one direction falls on both alike. The first
second of each block is dropped, in which the change itself may still show.

Pure: who measures a block, and how the user is asked to switch, is up to the face.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from latencylab import clock, events
from latencylab.comparison import Arm, Comparison, MetricName, Run, hold, runs_of
from latencylab.events import Event

BLOCKS = 4
"""Of each arm, where one can switch back and forth."""
ARM_S = 60.0
"""What each arm takes in all."""
DROPPED_S = 1.0
"""At the beginning of each block."""
AS_IT_WAS, WITH_CHANGE = "as it was", "with the change"


class Trial:
    """The blocks of an experiment: which comes next, what they gave, and what they say together.

    Args:
        count: blocks of each arm; one for before and after only.
        changed_first: begin with the change, for somebody who has made it already.
    """

    def __init__(self, count: int = BLOCKS, *, changed_first: bool = False) -> None:
        self._order: Sequence[str] = tuple(order(count, changed_first=changed_first))
        self._runs: list[Run] = []

    @property
    def count(self) -> int:
        """Blocks of both arms."""
        return len(self._order)

    @property
    def done(self) -> int:
        """Blocks that were measured."""
        return len(self._runs)

    @property
    def wanted(self) -> str | None:
        """The arm of the next block; None when all were measured."""
        return self._order[self.done] if self.done < self.count else None

    @property
    def stays(self) -> bool:
        """Whether the next block wants the same as the one before, so that there is nothing to switch."""
        return 0 < self.done < self.count and self._order[self.done] == self._order[self.done - 1]

    def take(self, run: Run) -> bool:
        """Keep what the wanted block gave; False, and it is wanted again, where nothing answered in it."""
        if not any(rtt_ns is not None for rtt_ns in run):
            return False
        self._runs.append(run)
        return True

    def judged(self, metric: MetricName | None = None, report: Mapping[str, Any] | None = None) -> Comparison:
        """What the blocks so far say.

        Args:
            metric: what decides; what ``report`` promised when None.
            report: whose first recommendation is tested.
        """

        def arm(name: str) -> Arm:
            runs = [run for run, one in zip(self._runs, self._order, strict=False) if one == name]
            return Arm(name, tuple(runs), report or {})

        return hold(arm(AS_IT_WAS), arm(WITH_CHANGE), metric)


def order(count: int, *, changed_first: bool = False) -> Iterator[str]:
    """The arms in turn: A B for one block each, A B B A A B B A for more."""
    first, second = (WITH_CHANGE, AS_IT_WAS) if changed_first else (AS_IT_WAS, WITH_CHANGE)
    for pair in range(count):
        yield from (first, second) if pair % 2 == 0 else (second, first)


def block_run(block: Iterable[Event]) -> Run:
    """The delays of one block's session, without what is dropped at its beginning."""
    kept = list(block)
    began_ns = next((event.t_ns for event in kept if isinstance(event, events.PhaseChanged)), 0)
    from_ns = began_ns + round(DROPPED_S * clock.NS_PER_S)
    return runs_of(event for event in kept if not isinstance(event, events.Sample) or event.t_ns >= from_ns)
