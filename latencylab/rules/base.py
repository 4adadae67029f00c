"""What a rule is: data about a remedy, and one pure function that judges whether it would help.

A rule sees only the facts that it declares; reading another one is an error, which a test provokes for every rule. It
never raises an estimate above the excess that was measured on the segment that the remedy touches.

What a rule need not do itself, because :mod:`latencylab.rules.runner` and :mod:`latencylab.rules.ranking` do it from
the rule's own declarations: stay silent on systems and links that the remedy is not for, give way to a remedy that
explains the same trouble better, and find its rank.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal, cast

from latencylab.facts import Facts

Severity = Literal["critical", "warning", "advice"]


class Verdict(StrEnum):
    """What a rule found. Only ``WARN`` and ``FAIL`` become recommendations."""

    PASS = "pass"  # noqa: S105 - a verdict, not a password
    WARN = "warn"
    FAIL = "fail"
    INFORMATIVE = "informative"
    NOT_APPLICABLE = "not applicable"
    NOT_ENOUGH_DATA = "not enough data"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A measured value beside the limit that it breaks."""

    metric: str
    value: float
    limit: float
    unit: str


@dataclass(frozen=True, slots=True)
class Gain:
    """What a remedy brings where it meets the cause: an interval for how much the metric changes for the better.

    How sure it is that it meets the cause is the finding's confidence. An interval wider than the gain that is expected
    would tell nobody anything, so ``high - low`` is at most ``expected``.
    """

    metric: str
    low: float
    expected: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule's judgement."""

    verdict: Verdict
    severity: Severity = "advice"
    summary: str = ""
    """The cause in one sentence that also clears the innocent; the headline when this finding comes first."""
    why: str = ""
    """The reason with the user's own figures."""
    evidence: tuple[Evidence, ...] = ()
    gain: Gain | None = None
    confidence: float = 0.0
    title: str = ""
    """In place of the rule's title, where the figures make it more precise ("Set the router to channel 44")."""
    steps: tuple[str, ...] = ()
    """Steps that follow from the figures, put before the rule's own."""
    stands_alone: bool = False
    """It is wrong in itself and measured apart from the rest: not withdrawn for what the rule yields to."""
    summary_of_many: str = ""
    """The summary without clearing anybody, where it does: the headline when something is wrong elsewhere too."""

    @property
    def fires(self) -> bool:
        """Whether there is something to advise."""
        return self.verdict in (Verdict.WARN, Verdict.FAIL)


@dataclass(frozen=True, slots=True)
class Example:
    """A case for the documentation, which a test judges too: how a home with nothing wrong is changed, and what for.

    Args:
        text: the case in one sentence.
        fires: whether the rule advises its remedy then.
        changes: facts by dotted path, such as ``environment.interface.kind`` or ``gateway.rtt_ms.p95``; ``main``,
            ``gateway`` and ``access`` are the measured hosts, ``home``, ``line`` and ``route`` the segments.
    """

    text: str
    fires: bool
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """A remedy and when it is advised."""

    id: str
    title: str
    """Imperative: what to do."""
    about: str
    """Why it matters, for the documentation."""
    needs: frozenset[str]
    """Names of the fields of :class:`~latencylab.facts.Facts` that it reads."""
    judge: Callable[[Facts], Finding]
    steps: tuple[str, ...]
    sources: tuple[str, ...]
    effort: int = 2
    """What the remedy costs: 1 a click, 2 some minutes, 3 a purchase or a call."""
    last_resort: bool = False
    """As mere advice it is withdrawn as soon as anything else is more than advice."""
    yields_to: tuple[str, ...] = ()
    """Ids of rules that, when they advise something at least as severe, explain or mend the same trouble better: this
    one is withdrawn then, unless its finding stands alone."""
    systems: frozenset[str] = frozenset()
    """Operating systems (``Linux``, ``Darwin``, ``Windows``) on which the remedy exists; all when empty."""
    links: frozenset[str] = frozenset()
    """Kinds of interface (``wifi``, ``ethernet``, ``cellular``) that the remedy is for; all when empty."""
    steps_by_system: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Steps for one operating system (``Linux``, ``Darwin``, ``Windows``), put before the general ones."""
    steps_by_router: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Steps for a family of routers (:mod:`latencylab.rules.routers`), put after the general ones."""
    thresholds: tuple[str, ...] = ()
    """Names of the limits in :mod:`latencylab.thresholds` that decide, for the documentation."""
    examples: tuple[Example, ...] = ()


PASS = Finding(Verdict.PASS)


def not_applicable(why: str) -> Finding:
    """The rule has nothing to say here."""
    return Finding(Verdict.NOT_APPLICABLE, why=why)


def not_enough(why: str) -> Finding:
    """What the rule needs was not measured, or not often enough."""
    return Finding(Verdict.NOT_ENOUGH_DATA, why=why)


def informative(why: str) -> Finding:
    """Worth knowing, nothing to do."""
    return Finding(Verdict.INFORMATIVE, why=why)


class UndeclaredInputError(LookupError):
    """A rule read a fact that it does not declare."""


class _Narrowed:
    def __init__(self, facts: Facts, needs: frozenset[str]) -> None:
        self._facts = facts
        self._needs = needs

    def __getattr__(self, name: str) -> Any:
        if name not in self._needs:
            raise UndeclaredInputError(name)
        return getattr(self._facts, name)


def narrow(facts: Facts, needs: frozenset[str]) -> Facts:
    """The facts, of which only ``needs`` can be read."""
    return cast("Facts", _Narrowed(facts, needs))


def rounded_gain(metric: str, low: float, expected: float, high: float, unit: str) -> Gain:
    """A gain rounded to what is known: whole units from 10 on, two significant digits below, and never below 0."""

    def tidy(value: float) -> float:
        return float(round(value)) if value >= 10 else float(f"{max(0.0, value):.2g}")

    return Gain(metric, tidy(low), tidy(expected), tidy(high), unit)


def ms(value: float) -> str:
    """Milliseconds for a sentence: three significant digits at most."""
    digits = 0 if value >= 100 else 1
    return f"{value:.{digits}f} ms"


def percent(value: float) -> str:
    """A percentage for a sentence."""
    return f"{value:.2g} %" if value < 10 else f"{value:.0f} %"
