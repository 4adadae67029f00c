"""What the engine of the rules promises to every rule."""

from dataclasses import replace

import pytest

from latencylab.rules import judge_all, recommended, resolve
from latencylab.rules.base import PASS, Evidence, Finding, Gain, Rule, Verdict
from latencylab.rules.examples import HEALTHY, facts_with
from latencylab.rules.steps import steps_of


def fired(severity="warning", gain_ms=10.0, confidence=0.9, **changes) -> Finding:
    return Finding(
        Verdict.WARN,
        severity,
        "It is so.",
        "Because.",
        (Evidence("jitter", 20, 8, "ms"),),
        Gain("jitter", gain_ms / 2, gain_ms, gain_ms * 1.5, "ms"),
        confidence,
        **changes,
    )


def rule(rule_id: str, finding: Finding = PASS, **changes) -> Rule:
    plain = Rule(rule_id, rule_id, "", frozenset(), lambda facts: finding, ("Do it.",), ("Somebody.",))
    return replace(plain, **changes)


def advised(*rules: Rule, facts=HEALTHY) -> list[str]:
    judgements, failures = judge_all(facts, rules)
    assert not failures
    return [judgement.rule.id for judgement in recommended(judgements)]


def test_a_rule_that_raises_costs_only_itself():
    broken = rule("broken")
    broken = replace(broken, judge=lambda facts: facts.nonsense)
    judgements, failures = judge_all(HEALTHY, [broken, rule("other", fired())])
    assert [judgement.finding.verdict for judgement in judgements] == [Verdict.ERROR, Verdict.WARN]
    assert [failure.probe for failure in failures] == ["rule broken"]
    assert "nonsense" in failures[0].error


def test_a_rule_sees_only_what_it_declares():
    peeping = replace(rule("peeping"), judge=lambda facts: facts.traffic and PASS)
    [judgement], _ = judge_all(HEALTHY, [peeping])
    assert judgement.finding.verdict is Verdict.ERROR
    declared = replace(peeping, needs=frozenset({"traffic"}))
    [judgement], _ = judge_all(HEALTHY, [declared])
    assert judgement.finding.verdict is Verdict.PASS


def test_severity_comes_first_then_the_gain_then_how_cheap_it_is():
    assert advised(rule("mild", fired("advice", 40)), rule("bad", fired("critical", 5))) == ["bad", "mild"]
    assert advised(rule("small", fired(gain_ms=5)), rule("large", fired(gain_ms=30))) == ["large", "small"]
    assert advised(rule("dear", fired(), effort=3), rule("cheap", fired(), effort=1)) == ["cheap", "dear"]
    assert advised(rule("unsure", fired(confidence=0.4)), rule("sure", fired())) == ["sure", "unsure"]


def test_what_mends_the_same_better_stands_alone():
    cable, channel = rule("cable", fired()), rule("channel", fired("advice"), yields_to=("cable",))
    assert advised(cable, channel) == ["cable"]
    assert advised(channel) == ["channel"]
    assert advised(rule("cable"), channel) == ["channel"]


def test_a_finding_that_stands_alone_or_is_worse_does_not_give_way():
    cable = rule("cable", fired())
    assert set(advised(cable, rule("isp", fired(stands_alone=True), yields_to=("cable",)))) == {"cable", "isp"}
    assert set(advised(cable, rule("isp", fired("critical"), yields_to=("cable",)))) == {"cable", "isp"}


def test_giving_way_passes_on_to_what_stands_in_the_end():
    chain = [
        rule("a", fired(), yields_to=("b",)),
        rule("b", fired(), yields_to=("c",)),
        rule("c", fired()),
    ]
    judgements, _ = judge_all(HEALTHY, chain)
    assert {j.rule.id: j.withdrawn_for for j in resolve(judgements)} == {"a": "c", "b": "c", "c": ""}


def test_a_last_resort_as_advice_comes_only_where_nothing_else_explains_it():
    last = rule("last", fired("advice"), last_resort=True)
    assert advised(last) == ["last"]
    assert advised(last, rule("better", fired())) == ["better"]
    assert set(advised(last, rule("hint", fired("advice")))) == {"last", "hint"}
    assert set(advised(rule("last", fired(), last_resort=True), rule("other", fired()))) == {"last", "other"}


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"environment.os": "Windows 11"}, ["windows-only"]),
        ({"environment.os": "Linux 6.1"}, []),
        ({"environment.os": ""}, ["windows-only"]),
    ],
)
def test_nothing_is_advised_that_the_system_cannot_do(changes, wanted):
    only = rule("windows-only", fired(), systems=frozenset({"Windows"}))
    assert advised(only, facts=facts_with(changes)) == wanted


@pytest.mark.parametrize(("kind", "wanted"), [("ethernet", []), ("wifi", ["air"]), ("unknown", [])])
def test_nothing_is_advised_for_another_link(kind, wanted):
    air = rule("air", fired(), links=frozenset({"wifi"}))
    assert advised(air, facts=facts_with({"environment.interface.kind": kind})) == wanted


def test_steps_follow_the_figures_then_the_system_then_the_rule():
    some = replace(rule("some"), steps_by_system={"Linux": ("On Linux.",), "Windows": ("On Windows.",)})
    finding = fired(steps=("Set channel 44.",))
    assert steps_of(some, finding, HEALTHY) == ("Set channel 44.", "On Linux.", "Do it.")


def test_steps_of_a_router_that_is_not_known_are_pointed_at():
    some = replace(rule("some"), steps_by_router={"OpenWrt": ("Install sqm.",)})
    assert steps_of(some, fired(), HEALTHY)[-1] == "Steps for OpenWrt: latencylab --explain some"
