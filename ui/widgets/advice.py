"""A recommendation: what to do, why, what it brings, how, and the test that shows whether it did."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from latencylab.tokens import SPACE
from ui.context import Context
from ui.experiment import Experiment
from ui.figures import NONE, number, plain
from ui.i18n import tr
from ui.sentences import said
from ui.switching import switch_for
from ui.widgets.basics import Card, button, column, label, row
from ui.widgets.drawn import Spark
from ui.widgets.trial import TrialPanel

_SEGMENT_OF = {
    "use-ethernet": "home", "use-5ghz": "home", "use-6ghz": "home", "change-channel": "home", "widen-channel": "home",
    "move-closer": "home", "use-mesh": "home", "upgrade-wifi": "home", "wifi-background-scan": "home",
    "wifi-power-save": "home", "slow-link": "home", "slow-device": "home", "closer-server": "route",
    "route-problem": "route", "disable-vpn": "route",
}  # fmt: skip
_ROLES = {"home": "gateway", "access": "access", "route": "target"}
_POINTS = 90
NARROW = 900
"""Width of a page below which there is no room for curves beside words."""


class AdviceCard(Card):
    """One card.

    Args:
        entry: of the report's ``recommendations``.
        context: to start the test.
    """

    def __init__(self, entry: dict[str, Any], context: Context) -> None:
        super().__init__()
        self.entry = entry
        self._context = context
        self.setAccessibleName(
            tr("Recommendation {rank}: {title}").format(rank=entry["rank"], title=said(entry["title"]))
        )
        self._rank = rank = label(str(entry["rank"]), bold=True)
        rank.setProperty("kind", "rank")
        rank.setFixedSize(28, 28)
        rank.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label(said(entry["title"]), "strong", bold=True, wrap=True)
        why = label(said(entry["why"]), tone="muted", wrap=True)
        self._evidence_button = button(tr("Evidence"), "link", lambda: self._toggle(self._evidence))
        self._steps_button = button(tr("Steps"), "link", lambda: self._toggle(self._steps))
        words = column(title, why, row(self._evidence_button, self._steps_button, None, space=2), space=1)
        self.again = button(tr("I did it: test again"), "", self._test_again)
        in_turn = switch_for(entry["id"]) is not None
        tip = tr("Measures in turn with and without it, in about two minutes") if in_turn else ""
        self.again.setToolTip(tip or tr("Measures once more and says whether it helped"))
        self.again.setAccessibleDescription(self.again.toolTip())
        gain, unit = gain_words(entry["gain"])
        gain_label = label(gain, "strong", tone="good", bold=True)
        unit_label = label(unit, "small", tone="muted")
        for part in (gain_label, unit_label):
            part.setAlignment(Qt.AlignmentFlag.AlignRight)
        right = column(gain_label, unit_label, self.again, space=1)
        self._curve = self._spark(context)
        self._has_curve = not self._curve.isHidden()
        line = row(rank, words, self._curve, right, space=4)
        line.setStretch(1, 1)
        line.setAlignment(rank, Qt.AlignmentFlag.AlignVCenter)
        self.add(line)
        self._evidence = self._more(evidence_words(entry))
        self._steps = self._more("\n".join(f"{i}.  {said(step)}" for i, step in enumerate(entry["steps"], 1)))
        self.trial: TrialPanel | None = None
        """The experiment, once there was one."""
        self.add(self._evidence, self._steps)
        self._evidence_button.setEnabled(bool(self._evidence.text()))
        self._steps_button.setEnabled(bool(self._steps.text()))
        self._steps_button.setVisible(bool(entry["steps"]))

    def fit(self, width: int) -> None:
        """Where the page is narrow, words go before the curve."""
        self._curve.setVisible(self._has_curve and width >= NARROW)

    def follow(self, experiment: Experiment | None) -> None:
        """Show an experiment on this piece of advice; None takes the last one away."""
        shown = self.trial.experiment if self.trial is not None else None
        if shown is experiment:
            return
        if self.trial is not None:
            self.trial.hide()
            self.trial.deleteLater()
            self.trial = None
        if experiment is not None:
            self.trial = TrialPanel(experiment, lambda: self._context.test_again(self.entry, True))
            self.add(self.trial)
            experiment.changed.connect(self._on_trial)
        self._on_trial()

    def _on_trial(self) -> None:
        self.again.setEnabled(self.trial is None or self.trial.experiment.done)

    def show_followed(self) -> None:
        """This advice was followed, and is no longer given."""
        self._rank.setText("✓")
        self.again.hide()

    def _more(self, text: str) -> QLabel:
        made = label(text, wrap=True)
        made.setContentsMargins(11 * SPACE, 0, 0, SPACE)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        made.hide()
        return made

    @staticmethod
    def _toggle(part: QLabel) -> None:
        part.setVisible(part.isHidden())

    def _spark(self, context: Context) -> Spark:
        segment = _SEGMENT_OF.get(self.entry["id"], "access")
        made = Spark(segment)
        line = next((line for line in context.store.ordered() if line.leg.role == _ROLES[segment]), None)
        made.setVisible(line is not None and line.samples.count > 1)
        if line is not None and line.samples.count > 1:
            drawn = line.samples.draw(0.0, max(0.1, line.samples.last_s), _POINTS // 2, 1e9)
            made.show_values(drawn.y.tolist(), tr("Round-trip times of {name}").format(name=line.name))
        return made

    def _test_again(self) -> None:
        self._context.test_again(self.entry, False)


def gain_words(gain: dict[str, Any] | None) -> tuple[str, str]:
    """The interval of a gain, and of what."""
    if gain is None:
        return "", ""
    low, high = plain(gain["low"]), plain(gain["high"])
    text = tr("−{high} {unit}") if low == high else tr("−{low} to −{high} {unit}")
    if gain["low"] <= 0:
        text = tr("up to −{high} {unit}")
    return text.format(low=low, high=high, unit=said(gain["unit"])), said(gain["metric"])


def evidence_words(entry: dict[str, Any]) -> str:
    """What was measured beside its limit, how sure, and who says so."""
    text = tr("{metric}: {value} {unit}, where {limit} {unit} would do")
    lines = [
        text.format(
            metric=said(item["metric"]),
            value=NONE if item["value"] is None else number(item["value"]),
            limit=plain(item["limit"]),
            unit=said(item["unit"]),
        )
        for item in entry["evidence"]
    ]
    lines.append(tr("Confidence {share} %").format(share=round(100 * entry["confidence"])))
    lines += [tr("Source: {source}").format(source=said(source)) for source in entry["sources"]]
    return "\n".join(lines)
