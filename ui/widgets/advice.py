"""A recommendation: what to do, why, what it brings, how, and the test that shows whether it did."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from latencylab.tokens import SPACE
from ui.context import Context
from ui.figures import NONE, number, plain
from ui.i18n import tr
from ui.sentences import said
from ui.widgets.basics import Card, button, column, label, row
from ui.widgets.drawn import Spark

_SEGMENT_OF = {
    "use-ethernet": "home", "use-5ghz": "home", "use-6ghz": "home", "change-channel": "home", "widen-channel": "home",
    "move-closer": "home", "use-mesh": "home", "upgrade-wifi": "home", "wifi-background-scan": "home",
    "wifi-power-save": "home", "slow-link": "home", "slow-device": "home", "closer-server": "route",
    "route-problem": "route", "disable-vpn": "route",
}  # fmt: skip
_ROLES = {"home": "gateway", "access": "access", "route": "target"}
_POINTS = 90


class AdviceCard(Card):
    """One card.

    Args:
        entry: of the report's ``recommendations``.
        context: to start the test.
        report: that it belongs to.
    """

    def __init__(self, entry: dict[str, Any], context: Context, report: dict[str, Any]) -> None:
        super().__init__()
        self.entry = entry
        self._context = context
        self.setAccessibleName(
            tr("Recommendation {rank}: {title}").format(rank=entry["rank"], title=said(entry["title"]))
        )
        rank = label(str(entry["rank"]), bold=True)
        rank.setProperty("kind", "rank")
        rank.setFixedSize(28, 28)
        rank.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = label(said(entry["title"]), "strong", bold=True, wrap=True)
        why = label(said(entry["why"]), tone="muted", wrap=True)
        self._evidence_button = button(tr("Evidence"), "link", lambda: self._toggle(self._evidence))
        self._steps_button = button(tr("Steps"), "link", lambda: self._toggle(self._steps))
        words = column(title, why, row(self._evidence_button, self._steps_button, None, space=2), space=1)
        self.again = button(tr("I did it: test again"), "", self._test_again)
        self.again.setToolTip(tr("Measures once more and says whether it helped"))
        gain, unit = gain_words(entry["gain"])
        gain_label = label(gain, "strong", tone="good", bold=True)
        unit_label = label(unit, "small", tone="muted")
        for part in (gain_label, unit_label):
            part.setAlignment(Qt.AlignmentFlag.AlignRight)
        right = column(gain_label, unit_label, self.again, space=1)
        line = row(rank, words, self._spark(context), right, space=4)
        line.setStretch(1, 1)
        line.setAlignment(rank, Qt.AlignmentFlag.AlignVCenter)
        self.add(line)
        self._evidence = self._more(evidence_words(entry))
        self._steps = self._more("\n".join(f"{i}.  {said(step)}" for i, step in enumerate(entry["steps"], 1)))
        self._result = label("", bold=True, wrap=True)
        self._result.hide()
        self.add(self._evidence, self._steps, self._result)
        self._evidence_button.setEnabled(bool(self._evidence.text()))
        self._steps_button.setEnabled(bool(self._steps.text()))
        self._steps_button.setVisible(bool(entry["steps"]))
        self._report = report

    def show_answer(self, sentence: str) -> None:
        """Say whether it helped."""
        self._result.setText(sentence)
        self._result.show()

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
        self._context.test_again(self.entry)


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
