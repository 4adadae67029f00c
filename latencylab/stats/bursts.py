"""How losses are spread: one by one, which hardly shows, or in bursts, which a stream cannot repair.

A *loss period* is a run of packets lost one after the other; the *loss distance* is how far a lost packet is from the
lost one before it, in packets; a loss is *noticeable* if that is no more than ``delta`` (RFC 3357 sections 4 and 6.1).

*Episodes* (RFC 6534 section 5) follow from the four counts N(i, j) of neighbouring packets, of which the first was lost
(i = 1) or not (0) and the second likewise (j). The two-state Gilbert model (section 7.1) has the same ratio and mean
episode length as what was seen; in packets, the spacing d of the RFC being 1.
"""

from typing import NamedTuple

LONGEST_TALLIED = 32
NOTICEABLE_DISTANCE = 16
"""Losses at most this far apart hurt together: about a frame's worth of packets of a 1080p60 stream [ours]."""


class Gilbert(NamedTuple):
    """Transition probabilities of the two-state loss model, per packet."""

    good_to_bad: float
    bad_to_good: float


class Bursts:
    """Runs and episodes of loss, fed with the fate of every packet in the order of sending."""

    __slots__ = ("_distance", "_run", "_was_lost", "longest", "lost", "noticeable", "pairs", "periods", "run_lengths")

    def __init__(self) -> None:
        self.lost = 0
        self.periods = 0
        """Loss periods, one still going on included."""
        self.longest = 0
        """Packets in the longest loss period."""
        self.noticeable = 0
        """Losses at most :data:`NOTICEABLE_DISTANCE` packets after another."""
        self.pairs = [[0, 0], [0, 0]]
        """``pairs[i][j]`` is N(i, j) of RFC 6534 section 5.1."""
        self.run_lengths = [0] * (LONGEST_TALLIED + 1)
        """``run_lengths[k]`` loss periods of ``k`` packets; the last entry counts all that are as long or longer."""
        self._was_lost: bool | None = None
        self._run = 0
        self._distance = 0

    def add(self, lost: bool) -> None:
        """The fate of the next packet in the order of sending."""
        if self._was_lost is not None:
            self.pairs[self._was_lost][lost] += 1
        self._was_lost = lost
        self._distance += 1
        if lost:
            self._lose()
        else:
            self._run = 0

    @property
    def mean_period(self) -> float | None:
        """Mean packets in a loss period; None without a loss."""
        return self.lost / self.periods if self.periods else None

    @property
    def mean_episode(self) -> float | None:
        """Mean packets in a loss episode (RFC 6534 section 5.3, from pairs); None if all are lost."""
        (_, n01), (n10, n11) = self.pairs
        if n01 + n10:
            return (2 * n11 + n01 + n10) / (n01 + n10)
        return None if n11 else 0.0

    @property
    def noticeable_ratio(self) -> float | None:
        """Noticeable losses out of all losses (RFC 3357 section 6.1); None without a loss."""
        return self.noticeable / self.lost if self.lost else None

    @property
    def gilbert(self) -> Gilbert | None:
        """``P(g|b) = 1 / m``, ``P(b|g) = (1 / m) / (1 / r - 1)`` (RFC 6534 section 7.1); None without both states."""
        (n00, n01), (n10, n11) = self.pairs
        length = self.mean_episode
        lost, kept = n10 + n11, n00 + n01
        if not length or not lost or not kept:
            return None
        return Gilbert(lost / kept / length, 1 / length)

    def _lose(self) -> None:
        if self.lost and self._distance <= NOTICEABLE_DISTANCE:
            self.noticeable += 1
        self.lost += 1
        self._distance = 0
        if not self._run:
            self.periods += 1
        else:
            self.run_lengths[min(self._run, LONGEST_TALLIED)] -= 1
        self._run += 1
        self.run_lengths[min(self._run, LONGEST_TALLIED)] += 1
        self.longest = max(self.longest, self._run)
