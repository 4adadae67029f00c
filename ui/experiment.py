"""Did it help? The same is measured again after a change, and held against what was measured before."""

from typing import Any

import numpy as np

from latencylab.stats.compare import Comparison, Verdict, compare
from ui.figures import number, signed
from ui.i18n import tr
from ui.store import Line, Store

_LEGS = {"home": "gateway", "access": "access", "route": "target"}


class Experiment:
    """One piece of advice and what was measured before it was followed.

    Args:
        advice: of the report's ``recommendations``.
        store: holds the measurement before.
    """

    def __init__(self, advice: dict[str, Any], store: Store) -> None:
        self.advice = advice
        gain = advice.get("gain") or {}
        self.metric = str(gain.get("metric") or "RTT")
        self.unit = "%" if gain.get("unit") == "%" else "ms"
        self._before = self._series(store)

    def answer(self, store: Store) -> str:
        """What the measurement after the change says, as a sentence."""
        after = self._series(store)
        if not len(self._before) or not len(after):
            return tr("There is nothing to compare: the server did not answer both times.")
        found = compare([self._before.tolist()], [after.tolist()], self._statistic())
        return self._words(found)

    def _series(self, store: Store) -> Any:
        line = next((line for line in store.ordered() if line.leg.role == "target"), None)
        if line is None:
            return np.empty(0, np.int64)
        if self.unit == "%":
            return _fates(line)
        _, values = line.samples.window(0.0, line.samples.last_s)
        return np.round(values * 1e6).astype(np.int64)

    def _statistic(self) -> Any:
        if self.unit == "%":
            return np.mean
        if "p95" in self.metric or "spike" in self.metric:
            return lambda block: float(np.quantile(block, 0.95))
        return lambda block: float(np.median(block))

    def _words(self, found: Comparison) -> str:
        scale = 100.0 if self.unit == "%" else 1e-6
        if found.verdict is Verdict.NOT_ENOUGH_DATA or found.difference is None or found.interval is None:
            return tr("Too little was measured to tell; measure for longer.")
        words = {
            "metric": self.metric,
            "unit": self.unit,
            "change": signed(found.difference * scale),
            "low": signed(found.interval.low * scale),
            "high": signed(found.interval.high * scale),
            "least": number((found.detectable or 0.0) * scale),
        }
        text = {
            Verdict.HELPED: tr("It helped: {metric} {change} {unit} (95 %: {low} to {high})."),
            Verdict.WORSE: tr("It got worse: {metric} {change} {unit} (95 %: {low} to {high})."),
            Verdict.NO_DIFFERENCE: tr(
                "No difference: {metric} {change} {unit} (95 %: {low} to {high}). "
                "A difference of {least} {unit} would have shown."
            ),
        }[found.verdict]
        return text.format(**words)


def _fates(line: Line) -> Any:
    """1 for each lost probe, 0 for each answered one, in order of sending."""
    times, _ = line.samples.window(0.0, line.samples.last_s)
    fates = np.concatenate((np.zeros(len(times)), np.ones(len(line.losses))))
    order = np.argsort(np.concatenate((times, np.asarray(line.losses))), kind="stable")
    return fates[order].astype(np.int64)
