"""A measurement on its way into the history."""

from pathlib import Path
from typing import Any

from latencylab import clock, events
from latencylab.events import Event
from latencylab.history.pruning import prune
from latencylab.history.store import History
from latencylab.recording import Recorder
from latencylab.settings import Limits, read_settings


class SessionSaver:
    """A sink that records a session where the history keeps it.

    The history is opened when the session begins, not before: by then the probes run, and are not kept waiting.

    Args:
        folder: of the history; None: the platform's place.
        limits: what may stay in the history beside this session; None: what the user's settings say.
    """

    def __init__(self, folder: Path | None = None, limits: Limits | None = None) -> None:
        self._folder = folder
        self._limits = limits
        self._history: History | None = None
        self._recorder: Recorder | None = None

    def __call__(self, event: Event) -> None:
        """Take in one event.

        Raises:
            UserError: the history cannot be written.
        """
        if isinstance(event, events.SessionStarted):
            self._history = History(self._folder)
            self._recorder = Recorder(self._history.begin(event))
        if self._recorder is not None:
            self._recorder(event)

    @property
    def recording(self) -> Path | None:
        """Where the session is recorded; None before it began, or when that is not possible."""
        return self._recorder.path if self._recorder is not None else None

    @property
    def problems(self) -> list[str]:
        """What was wrong with the history and was mended, for the user."""
        return self._history.problems if self._history is not None else []

    def close(self) -> None:
        """Write what is left of the recording.

        Raises:
            OutputError: the disk is full or gone.
        """
        if self._recorder is not None:
            self._recorder.close()

    def finish(self, report: dict[str, Any]) -> None:
        """Keep the report, make room, and let go of the history.

        Raises:
            UserError: the history cannot be written, or the settings that limit it cannot be read; the report is kept
                even so.
        """
        if self._history is None:
            return
        try:
            self._history.finish(report)
            prune(self._history, self._limits or read_settings().history, clock.wall_ns())
        finally:
            self._history.close()
