"""Predicted gains set against what the remedies bring, where the lab can apply them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from latencylab.comparison import reading
from tests.lab import Lab
from tests.scenarios.judge import Expectation
from tests.scenarios.run import diagnose, read


class Realised(NamedTuple):
    """One remedy in one home: how much the metric was to improve, and how much it did."""

    home: str
    remedy: str
    metric: str
    low: float
    expected: float
    high: float
    realised: float

    @property
    def inside(self) -> bool:
        """Whether the interval holds what came, give or take what the two measurements differ by chance."""
        slack = max(0.5, 0.1 * abs(self.expected))
        return self.low - slack <= self.realised <= self.high + slack

    @property
    def narrow(self) -> bool:
        """Whether the interval is at most as wide as the gain itself."""
        return self.high - self.low <= self.expected


def realise(path: Path) -> list[Realised]:
    """Diagnose the home, apply each remedy that it knows and that was advised, and diagnose it again."""
    scenario, expected = read(path)
    found = []
    for remedy in [*scenario.remedy, *(expected.remedy or {})]:
        with Lab(scenario) as lab:
            lab.start_timeline()
            before = diagnose(lab, expected.targets, expected.options)
            gain = next((entry["gain"] for entry in before.recommendations if entry["id"] == remedy), None)
            if gain is None:
                continue
            targets, options = _apply(lab, remedy, expected)
            after = diagnose(lab, targets, options)
            was, now = reading(before.report, gain["metric"]), reading(after.report, gain["metric"])
            if was is not None and now is not None:
                numbers = (gain["low"], gain["expected"], gain["high"], was - now)
                found.append(Realised(path.stem, remedy, gain["metric"], *numbers))
    return found


def _apply(lab: Lab, remedy: str, expected: Expectation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make the change; gives the targets and options of the second diagnosis."""
    change: Mapping[str, Any] = (expected.remedy or {}).get(remedy, {})
    if remedy in lab.scenario.remedy:
        lab.apply(remedy)
    for name in change.get("stop", ()):
        lab.stop(name)
    return tuple(change.get("targets", expected.targets)), tuple(change.get("options", expected.options))
