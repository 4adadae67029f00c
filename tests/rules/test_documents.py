"""The documentation of the rules is up to date and complete, and users can write rules of their own."""

import ast
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from latencylab import rules, thresholds
from latencylab.rules import RULES, active, judge_all
from latencylab.rules.base import Rule, Verdict
from latencylab.rules.custom import CustomRuleError, custom_rule
from latencylab.rules.docs import document, page
from latencylab.rules.examples import HEALTHY, facts_with

MINE = {
    "id": "evening-line",
    "title": "Play before eight",
    "summary": "The line is crowded.",
    "severity": "warning",
    "confidence": 0.7,
    "steps": ["Play earlier."],
    "when": [
        {"fact": "main.jitter_ms.pdv_p95", "above": 12, "unit": "ms"},
        {"fact": "environment.interface.kind", "is": "ethernet"},
    ],
}
_NO_LIMITS = {"_RELIEF_LIMIT", "SHAPER_SHARE", "_WHOLE", "_NOT_ITS_OWN", "_BY_CHANCE"}
"""They shape the order, the steps and the gains, and decide nothing."""
UNSTEADY = {"main.jitter_ms.pdv_p95": 20.0}


def test_the_document_is_what_the_rules_say():
    written = resources.files("latencylab.rules").joinpath("RULES.md").read_text(encoding="utf-8")
    assert written == document(RULES), "run: python -m latencylab.rules"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_a_page_with_a_case_for_each_way_and_a_source_for_each_limit(rule):
    text = page(rule)
    assert "* Fires: " in text
    assert "* Silent: " in text
    assert "Sources:\n\n* " in text
    for name in rule.thresholds:
        limit = getattr(thresholds, name)
        assert limit.source
        assert f"* {name} = " in text


def test_a_rule_of_the_user_judges_and_is_ranked_like_any_other():
    rule = custom_rule(MINE)
    [judgement], _ = judge_all(facts_with(UNSTEADY), [rule])
    assert judgement.finding.verdict is Verdict.WARN
    assert judgement.finding.why == "main.jitter_ms.pdv_p95 is 20 ms, environment.interface.kind is ethernet."
    [evidence] = judgement.finding.evidence
    assert (evidence.value, evidence.limit, evidence.unit) == (20.0, 12.0, "ms")
    assert judge_all(HEALTHY, [rule])[0][0].finding.verdict is Verdict.PASS
    assert judge_all(facts_with({**UNSTEADY, "main.jitter_ms": None}), [rule])[0][0].finding.verdict is (
        Verdict.NOT_ENOUGH_DATA
    )


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"id": "Not An Id"}, "needs an id"),
        ({"titel": "x"}, "unknown field 'titel'"),
        ({"title": "\x1b[2J"}, "needs a title"),
        ({"severity": "fatal"}, "severity"),
        ({"confidence": 2}, "confidence"),
        ({"when": []}, "needs a condition"),
        ({"when": [{"fact": "main.rtt_ms.p95"}]}, "needs above, below or is"),
        ({"when": [{"fact": "main.rtt_ms.p96", "above": 1}]}, "no fact main.rtt_ms.p96"),
        ({"when": [{"fact": "__class__.__init__", "above": 1}]}, "no fact"),
        ({"when": [{"fact": "main.rtt_ms.p95", "above": "much"}]}, "not a number"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_the_reason(change, wanted):
    with pytest.raises(CustomRuleError, match=wanted):
        custom_rule(MINE | change)


def latencylab(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "latencylab", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )


def test_a_file_of_the_user_changes_limits_and_adds_rules(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(
        '[thresholds]\nHOME_P95 = 9\n[[rule]]\nid = "mine"\ntitle = "Mine"\nsummary = "So."\n'
        '[[rule.when]]\nfact = "main.rtt_ms.median"\nabove = 1\n'
    )
    done = latencylab("--rules", "--rules-from", str(path), "--json", "-")
    found = json.loads(done.stdout)
    assert found["thresholds"]["HOME_P95"] == {"value": 9, "unit": "ms", "source": "yours, rules.toml"}
    assert found["rules"][-1]["id"] == "mine"
    assert len(found["rules"]) == len(active()) + 1
    path.write_text("[thresholds]\nHOME_P59 = 9\n")
    done = latencylab("--rules", "--rules-from", str(path))
    assert done.returncode == 2
    assert "there is no limit HOME_P59" in done.stderr


def test_one_rule_is_explained_and_a_misspelt_one_is_guessed():
    done = latencylab("--explain", "use-ethernet")
    assert "* Fires: " in done.stdout
    wrong = latencylab("--explain", "use-ethernit")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "Did you mean use-ethernet?" in wrong.stderr


@pytest.fixture
def read_limits(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the limits that were read since it was cleared."""
    names = {id(limit): name for name, limit in thresholds.every().items()}
    value, read = thresholds.Threshold.__dict__["value"], set[str]()

    def recorded(limit: thresholds.Threshold) -> float:
        read.add(names[id(limit)])
        return float(value.__get__(limit))

    monkeypatch.setattr(thresholds.Threshold, "value", property(recorded))
    return read


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_names_every_limit_that_it_reads(rule: Rule, read_limits: set[str]):
    for example in [example for other in RULES for example in other.examples]:
        rule.judge(facts_with(example.changes))
    assert read_limits <= set(rule.thresholds)


def test_no_rule_has_limits_of_its_own():
    """A number that decides stands in ``thresholds.py``, with its source."""
    for path in Path(rules.__file__).parent.glob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                name = ast.unparse(node.targets[0])
                assert not isinstance(node.value.value, int | float) or name in _NO_LIMITS, f"{path.name}: {name}"
