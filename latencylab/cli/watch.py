"""``--watch`` with a schedule: session after session, each kept, told to other programs, until Ctrl-C."""

import threading
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from latencylab import clock
from latencylab.cli.main import complain
from latencylab.cli.probe import ended_by_signals, make_plan, measure
from latencylab.engine.engine import Spawn
from latencylab.engine.plan import Plan
from latencylab.errors import Exit, UserError
from latencylab.report.build import build_report
from latencylab.report.model import Report
from latencylab.session.session import Session
from latencylab.watch.alarm import Alarm
from latencylab.watch.schedule import Schedule

if TYPE_CHECKING:
    from latencylab.watch.metrics import Exporter

ROTATE_S = 3600.0
"""Without a schedule, a session ends and the next begins after this time, so that none grows without end."""
_TELL_NS = 15 * clock.NS_PER_S
"""How often a session that goes on is told to Prometheus."""


def watch(options: Namespace, spawn: Spawn) -> int:
    """Measure by the schedule until Ctrl-C; gives the exit status.

    Raises:
        UserError: an option cannot be used; nothing was measured then.
    """
    watcher = Watcher(options, spawn)
    try:
        watcher.run()
    finally:
        watcher.close()
    return Exit.INTERRUPTED


class Watcher:
    """Goes round.

    Args:
        options: of the command line.
        spawn: starts a worker by name.

    Raises:
        UserError: an option cannot be used.
    """

    def __init__(self, options: Namespace, spawn: Spawn) -> None:
        self._options = options
        self._spawn = spawn
        self._plan = _round(make_plan(options), options)
        self._schedule = Schedule(options.every, options.between)
        self._alarm = Alarm(options.on_problem, options.problem_after) if options.on_problem is not None else None
        self._exporter = _exporter(options)
        self._stopped = threading.Event()
        self._end_session: Callable[[], None] = lambda: None

    def run(self) -> None:
        """Measure until stopped."""
        started_ns: int | None = None
        with ended_by_signals(self.stop):
            while not self._stopped.is_set():
                pause_s = self._schedule.wait_s(started_ns, clock.mono_ns(), datetime.now().astimezone())
                if pause_s:
                    self._stopped.wait(min(pause_s, 1.0))  # a signal handler runs between two waits on every platform
                    continue
                started_ns = clock.mono_ns()
                self._session()

    def stop(self) -> None:
        """End the present session and begin no other; for signal handlers."""
        self._stopped.set()
        self._end_session()

    def close(self) -> None:
        """Answer nobody any more."""
        if self._exporter is not None:
            self._exporter.close()

    def _session(self) -> None:
        told_ns = clock.mono_ns()

        def tell(session: Session) -> None:
            nonlocal told_ns
            if self._exporter is not None and clock.mono_ns() - told_ns >= _TELL_NS:
                told_ns = clock.mono_ns()
                self._tell(build_report(session), complete=False)

        def on_start(end: Callable[[], None]) -> None:
            self._end_session = end
            if self._stopped.is_set():
                end()

        report, _ = measure(self._options, self._plan, self._spawn, on_start=on_start, on_idle=tell)
        self._end_session = lambda: None
        if self._exporter is not None:
            self._tell(report, complete=True)
        if self._alarm is not None and not report.interrupted and (problem := self._alarm.take(report.to_object())):
            complain(problem)

    def _tell(self, report: Report, *, complete: bool) -> None:
        assert self._exporter is not None
        try:
            self._exporter.update(report.to_object(), complete=complete)
        except UserError as error:
            complain(str(error))


def _round(plan: Plan, options: Namespace) -> Plan:
    """The plan of one session: as long as asked by schedule; else until it is rotated, without loading the line."""
    if options.every is not None:
        return replace(plan, watch=False)
    return replace(plan, watch=False, bandwidth=None, duration_s=options.rotate or ROTATE_S)


def _exporter(options: Namespace) -> "Exporter | None":
    if options.prometheus is None and options.textfile is None:
        return None
    try:
        from latencylab.watch.metrics import Exporter  # loaded only for those who want it
    except ImportError as error:
        raise UserError("Prometheus needs prometheus-client.", "pip install 'latencylab[prometheus]'") from error
    return Exporter(options.prometheus, options.textfile)
