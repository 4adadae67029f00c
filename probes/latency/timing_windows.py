"""Makes this process wake on time on Windows.

Waiting ends at a tick of the system's timer: every 15.6 ms, unless a process asks for 1 ms (``timeBeginPeriod``; the
wish ends with the process). Windows 11 forgets the wish of a process that has no window in sight, and slows it down,
unless it is told not to.

``HIGH_PRIORITY_CLASS`` puts a thread of normal priority at 13 of 31: before every normal program's (8, or 10 in the
foreground) and below what the user's input gets. The real-time class (24) needs an administrator and could starve the
mouse. ``THREAD_PRIORITY_TIME_CRITICAL`` (15) is left to the threads that do nothing but stamp
(:mod:`probes.latency.icmp_windows`); the sending thread encodes events too, and would keep the computer's other work
waiting.
"""

from ctypes import byref, c_void_p, sizeof
from typing import Any

from probes import windll
from probes.latency.windows_layouts import PowerThrottling

_THIS_PROCESS = -1
_HIGH_PRIORITY_CLASS = 0x80
_POWER_THROTTLING = 4
_EXECUTION_SPEED, _IGNORE_TIMER_RESOLUTION = 0x1, 0x4
_TIMER_MS = 1


def sharpen(kernel32: Any = None, winmm: Any = None) -> None:
    """Finest timer and higher priority; what a version of Windows does not know has no effect.

    Args:
        kernel32: the library, when it is not the system's own.
        winmm: likewise.
    """
    kernel = windll.load("kernel32") if kernel32 is None else kernel32
    timers = windll.load("winmm") if winmm is None else winmm
    timers.timeBeginPeriod(_TIMER_MS)
    kernel.SetPriorityClass(c_void_p(_THIS_PROCESS), _HIGH_PRIORITY_CLASS)
    for flag in (_EXECUTION_SPEED, _IGNORE_TIMER_RESOLUTION):  # one by one: Windows 10 knows only the first
        state = PowerThrottling(Version=1, ControlMask=flag, StateMask=0)
        kernel.SetProcessInformation(c_void_p(_THIS_PROCESS), _POWER_THROTTLING, byref(state), sizeof(state))
