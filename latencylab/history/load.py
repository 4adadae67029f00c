"""A session by its id in the history, or by the path of a report or recording."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from latencylab.errors import UserError
from latencylab.history.entry import columns_of
from latencylab.history.mend import report_of
from latencylab.history.store import LATEST, History

_SCHEMA = "latencylab.report/"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A session that was measured earlier."""

    report: dict[str, Any]
    """As the public schema has it; of a newer program it may hold more."""
    recording: Path | None
    """What happened, where that was kept."""


def load_session(wanted: str, folder: Path | None = None) -> Loaded:
    """The session that ``wanted`` names: a file (report or recording), an id of the history or its beginning, ``last``.

    Args:
        wanted: a path or an id; a file of that name comes first.
        folder: of the history.

    Raises:
        UserError: there is none, or the file is neither.
    """
    path = Path(wanted)
    if wanted != LATEST and path.is_file():
        return load_file(path)
    with History(folder) as history:
        entry = history.entry(wanted)
        return Loaded(history.report(entry.id), history.recording(entry.id))


def load_file(path: Path) -> Loaded:
    """The session in a file: a report (``--json``) or a recording (``--record``), told apart by their content.

    Raises:
        UserError: it cannot be read, or is neither.
    """
    try:
        with path.open("rb") as file:
            is_recording = file.read(64).lstrip().startswith(b'{"e":')
        if is_recording:
            return Loaded(report_of(path), path)
        report = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(f"Cannot read {path}: {error.strerror}.", "Check its path.") from error
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path} is neither a report nor a recording of LatencyLab.", "Check its path.") from error
    if not _is_report(report):
        raise UserError(f"{path} is neither a report nor a recording of LatencyLab.", "Check its path.")
    return Loaded(report, None)


def _is_report(report: Any) -> bool:
    """Whether a list can show it: parts of a newer program may be in it, and are kept."""
    if not isinstance(report, dict) or not str(report.get("schema", "")).startswith(_SCHEMA) or not report.get("id"):
        return False
    try:
        columns_of(report)
    except (AttributeError, TypeError):
        return False
    return True
