"""The reach worker: one order comes in as a JSON line, events go out, it ends when it is done or its input ends.

Order: ``{"cmd": "start", "epoch_ns": N, "target": ID, "address": A}`` with any of ``port``, ``stamp`` (a reflector is
known to stand there), ``key`` (of an authenticated one, hexadecimal) and ``interface_mtu``.
"""

import socket
from collections.abc import Callable
from typing import Any, Literal, TextIO

from latencylab import clock
from latencylab.events import PathMtuMeasured, ProbeFailed, ReachTested, UdpOutcome
from probes.latency.transports import TransportError, family_of, peer
from probes.path.flow import TRACEROUTE_PORT, Flow, IcmpFlow, UdpFlow
from probes.path.options import forbid_fragments
from probes.pipe import CommandPipe, EventPipe
from probes.reach.asking import EngineGoneError, Questioner, Wait, waiting_with
from probes.reach.mtu import BASE, find_mtu

_TRIES = 4
_PATIENCE_S = 1.0
_HANDSHAKE_S = 2.0
_ETHERNET = 1500
_LARGEST = 9000
"""Loopback has 65536, which says nothing of any path."""


class Worker:
    """Carries out one order.

    Args:
        wait: how to wait.
        events: where to tell.
        order: see above.
    """

    def __init__(self, wait: Wait, events: EventPipe, order: dict[str, Any]) -> None:
        self._events = events
        self._order = order
        self._address: str = order["address"]
        self._port: int | None = order.get("port")
        key = bytes.fromhex(order["key"]) if order.get("key") else None
        self._udp = _questioner(lambda: UdpFlow(self._address, self._port or TRACEROUTE_PORT, key), wait)
        self._icmp = _questioner(lambda: IcmpFlow(self._address), wait)

    def run(self) -> None:
        """Test what is answered at all, then search the MTU by that.

        Raises:
            EngineGoneError: nobody wants to know any more.
        """
        try:
            reached = self._test()
            self._events.emit(reached)
            self._events.flush(clock.mono_ns())
            if self._udp is not None and reached.udp == "answered":
                self._search(self._udp, "stamp")
            elif self._icmp is not None and reached.icmp:
                self._search(self._icmp, "icmp")
            else:
                self._fail("Nothing that could measure the path MTU is answered.", "")
        finally:
            for questioner in (self._udp, self._icmp):
                if questioner is not None:
                    questioner.close()

    def _test(self) -> ReachTested:
        udp, rejected_by = _udp_outcome(self._udp) if self._udp is not None else (None, "")
        echoes = bool(self._icmp.ask(_TRIES, patience_s=_PATIENCE_S).answers) if self._icmp is not None else None
        return ReachTested(
            self._now_ns(),
            self._order["target"],
            self._port,
            bool(self._order.get("stamp")),
            udp,
            rejected_by,
            handshake(self._address, self._port) if self._port is not None else None,
            echoes,
        )

    def _search(self, questioner: Questioner, via: str) -> None:
        upper = int(self._order.get("interface_mtu") or _ETHERNET)
        forbid_fragments(questioner.flow.sock)
        found = find_mtu(questioner, min(upper, _LARGEST))
        target = self._order["target"]
        self._events.emit(
            PathMtuMeasured(self._now_ns(), target, via, found.mtu, upper, found.told, found.told_by, found.confirmed)
        )
        if found.mtu is None:
            self._fail(f"Packets of {BASE} octets are not answered, though small ones are.", "")

    def _fail(self, error: str, hint: str) -> None:
        self._events.emit(ProbeFailed(self._now_ns(), "mtu", error, hint))

    def _now_ns(self) -> int:
        return clock.mono_ns() - int(self._order["epoch_ns"])


def _questioner(open_flow: Callable[[], Flow], wait: Wait) -> Questioner | None:
    """Someone to ask; None where the system does not permit it."""
    try:
        return Questioner(open_flow(), wait)
    except TransportError:
        return None


def _udp_outcome(questioner: Questioner) -> tuple[UdpOutcome, str]:
    """What becomes of UDP packets, and who rejected them."""
    batch = questioner.ask(_TRIES, patience_s=_PATIENCE_S)
    if any(not answer.detail for answer in batch.answers):
        return "answered", ""
    if batch.answers:
        return "unreachable", ""
    rejections = [error.source for error in batch.errors if error.kind == "refused"]
    return ("rejected", rejections[0]) if rejections else ("silent", "")


def handshake(address: str, port: int) -> Literal["accepted", "refused", "silent"]:
    """What becomes of a TCP handshake."""
    with socket.socket(family_of(address), socket.SOCK_STREAM) as sock:
        sock.settimeout(_HANDSHAKE_S)
        try:
            sock.connect(peer(address, port))
        except ConnectionRefusedError:
            return "refused"
        except OSError:
            return "silent"
    return "accepted"


def run_worker(stdin: TextIO, stdout: TextIO) -> int:
    """Run the worker on two pipes; gives the exit status."""
    commands, events = CommandPipe(stdin), EventPipe(stdout)
    while not (orders := commands.take()):
        if commands.closed:
            return 0
        commands.wait()
    try:
        Worker(waiting_with(commands), events, orders[0]).run()
    except EngineGoneError:
        return 0
    events.close()
    return 0
