"""The homes of the diagnosis: all can be built, and a few are diagnosed each time (``make diagnose`` does them all)."""

import pytest

from latencylab.rules import RULES
from tests.lab.topology import Topology
from tests.scenarios.judge import Answer, Expectation, confusion, faults
from tests.scenarios.run import HOMES, diagnose_home, read

PATHS = sorted(HOMES.glob("*.toml"))
QUIET_MACHINE_S = 120.0
"""No limit on the time here: the machine of a test may be busy."""


def test_there_are_enough_homes_and_enough_healthy_ones():
    expectations = [read(path)[1] for path in PATHS]
    assert len(expectations) >= 60
    assert sum(expected.healthy for expected in expectations) >= 15


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_home_can_be_built_and_expects_what_there_is(path):
    scenario, expected = read(path)
    Topology(scenario)
    known = {rule.id for rule in RULES}
    assert known.issuperset(
        (*expected.first, *expected.never, *expected.also, *(expected.remedy or {}), *scenario.remedy)
    )
    assert all(file.is_file() for file in scenario.files.values())
    assert expected.targets[0].partition(":")[0] in scenario.server


def advice(*entries: tuple[str, str]) -> Answer:
    return Answer(tuple({"id": name, "severity": severity} for name, severity in entries), 50, 20.0)


def test_an_answer_is_wrong_by_its_first_by_what_it_says_and_by_what_it_misses():
    expected = Expectation(first=("a",), never=("b",), also=("c",), severity="warning")
    assert faults(expected, advice(("a", "critical"), ("c", "advice")), 30) == []
    assert faults(expected, advice(("c", "warning"), ("a", "warning")), 30) == ["first is c"]
    assert faults(expected, advice(("a", "advice"), ("b", "warning")), 30) == ["says b", "misses c", "only advice"]
    assert faults(expected, advice(), 10) == ["misses c", "first is nothing", "took 20 s"]


def test_a_healthy_home_may_be_advised_but_not_warned():
    healthy = Expectation()
    assert faults(healthy, advice(("a", "advice")), 30) == []
    assert faults(healthy, advice(("a", "warning")), 30) == ["warns of a"]
    assert confusion([("nothing", "a"), ("nothing", "nothing"), ("nothing", "nothing")]) == {
        "nothing": {"a": 1, "nothing": 2}
    }


@pytest.mark.lab
@pytest.mark.parametrize("name", ["access-loss-up"])
def test_a_home_is_diagnosed(name):
    expected, answer = diagnose_home(HOMES / f"{name}.toml")
    assert faults(expected, answer.about_home(expected), QUIET_MACHINE_S) == []
