"""``--on-problem``: a command of the user's, run when the connection has become bad, once for each time that it has.

One bad measurement is no problem yet: noisy alarms are switched off. The command is called when ``after`` measurements
in a row were bad, and again only after a good one. It gets the report on standard input and the main facts in its
environment; it is run without a shell.
"""

import json
import os
import shlex
import subprocess
from typing import Any

from latencylab.errors import UserError
from latencylab.report.words import dig

_PATIENCE_S = 60.0
_BAD = ("critical", "warning")


class Alarm:
    """Watches reports and calls the command.

    Args:
        command: as one would type it, without redirections.
        after: how many bad measurements in a row it takes.

    Raises:
        UserError: it is no command.
    """

    def __init__(self, command: str, after: int = 2) -> None:
        try:
            self._command = shlex.split(command)
        except ValueError as error:
            raise UserError(f"Cannot understand the command {command!r}: {error}.", "Check its quotes.") from error
        if not self._command:
            raise UserError("--on-problem needs a command.", "Such as: --on-problem 'notify-send lag'.")
        self._after = after
        self._bad_in_a_row = 0

    def take(self, report: dict[str, Any]) -> str:
        """Take in one measurement; gives what went wrong with the command, if it was called and something did."""
        self._bad_in_a_row = self._bad_in_a_row + 1 if is_problem(report) else 0
        return self._call(report) if self._bad_in_a_row == self._after else ""

    def _call(self, report: dict[str, Any]) -> str:
        facts = {
            "LATENCYLAB_SESSION": report.get("id"),
            "LATENCYLAB_SUMMARY": dig(report, "verdict", "summary"),
            "LATENCYLAB_SCORE": dig(report, "verdict", "score"),
            "LATENCYLAB_ADVICE": dig(report, "recommendations", 0, "id"),
        }
        told = {name: "" if value is None else str(value).replace("\0", "") for name, value in facts.items()}
        body = json.dumps(report, ensure_ascii=False)
        try:
            done = subprocess.run(
                self._command, input=body, text=True, encoding="utf-8", env={**os.environ, **told},
                timeout=_PATIENCE_S, check=False, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        except OSError as error:
            return f"The command of --on-problem cannot be run: {error.strerror or error}."
        except subprocess.TimeoutExpired:
            return f"The command of --on-problem was ended: it took more than {_PATIENCE_S:.0f} s."
        return f"The command of --on-problem failed with status {done.returncode}." if done.returncode else ""


def is_problem(report: dict[str, Any]) -> bool:
    """Whether a measurement is bad: nothing answered, or something is to be mended that hurts now."""
    answered = any(target.get("rtt_ms") for target in report.get("targets") or [] if target.get("role") == "target")
    return not answered or any(entry.get("severity") in _BAD for entry in report.get("recommendations") or [])
