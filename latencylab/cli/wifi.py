"""``--wifi``: the link, the channels around it and what to do about them, without measuring latency."""

import platform
import secrets
import sys
from argparse import Namespace

from latencylab import __version__, clock, events
from latencylab.cli.air import read_air
from latencylab.cli.outputs import Outputs
from latencylab.cli.probe import print_report
from latencylab.errors import Exit
from latencylab.report.build import build_report
from latencylab.session.session import Session
from latencylab.wifi.bss import WifiSnapshot
from latencylab.wifi.stream import snapshot_events


def wifi(options: Namespace) -> int:
    """Look at the air, judge, report; gives the exit status.

    Raises:
        UserError: the file or an output cannot be used.
    """
    saved = read_air(options)
    outputs = Outputs(options)
    started_wall_ns = clock.wall_ns()
    session = Session()
    stream = [
        events.SessionStarted(
            0,
            id=secrets.token_hex(8),
            started_wall_ns=started_wall_ns,
            version=__version__,
            system=f"{platform.system()} {platform.release()}",
            hostname=platform.node(),
            settings={"air": "system" if saved is None else "file", "country": options.country},
        ),
        *snapshot_events(_listen(options) if saved is None else saved, 0, "system" if saved is None else "file"),
        events.SessionEnded(0),
    ]
    for event in stream:
        for sink in (*outputs.sinks, session.apply):
            sink(event)
    report = build_report(session)
    written = outputs.finish(report.to_object())
    if not options.quiet and not outputs.takes_stdout:
        print_report(report, outputs.shown)
    return report.exit_status if written else Exit.USAGE


def _listen(options: Namespace) -> WifiSnapshot:
    from latencylab.bootstrap import scan_air

    if sys.stderr.isatty() and not options.quiet:
        sys.stderr.write("listening on all channels ...\r")
        sys.stderr.flush()
    try:
        return scan_air()
    finally:
        if sys.stderr.isatty() and not options.quiet:
            sys.stderr.write("\x1b[K")
