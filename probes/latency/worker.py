"""The latency worker: commands come in as JSON lines, events go out as JSON lines; it ends when its input does.

Commands: ``{"cmd": "start", "epoch_ns": N, "rate_hz": R}`` first, then ``add`` (a leg's
:class:`~probes.latency.leg.LegPlan`), ``remove`` (``leg``), ``finish`` (send no more, wait for what is under way, end)
and ``stop`` (end at once).
"""

from random import SystemRandom
from typing import Any, TextIO

from latencylab import clock
from probes.latency.book import LOSS_THRESHOLD_NS, Book
from probes.latency.icmp import open_icmp
from probes.latency.leg import Candidate, LegPlan
from probes.latency.sender import Sender, sharpen
from probes.latency.tcp import TcpTransport
from probes.latency.transports import Transport
from probes.pipe import CommandPipe, EventPipe


def open_transport(plan: LegPlan, candidate: Candidate, book: Book) -> Transport:
    """The transport that a candidate names.

    Raises:
        TransportError: it cannot be opened here.
    """
    port = candidate.port or 0
    match candidate.transport:
        case "icmp":
            return open_icmp(plan.address, book)
        case "tcp":
            return TcpTransport(plan.address, port, book)
        case "stamp":
            from probes.latency.udp import StampTransport

            key = bytes.fromhex(candidate.key) if candidate.key else None
            return StampTransport(plan.address, port, book, key)
        case "beacon":
            from probes.latency.udp import BeaconTransport

            return BeaconTransport(plan.address, port, book, plan.rate_hz)
        case "ttl":
            from probes.latency.ttl import open_ttl

            return open_ttl(candidate.towards or plan.address, candidate.port, candidate.ttl or 1, book)
    raise ValueError(candidate.transport)


class Worker:
    """Carries out commands until it is told to end."""

    def __init__(self, commands: CommandPipe, events: EventPipe) -> None:
        self._commands = commands
        self._events = events
        self._sender: Sender | None = None
        self._deadline_ns: int | None = None
        self._running = True

    def run(self) -> None:
        """Work until stopped, finished, or alone."""
        while self._running:
            for command in self._commands.take():
                self._obey(command)
            if self._commands.closed:
                break
            if self._sender is None:
                self._commands.wait()
                continue
            self._sender.step(self._events.flush_due_ns())
            self._events.flush(clock.mono_ns())
            if self._deadline_ns is not None:
                self._running = self._sender.underway() > 0 and clock.mono_ns() < self._deadline_ns
        if self._sender is not None:
            self._sender.close()
        self._events.close()

    def _obey(self, command: dict[str, Any]) -> None:
        match command.pop("cmd"):
            case "start":
                self._sender = Sender(
                    command["epoch_ns"],
                    command["rate_hz"],
                    self._events.emit,
                    open_transport,
                    SystemRandom(),
                    {self._commands.wakeup: self._commands.acknowledge},
                )
                sharpen()
            case "add" if self._sender is not None:
                self._sender.add(LegPlan.from_object(command))
            case "remove" if self._sender is not None:
                self._sender.remove(command["leg"])
            case "finish" if self._sender is not None:
                self._sender.sending = False
                self._deadline_ns = clock.mono_ns() + LOSS_THRESHOLD_NS + clock.NS_PER_S // 2
            case _:
                self._running = False


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the latency worker on two pipes; gives the exit status."""
    Worker(CommandPipe(stdin), EventPipe(stdout)).run()
    return 0
