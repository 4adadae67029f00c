"""The experiment in turns: blocks with and without the change, for what one can switch back and forth."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from latencylab import events
from latencylab.clock import NS_PER_S
from latencylab.events import Event
from latencylab.experiment import BLOCKS, DROPPED_S, WITH_CHANGE, Trial, block_run
from ui.experiment import Experiment, Once
from ui.figures import plain
from ui.i18n import tr
from ui.runner import Runner
from ui.switching import Switch, switch_for


class Turns(Experiment):
    """Blocks with and without the change, in turn; the user is told when to switch.

    Nothing of it enters the store: the diagnosis with the card stays on the page.

    Args:
        advice: of the report's ``recommendations``.
        runner: measures.
        targets: what is measured as it was, and with the change; the same where the user switches something else.
        switch: what the user is asked for; None where the program can switch by itself.
        parent: owner.
    """

    def __init__(
        self,
        advice: dict[str, Any],
        runner: Runner,
        targets: tuple[str, str],
        switch: Switch | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(advice, runner, parent)
        self._targets = targets
        self._switch = switch
        self._trial = Trial(BLOCKS, changed_first=True)
        self._block: list[Event] = []
        self._measures = False
        self._failed = False
        self._block_s = runner.settings.number("block_s")
        runner.changed.connect(self._on_runner)
        runner.finished.connect(self._on_finished)

    @property
    def asks(self) -> bool:
        """Override of Experiment."""
        return not self._measures and not self.done

    @property
    def words(self) -> str:
        """Override of Experiment."""
        changed = self._trial.wanted == WITH_CHANGE
        if self._measures:
            return tr("Measuring with the change …") if changed else tr("Measuring without the change …")
        if self._failed:
            return tr("The server did not answer in this block. When it can be reached, press Continue.")
        if self._switch is None:
            return tr("Press Continue; the two servers are measured in turn.")
        return self._switch.to_change if changed else self._switch.to_undo

    @property
    def share(self) -> float:
        """Override of Experiment."""
        ends_ns = [event.t_ns for event in self._block[-1:]]
        begins_ns = [event.t_ns for event in self._block if isinstance(event, events.PhaseChanged)][:1]
        inside = (ends_ns[0] - begins_ns[0]) / NS_PER_S / (self._block_s + DROPPED_S) if begins_ns else 0.0
        return (self._trial.done + min(1.0, inside)) / self._trial.count

    @property
    def count_words(self) -> str:
        """Override of Experiment."""
        number_now = min(self._trial.done + 1, self._trial.count)
        return tr("Block {number} of {count}").format(number=number_now, count=self._trial.count)

    @property
    def may_be_once(self) -> bool:
        """Override of Experiment."""
        return self.asks and self._trial.done == 0 and self._switch is not None

    def go_on(self) -> None:
        """Override of Experiment."""
        if not self.asks or self.runner.runs:
            return
        self._measures, self._failed, self._block = True, False, []
        target = self._targets[self._trial.wanted == WITH_CHANGE]
        self.runner.measure_aside(self._take, targets=[target], duration_s=self._block_s + DROPPED_S)
        self.changed.emit()

    def end(self) -> None:
        """Override of Experiment."""
        if self._measures:
            self.runner.stop()
        elif not self.done:
            self._judge()

    def _take(self, batch: list[Event]) -> None:
        self._block += batch
        self.changed.emit()

    def _on_runner(self) -> None:
        """A block that ends without its last event: the engine refused it, or died."""
        if self._measures and not self.runner.runs and not self._is_complete():
            self._measures, self._failed = False, True
            self.changed.emit()

    def _is_complete(self) -> bool:
        return any(isinstance(event, events.SessionEnded) for event in self._block)

    def _on_finished(self, purpose: str) -> None:
        if purpose != "block" or not self._measures:
            return
        self._measures = False
        last = self._block[-1]
        if isinstance(last, events.SessionEnded) and last.reason == "interrupted":
            self._judge()
            return
        self._failed = not self._trial.take(block_run(self._block))
        self._block = []
        if self._trial.wanted is None:
            self._judge()
        elif not self._failed and (self._trial.stays or self._switch is None):
            self.go_on()
        else:
            self.changed.emit()

    def _judge(self) -> None:
        text = tr("%n block(s) of {time} s, with and without the change in turn", self._trial.done)
        found = self._trial.judged(report={"recommendations": [self.advice]})
        self._conclude(found, text.format(time=plain(self._block_s)))


def experiment_for(
    advice: dict[str, Any],
    report: dict[str, Any],
    recording: Path | None,
    runner: Runner,
    parent: QObject | None = None,
    *,
    once: bool = False,
) -> Experiment:
    """The experiment that suits a piece of advice.

    Args:
        advice: of the report's ``recommendations``.
        report: that it stands in.
        recording: of the session before, if there is one.
        runner: measures.
        parent: owner.
        once: before and after only, even where one could switch back and forth.

    Raises:
        UserError: the recording cannot be read.
    """
    targets = [target for target in report["targets"] if target["role"] == "target"]
    switch = switch_for(advice["id"])
    if targets and switch is not None and not once:
        return Turns(advice, runner, (targets[0]["id"], targets[0]["id"]), switch, parent)
    answered = [target for target in targets[1:] if target["rtt_ms"]]
    if advice["id"] == "closer-server" and answered:
        best = min(answered, key=lambda target: float(target["rtt_ms"]["median"]))
        return Turns(advice, runner, (targets[0]["id"], best["id"]), None, parent)
    return Once(advice, runner, report, recording, parent)
