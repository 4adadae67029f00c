"""The path worker: commands come in as JSON lines, events go out as JSON lines; it ends when its input does.

Commands: ``{"cmd": "start", "epoch_ns": N, "target": ID, "address": A}`` first, with any of ``port`` (the game's UDP
port), ``max_ttl``, ``leave`` (hops that others ask by TTL), ``rate_hz`` and ``names`` (look up names and AS numbers of
the hops, which leaves this computer; ``dns`` are the servers to ask); then ``finish`` (send no more, wait for what is
under way, end) and ``stop`` (end at once).
"""

from random import SystemRandom
from typing import Any, TextIO

from latencylab import clock
from latencylab.events import Event, HopSeen, PathTraced
from probes.latency.book import LOSS_THRESHOLD_NS
from probes.path.meter import RATE_HZ, Aim
from probes.path.names import Namer, SystemResolver
from probes.path.search import MAX_TTL
from probes.path.tracer import Tracer
from probes.pipe import CommandPipe, EventPipe


class Worker:
    """Carries out commands until it is told to end."""

    def __init__(self, commands: CommandPipe, events: EventPipe) -> None:
        self._commands = commands
        self._events = events
        self._tracer: Tracer | None = None
        self._namer: Namer | None = None
        self._deadline_ns: int | None = None
        self._running = True

    def run(self) -> None:
        """Work until stopped, finished, or alone."""
        while self._running:
            for command in self._commands.take():
                self._obey(command)
            if self._commands.closed:
                break
            if self._tracer is None:
                self._commands.wait()
                continue
            self._tracer.step(self._events.flush_due_ns())
            for event in self._namer.take() if self._namer is not None else ():
                self._events.emit(event)
            self._events.flush(clock.mono_ns())
            if self._deadline_ns is not None:
                self._running = self._tracer.underway() > 0 and clock.mono_ns() < self._deadline_ns
        if self._tracer is not None:
            self._tracer.close()
        self._events.close()

    def _obey(self, command: dict[str, Any]) -> None:
        match command["cmd"]:
            case "start" if self._tracer is None:
                self._start(command)
            case "finish" if self._tracer is not None:
                self._tracer.finish()
                self._deadline_ns = clock.mono_ns() + LOSS_THRESHOLD_NS + clock.NS_PER_S // 2
            case _:
                self._running = False

    def _start(self, command: dict[str, Any]) -> None:
        aim = Aim(
            command["target"],
            command["address"],
            command.get("rate_hz", RATE_HZ),
            tuple(command.get("leave", ())),
        )
        if command.get("names"):
            self._namer = Namer(SystemResolver(tuple(command.get("dns", ()))), command["epoch_ns"])
        extra = {self._commands.wakeup: self._commands.acknowledge}
        self._tracer = Tracer(
            aim,
            command["epoch_ns"],
            self._emit,
            SystemRandom(),
            extra,
            port=command.get("port"),
            max_ttl=command.get("max_ttl", MAX_TTL),
        )

    def _emit(self, event: Event) -> None:
        self._events.emit(event)
        if self._namer is not None and isinstance(event, HopSeen | PathTraced):
            self._namer.ask(event.address)


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the path worker on two pipes; gives the exit status."""
    Worker(CommandPipe(stdin), EventPipe(stdout)).run()
    return 0
