"""``--wifi``: the link, the channels around it and what to do about them, without measuring latency."""

import platform
import secrets
import shutil
import sys
from argparse import Namespace

from latencylab import __version__, clock, events
from latencylab.cli.air import read_air
from latencylab.cli.outputs import Outputs
from latencylab.errors import Exit
from latencylab.report.air import build_air_report
from latencylab.session.session import Session
from latencylab.wifi.bss import WifiSnapshot
from latencylab.wifi.stream import snapshot_events

NARROWEST, WIDEST = 40, 100


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
    report = build_air_report(session)
    written = outputs.finish(report)
    if not options.quiet and not outputs.takes_stdout:
        from latencylab.cli.terminal import style_of
        from latencylab.report.air_text import render_air

        columns = shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80
        sys.stdout.write(render_air(report, style_of(sys.stdout), max(NARROWEST, min(columns, WIDEST))))
        sys.stdout.flush()
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
