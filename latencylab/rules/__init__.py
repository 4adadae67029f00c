"""The rules: from facts to recommendations. Pure: no clock, no socket, no file.

To add one: a file with its ``RULE``, a line in :data:`RULES`, a scenario in which it fires and one in which it stays
silent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from latencylab.facts import Facts, Failure
from latencylab.rules import closer_server, contact_isp, reboot_router, slow_device, use_ethernet
from latencylab.rules.base import Finding, Rule, Verdict, narrow

RULES: tuple[Rule, ...] = (
    use_ethernet.RULE,
    contact_isp.RULE,
    closer_server.RULE,
    slow_device.RULE,
    reboot_router.RULE,
)

_SEVERITY_WEIGHT = {"critical": 4.0, "warning": 2.0, "advice": 1.0}


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rule and what it found."""

    rule: Rule
    finding: Finding


def judge_all(facts: Facts, rules: Sequence[Rule] = RULES) -> tuple[list[Judgement], list[Failure]]:
    """Every rule's judgement, and what went wrong in rules that failed (the others go on)."""
    judgements: list[Judgement] = []
    failures: list[Failure] = []
    for rule in rules:
        try:
            finding = rule.judge(narrow(facts, rule.needs))
        except Exception as error:  # noqa: BLE001 - one broken rule must not cost the others
            finding = Finding(Verdict.ERROR, why=f"{type(error).__name__}: {error}")
            failures.append(Failure(f"rule {rule.id}", f"The rule failed: {finding.why}", "Please report this."))
        judgements.append(Judgement(rule, finding))
    return judgements, failures


def recommended(judgements: Sequence[Judgement]) -> list[Judgement]:
    """What to advise, most useful first, without what something better explains."""
    fired = [j for j in judgements if j.finding.verdict in (Verdict.WARN, Verdict.FAIL)]
    if any(not j.rule.last_resort and j.finding.severity != "advice" for j in fired):
        fired = [j for j in fired if not j.rule.last_resort]
    return sorted(fired, key=_usefulness, reverse=True)


def _usefulness(judgement: Judgement) -> float:
    """Gain times confidence, and how cheap the remedy is; the severity stands for the size of the gain."""
    finding, rule = judgement.finding, judgement.rule
    return _SEVERITY_WEIGHT[finding.severity] * finding.confidence / (1 + 0.1 * rule.effort)
