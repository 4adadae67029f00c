"""From everything that fired to what is advised, most useful first and without contradictions.

*Use* = severity x relief x confidence / cost. The relief says how much of what is wrong the remedy is expected to take
away, in a unit that gains of different kinds share: how many times the limit of a playable stream (a frame of 60 Hz,
1 % of loss). It saturates, since nobody feels the tenth frame, and counts at most twice: the severity says whether
anybody suffers at all, and comes first.

Two remedies for one trouble contradict each other: after the cable is plugged in, no channel matters. A rule names what
it yields to; it is withdrawn when such a rule is advised and at least as severe, unless its own evidence stands alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from latencylab.rules.base import Gain
from latencylab.rules.runner import Judgement
from latencylab.thresholds import JITTER_PLAYABLE, LOSS_PLAYABLE

_SEVERITY_WEIGHT = {"critical": 4.0, "warning": 2.0, "advice": 1.0}
_COST = {1: 1.0, 2: 1.1, 3: 1.35}
"""A click, some minutes, a purchase or a call (ours)."""
_RELIEF_LIMIT = 3.0


def recommended(judgements: Sequence[Judgement]) -> list[Judgement]:
    """What to advise, most useful first, without what something better explains."""
    return [judgement for judgement in resolve(judgements) if judgement.finding.fires and not judgement.withdrawn_for]


def resolve(judgements: Sequence[Judgement]) -> list[Judgement]:
    """All judgements, the most useful first, those that give way to another marked with its id."""
    fired = {judgement.rule.id: judgement for judgement in judgements if judgement.finding.fires}
    better = {rule_id: _better(judgement, fired) for rule_id, judgement in fired.items()}
    ordered = sorted(judgements, key=usefulness, reverse=True)
    return [replace(judgement, withdrawn_for=_root(judgement.rule.id, better)) for judgement in ordered]


def _root(rule_id: str, better: dict[str, str]) -> str:
    """What a recommendation gives way to in the end, for what it yields to may itself yield; never in a ring."""
    winner = better.get(rule_id, "")
    while better.get(winner):
        winner = better[winner]
    return winner


def _better(judgement: Judgement, fired: dict[str, Judgement]) -> str:
    """Id of the recommendation for which this one is withdrawn; empty when there is none."""
    rule, finding = judgement.rule, judgement.finding
    if finding.stands_alone:
        return ""
    if rule.last_resort and finding.severity == "advice":
        return next((j.rule.id for j in fired.values() if not j.rule.last_resort and _weight(j) > 1), "")
    rivals = (fired[other] for other in rule.yields_to if other in fired)
    return next((rival.rule.id for rival in rivals if _weight(rival) >= _weight(judgement)), "")


def _weight(judgement: Judgement) -> float:
    return _SEVERITY_WEIGHT[judgement.finding.severity]


def usefulness(judgement: Judgement) -> float:
    """The use of a remedy, as the theory above says; 0 for what did not fire."""
    finding, rule = judgement.finding, judgement.rule
    if not finding.fires:
        return 0.0
    share = min(relief(finding.gain), _RELIEF_LIMIT) / _RELIEF_LIMIT
    return _weight(judgement) * (1 + share) * finding.confidence / _COST[rule.effort]


def relief(gain: Gain | None) -> float:
    """How many times a playable stream's limit is expected to go; 1 for gains that are not a delay or a loss."""
    if gain is None:
        return 0.0
    limits = {"ms": JITTER_PLAYABLE.value, "%": LOSS_PLAYABLE.value}
    return gain.expected / limits[gain.unit] if gain.unit in limits else 1.0
