"""The experiment on its card: what to do now, how far it is, and the answer."""

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QWidget

from latencylab.tokens import SPACE
from ui.experiment import Experiment
from ui.i18n import tr
from ui.sentences import said
from ui.widgets.basics import button, column, label, row, set_text, set_tone

_TONES = {"helped": "good", "worse": "bad"}
_SIGNS = {"helped": "✓", "worse": "✕"}
_STEPS = 1000


class TrialPanel(QWidget):
    """Shows one experiment and lets the user lead it.

    Args:
        experiment: to show.
        on_once: the user wants before and after only.
    """

    def __init__(self, experiment: Experiment, on_once: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("kind", "plain")
        self.experiment = experiment
        self.words = label("", bold=True, wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setRange(0, _STEPS)
        self._bar.setAccessibleName(tr("Progress of the test"))
        self._count = label("", "small", tone="muted")
        self.go_on = button(tr("Continue"), "main", experiment.go_on)
        self.end = button(tr("End the test"), "", experiment.end, tip=tr("What was measured so far is judged"))
        self.once = button(
            tr("Only before and after"), "link", on_once, tip=tr("Measures once more, without switching")
        )
        self._details = label("", "small", tone="muted", wrap=True)
        self._lead = QWidget()
        self._lead.setProperty("kind", "plain")
        far = row(self._bar, self._count)
        far.setStretch(0, 1)
        self._lead.setLayout(column(far, row(self.go_on, self.end, self.once, None), space=2))
        inner = column(self.words, self._lead, self._details, space=2)
        inner.setContentsMargins(11 * SPACE, SPACE, 0, SPACE)
        self.setLayout(inner)
        experiment.changed.connect(self.refresh)
        experiment.runner.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show where the experiment stands."""
        one = self.experiment
        self._lead.setVisible(not one.done)
        self._details.setVisible(one.done and bool(one.details))
        if one.done:
            sign = _SIGNS.get(one.verdict, "")
            set_text(self.words, f"{sign} {said(one.answer)}".strip())
            set_tone(self.words, _TONES.get(one.verdict, ""))
            set_text(self._details, one.details)
            return
        set_text(self.words, one.words)
        set_text(self._count, one.count_words)
        self._bar.setValue(round(_STEPS * one.share))
        self.go_on.setEnabled(one.asks and not one.runner.runs)
        self.once.setVisible(one.may_be_once)
