"""The loop that sends on schedule, reads what comes back, and never waits for either."""

import contextlib
import gc
import os
import select
import sys
from collections.abc import Callable
from random import Random
from typing import Any

from latencylab import clock
from latencylab.events import Event, SlotsMissed
from probes.latency.leg import Leg, LegPlan, Opener
from probes.latency.schedule import Schedule

_TEND_EVERY_NS = 100_000_000
_PR_SET_TIMERSLACK = 29
_QOS_CLASS_USER_INTERACTIVE = 0x21
_NICENESS = -11


def sharpen() -> None:
    """Make this process wake on time, as far as it may: finest timer, higher priority, no start-up garbage."""
    gc.collect()
    gc.freeze()
    if sys.platform == "win32":
        from probes.latency import timing_windows

        timing_windows.sharpen()
    else:
        _sharpen_unix()


def _sharpen_unix() -> None:
    """Timer slack on Linux; on macOS the class of threads that get fast cores and timers of their own; niceness."""
    import ctypes

    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_TIMERSLACK, 1, 0, 0, 0)
    elif sys.platform == "darwin":
        ctypes.CDLL(None).pthread_set_qos_class_self_np(_QOS_CLASS_USER_INTERACTIVE, 0)
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, _NICENESS)


class Sender:
    """Probes legs on one schedule.

    Args:
        epoch_ns: monotonic clock at ``t_ns`` 0 of the session.
        rate_hz: slots a second.
        emit: takes the events.
        opener: makes transports.
        random: source of the schedule's randomness and of the order within a slot.
        extra: further sockets to watch, each with what to call when something waits on it.
    """

    def __init__(
        self,
        epoch_ns: int,
        rate_hz: float,
        emit: Callable[[Event], None],
        opener: Opener,
        random: Random,
        extra: dict[Any, Callable[[], None]],
    ) -> None:
        self._epoch_ns = epoch_ns
        self._emit = emit
        self._opener = opener
        self._random = random
        self._extra = extra
        self._schedule = Schedule(clock.mono_ns(), rate_hz, random)
        self._legs: list[Leg] = []
        self._tend_ns = 0
        self.sending = True

    def add(self, plan: LegPlan) -> None:
        """Begin a leg; one with the same id ends."""
        self.remove(plan.leg)
        leg = Leg(plan, self._epoch_ns, self._emit, self._opener)
        if leg.open_next(clock.mono_ns()):
            self._legs.append(leg)

    def remove(self, leg_id: str) -> None:
        """End a leg."""
        for leg in [leg for leg in self._legs if leg.plan.leg == leg_id]:
            leg.close()
            self._legs.remove(leg)

    def underway(self) -> int:
        """Probes whose end is not known yet."""
        return sum(leg.underway() for leg in self._legs)

    def step(self, wake_ns: int) -> None:
        """Do what is due, then wait for the next thing: a slot, a reply, or ``wake_ns``."""
        now_ns = clock.mono_ns()
        if self.sending and now_ns >= self._schedule.due_ns:
            self._send_slot(now_ns)
            now_ns = clock.mono_ns()
        if now_ns >= self._tend_ns:
            self._tend_ns = now_ns + _TEND_EVERY_NS
            for leg in self._legs:
                leg.tend(now_ns)
        until_ns = min(wake_ns, self._tend_ns)
        if self.sending:
            until_ns = min(until_ns, self._schedule.due_ns)
        self._wait(max(0, until_ns - clock.mono_ns()) / clock.NS_PER_S)

    def close(self) -> None:
        """End all legs."""
        for leg in self._legs:
            leg.close()
        self._legs.clear()

    def _send_slot(self, now_ns: int) -> None:
        schedule = self._schedule
        due_ns, tick = schedule.due_ns, schedule.tick
        legs = [leg for leg in self._legs if schedule.includes(leg.rate_hz)]
        self._random.shuffle(legs)
        for leg in legs:
            leg.send(tick, due_ns)
        missed = schedule.advance(clock.mono_ns())
        if missed and self._legs:
            self._emit(SlotsMissed(now_ns - self._epoch_ns, missed, len(self._legs)))

    def _wait(self, seconds: float) -> None:
        reads: list[Any] = list(self._extra)
        writes: list[Any] = []
        owner: dict[Any, Leg] = {}
        for leg in self._legs:
            readable, writable = leg.sockets()
            for sock in readable:
                reads.append(sock)
                owner[sock] = leg
            for sock in writable:
                writes.append(sock)
                owner[sock] = leg
        can_read, can_write, failed = select.select(reads, writes, writes, seconds)
        for sock in can_read + can_write + failed:
            leg_of = owner.get(sock)
            if leg_of is None:
                self._extra[sock]()
            elif leg_of.transport is not None and sock.fileno() >= 0:
                leg_of.transport.ready(sock)
