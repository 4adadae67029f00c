"""``--replay``: the report of a recording, made again from what happened then."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from latencylab.cli.main import complain
from latencylab.cli.outputs import Outputs
from latencylab.cli.probe import print_report
from latencylab.engine.engine import Sink
from latencylab.errors import Exit
from latencylab.recording import Reading, read
from latencylab.report.build import build_report
from latencylab.report.model import Report
from latencylab.session.session import Session


def replay(options: Namespace) -> int:
    """Read a recording and write its report; gives the exit status that the session had."""
    outputs = Outputs(options)
    report = played(options.replay, outputs.sinks)
    written = outputs.finish(report.to_object())
    if not options.quiet and not outputs.takes_stdout:
        print_report(report, outputs.shown)
    return report.exit_status if written else Exit.USAGE


def played(recording: Path, sinks: Sequence[Sink]) -> Report:
    """The report of a recording, whose events go to ``sinks`` too; what is wrong with it is said.

    Raises:
        UserError: it cannot be read.
    """
    session = Session()
    reading = Reading()
    for event in read(recording, reading):
        session.apply(event)
        for sink in sinks:
            sink(event)
    for problem in reading.problems:
        complain(problem)
    return build_report(session)
