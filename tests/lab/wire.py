"""The wire: a process that carries frames between two TAP devices and does to them what its settings say.

Two TAP devices live in two network namespaces; this process holds both of their file descriptors. ``up`` is away from
the device, ``down`` toward it. The loop reads what came, asks :class:`tests.lab.line.Line` when it is due, sleeps in
``select`` (microseconds; ``poll`` has whole milliseconds) until shortly before the next packet is due, and then looks
at the clock without sleeping, since a wake-up costs some 50 us here. Timer slack is 1 ns and the garbage collector is
off; where that is permitted the process goes before ordinary ones (SCHED_FIFO), as a wire does. A frame has waited
some microseconds when the process, woken by it, reads the clock; how long is learnt from how late its timers wake it,
and counts as part of the way. What it was late nevertheless stands in its log.

Commands come as JSON over a Unix socket, one at a time, each answered: ``set`` (settings by direction), ``segments``
(longest train of TCP segments by direction), ``carrier`` (cable in or out), ``flush`` (write the log out).
"""

import contextlib
import gc
import heapq
import json
import os
import random
import select
import socket
from collections.abc import Mapping
from typing import Any, NamedTuple

from latencylab.clock import NS_PER_S, mono_ns
from tests.lab import kernel
from tests.lab.impairment import Impairment, SettingError
from tests.lab.line import Due, Line, Rule
from tests.lab.tap import Tap
from tests.lab.wirelog import DIRECTIONS, LogWriter, Verdict

_FRAME_OCTETS = 70_000
_BURST = 16
"""Frames read from one side before the other side and what is due have their turn."""
_SPIN_NS = 80_000
"""How long before a packet is due the process stops sleeping."""
_SPIN_CREDIT_NS = 2_000_000
"""Most time that it may spin on end; a fifth of all time is added. Under load it is spent, and sleep good enough."""
_MOST_WAKING_NS, _WAKING_MEMORY, _PRACTICE_S = 200_000, 8, 0.0005
_UNPLUGGED, _UNDELIVERED = int(Verdict.UNPLUGGED), int(Verdict.UNDELIVERED)


class Port(NamedTuple):
    """One end of a wire: an interface of a node."""

    node: str
    name: str
    mac: str
    link_mbps: int | None
    full_duplex: bool

    def tap(self) -> Tap:
        """Make the device in the network namespace that this thread is in."""
        return Tap(self.name, bytes.fromhex(self.mac.replace(":", "")), self.link_mbps, self.full_duplex)


