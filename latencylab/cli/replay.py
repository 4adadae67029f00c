"""``--replay``: the report of a recording, made again from what happened then."""

from argparse import Namespace

from latencylab.cli.main import complain
from latencylab.cli.outputs import Outputs
from latencylab.cli.probe import print_report
from latencylab.errors import Exit
from latencylab.recording import Reading, read
from latencylab.report.build import build_report
from latencylab.session.session import Session


def replay(options: Namespace) -> int:
    """Read a recording and write its report; gives the exit status that the session had."""
    outputs = Outputs(options)
    session = Session()
    reading = Reading()
    for event in read(options.replay, reading):
        session.apply(event)
        for sink in outputs.sinks:
            sink(event)
    for problem in reading.problems:
        complain(problem)
    report = build_report(session)
    written = outputs.finish(report)
    if not options.quiet and not outputs.takes_stdout:
        print_report(report)
    return report.exit_status if written else Exit.USAGE
