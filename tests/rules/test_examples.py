"""The cases that the documentation tells of are true."""

import pytest

from latencylab import thresholds
from latencylab.rules import RULES, judge_all
from latencylab.rules.base import Example, Rule, Verdict
from latencylab.rules.examples import HEALTHY, facts_with
from latencylab.rules.loads import example_loaded

CASES = [(rule, example) for rule in RULES for example in rule.examples]


@pytest.mark.parametrize(("rule", "example"), CASES, ids=lambda value: getattr(value, "id", None))
def test_an_example_does_what_it_says(rule: Rule, example: Example):
    [judgement], failures = judge_all(facts_with(example.changes), [rule])
    assert not failures
    assert judgement.finding.fires is example.fires, judgement.finding


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_fires_says_why_how_much_and_how_sure(rule: Rule):
    for example in rule.examples:
        [judgement], _ = judge_all(facts_with(example.changes), [rule])
        finding = judgement.finding
        if finding.fires:
            assert finding.summary.endswith(".")
            assert finding.why.endswith(".")
            assert finding.evidence
            assert 0 < finding.confidence <= 1
            assert finding.gain is None or 0 <= finding.gain.low <= finding.gain.expected <= finding.gain.high
            # as narrow as the gain itself; both ends are rounded to two digits
            assert finding.gain is None or finding.gain.high - finding.gain.low <= 1.05 * finding.gain.expected


def test_a_home_with_nothing_wrong_gets_no_advice():
    judgements, failures = judge_all(HEALTHY)
    assert not failures
    assert [j.rule.id for j in judgements if j.finding.verdict in (Verdict.WARN, Verdict.FAIL)] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_complete(rule: Rule):
    assert rule.steps
    assert rule.sources
    assert rule.effort in (1, 2, 3)
    assert all(hasattr(thresholds, name) for name in rule.thresholds)
    assert rule.examples == () or {example.fires for example in rule.examples} == {True, False}


def test_rules_are_in_order_and_never_yield_in_a_ring():
    assert [rule.id for rule in RULES] == sorted(rule.id for rule in RULES)
    yields = {rule.id: rule.yields_to for rule in RULES}

    def walk(rule_id: str, above: tuple[str, ...]) -> None:
        assert rule_id not in above
        for other in yields.get(rule_id, ()):
            walk(other, (*above, rule_id))

    for rule_id in yields:
        walk(rule_id, ())


@pytest.mark.parametrize("added_ms", [31.0, 45.0, 90.0, 380.0])
@pytest.mark.parametrize("rule_id", ["enable-qos", "low-latency-broadband"])
def test_the_gain_of_a_short_queue_is_no_wider_than_itself(rule_id, added_ms):
    rule = next(rule for rule in RULES if rule.id == rule_id)
    [judgement], _ = judge_all(facts_with({"loaded": example_loaded(added_ms, "access")}), [rule])
    gain = judgement.finding.gain
    assert gain is not None
    assert gain.high - gain.low <= 1.05 * gain.expected


def test_a_wifi_that_is_slightly_late_and_slower_than_the_line_is_more_than_advice():
    slightly = next(e.changes for r in RULES if r.id == "use-ethernet" for e in r.examples if "5 ms more" in e.text)
    severities = []
    for changes in (slightly, {**slightly, "loaded": example_loaded(90.0, "home")}):
        judgements, _ = judge_all(facts_with(changes), [rule for rule in RULES if rule.id == "use-ethernet"])
        severities.append(judgements[0].finding.severity)
    assert severities == ["advice", "warning"]