class Wire:
    """Carries frames between ``near`` (at the device's side) and ``far`` until the control socket closes."""

    def __init__(self, near: Tap, far: Tap, control: socket.socket, log_fd: int) -> None:
        self._taps = (near, far)
        self._control = control
        self._log = LogWriter(log_fd)
        self._heap: list[Due] = []
        self._lines: list[Line] = []
        self._carrier = True
        self._asked_ns = mono_ns()
        self._credit_ns = _SPIN_CREDIT_NS
        self._spinning = False
        self._waking_ns = 0

    def configure(self, name: str, seed: int, settings: Mapping[str, Any], rules: Mapping[str, Any]) -> None:
        """Make the two directions, each with chance of its own that depends on ``seed`` only."""
        for number, direction in enumerate(DIRECTIONS):
            self._lines.append(
                Line(
                    number,
                    Impairment.from_mapping(settings[direction]),
                    self._heap,
                    self._log,
                    random.Random(f"{seed}/{name}/{direction}"),
                    [Rule(bytes.fromhex(rule[0]), tuple(rule[1]), rule[2]) for rule in rules.get(direction, ())],
                    mono_ns(),
                )
            )

    def run(self) -> None:
        """Forward until the other end of the control socket is closed."""
        near, far = (tap.fd for tap in self._taps)
        lines = dict(zip((near, far), self._lines, strict=True))
        watched = (near, far, self._control.fileno())
        while True:
            sleep_s = self._sleep_s()
            ready, _, _ = select.select(watched, (), (), sleep_s)
            arrived_ns = self._woken(sleep_s, bool(ready))
            for fd in ready:
                if fd in lines:
                    self._take(fd, lines[fd], arrived_ns)
                elif not self._obey():
                    return
            now = mono_ns()
            for line in self._lines:
                if line.serve_at_ns is not None:
                    line.serve(now)
            self._deliver(now)

    def _sleep_s(self) -> float | None:
        """How long there is nothing to do, but for what may arrive; 0 when it is time to spin."""
        now = mono_ns()
        since, self._asked_ns = now - self._asked_ns, now
        earned = -since if self._spinning else since // 5
        self._credit_ns = min(self._credit_ns + earned, _SPIN_CREDIT_NS)
        self._spinning = False
        instants = [at for line in self._lines if (at := line.serve_at_ns) is not None]
        if self._heap:
            instants.append(self._heap[0][0])
        if not instants:
            return None
        left = min(instants) - now
        if self._credit_ns <= 0:
            return max(0, left) / NS_PER_S
        self._spinning = 0 < left < _SPIN_NS
        return max(0, left - _SPIN_NS) / NS_PER_S

    def _woken(self, sleep_s: float | None, by_a_frame: bool) -> int:
        """When what woke the process happened: a third as long ago as it lately took to be woken by a timer.

        Held against kernel stamps, a frame wakes it in about a third of the time that a timer takes.
        """
        now = mono_ns()
        slept_ns = now - self._asked_ns
        if sleep_s and not by_a_frame:
            late_ns = min(max(0, slept_ns - int(sleep_s * NS_PER_S)), _MOST_WAKING_NS)
            self._waking_ns += (late_ns - self._waking_ns) // _WAKING_MEMORY
        return now - min(self._waking_ns // 3, slept_ns) if sleep_s != 0 else now

    @staticmethod
    def _take(fd: int, line: Line, arrived_ns: int) -> None:
        for _ in range(_BURST):
            try:
                frame = os.read(fd, _FRAME_OCTETS)
            except OSError:  # nothing more waits, or the interface is down
                return
            line.arrive(frame, arrived_ns)
            arrived_ns = mono_ns()

    def practise_waking(self) -> None:
        """Learn how long it takes to be woken."""
        for _ in range(2 * _WAKING_MEMORY):
            self._asked_ns = mono_ns()
            select.select((), (), (), _PRACTICE_S)
            self._woken(_PRACTICE_S, by_a_frame=False)

    def _deliver(self, now_ns: int) -> None:
        heap, log = self._heap, self._log
        while heap and heap[0][0] <= now_ns:
            due_ns, _, line, frame, in_ns, verdict = heapq.heappop(heap)
            out_ns = mono_ns()
            if not self._carrier:
                verdict, out_ns = _UNPLUGGED, 0
            else:
                try:
                    os.write(self._taps[1 - line.direction].fd, frame)
                except OSError:
                    verdict, out_ns = _UNDELIVERED, 0
            log.add(line.direction, verdict, in_ns, out_ns, due_ns, frame)

    def _obey(self) -> bool:
        """Carry out one command; False when there will be no more."""
        message = self._control.recv(65_536)
        if not message:
            return False
        answer: dict[str, Any] = {}
        try:
            self._command(json.loads(message))
        except (SettingError, OSError) as error:
            answer = {"error": str(error)}
        self._control.send(json.dumps(answer).encode())
        return True

    def _command(self, command: dict[str, Any]) -> None:
        changes = {name: settings for name, settings in command.get("set", {}).items() if settings}
        new = {name: self._lines[DIRECTIONS.index(name)].settings.updated(changes[name]) for name in changes}
        for name, settings in new.items():
            self._lines[DIRECTIONS.index(name)].configure(settings, mono_ns())
        for tap, segments in zip(self._taps, command.get("segments", ()), strict=False):
            tap.set_segments(segments)
        if "carrier" in command:
            self._carrier = bool(command["carrier"])
            for tap in self._taps:
                tap.set_carrier(self._carrier)
        self._log.flush()


def main(plan: Mapping[str, Any], namespaces: Mapping[str, int]) -> None:
    """Make both devices in the namespaces of their nodes and forward; the body of the wire's process."""
    kernel.set_name(f"wire {plan['name']}")
    control = socket.socket(fileno=plan["control_fd"])
    taps = []
    for end in ("near", "far"):
        port = Port(*plan[end])
        kernel.setns(namespaces[port.node], kernel.CLONE_NEWNET)
        taps.append(port.tap())
    wire = Wire(taps[0], taps[1], control, plan["log_fd"])
    wire.configure(plan["name"], plan["seed"], plan["settings"], plan["rules"])
    kernel.exact_timers()
    gc.disable()
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))
    wire.practise_waking()
    control.send(b"{}")
    wire.run()
