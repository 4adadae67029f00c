"""The clocks that LatencyLab reads, in one place.

Inside the engine every instant is an integer number of nanoseconds of *one* monotonic clock that all processes of this
computer share (``CLOCK_MONOTONIC`` on Linux, ``mach_absolute_time`` on macOS, the performance counter on Windows; the
last matters because ``time.monotonic`` steps by 15.6 ms there before Python 3.13). Wall time is read once a session, as
an anchor. Kernel packet stamps are ``CLOCK_REALTIME``, so only differences of two of them are ever used, corrected by
the step that the wall clock made between them (:func:`wall_offset_ns`).
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

NS_PER_S = 1_000_000_000
NS_PER_MS = 1_000_000

_FILETIME_UNIT_NS = 100
_FILETIME_AT_1970 = 116_444_736_000_000_000


def precise_wall_ns(kernel32: Any) -> Callable[[], int]:
    """The wall clock of Windows in ns, in steps of 100 ns (``GetSystemTimePreciseAsFileTime``)."""
    from ctypes import byref, c_uint64

    def wall_ns() -> int:
        units = c_uint64()  # a FILETIME: two halves, the lower one first, of units of 100 ns since 1601
        kernel32.GetSystemTimePreciseAsFileTime(byref(units))
        return (units.value - _FILETIME_AT_1970) * _FILETIME_UNIT_NS

    return wall_ns


mono_ns = time.perf_counter_ns
wall_ns = time.time_ns
if sys.platform == "win32" and sys.version_info < (3, 13):  # steps by 15.6 ms there too
    from ctypes import windll

    wall_ns = precise_wall_ns(windll.kernel32)


def wall_offset_ns() -> int:
    """Wall clock minus monotonic clock in ns; a change of it between two instants is a step or slew of the wall clock.

    The wall clock is read between two readings of the monotonic one, and the tightest of three tries counts, so that
    being descheduled in between does not look like a step.
    """
    best_gap, best = 1 << 62, 0
    for _ in range(3):
        before = mono_ns()
        wall = wall_ns()
        after = mono_ns()
        if after - before < best_gap:
            best_gap, best = after - before, wall - (before + after) // 2
        if best_gap < 2_000:
            break
    return best


def iso_utc(at_wall_ns: int) -> str:
    """An instant of the wall clock as an ISO 8601 UTC string with milliseconds."""
    seconds, rest = divmod(at_wall_ns, NS_PER_S)
    moment = datetime.fromtimestamp(seconds, tz=UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{rest // NS_PER_MS:03d}Z"
