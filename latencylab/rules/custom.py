"""Rules that users write: conditions on facts in place of a function.

::

    [[rule]]
    id = "evening-line"
    title = "Play before eight"
    summary = "The line is crowded in the evening."
    severity = "advice"            # advice, warning or critical
    confidence = 0.7
    effort = 1
    steps = ["..."]
    sources = ["my own log"]
    [[rule.when]]                  # all of them must hold
    fact = "main.jitter_ms.pdv_p95"
    above = 12                     # or below, or is
    unit = "ms"
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Finding, Rule, Verdict, not_enough
from latencylab.rules.examples import HEALTHY
from latencylab.rules.paths import needs_of, value_at

_ID = re.compile(r"[a-z][a-z0-9-]{1,40}\Z")
_FIELDS = {"id", "title", "summary", "severity", "confidence", "effort", "steps", "sources", "when"}
_CONDITION = {"fact", "above", "below", "is", "unit"}
_SEVERITIES = ("advice", "warning", "critical")


class CustomRuleError(ValueError):
    """A rule that cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class _Condition:
    fact: str
    above: float | None
    below: float | None
    equals: Any
    unit: str

    @property
    def limit(self) -> float:
        """The limit that a value breaks, for the evidence."""
        return float(self.above if self.above is not None else self.below or 0.0)

    def holds(self, value: Any) -> bool:
        if self.equals is not None:
            return bool(value == self.equals)
        if not isinstance(value, int | float):
            return False
        return (self.above is None or value > self.above) and (self.below is None or value < self.below)


def custom_rule(table: Mapping[str, Any]) -> Rule:
    """The rule that a table describes.

    Raises:
        CustomRuleError: it does not describe one.
    """
    rule_id = table.get("id")
    if not isinstance(rule_id, str) or not _ID.match(rule_id):
        raise CustomRuleError("a rule needs an id of small letters, digits and dashes")
    if unknown := table.keys() - _FIELDS:
        raise CustomRuleError(f"rule {rule_id} has an unknown field {min(unknown)!r}")
    conditions = [_condition(rule_id, entry) for entry in _list(table, "when", rule_id)]
    if not conditions:
        raise CustomRuleError(f"rule {rule_id} needs a condition, [[rule.when]]")
    finding = _finding(table, rule_id)
    return Rule(
        id=rule_id,
        title=_text(table, "title", rule_id),
        about="A rule of your own.",
        needs=frozenset().union(*(needs_of(one.fact) for one in conditions)),
        judge=_Judge(conditions, finding),
        steps=tuple(map(str, _list(table, "steps", rule_id))),
        sources=tuple(map(str, _list(table, "sources", rule_id))) or ("your own rule",),
        effort=table.get("effort", 2) if table.get("effort", 2) in (1, 2, 3) else 2,
    )


class _Judge:
    """Judges by conditions, all of which must hold."""

    def __init__(self, conditions: Sequence[_Condition], finding: Finding) -> None:
        self._conditions = conditions
        self._finding = finding

    def __call__(self, facts: Facts) -> Finding:
        read = [(condition, value_at(facts, condition.fact)) for condition in self._conditions]
        missing = next((condition.fact for condition, value in read if value is None), None)
        if missing is not None:
            return not_enough(f"{missing} was not measured.")
        if not all(condition.holds(value) for condition, value in read):
            return PASS
        words = [f"{condition.fact} is {_shown(value)} {condition.unit}".strip() for condition, value in read]
        evidence = tuple(
            Evidence(condition.fact, float(value), condition.limit, condition.unit)
            for condition, value in read
            if condition.equals is None
        )
        return replace(self._finding, why=f"{', '.join(words)}.", evidence=evidence)


def _shown(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _finding(table: Mapping[str, Any], rule_id: str) -> Finding:
    severity, confidence = table.get("severity", "advice"), table.get("confidence", 0.5)
    if severity not in _SEVERITIES:
        raise CustomRuleError(f"rule {rule_id} has a severity that is not {', '.join(_SEVERITIES)}")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 < confidence <= 1:
        raise CustomRuleError(f"rule {rule_id} has a confidence that is not above 0 and up to 1")
    verdict = Verdict.FAIL if severity == "critical" else Verdict.WARN
    return Finding(verdict, severity, summary=_text(table, "summary", rule_id), confidence=float(confidence))


def _condition(rule_id: str, entry: Any) -> _Condition:
    if not isinstance(entry, Mapping) or entry.keys() - _CONDITION or not isinstance(entry.get("fact"), str):
        raise CustomRuleError(f"rule {rule_id} has a condition without a fact, or with more than {sorted(_CONDITION)}")
    above, below, equals = entry.get("above"), entry.get("below"), entry.get("is")
    if above is None and below is None and equals is None:
        raise CustomRuleError(f"rule {rule_id}: {entry['fact']} needs above, below or is")
    for limit in (above, below):
        if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int | float)):
            raise CustomRuleError(f"rule {rule_id}: the limit of {entry['fact']} is not a number")
    try:
        value_at(HEALTHY, entry["fact"])
    except LookupError as error:
        raise CustomRuleError(f"rule {rule_id}: there is no fact {entry['fact']}") from error
    return _Condition(entry["fact"], above, below, equals, str(entry.get("unit", "")))


def _text(table: Mapping[str, Any], key: str, rule_id: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise CustomRuleError(f"rule {rule_id} needs a {key}")
    return value


def _list(table: Mapping[str, Any], key: str, rule_id: str) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise CustomRuleError(f"rule {rule_id}: {key} must be a list")
    return value
