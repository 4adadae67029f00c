"""Every rule asked once: what each found, and what went wrong in those that failed (the others go on)."""

from collections.abc import Sequence
from dataclasses import dataclass

from latencylab.facts import Facts, Failure
from latencylab.rules.base import Finding, Rule, Verdict, narrow, not_applicable


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rule and what it found."""

    rule: Rule
    finding: Finding
    withdrawn_for: str = ""
    """Id of the recommendation that explains or mends it better; it is not advised then."""


def judge_all(facts: Facts, rules: Sequence[Rule]) -> tuple[list[Judgement], list[Failure]]:
    """Every rule's judgement in the order of ``rules``, and the rules that failed as entries for ``errors``."""
    judgements = [Judgement(rule, _judge(facts, rule)) for rule in rules]
    failures = [
        Failure(f"rule {j.rule.id}", f"The rule {j.rule.id} failed: {j.finding.why}.", "Please report this.")
        for j in judgements
        if j.finding.verdict is Verdict.ERROR
    ]
    return judgements, failures


def _judge(facts: Facts, rule: Rule) -> Finding:
    system, link = system_of(facts), facts.environment.link
    if rule.systems and system and system not in rule.systems:
        return not_applicable(f"This remedy does not exist on {system}.")
    if rule.links and link not in rule.links:
        how = "in an unknown way" if link == "unknown" else f"by {link}"
        return not_applicable(f"This remedy is not for a computer that is connected {how}.")
    try:
        return rule.judge(narrow(facts, rule.needs))
    except Exception as error:  # noqa: BLE001 - one broken rule must not cost the others
        return Finding(Verdict.ERROR, why=f"{type(error).__name__}: {error}")


def system_of(facts: Facts) -> str:
    """``Linux``, ``Darwin`` or ``Windows``; empty when it is not known."""
    return facts.environment.os.partition(" ")[0]
