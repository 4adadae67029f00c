"""What a comparison of two sessions says, in words."""

from typing import Any

from ui.figures import number, signed
from ui.i18n import tr


def compare_words(said: dict[str, Any]) -> str:
    """The answer of ``--compare`` as sentences."""
    if said.get("summary"):
        return str(said["summary"])
    lines = []
    for one in said.get("metrics", ()):
        text = tr("{metric}: {change} {unit} ({low} to {high})")
        lines.append(
            text.format(
                metric=one.get("metric", ""),
                change=signed(one.get("change")),
                unit=one.get("unit", ""),
                low=number(one.get("low")),
                high=number(one.get("high")),
            )
        )
    return "\n".join(lines) or tr("They could not be compared.")
