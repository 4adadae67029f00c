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
from latencylab.errors import OutputError, UserError
from latencylab.events import Event
from latencylab.history.mend import safe_id
from latencylab.history.saving import SessionSaver
from latencylab.recording import Recorder
from latencylab.report.csv import SampleCsv

STDOUT = "-"


class GuardedSink:
    """A sink whose disk may fill up: its failure is kept, the measurement goes on without it."""

    def __init__(self, sink: Recorder | SampleCsv | SessionSaver) -> None:
        self._sink = sink
        self._failure: UserError | None = None

    def __call__(self, event: Event) -> None:
        """Pass the event on while the sink works."""
        if self._failure is None:
            self._guard(lambda: self._sink(event))

    def close(self) -> UserError | None:
        """Close the sink; gives what went wrong with it, if anything did."""
        self._guard(self._sink.close)
        return self._failure

    def _guard(self, action: Callable[[], None]) -> None:
        try:
            action()
        except UserError as error:
            self._failure = self._failure or error


class Outputs:
    """The files that the options name, and the history.

    Args:
        options: of the command line.
        save: this is a measurement, which belongs into the history unless the options say otherwise.

    Raises:
        OutputError: one of them cannot be written; found out before the measurement.
    """

    def __init__(self, options: Namespace, *, save: bool = False) -> None:
        self._json: str | None = options.json
        self._saver = SessionSaver(options.data_dir) if save and not options.no_save else None
        self._saved = GuardedSink(self._saver) if self._saver is not None else None
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
        return [*self._sinks, *([self._saved] if self._saved is not None else [])]

    @property
    def takes_stdout(self) -> bool:
        """Whether standard output is for the report as JSON alone."""
        return self._json == STDOUT

    def finish(self, report: dict[str, Any]) -> bool:
        """Write the rest; False when something could not be written (said on standard error).

        Args:
            report: as the public schema has it.
        """
        failures = [failure for sink in self._sinks if (failure := sink.close()) is not None]
        for failure in failures:
            complain(str(failure))
        written = self._json is None or write_json(self._json, report, f"latencylab-{safe_id(report['id'])}.json")
        self._save(report)
        return written and not failures

    def _save(self, report: dict[str, Any]) -> None:
        """Into the history; when that fails it is said, and the measurement counts all the same."""
        if self._saver is None or self._saved is None:
            return
        failure = self._saved.close()
        try:
            self._saver.finish(report)
        except UserError as error:
            failure = failure or error
        for sentence in (*self._saver.problems, *([str(failure)] if failure else [])):
            complain(sentence)


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
