"""The load worker: measures bandwidth, in a process of its own so that the latency probes beside it are not disturbed.

Commands come in as JSON lines, events go out; it ends when its input ends. It sends nothing before ``start``, but for
asking a public backend which of its servers to use.

``prepare``: choose a backend and a server.

==============  =======================================================================================================
``epoch_ns``    the instant that events' ``t_ns`` counts from, of :func:`latencylab.clock.mono_ns`
``backend``     ``auto``, ``reflector``, ``librespeed``, ``cloudflare``, ``ookla`` or ``ndt7``; ``auto`` when absent
``server``      URL or ``host[:port]`` of the server to use in place of one that the backend would choose
``address``     the target's address and ``port`` its reflector's port: ``reflector`` and ``auto`` look there
``local``       true when nothing may leave this computer: ``auto`` then tries the reflector only
``max_bytes``   data budget of everything together; the backend's own limit when absent
``max_s``       the longest that one direction may take, 7.5 when absent
``publish``     true when the user agrees that M-Lab publishes the address and the result; ``ndt7`` needs it
==============  =======================================================================================================

It is answered by one ``load_plan``, or by a ``failed`` of the probe ``bandwidth`` and a ``load_end`` of the phase
``idle``. With ``auto``, each backend that was passed over has its own ``failed``.

``start``: load the line. Fields: ``direction``, one of ``download``, ``upload`` and ``both``; ``min_s``, how long to go
on even when the rate is certain (0 when absent: the rate alone decides); ``max_s`` and ``flows`` (the most connections)
in place of what holds otherwise. Events in this order: ``phase`` with the
direction, ``ls`` samples, ``phase`` ``idle``, one ``load`` for each direction that was measured, a ``failed`` when
something went wrong, and always ``load_end``, after which the next ``start`` may come.

``enough``: from now on the rate alone decides, ``min_s`` of the present load is off.

``stop``: end the load that is under way, at once; what was measured until then is told like any other, with ``ended``
``stopped``. A load ends in the same way when the input ends.
"""

import os
from typing import Any, TextIO

from latencylab import clock
from latencylab.errors import UserError
from latencylab.events import (
    LoadDirection,
    LoadEnded,
    LoadMeasured,
    LoadPlanned,
    LoadSample,
    Phase,
    PhaseChanged,
    ProbeFailed,
)
from latencylab.stats.goodput import Rate
from probes.load.backends.choose import Wish, choose
from probes.load.run import COUNT_EVERY_NS, Bounds, Load, Outcome
from probes.load.server import Server
from probes.load.trouble import LoadError
from probes.pipe import CommandPipe, EventPipe

MOST_S = 7.5
_PROBE = "bandwidth"
_NICENESS = 5
"""The latency probes go first."""
_LEAST_SHARE = 8
"""A load is not begun with less than an eighth of the budget: it would be over before it told anything."""
_NO_SERVER = LoadError("No bandwidth server was chosen.")
_USED_UP = LoadError("The data that bandwidth tests may use is used up.", "Allow more, or leave a test out.")


