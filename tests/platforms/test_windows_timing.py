"""Timers, priorities and clocks of Windows."""

import ctypes

from hypothesis import given
from hypothesis import strategies as st

from latencylab.clock import precise_wall_ns
from probes.latency.timing_windows import sharpen
from probes.latency.windows_layouts import PowerThrottling


class FakeSystem:
    """kernel32.dll and winmm.dll: what was asked of them."""

    def __init__(self, filetime: int = 0) -> None:
        self.asked: list[tuple] = []
        self._filetime = filetime

    def timeBeginPeriod(self, milliseconds):  # noqa: N802
        self.asked.append(("timer", milliseconds))

    def SetPriorityClass(self, process, priority):  # noqa: N802
        self.asked.append(("priority", process.value, priority))

    def SetProcessInformation(self, process, kind, state, size):  # noqa: N802
        assert size == ctypes.sizeof(PowerThrottling)
        seen = state._obj
        self.asked.append(("throttling", kind, seen.Version, seen.ControlMask, seen.StateMask))
        return 0

    def GetSystemTimePreciseAsFileTime(self, filetime):  # noqa: N802
        filetime._obj.value = self._filetime


def test_the_process_gets_a_fine_timer_a_high_priority_and_no_throttling():
    system = FakeSystem()
    sharpen(system, system)
    assert system.asked == [
        ("timer", 1),
        ("priority", ctypes.c_void_p(-1).value, 0x80),
        ("throttling", 4, 1, 0x1, 0),
        ("throttling", 4, 1, 0x4, 0),
    ]


def test_the_wall_clock_counts_from_1970():
    assert precise_wall_ns(FakeSystem(116_444_736_000_000_000))() == 0


@given(st.integers(0, 4_102_444_800 * 10**7))
def test_the_wall_clock_steps_by_100_ns(units):
    assert precise_wall_ns(FakeSystem(116_444_736_000_000_000 + units))() == units * 100
