"""Did it help? The same is measured again after a change, and held against what was measured before."""

from pathlib import Path
from typing import Any

from latencylab.comparison import Arm, hold, runs_of
from latencylab.errors import UserError
from latencylab.recording import read


class Experiment:
    """One piece of advice, and what was measured before it was followed.

    Args:
        advice: of the report's ``recommendations``.
        report: that it stands in.
        recording: of the session before.

    Raises:
        UserError: the recording cannot be read.
    """

    def __init__(self, advice: dict[str, Any], report: dict[str, Any], recording: Path) -> None:
        self.advice = advice
        # what this piece of advice promised decides, not what the first one did
        self._before = Arm("before", (runs_of(read(recording)),), {**report, "recommendations": [advice]})

    def answer(self, report: dict[str, Any], recording: Path | None) -> str:
        """What the measurement after the change says: one sentence with the difference and its interval."""
        if recording is None:
            return ""
        try:
            after = Arm("after", (runs_of(read(recording)),), report)
        except UserError as error:
            return str(error)
        found = hold(self._before, after)
        return f"{found.answer.sentence} {found.caution}".strip()
