"""The documents that are made of a report when it is done: PDF, Markdown, CSV of the findings."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from latencylab.cli.files import STDOUT
from latencylab.engine.engine import Sink
from latencylab.events import Event
from latencylab.files import check_writable, replace_file
from latencylab.report.hide import Hider
from latencylab.report.timelines import Timelines


class Documents:
    """The documents that the options name.

    Args:
        options: of the command line.

    Raises:
        OutputError: one of them cannot be written.
    """

    def __init__(self, options: Namespace) -> None:
        self._options = options
        self._timelines = Timelines() if options.pdf is not None else None
        for path in (options.pdf, options.findings, options.markdown):
            if path is not None and str(path) != STDOUT:
                check_writable(Path(path))

    @property
    def sinks(self) -> list[Sink]:
        """What takes events while it happens."""
        return [self._timelines] if self._timelines is not None else []

    @property
    def takes_stdout(self) -> bool:
        """Whether one of them goes to standard output."""
        return bool(self._options.markdown == STDOUT)

    def write(self, report: dict[str, Any], shared: dict[str, Any]) -> None:
        """Write them.

        Args:
            report: as it is to be shown.
            shared: the same for strangers.

        Raises:
            OutputError: one of them cannot be written.
        """
        options = self._options
        if options.pdf is not None:
            from latencylab.report.pdf import render_pdf

            timelines = self._timelines if self._timelines is not None and self._timelines.lines else None
            replace_file(options.pdf, render_pdf(report, timelines, options.paper))
        if options.findings is not None:
            from latencylab.report.findings import render_findings

            replace_file(options.findings, render_findings(report).encode())
        if options.markdown is not None:
            self._write_markdown(shared)

    def _write_markdown(self, report: dict[str, Any]) -> None:
        from latencylab.report.markdown import render_markdown

        text = render_markdown(report)
        if self._options.markdown == STDOUT:
            sys.stdout.write(text)
        else:
            replace_file(Path(self._options.markdown), text.encode())


class HidingSink:
    """Passes events on without their secrets.

    Args:
        hider: knows them.
        sink: takes the rest.
    """

    def __init__(self, hider: Hider, sink: Sink) -> None:
        self._hider = hider
        self._sink = sink

    def __call__(self, event: Event) -> None:
        """Hide and pass on."""
        self._sink(self._hider.event(event))
