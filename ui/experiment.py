"""Did it help? The experiment behind a card's "I did it: test again".

Where one can switch back and forth, blocks with and without the change are measured in turn
(:class:`~ui.turns.Turns`); where not, everything is measured once more and held against the session before
(:class:`Once`). What decides and how it is said is the command line's: :mod:`latencylab.experiment` and
:mod:`latencylab.comparison`.
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from latencylab.comparison import Arm, Comparison, hold, is_testable, runs_of
from latencylab.errors import UserError
from latencylab.recording import read
from ui.figures import number, plain
from ui.i18n import tr
from ui.runner import Runner
from ui.sentences import said


class Experiment(QObject):
    """One piece of advice under test.

    Args:
        advice: of the report's ``recommendations``.
        runner: measures.
        parent: owner.
    """

    changed = Signal()
    """There is something new to show."""

    def __init__(self, advice: dict[str, Any], runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.advice = advice
        self.runner = runner
        self.answer = ""
        """What it showed, as a sentence; empty while it goes on."""
        self.verdict = ""
        """``helped``, ``worse``, ``no difference`` or ``not enough data``; empty where nothing can be tested."""
        self.details = ""
        """How it was measured."""

    @property
    def done(self) -> bool:
        """Whether the answer is there."""
        return bool(self.answer)

    @property
    def asks(self) -> bool:
        """Whether it waits for the user."""
        return False

    @property
    def may_be_once(self) -> bool:
        """Whether the user may still choose before and after only."""
        return False

    @property
    def words(self) -> str:
        """What to do, or what happens, just now."""
        return tr("Measuring once more …")

    @property
    def share(self) -> float:
        """How far it is, from 0 to 1."""
        return 0.0

    @property
    def count_words(self) -> str:
        """How far it is, in words."""
        return ""

    def go_on(self) -> None:
        """The user has done what was asked."""

    def end(self) -> None:
        """Stop, and judge what was measured."""

    def _conclude(self, found: Comparison, details: str) -> None:
        self.answer = f"{found.answer.sentence} {found.caution}".strip()
        self.verdict = found.answer.verdict
        self.details = details
        self.changed.emit()


class Once(Experiment):
    """Before and after: the whole measurement once more, held against the session before.

    Args:
        advice: of the report's ``recommendations``.
        runner: measures.
        report: of the session before.
        recording: of the session before; None where only its report was kept.
        parent: owner.

    Raises:
        UserError: the recording cannot be read.
    """

    def __init__(
        self,
        advice: dict[str, Any],
        runner: Runner,
        report: dict[str, Any],
        recording: Path | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(advice, runner, parent)
        runs = (runs_of(read(recording)),) if recording is not None else ()
        # what this piece of advice promised decides, not what the first one did
        self._before = Arm("before", runs, {**report, "recommendations": [advice]})
        self._measures = False
        runner.finished.connect(self._on_finished)
        runner.client.refused.connect(self._on_refused)

    def go_on(self) -> None:
        """Override of Experiment."""
        self._measures = True
        self.runner.run("experiment")

    def end(self) -> None:
        """Override of Experiment."""
        self.runner.stop()

    def _on_refused(self, error: str, hint: str) -> None:
        if self._measures and not self.done:
            self.answer = f"{error} {hint}".strip()
            self.changed.emit()

    def _on_finished(self, purpose: str) -> None:
        if purpose == "experiment" and not self.done:
            self.judge(self.runner.store.report(), self.runner.keeper.path)

    def judge(self, report: dict[str, Any], recording: Path | None) -> None:
        """Hold what was measured after the change against what was before."""
        try:
            runs = (runs_of(read(recording)),) if recording is not None else ()
        except UserError as error:
            self.answer = str(error)
            self.changed.emit()
            return
        found = hold(self._before, Arm("after", runs, report))
        gain = self.advice.get("gain")
        if gain is None or is_testable(gain["metric"]):
            self._conclude(found, tr("Measured before and after"))
            return
        self.answer = _kept_promise(found, gain)
        self.details = tr("Measured before and after")
        self.changed.emit()


def _kept_promise(found: Comparison, gain: dict[str, Any]) -> str:
    """What came of a gain that was measured once before and once after, which has no interval."""
    promise = next(iter(found.promises), None)
    if promise is None:
        text = tr("What this improves ({metric}) was not measured both times, so there is no answer.")
        return text.format(metric=said(gain["metric"]))
    better = tr("Better by {change} {unit}, where {low} to {high} was expected ({metric}).")
    worse = tr("Not better: worse by {change} {unit}, where a gain of {low} to {high} was expected ({metric}).")
    text = better if promise.realised >= 0 else worse
    figures = {"low": plain(promise.low), "high": plain(promise.high), "change": number(abs(promise.realised))}
    caution = tr("Measured once each, so chance is in it.")
    return f"{text.format(unit=said(promise.unit), metric=said(promise.metric), **figures)} {caution}"
