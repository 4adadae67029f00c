"""What a diagnosis should say of a home, and whether it did. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

NOTHING = "nothing"
"""In place of a recommendation's id where there is none, or nothing but advice in a healthy home."""
OF_THE_MACHINE = "slow-device"
"""Says that the computer which plays all the parts of the home was too busy: true, but nothing of the home. It counts
only where a home expects it; the table names it."""
_WEIGHT = {"advice": 0, "warning": 1, "critical": 2}


@dataclass(frozen=True, slots=True)
class Expectation:
    """The ``[expect]`` of a home."""

    first: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    severity: str = "advice"
    targets: tuple[str, ...] = ("frankfurt:18862",)
    options: tuple[str, ...] = ()
    remedy: Mapping[str, Mapping[str, Any]] | None = None

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Expectation":
        """Read it; raises TypeError for a field that does not exist."""
        values: dict[str, Any] = {}
        for key, value in table.items():
            values[key] = tuple([value] if isinstance(value, str) else value) if key in _LISTS else value
        return cls(**values)

    @property
    def healthy(self) -> bool:
        """Whether nothing but advice may appear."""
        return not self.first

    @property
    def label(self) -> str:
        """The row of the confusion matrix."""
        return self.first[0] if self.first else NOTHING


_LISTS = ("first", "never", "also", "targets", "options")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the program said."""

    recommendations: tuple[Mapping[str, Any], ...]
    score: int | None
    seconds: float
    errors: tuple[str, ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)

    def about_home(self, expected: Expectation) -> "Answer":
        """The answer without what it says of the machine, unless that is expected."""
        if OF_THE_MACHINE in expected.first:
            return self
        kept = tuple(entry for entry in self.recommendations if entry["id"] != OF_THE_MACHINE)
        return replace(self, recommendations=kept)

    @property
    def ids(self) -> tuple[str, ...]:
        """The recommendations, first to last."""
        return tuple(entry["id"] for entry in self.recommendations)

    @property
    def serious(self) -> tuple[str, ...]:
        """Those that are more than advice."""
        return tuple(entry["id"] for entry in self.recommendations if entry["severity"] != "advice")


def faults(expected: Expectation, answer: Answer, limit_s: float) -> list[str]:
    """What is wrong with an answer, in a few words each; empty when it is right."""
    found = [f"says {bad}" for bad in expected.never if bad in answer.ids]
    found += [f"misses {good}" for good in expected.also if good not in answer.ids]
    if expected.healthy:
        found += [f"warns of {bad}" for bad in answer.serious if bad not in expected.never]
    elif not answer.ids or answer.ids[0] not in expected.first:
        found.append(f"first is {first_of(expected, answer)}")
    elif _WEIGHT[answer.recommendations[0]["severity"]] < _WEIGHT[expected.severity]:
        found.append(f"only {answer.recommendations[0]['severity']}")
    if answer.seconds > limit_s:
        found.append(f"took {answer.seconds:.0f} s")
    return found


def first_of(expected: Expectation, answer: Answer) -> str:
    """The column of the confusion matrix."""
    if expected.healthy:
        return answer.serious[0] if answer.serious else NOTHING
    return answer.ids[0] if answer.ids else NOTHING


def confusion(pairs: Sequence[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """How often what was expected (rows) was answered by what (columns)."""
    matrix: dict[str, dict[str, int]] = {}
    for wanted, got in pairs:
        row = matrix.setdefault(wanted, {})
        row[got] = row.get(got, 0) + 1
    return matrix
