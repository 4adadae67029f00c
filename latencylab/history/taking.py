"""Taking in sessions that were measured elsewhere."""

import shutil
from pathlib import Path

from latencylab.errors import OutputError
from latencylab.history.load import Loaded
from latencylab.history.store import History


def take_in(history: History, loaded: Loaded) -> str:
    """Put a session into the history, its recording too where there is one; gives its id.

    A session that is already there is replaced; its note stays.

    Raises:
        OutputError: the history cannot be written.
    """
    session_id = str(loaded.report.get("id", ""))
    if loaded.recording is not None:
        _copy(loaded.recording, history.recording_path(session_id))
    history.finish(loaded.report)
    return session_id


def _copy(source: Path, goal: Path) -> None:
    """Copy a file of any size: all of it, or nothing."""
    part = goal.with_suffix(".part")
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        if goal.exists() and goal.samefile(source):
            return
        try:
            shutil.copyfile(source, part)
            part.replace(goal)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError.writing(goal, error) from error
