"""Where a session's results go: checked before anything is measured, written so that nothing measured is lost."""

import json
import sys
import tempfile
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from latencylab.cli.main import complain
from latencylab.engine.engine import Sink
from latencylab.errors import OutputError
from latencylab.events import Event
from latencylab.recording import Recorder
from latencylab.report.csv import SampleCsv
from latencylab.report.model import Report

STDOUT = "-"


class GuardedSink:
    """A sink whose disk may fill up: its failure is kept, the measurement goes on without it."""

    def __init__(self, sink: Recorder | SampleCsv) -> None:
        self._sink = sink
        self._failure: OutputError | None = None

    def __call__(self, event: Event) -> None:
        """Pass the event on while the sink works."""
        if self._failure is None:
            self._guard(lambda: self._sink(event))

    def close(self) -> OutputError | None:
        """Close the sink; gives what went wrong with it, if anything did."""
        self._guard(self._sink.close)
        return self._failure

    def _guard(self, action: Callable[[], None]) -> None:
        try:
            action()
        except OutputError as error:
            self._failure = self._failure or error


class Outputs:
    """The files that the options name.

    Raises:
        OutputError: one of them cannot be written; found out before the measurement.
    """

    def __init__(self, options: Namespace) -> None:
        self._json: str | None = options.json
        if self._json not in (None, STDOUT):
            check_writable(Path(self._json))
        self._sinks = [
            GuardedSink(make(path))
            for make, path in ((Recorder, options.record), (SampleCsv, options.csv))
            if path is not None
        ]

    @property
    def sinks(self) -> list[Sink]:
        """Those that take events while it happens."""
        return list(self._sinks)

    @property
    def takes_stdout(self) -> bool:
        """Whether standard output is for the report as JSON alone."""
        return self._json == STDOUT

    def finish(self, report: Report) -> bool:
        """Write the rest; False when something could not be written (said on standard error)."""
        failures = [failure for sink in self._sinks if (failure := sink.close()) is not None]
        for failure in failures:
            complain(str(failure))
        written = self._json is None or write_json(self._json, report.to_object(), f"latencylab-{report.id}.json")
        return written and not failures


def write_json(where: str, body: Any, spare_name: str) -> bool:
    """Write ``body`` to a file, or to standard output for ``-``.

    When the disk is full, it goes to the folder for temporary files, and that is said; False then.
    """
    text = json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if where == STDOUT:
        sys.stdout.write(text)
        sys.stdout.flush()
        return True
    try:
        replace_file(Path(where), text)
    except OutputError as error:
        spare = Path(tempfile.gettempdir()) / spare_name
        try:
            spare.write_text(text, encoding="utf-8")
        except OSError:
            complain(f"{error} The report follows on standard output.")
            sys.stdout.write(text)
            return False
        complain(f"{error} The report is in {spare} instead.")
        return False
    return True


def replace_file(path: Path, text: str) -> None:
    """Write ``text`` to ``path``: all of it, or the old file stays. Devices and pipes are written to as they are.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        part = path.with_name(f".{path.name}.part")
        try:
            part.write_text(text, encoding="utf-8")
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError.writing(path, error) from error


def check_writable(path: Path) -> None:
    """Find out now whether ``path`` can be written later.

    Raises:
        OutputError: it cannot.
    """
    try:
        existed = path.exists()
        with path.open("ab"):
            pass
        if not existed:
            path.unlink()
    except OSError as error:
        raise OutputError.writing(path, error) from error
