"""Searching the path MTU by packets alone, since the ICMP messages that would tell it are often filtered (RFC 8899).

A size passes when one of its probes is answered, and fails when three of three are not, so that loss does not look like
a limit. What a router says ("fragmentation needed", "packet too big") is only a hint of what to try next. Sizes that
real links have are tried before any others.
"""

from typing import NamedTuple

from probes.path.answers import Answer
from probes.reach.asking import Questioner

KNOWN = (1280, 1340, 1358, 1380, 1400, 1412, 1420, 1440, 1450, 1454, 1460, 1472, 1476, 1480, 1484, 1492, 1500)
"""MTUs of tunnels and access lines that are met in practice."""
BASE = 1200
"""RFC 8899 5.1.2: the size that every path is expected to carry."""
BATCH = 3
_REPEATS = 3


class MtuSearch:
    """The next size to try, from what became of those before.

    Args:
        upper: the largest size worth trying: the interface's MTU.
        base: the smallest.
    """

    def __init__(self, upper: int, base: int = BASE) -> None:
        self.passed: int | None = None
        """The largest size that passed."""
        self._failed = upper + 1
        self._upper = upper
        self._base = min(base, upper)
        self._told: int | None = None
        self._repeats = 0
        self._sure: dict[int, bool] = {}

    @property
    def size(self) -> int | None:
        """The size to try next; None at the end."""
        low, high = self.passed, self._failed
        if low is None:
            return self._base if high > self._base else None
        if high - low <= 1:
            return None
        if high > self._upper:
            return self._upper
        if self._told is not None and low < self._told < high:
            return self._told
        known = [size for size in KNOWN if low < size < high]
        if known:
            return known[len(known) // 2]
        return low + 1 if low in (*KNOWN, self._told) else (low + high) // 2

    @property
    def confirmed(self) -> bool:
        """Three of three passed at the result, and none of three above it."""
        at_end = self.passed == self._upper or self._sure.get(self._failed, False)
        return self.passed is not None and self._sure.get(self.passed, False) and at_end

    def tried(self, size: int, answered: int) -> None:
        """``answered`` of :data:`BATCH` probes of ``size`` octets were; some of them is no clear answer at first."""
        self._repeats += 1
        if 0 < answered < BATCH and self._repeats < _REPEATS:
            return
        self._repeats = 0
        self._sure[size] = answered in (0, BATCH)
        if answered:
            self.passed = max(size, self.passed or 0)
        else:
            self._failed = min(size, self._failed)

    def told(self, mtu: int) -> None:
        """A router says that its next link takes ``mtu`` octets."""
        self._told = mtu


class Finding(NamedTuple):
    """The end of a search."""

    mtu: int | None
    confirmed: bool
    told: int | None = None
    told_by: str = ""


def find_mtu(questioner: Questioner, upper: int) -> Finding:
    """Search along a flow whose packets must not be fragmented.

    Raises:
        EngineGoneError: nobody waits for the result.
    """
    search = MtuSearch(upper)
    told: Answer | None = None
    while (size := search.size) is not None:
        batch = questioner.ask(BATCH, size=size)
        search.tried(size, len(batch.answers))
        for error in batch.errors:
            if error.kind == "too-big" and error.mtu:
                told = error
                search.told(error.mtu)
    if told is None:
        return Finding(search.passed, search.confirmed)
    return Finding(search.passed, search.confirmed, told.mtu, told.source)
