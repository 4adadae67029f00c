"""From a session to its report."""

from latencylab import clock
from latencylab.engine.targets import is_loopback
from latencylab.facts import Facts, Failure
from latencylab.photon import photon
from latencylab.playable import playable
from latencylab.report.air import WIFI_RULES, absent, air_summary, is_air_only, unneeded
from latencylab.report.model import Recommendation, Report
from latencylab.rules import RULES, Judgement, judge_all, recommended, resolve
from latencylab.rules.steps import steps_of
from latencylab.session.session import Session
from latencylab.verdict import GOOD, Score, score

_FINE = "Nothing to fix: this connection is fit for cloud gaming."
_FINE_SO_FAR = "Nothing to fix in what was measured; how late packets come while the line is busy was not seen."
_NOTHING_TO_ADVISE = "It is not good, but nothing was found that you could change here."
_NO_ANSWER = "No target answered, so there is nothing to judge."


def build_report(session: Session) -> Report:
    """The report of everything that the session has seen so far."""
    facts = session.facts()
    air_only = is_air_only(session)
    judgements, rule_failures = judge_all(facts, WIFI_RULES if air_only else RULES)
    judgements = resolve(judgements)
    advised = recommended(judgements)
    points = score(facts)
    started = session.started
    missing = (*absent(session, facts), *(() if air_only else not_asked_for(session, facts)))
    return Report(
        id=started.id if started else "",
        version=started.version if started else "",
        started=clock.iso_utc(started.started_wall_ns) if started else "",
        duration_s=round(session.now_ns / clock.NS_PER_S, 3),
        interrupted=session.interrupted,
        facts=facts,
        score=points,
        summary=air_summary(facts, advised) if air_only else _summary(facts, advised, points),
        recommendations=tuple(_recommendation(rank, entry, facts) for rank, entry in enumerate(advised, 1)),
        judgements=tuple(judgements),
        playable=() if air_only else playable(facts),
        photon=None if air_only else photon(facts),
        errors=(*facts.failures, *rule_failures, *missing),
        not_part_of_this_version=frozenset((*missing, *unneeded(facts))),
        air_only=air_only,
    )


def not_asked_for(session: Session, facts: Facts) -> tuple[Failure, ...]:
    """Why blocks are empty that nobody wanted filled."""
    settings = session.started.settings if session.started else {}
    here = facts.main is not None and is_loopback(facts.main.address)
    found = []
    if settings.get("bandwidth") is None or settings.get("watch"):
        found.append(Failure("bandwidth", "Bandwidth and latency under load were not measured, as asked."))
    elif here and facts.bandwidth is None:
        found.append(Failure("bandwidth", "There is no line to load between this computer and itself."))
    if not settings.get("path"):
        found.append(Failure("path", "Path, marks and MTU were not looked at, as asked."))
    elif here:
        found.append(Failure("path", "There is no path between this computer and itself."))
    return tuple(found)


def _summary(facts: Facts, advised: list[Judgement], points: Score | None) -> str:
    if not any(target.answered for target in facts.targets if target.role in ("target", "twin")):
        return _NO_ANSWER
    if advised:
        return _headline(advised)
    if points is not None and points.value < GOOD:
        return _NOTHING_TO_ADVISE
    return _FINE if _was_loaded(facts) else _FINE_SO_FAR


def _headline(advised: list[Judgement]) -> str:
    """What is said of the first recommendation; it clears nobody of whom another one says more than advice."""
    first, finding = advised[0].rule, advised[0].finding
    others = [entry for entry in advised[1:] if entry.finding.severity != "advice" and entry.rule.links != first.links]
    many = finding.summary_of_many if others else ""
    return many or finding.summary or f"{finding.title or first.title}."


def _was_loaded(facts: Facts) -> bool:
    """Whether the line was seen while it was busy, both ways; true where there is no line."""
    here = facts.main is not None and is_loopback(facts.main.address)
    loaded = facts.loaded
    return here or (loaded is not None and None not in (loaded.download, loaded.upload))


def _recommendation(rank: int, judgement: Judgement, facts: Facts) -> Recommendation:
    rule, finding = judgement.rule, judgement.finding
    return Recommendation(
        id=rule.id,
        rank=rank,
        severity=finding.severity,
        title=finding.title or rule.title,
        why=finding.why,
        evidence=finding.evidence,
        gain=finding.gain,
        confidence=finding.confidence,
        steps=steps_of(rule, finding, facts),
        sources=rule.sources,
    )
