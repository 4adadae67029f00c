"""``--probe``: the whole diagnosis, headless."""

import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Protocol

from latencylab.catalogue.catalogue import Catalogue
from latencylab.catalogue.distance import Place
from latencylab.catalogue.model import Server, Service
from latencylab.catalogue.wish import Choose, asked
from latencylab.cli.air import read_air
from latencylab.cli.keys import read_key
from latencylab.cli.main import complain
from latencylab.cli.outputs import Outputs
from latencylab.engine.engine import Engine, Spawn
from latencylab.engine.plan import DEFAULT_RATE_HZ, Plan
from latencylab.errors import Exit
from latencylab.events import Event
from latencylab.settings import Settings

if TYPE_CHECKING:
    from latencylab.report.model import Report
    from latencylab.session.session import Session

WATCH_RATE_HZ = 2.0
"""Probes a second and target while nobody waits for the answer (ours): a spike of half a second is still seen."""


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
    if is_unattended(options):
        from latencylab.cli.watch import watch

        return watch(options, spawn)
    with ended_by_signals(ender := Ender()):
        report, written = measure(options, make_plan(options), spawn, on_start=ender.arm)
    return report.exit_status if written else Exit.USAGE


def is_unattended(options: Namespace) -> bool:
    """Whether the options ask for more than one session that somebody looks at."""
    wanted = (options.every, options.between, options.rotate, options.on_problem, options.prometheus, options.textfile)
    return bool(options.watch) and any(value is not None for value in wanted)


class Early:
    """A sink for what happens before somebody is there to take it."""

    def __init__(self) -> None:
        self._kept: list[Event] = []
        self._take: Callable[[Event], None] = self._kept.append

    def __call__(self, event: Event) -> None:
        """Keep an event, or pass it on."""
        self._take(event)

    def hand_to(self, take: Callable[[Event], None]) -> None:
        """Pass everything on from now on, first what was kept."""
        for event in self._kept:
            take(event)
        self._kept.clear()
        self._take = take


class Ender:
    """Ends the session that runs, once there is one."""

    def __init__(self) -> None:
        self._end: Callable[[], None] | None = None
        self._wanted = False

    def arm(self, end: Callable[[], None]) -> None:
        """This is how; at once if it was asked for before."""
        self._end = end
        if self._wanted:
            end()

    def __call__(self) -> None:
        """End it."""
        self._wanted = True
        if self._end is not None:
            self._end()


def measure(
    options: Namespace,
    plan: Plan,
    spawn: Spawn,
    *,
    on_start: Callable[[Callable[[], None]], None],
    on_idle: Callable[["Session"], None] | None = None,
) -> tuple["Report", bool]:
    """One session: measured, written, shown; its report, and whether everything could be written.

    Args:
        options: of the command line.
        plan: what to do.
        spawn: starts a worker by name.
        on_start: is given what ends the session early.
        on_idle: called a few times a second while it runs.

    Raises:
        UserError: an output cannot be used; nothing was measured then.
    """
    outputs, early = Outputs(options, save=True), Early()
    engine = Engine(plan, spawn, [*outputs.sinks, early])
    session: Session | None = None
    face: Face = NoFace()

    def idle() -> None:
        nonlocal session, face
        if session is None:
            session = _begin(early)
            face = make_face(options, plan, session)
        face.draw()
        if on_idle is not None:
            on_idle(session)

    engine.on_idle = idle
    engine.start()
    on_start(engine.stop)
    try:
        engine.run()
    finally:
        face.close()
    from latencylab.report.build import build_report

    session = session or _begin(early)
    report = build_report(session)
    written = outputs.finish(report.to_object())
    if not options.quiet and not outputs.takes_stdout:
        print_report(report, outputs.shown)
    return report, written


def _begin(early: Early) -> "Session":
    """The session, with what has happened until now. What it needs takes longer to load than a first probe to leave."""
    from latencylab.session.session import Session

    session = Session()
    early.hand_to(session.apply)
    return session


def make_plan(options: Namespace) -> Plan:
    """The plan that the options describe.

    Raises:
        UserError: a target or the key cannot be used.
    """
    rate_hz = options.rate or (WATCH_RATE_HZ if options.watch else DEFAULT_RATE_HZ)
    wish = asked(
        options.probe,
        service=options.service,
        tier=options.tier,
        place=options.place,
        rate_hz=rate_hz,
        choose=_chooser(options, rate_hz),
    )
    return Plan(
        targets=wish.targets,
        duration_s=options.duration,
        rate_hz=rate_hz,
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


def _chooser(options: Namespace, rate_hz: float) -> Choose:
    def choose(service: Service, catalogue: Catalogue, here: Place | None, settings: Settings) -> Server:
        from latencylab.bootstrap import spawn_worker
        from latencylab.engine.ranking import chooser

        tell = (lambda _: None) if options.quiet else complain
        return chooser(spawn_worker, rate_hz, tell)(service, catalogue, here, settings)

    return choose


@contextmanager
def ended_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM call ``stop``, which keeps what was measured; a second one ends the program at once."""

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop()

    wanted = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGHUP"):
        wanted.append(signal.SIGHUP)
    before = {number: signal.signal(number, end) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def make_face(options: Namespace, plan: Plan, session: "Session") -> Face:
    """A live table on a terminal, else nothing."""
    if options.quiet or not sys.stderr.isatty():
        return NoFace()
    from latencylab.cli.live import LiveTable

    return LiveTable(session, None if plan.watch else plan.duration_s)


def print_report(report: "Report", shown: Callable[[str], str]) -> None:
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
