"""A series of times and values that can be drawn at any zoom without losing a single sample's spike.

Beside the samples it keeps, for blocks of 8, 64, 512 ... samples, the smallest and the largest value. To draw, the
coarsest level whose blocks are still finer than half a pixel is reduced to one minimum and one maximum a pixel: the
work depends on the width of the plot, not on the length of the measurement. Pixels lie on a grid of absolute time, so
that nothing flickers while the plot scrolls.
"""

from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

FACTOR = 8
_FIRST = 4096

Times = npt.NDArray[np.float64]
Values = npt.NDArray[np.float32]
_Number = TypeVar("_Number", bound=np.floating)


class Drawn(NamedTuple):
    """A curve ready to be drawn: what is joined, in order."""

    x: Times
    y: Values
    joined: npt.NDArray[np.bool_]
    """Whether each point is joined to the next one."""


class _Level:
    """Smallest and largest values of blocks of ``size`` samples; the last block may be incomplete."""

    __slots__ = ("high", "low", "settled", "size")

    def __init__(self, size: int) -> None:
        self.size = size
        self.settled = 0
        """Samples that the blocks account for."""
        self.low: Values = np.empty(_FIRST // size + 1, np.float32)
        self.high: Values = np.empty(_FIRST // size + 1, np.float32)

    def settle(self, values: Values, count: int) -> int:
        """Account for all of the samples; gives the number of blocks."""
        blocks = -(-count // self.size)
        if self.settled < count:
            if blocks > len(self.low):
                self.low, self.high = _grown(self.low, blocks), _grown(self.high, blocks)
            first = self.settled // self.size
            starts = np.arange(first, blocks) * self.size - first * self.size
            part = values[first * self.size : count]
            self.low[first:blocks] = np.minimum.reduceat(part, starts)
            self.high[first:blocks] = np.maximum.reduceat(part, starts)
            self.settled = count
        return blocks


def _grown(array: npt.NDArray[_Number], least: int) -> npt.NDArray[_Number]:
    bigger = np.empty(max(least, len(array) + (len(array) >> 1)), array.dtype)
    bigger[: len(array)] = array
    return bigger


class Pyramid:
    """The samples of one leg: times in s since the session began, values in ms."""

    __slots__ = ("_levels", "_t", "_v", "count")

    def __init__(self) -> None:
        self.count = 0
        self._t: Times = np.empty(_FIRST, np.float64)
        self._v: Values = np.empty(_FIRST, np.float32)
        self._levels: list[_Level] = []

    def add(self, at_s: float, value: float) -> None:
        """One sample; most come in order, and those that do not are put where they belong."""
        count = self.count
        if count == len(self._t):
            self._t, self._v = _grown(self._t, count + 1), _grown(self._v, count + 1)
        place = count
        if count and at_s < self._t[count - 1]:
            place = int(np.searchsorted(self._t[:count], at_s, "right"))
            self._t[place + 1 : count + 1] = self._t[place:count].copy()
            self._v[place + 1 : count + 1] = self._v[place:count].copy()
            for level in self._levels:
                level.settled = min(level.settled, place)
        self._t[place] = at_s
        self._v[place] = value
        self.count = count + 1

    def extend(self, times: Times, values: Values) -> None:
        """Many samples in order, later than all before."""
        end = self.count + len(times)
        if end > len(self._t):
            self._t, self._v = _grown(self._t, end), _grown(self._v, end)
        self._t[self.count : end] = times
        self._v[self.count : end] = values
        self.count = end

    @property
    def last_s(self) -> float:
        """Time of the newest sample; 0 when there is none."""
        return float(self._t[self.count - 1]) if self.count else 0.0

    def window(self, start_s: float, end_s: float) -> tuple[Times, Values]:
        """The samples of a time span, as views that must not be kept."""
        first, last = self._bounds(start_s, end_s)
        return self._t[first:last], self._v[first:last]

    def draw(self, start_s: float, end_s: float, pixels: int, gap_s: float) -> Drawn:
        """The curve of a time span on ``pixels`` columns; samples further apart than ``gap_s`` are not joined."""
        first, last = self._bounds(start_s, end_s)
        first, last = max(0, first - 1), min(self.count, last + 1)
        if last - first <= 2 * pixels:
            x, y = self._t[first:last].copy(), self._v[first:last].copy()
        else:
            x, y = self._reduced(first, last, start_s, end_s, pixels)
        joined = np.ones(len(x), np.bool_)
        if len(x) > 1:
            joined[:-1] = np.diff(x) <= max(gap_s, 3 * (end_s - start_s) / pixels)
        return Drawn(x, y, joined)

    def _bounds(self, start_s: float, end_s: float) -> tuple[int, int]:
        times = self._t[: self.count]
        return int(np.searchsorted(times, start_s, "left")), int(np.searchsorted(times, end_s, "right"))

    def _reduced(self, first: int, last: int, start_s: float, end_s: float, pixels: int) -> tuple[Times, Values]:
        size = 1
        while size * FACTOR * 2 * pixels <= last - first:
            size *= FACTOR
        if size == 1:
            times, low, high = self._t[first:last], self._v[first:last], self._v[first:last]
        else:
            level = self._level(size)
            blocks = level.settle(self._v, self.count)
            begin, end = first // size, min(blocks, last // size + 1)
            times = self._t[begin * size : end * size : size]
            low, high = level.low[begin:end], level.high[begin:end]
        width_s = (end_s - start_s) / pixels
        columns = np.floor(times / width_s).astype(np.int64)
        starts = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1))
        x = np.repeat((columns[starts] + 0.5) * width_s, 2)
        y = np.empty(len(x), np.float32)
        y[0::2] = np.minimum.reduceat(low, starts)
        y[1::2] = np.maximum.reduceat(high, starts)
        return x, y

    def _level(self, size: int) -> _Level:
        for level in self._levels:
            if level.size == size:
                return level
        level = _Level(size)
        self._levels.append(level)
        return level
