"""Where a session's results go: checked before anything is measured, written so that nothing measured is lost."""

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from latencylab.cli.documents import Documents, HidingSink
from latencylab.cli.files import STDOUT, write_json
from latencylab.cli.main import complain
from latencylab.engine.engine import Sink
from latencylab.errors import UserError
from latencylab.events import Event
from latencylab.files import check_writable
from latencylab.history.mend import safe_id
from latencylab.history.saving import SessionSaver
from latencylab.recording import Recorder
from latencylab.report.csv import SampleCsv
from latencylab.report.hide import Hider

if TYPE_CHECKING:
    from latencylab.push import Pusher


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
        self._hide = bool(options.hide)
        share = self._hide or (options.markdown is not None and options.hide is None)
        self._hider = Hider() if share else None
        self._documents = Documents(options)
        self._pushers = [make_pusher(url, options.data_dir) for url in options.push or ()]
        self._sinks = [
            GuardedSink(make(path))
            for make, path in ((Recorder, options.record), (SampleCsv, options.csv))
            if path is not None
        ]

    @property
    def sinks(self) -> list[Sink]:
        """Those that take events while it happens."""
        shown: list[Sink] = [*self._sinks, *self._documents.sinks]
        if self._hider is not None:
            learn: list[Sink] = [HidingSink(self._hider, lambda _event: None)]
            shown = [HidingSink(self._hider, sink) for sink in shown] if self._hide else [*learn, *shown]
        return [*shown, *([self._saved] if self._saved is not None else [])]

    def shown(self, text: str) -> str:
        """Text for the terminal, without secrets when they are to be hidden."""
        return self._hider.text(text) if self._hide and self._hider is not None else text

    @property
    def takes_stdout(self) -> bool:
        """Whether standard output is for a document alone."""
        return self._json == STDOUT or self._documents.takes_stdout

    def finish(self, report: dict[str, Any]) -> bool:
        """Write the rest; False when something could not be written (said on standard error).

        Args:
            report: as the public schema has it.
        """
        failures = [failure for sink in self._sinks if (failure := sink.close()) is not None]
        for failure in failures:
            complain(str(failure))
        shared = self._hider.report(report) if self._hider is not None else report
        shown = shared if self._hide else report
        written = self._json is None or write_json(self._json, shown, f"latencylab-{safe_id(report['id'])}.json")
        try:
            self._documents.write(shown, shared)
        except UserError as error:
            complain(str(error))
            written = False
        self._save(report)
        self._push(shown)
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

    def _push(self, report: dict[str, Any]) -> None:
        """To the databases and servers that collect reports; what cannot be sent waits, and that is said."""
        for pusher in self._pushers:
            try:
                pusher.put(report)
                outcome = pusher.send()
            except UserError as error:
                complain(str(error))
                continue
            if outcome.problem:
                complain(outcome.problem)


def make_pusher(url: str, folder: Path | None) -> "Pusher":
    """What pushes to ``url``; its libraries are loaded only when it is asked for.

    Raises:
        UserError: the URL cannot be used.
    """
    from latencylab.push import Pusher

    return Pusher(url, folder)
