"""Keeps what is measured: in the history where the user wants that, else in a file that goes with the app."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from latencylab import events
from latencylab.errors import UserError
from latencylab.events import Event
from latencylab.history.saving import SessionSaver
from latencylab.recording import SUFFIX, Recorder


class Keeper:
    """Records one session after another; a full disk costs the recording, never the measurement.

    Args:
        folder: of the history; the system's usual place when None.
        complain: takes a sentence about what could not be kept.
    """

    def __init__(self, folder: Path | None, complain: Callable[[str], object]) -> None:
        self._folder = folder
        self._complain = complain
        self._saver: SessionSaver | None = None
        self._recorder: Recorder | None = None
        self._place: tempfile.TemporaryDirectory[str] | None = None
        self.path: Path | None = None
        """Recording of the present session; None when there is none."""

    def begin(self, *, in_history: bool) -> None:
        """A session is about to begin."""
        self.drop()
        self.path = None
        if in_history:
            self._saver = SessionSaver(self._folder)

    def take(self, batch: Sequence[Event]) -> None:
        """Record events."""
        try:
            for event in batch:
                self._take(event)
        except UserError as error:
            self.drop()
            self._complain(str(error))

    def finish(self, report: dict[str, Any]) -> None:
        """The session is complete."""
        saver, recorder = self._saver, self._recorder
        self._saver = self._recorder = None
        try:
            if recorder is not None:
                recorder.close()
            if saver is not None:
                saver.close()
                saver.finish(report)
        except UserError as error:
            self._complain(str(error))

    def show(self, path: Path) -> None:
        """The present session comes from this recording."""
        self.drop()
        self.path = path

    def drop(self) -> None:
        """Stop recording; what was written stays readable."""
        self._saver = self._recorder = None

    def _take(self, event: Event) -> None:
        if self._saver is not None:
            self._saver(event)
            self.path = self._saver.recording
        elif isinstance(event, events.SessionStarted):
            self._place = self._place or tempfile.TemporaryDirectory(prefix="latencylab-")
            self.path = Path(self._place.name) / f"session{SUFFIX}"
            self._recorder = Recorder(self.path)
        if self._recorder is not None:
            self._recorder(event)
