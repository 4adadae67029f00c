"""``--probe``: the whole diagnosis, headless."""

import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from latencylab.catalogue.catalogue import Catalogue
from latencylab.catalogue.distance import Place
from latencylab.catalogue.model import Server, Service
from latencylab.catalogue.wish import Choose, asked
from latencylab.cli.air import read_air
from latencylab.cli.keys import read_key
from latencylab.cli.main import complain
from latencylab.cli.outputs import Outputs
from latencylab.engine.engine import Engine, Spawn
from latencylab.engine.plan import Plan
from latencylab.errors import Exit
from latencylab.report.build import build_report
from latencylab.report.model import Report
from latencylab.session.session import Session
from latencylab.settings import Settings


class Face(Protocol):
    """What shows progress."""

    def draw(self) -> None:
        """Show where things stand, if it is time to."""

    def close(self) -> None:
        """Clear up."""


class NoFace:
    """Shows nothing."""

    def draw(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


def probe(options: Namespace, spawn: Spawn) -> int:
    """Measure, judge, report; gives the exit status.

    Args:
        options: of the command line.
        spawn: starts a worker by name.

    Raises:
        UserError: a target, the key or an output cannot be used; nothing was measured then.
    """
    plan = make_plan(options)
    outputs = Outputs(options, save=True)
    session = Session()
    engine = Engine(plan, spawn, [*outputs.sinks, session.apply])
    with ended_by_signals(engine):
        engine.start()
        face = make_face(options, plan, session)
        engine.on_idle = face.draw
        try:
            engine.run()
        finally:
            face.close()
    report = build_report(session)
    written = outputs.finish(report.to_object())
    if not options.quiet and not outputs.takes_stdout:
        print_report(report, outputs.shown)
    return report.exit_status if written else Exit.USAGE


def make_plan(options: Namespace) -> Plan:
    """The plan that the options describe.

    Raises:
        UserError: a target or the key cannot be used.
    """
    wish = asked(
        options.probe,
        service=options.service,
        tier=options.tier,
        place=options.place,
        rate_hz=options.rate,
        choose=_chooser(options),
    )
    return Plan(
        targets=wish.targets,
        duration_s=options.duration,
        rate_hz=options.rate,
        transport=options.transport,
        watch=options.watch,
        key=read_key(options.key_file),
        path=not options.no_path,
        names=options.names,
        bandwidth=None if options.no_bandwidth else options.bandwidth,
        bandwidth_server=options.bandwidth_server,
        max_bytes=options.max_data,
        publish=options.yes_publish,
        full=options.full,
        wanted=wish.wanted,
        tiers=wish.tiers,
        wifi=not options.no_wifi,
        air=None if options.no_wifi else read_air(options),
        country=options.country,
    )


def _chooser(options: Namespace) -> Choose:
    def choose(service: Service, catalogue: Catalogue, here: Place | None, settings: Settings) -> Server:
        from latencylab.bootstrap import spawn_worker
        from latencylab.engine.ranking import chooser

        tell = (lambda _: None) if options.quiet else complain
        return chooser(spawn_worker, options.rate, tell)(service, catalogue, here, settings)

    return choose


@contextmanager
def ended_by_signals(engine: Engine) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the session and keep what was measured; a second one ends the program at once."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        engine.stop()

    wanted = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP"):
        wanted.append(signal.SIGHUP)
    before = {number: signal.signal(number, end) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def make_face(options: Namespace, plan: Plan, session: Session) -> Face:
    """A live table on a terminal, else nothing."""
    if options.quiet or not sys.stderr.isatty():
        return NoFace()
    from latencylab.cli.live import LiveTable

    return LiveTable(session, None if plan.watch else plan.duration_s)


def print_report(report: Report, shown: Callable[[str], str]) -> None:
    """The report as text on standard output, as ``shown`` gives it."""
    from latencylab.cli.terminal import style_of
    from latencylab.report.text import render

    if report.air_only:
        from latencylab.cli.terminal import width_of
        from latencylab.report.air_text import render_air

        text = render_air(report, style_of(sys.stdout), width_of(sys.stdout))
    else:
        text = render(report, style_of(sys.stdout))
    sys.stdout.write(shown(text))
    sys.stdout.flush()
