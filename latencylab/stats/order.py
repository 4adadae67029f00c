"""Reordering and duplicates of one stream of packets, in the order of arrival.

RFC 4737 section 3.3: a packet is reordered if its number is smaller than ``NextExp``, one more than the largest that
arrived before it. Its extent (section 4.2.3) is how many arrivals ago the first packet came that should have come after
it. Copies are not reordered packets: the first copy counts, the others are duplicates (RFC 5560).
"""

from array import array
from bisect import bisect_right
from enum import Enum

_SLOTS = 4096
_RECORDS = 1024


class Arrival(Enum):
    """What an arrival is."""

    IN_ORDER = "in order"
    REORDERED = "reordered"
    DUPLICATE = "duplicate"


class Order:
    """Tells reordered and duplicate packets; the recent 4096 numbers are remembered."""

    __slots__ = ("_next", "_records", "_seen", "_when", "duplicates", "max_extent", "received", "reordered")

    def __init__(self) -> None:
        self.received = 0
        """Distinct packets."""
        self.reordered = 0
        self.duplicates = 0
        self.max_extent = 0
        """Largest reordering extent, in packets."""
        self._next = 0
        self._seen = array("q", [-1]) * _SLOTS
        self._records: list[int] = []
        self._when: list[int] = []

    def add(self, sequence: int) -> Arrival:
        """A packet arrived, the ``sequence``-th sent (from 0, not wrapping)."""
        slot = sequence % _SLOTS
        if self._seen[slot] == sequence:
            self.duplicates += 1
            return Arrival.DUPLICATE
        self._seen[slot] = max(sequence, self._seen[slot])
        self.received += 1
        if sequence >= self._next:
            self._next = sequence + 1
            self._remember(sequence)
            return Arrival.IN_ORDER
        self.reordered += 1
        self.max_extent = max(self.max_extent, self._extent(sequence))
        return Arrival.REORDERED

    @property
    def reordered_ratio(self) -> float | None:
        """Reordered packets out of the distinct ones that arrived (RFC 4737 section 4.1)."""
        return self.reordered / self.received if self.received else None

    def _remember(self, sequence: int) -> None:
        # only packets in order can be the first that exceeds a later number, and their numbers rise: bisect finds it
        self._records.append(sequence)
        self._when.append(self.received)
        if len(self._records) >= 2 * _RECORDS:
            del self._records[:_RECORDS], self._when[:_RECORDS]

    def _extent(self, sequence: int) -> int:
        return self.received - self._when[bisect_right(self._records, sequence)]