class Worker:
    """Carries out commands, one load at a time.

    Args:
        commands: where they come from.
        events: where to tell.
    """

    def __init__(self, commands: CommandPipe, events: EventPipe) -> None:
        self._commands = commands
        self._events = events
        self._epoch_ns = 0
        self._server: Server | None = None
        self._budget = 0
        self._used = 0
        self._most_s = MOST_S
        self._phase: Phase = "idle"
        self._loads: list[Load] = []
        self._count_ns = 0

    def run(self) -> None:
        """Work until the input ends."""
        while not self._commands.closed:
            for command in self._commands.take():
                self._obey(command)
            if self._loads:
                self._count()
            self._events.flush(clock.mono_ns())
            due_ns = self._events.flush_due_ns()
            if self._loads:
                due_ns = min(due_ns, self._count_ns)
            if not self._commands.closed:
                self._commands.wait(max(0, due_ns - clock.mono_ns()) / clock.NS_PER_S)
        self._stop()

    def _obey(self, command: dict[str, Any]) -> None:
        match command["cmd"]:
            case "prepare":
                self._prepare(command)
            case "start" if not self._loads:
                self._start(command)
            case "enough":
                for load in self._loads:
                    load.release()
            case "stop":
                self._stop()

    def _prepare(self, command: dict[str, Any]) -> None:
        self._epoch_ns = int(command["epoch_ns"])
        self._server, self._used = None, 0
        self._most_s = float(command.get("max_s") or MOST_S)
        try:
            server = choose(Wish.of(command), self._fail)
        except LoadError as error:
            self._fail(error)
            self._events.emit(LoadEnded(self._now_ns(), "idle", measured=False))
            return
        self._server = server
        self._budget = int(command.get("max_bytes") or server.decency.budget_octets)
        self._events.emit(
            LoadPlanned(
                self._now_ns(), server.backend, server.name, self._budget, self._most_s, server.label, server.secure
            )
        )

    def _start(self, command: dict[str, Any]) -> None:
        phase: Phase = command["direction"]
        left = self._budget - self._used
        if self._server is None or left * _LEAST_SHARE < self._budget:
            self._fail(_NO_SERVER if self._server is None else _USED_UP)
            self._events.emit(LoadEnded(self._now_ns(), phase, measured=False, used_bytes=self._used))
            return
        directions: tuple[LoadDirection, ...] = ("download", "upload") if phase == "both" else (command["direction"],)
        bounds = Bounds(
            most_octets=min(left, (self._budget + 1) // 2) // len(directions),
            most_ns=_ns(command.get("max_s") or self._most_s),
            least_ns=_ns(command.get("min_s") or 0),
            flows=command.get("flows"),
        )
        now_ns = clock.mono_ns()
        self._phase, self._count_ns = phase, now_ns + COUNT_EVERY_NS
        self._events.emit(PhaseChanged(now_ns - self._epoch_ns, phase))
        self._loads = [Load(self._server, direction, bounds, now_ns) for direction in directions]

    def _count(self) -> None:
        now_ns = clock.mono_ns()
        if now_ns < self._count_ns:
            return
        self._count_ns = now_ns + COUNT_EVERY_NS
        running = [load for load in self._loads if load.outcome is None]
        for load in running:
            counted = load.count(now_ns)
            if counted is not None:
                self._events.emit(LoadSample(now_ns - self._epoch_ns, load.direction, *counted))
        if all(load.is_certain(now_ns) for load in running):
            for load in running:
                load.end("certain", now_ns)
        if all(load.outcome is not None for load in self._loads):
            self._finish()

    def _stop(self) -> None:
        for load in self._loads:
            load.end("stopped", clock.mono_ns())
        if self._loads:
            self._finish()

    def _finish(self) -> None:
        """Tell what became of the loads; nothing is sent any more."""
        outcomes = [load.outcome for load in self._loads if load.outcome is not None]
        self._loads = []
        self._used += sum(outcome.octets for outcome in outcomes)
        self._events.emit(PhaseChanged(self._now_ns(), "idle"))
        for outcome in outcomes:
            if outcome.rate is not None:
                self._events.emit(self._measured(outcome, outcome.rate))
            if outcome.error is not None:
                self._fail(outcome.error)
        measured = all(outcome.rate is not None for outcome in outcomes)
        self._events.emit(LoadEnded(self._now_ns(), self._phase, measured, self._used))

    def _measured(self, outcome: Outcome, rate: Rate) -> LoadMeasured:
        assert self._server is not None
        return LoadMeasured(
            self._now_ns(),
            self._server.backend,
            self._server.name,
            outcome.direction,
            round(rate.mbps, 4),
            round(rate.low, 4),
            round(rate.high, 4),
            outcome.octets,
            round(outcome.load_ns / clock.NS_PER_S, 3),
            stable=rate.certain,
            ended=outcome.ended,
            flows=outcome.flows,
            congestion=outcome.congestion,
            settled_s=round((rate.settled_ns - outcome.began_ns) / clock.NS_PER_S, 3),
        )

    def _fail(self, error: UserError) -> None:
        self._events.emit(ProbeFailed(self._now_ns(), _PROBE, error.message, error.hint))

    def _now_ns(self) -> int:
        return clock.mono_ns() - self._epoch_ns


def _ns(seconds: float) -> int:
    return round(seconds * clock.NS_PER_S)


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the worker on two pipes; gives the exit status."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    commands, events = CommandPipe(stdin), EventPipe(stdout)
    Worker(commands, events).run()
    events.close()
    return 0
