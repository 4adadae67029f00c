"""The marks worker: one order comes in as a JSON line, events go out, it ends when it is done or its input ends.

Order: ``{"cmd": "start", "epoch_ns": N, "target": ID, "address": A}`` with any of ``port`` and ``stamp`` (a STAMP
reflector answers there), ``key`` (of an authenticated one, hexadecimal), ``hops`` (how many routers stand before the
target) and ``rate_hz``.
"""

import select
from random import SystemRandom
from typing import Any, TextIO

from latencylab import clock
from latencylab.events import ProbeFailed
from probes.latency.book import LOSS_THRESHOLD_NS
from probes.latency.transports import TransportError
from probes.marks.prober import RATE_HZ, MarkProber, plan
from probes.path.exchange import Exchange
from probes.path.flow import Flow, IcmpFlow, UdpFlow, open_flow
from probes.pipe import CommandPipe, EventPipe

_WAIT_NS = LOSS_THRESHOLD_NS + 200 * clock.NS_PER_MS


class Worker:
    """Carries out one order.

    Raises:
        TransportError: no flow can be opened here.
    """

    def __init__(self, commands: CommandPipe, events: EventPipe, order: dict[str, Any]) -> None:
        self._commands = commands
        self._events = events
        self._hops = int(order.get("hops") or 0)
        self._rate_hz = float(order.get("rate_hz") or RATE_HZ)
        near, self._quotes = _flow_for_hops(order["address"])
        far = _flow_for_target(order)
        self._exchanges = {near.sock: Exchange(near)}
        if far is not None:
            self._exchanges[far.sock] = Exchange(far)
        self._near, self._far = (
            MarkProber(self._exchanges[flow.sock], quotes=self._quotes, epoch_ns=order["epoch_ns"], emit=events.emit)
            for flow in (near, far or near)
        )
        self._has_far = far is not None or near.via == "icmp"

    def run(self) -> None:
        """Send everything, and wait for what is under way."""
        start_ns = clock.mono_ns()
        for slot, tos, ttl in plan(SystemRandom(), hops=self._hops, quotes=self._quotes):
            if not (ttl or self._has_far):
                continue
            self._wait_until(start_ns + round(slot * clock.NS_PER_S / self._rate_hz))
            if self._commands.closed:
                break
            (self._near if ttl else self._far).ask(tos, ttl)
        last_ns = clock.mono_ns() + _WAIT_NS
        while clock.mono_ns() < last_ns and self._underway() and not self._commands.closed:
            self._wait_until(min(last_ns, clock.mono_ns() + 100 * clock.NS_PER_MS))
        for prober in (self._near, self._far):
            prober.book.expire(clock.mono_ns())
            prober.close()

    def _underway(self) -> int:
        return self._near.book.underway() + self._far.book.underway()

    def _wait_until(self, due_ns: int) -> None:
        while (left_ns := due_ns - clock.mono_ns()) > 0 and not self._commands.closed:
            sockets = [self._commands.wakeup, *self._exchanges]
            for sock in select.select(sockets, [], [], left_ns / clock.NS_PER_S)[0]:
                if sock in self._exchanges:
                    self._exchanges[sock].read()
                else:
                    self._commands.acknowledge()
            self._events.flush(clock.mono_ns())


def _flow_for_hops(address: str) -> tuple[Flow, bool]:
    """The flow that shows most of what routers answer, and whether it shows the headers that they quote."""
    try:
        flow = IcmpFlow(address, quotes=True)
    except TransportError:
        return open_flow("udp", address), False
    return flow, flow.quotes


def _flow_for_target(order: dict[str, Any]) -> Flow | None:
    """A flow to the reflector; None where the one for the hops serves, or nothing does."""
    if not order.get("stamp"):
        return None
    key = bytes.fromhex(order["key"]) if order.get("key") else None
    return UdpFlow(order["address"], order["port"], key)


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the worker on two pipes; gives the exit status."""
    commands, events = CommandPipe(stdin), EventPipe(stdout)
    while not (orders := commands.take()):
        if commands.closed:
            return 0
        commands.wait()
    try:
        Worker(commands, events, orders[0]).run()
    except TransportError as error:
        now_ns = clock.mono_ns() - orders[0]["epoch_ns"]
        events.emit(ProbeFailed(now_ns, "marks", error.message, error.hint))
    events.close()
    return 0
