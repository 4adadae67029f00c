"""On which way packets get lost: up (to the reflector) or down (back), told by a stateful STAMP reflector.

RFC 8762 section 4: a stateful reflector numbers its replies itself, from 0, one for each request that reached it. Of
the sender's numbers up to ``s``, answered by reply ``r``, thus ``s - r`` were lost on the way up, and the replies up to
``r`` that never came were lost on the way down (RFC 7680 in each direction). What was sent after the last probe that
was answered is unknown: closing packets at the end of a session make it short. Loss on the way down is a share of what
the reflector sent, so it says nothing where nearly everything is lost on the way up (RFC 6673 section 7).

Numbers are 32 bits and wrap. Copies made by the network on the way up get reply numbers of their own, which are taken
off again; copies on the way down repeat both numbers. A reflector that restarts counts from 0 again, and what was
unanswered across the restart is unknown.
"""

from array import array
from typing import NamedTuple

_WRAP = 1 << 32
_SLOTS = 4096
_REORDERING = 64
"""A reply number this far below the largest is no late reply to a *new* request, but the count of a new reflector."""


class Directions(NamedTuple):
    """Fates of all packets sent: the first four sum up to ``sent``."""

    received: int
    lost_up: int
    lost_down: int
    unknown: int
    sent: int

    @property
    def up_ratio(self) -> float | None:
        """Lost on the way up, of those whose fate is known; None if none is."""
        known = self.sent - self.unknown
        return self.lost_up / known if known else None

    @property
    def down_ratio(self) -> float | None:
        """Lost on the way down, of those that the reflector answered; None if it answered none."""
        answered = self.received + self.lost_down
        return self.lost_down / answered if answered else None


class DirectionalLoss:
    """Loss by direction, from the two numbers that each reply carries, in any order of arrival.

    Args:
        first: number of the first request.
    """

    _first_sender: int
    """The earliest request that the reflector's present count may include."""
    _least: tuple[int, int]
    """The smallest request and reply numbers of the present count."""
    _top_reply: int
    _received: int
    _copies_up: int
    _senders: "array[int]"
    """Which request each recent reply number was given to."""
    _replies: "array[int]"
    """Which recent requests were answered."""

    def __init__(self, first: int = 0) -> None:
        self.restarts = 0
        """Times that the reflector began to count anew."""
        self._settled = Directions(0, 0, 0, 0, 0)
        self._top_sender = first - 1
        self._open()

    def add(self, sender_sequence: int, reflector_sequence: int) -> None:
        """A reply came: the number that we gave the request, and the number that the reflector gave the reply."""
        sender = _unwrap(sender_sequence, max(self._top_sender, 0))
        reply = _unwrap(reflector_sequence, max(self._top_reply, 0))
        if self._is_restart(sender, reply):
            self.restarts += 1
            self._settled = self._seen()
            self._open()
        elif sender < self._first_sender or self._senders[reply % _SLOTS] == sender:
            return
        self._senders[reply % _SLOTS] = sender
        if self._replies[sender % _SLOTS] == sender:
            self._copies_up += 1
        else:
            self._replies[sender % _SLOTS] = sender
            self._received += 1
        self._least = min(self._least[0], sender), min(self._least[1], reply)
        self._top_sender, self._top_reply = max(self._top_sender, sender), max(self._top_reply, reply)

    def counts(self, sent: int) -> Directions:
        """Where the ``sent`` packets of this session are by now."""
        seen = self._seen()
        known = sum(seen[:3])
        unknown = max(seen.unknown, sent - known)
        return seen._replace(unknown=unknown, sent=known + unknown)

    def _seen(self) -> Directions:
        """What has become of the packets up to the last that was answered."""
        if self._top_reply < 0:
            return self._settled
        base_sender, base_reply = self._base()
        reached = self._top_sender - base_sender + 1
        answered = min(self._top_reply - base_reply + 1 - self._copies_up, reached)
        lost_down = max(answered - self._received, 0)
        lost_up = reached - lost_down - self._received
        skipped = base_sender - self._first_sender
        current = (self._received, lost_up, lost_down, skipped, reached + skipped)
        return Directions(*(a + b for a, b in zip(self._settled, current, strict=True)))

    def _base(self) -> tuple[int, int]:
        """The request and the reply with which the present count began; requests before it are unknown."""
        sender, reply = self._least
        if reply > sender - self._first_sender:
            return self._least  # more replies than requests: it was counting before
        # after a restart: with the request ``reply`` packets before, if none was lost up since
        return (sender - reply if self.restarts else self._first_sender), 0

    def _is_restart(self, sender: int, reply: int) -> bool:
        """Whether a later request got a reply number that is out of turn or was given to another request before."""
        if sender <= self._top_sender or reply > self._top_reply:
            return False
        known = self._senders[reply % _SLOTS]
        return self._top_reply - reply > _REORDERING or (0 <= known != sender)

    def _open(self) -> None:
        """Begin a count: forget the numbers seen so far."""
        self._first_sender = self._top_sender + 1
        self._least = (1 << 62, 1 << 62)
        self._top_reply = -1
        self._received = self._copies_up = 0
        self._senders = array("q", [-1]) * _SLOTS
        self._replies = array("q", [-1]) * _SLOTS


def _unwrap(number: int, near: int) -> int:
    """The number congruent to ``number`` modulo 2**32 that is nearest to ``near``, and not negative."""
    nearest = near + (number - near + _WRAP // 2) % _WRAP - _WRAP // 2
    return nearest if nearest >= 0 else nearest + _WRAP
