"""Which segment of the path adds the delay, told by probing all its legs in the same ticks.

Legs are the hops that are probed, nearest first: gateway, the ISP's first hop, the target. What happens on a segment
shows on its leg and on all legs beyond it.

*Levels.* A router answers probes when it has nothing better to do, so a leg that is slower than a later one is a slow
answer, not a slow path: ``D*_k = min over j >= k of Q_p(D_j)``, and the same for loss. A segment adds
``D*_k - D*_(k-1)``. Legs that never answer are left out, which merges their segment with the next.

*Variation.* Where a stall holds up everything, each leg meets it in the same tick, and what lies between two legs adds
nothing; but their percentiles, which only a few late ticks decide, differ by chance. The variation of the difference in
the same tick does not, so a segment adds at most that.

*Events.* When the target is delayed by a spike (:mod:`latencylab.stats.baseline`), by ``e`` above its running 10th
percentile, the event belongs to the nearest leg that is late by at least ``e / 2`` above its own, with all answering
legs beyond it. Ticks in a row are one event, judged at its peak. If the leg before that one did not answer, the event
could belong to it as well and is counted apart as unplaced.

*Joining.* Routers are found after the target. When a leg is probed for the first time, the levels and events of before
are forgotten: without that leg they would count for the segment beyond it.

*Lift.* If the gateway is slow to answer in every fifth tick for reasons of its own, it is late in a fifth of the
target's events by chance. So each event is also judged with the nearer legs taken from other ticks; the lift is how
many more events a segment owns than this gives it.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from latencylab.stats.baseline import Baseline
from latencylab.stats.interval import Interval, wilson
from latencylab.stats.quantiles import Quantiles

NOT_PROBED: Final = -1
"""In place of a round-trip time: this leg was not probed in this tick. ``None``: it was, and did not answer."""
_LEAST = 10
_FEWEST_TOGETHER = 50
"""Ticks in which two legs must have answered to compare them tick by tick: of fewer, the 95th percentile is chance."""
_MAX_PENDING = 1000
_REMEMBERED = 512
_SHUFFLES = 8
_KEPT_EVENTS = 512
_GOLDEN = 0.6180339887498949
_UNPLACED = -1

Ticks = tuple[int | None, ...]


class Segment(NamedTuple):
    """What one segment of the path adds, after the downstream-minimum rule."""

    first: str | None
    """The leg where it begins; None for this computer."""
    last: str
    delay_ns: float
    loss_ratio: float


class Share(NamedTuple):
    """How many of the target's events a segment owns."""

    last: str
    """The leg where the segment ends."""
    events: int
    share: float
    """Of the events that could be placed."""
    interval: Interval
    lift: float
    """Times as many as chance would give it; about 1 means nothing."""


class _Tick(NamedTuple):
    """A tick in which the target was late."""

    complete: bool
    """All legs answered."""
    size_ns: int
    sent_ns: int
    excesses: Ticks


class _Event:
    """Ticks in a row in which the target was late.

    A stall may begin while the target's reply is on its way and the nearer legs' replies are home already; only the
    ticks behind show then how near it was. So the event is the nearest leg's that owns, together with nearer ones, a
    third of the ticks, and of these ticks the one at the peak stands for the event.
    """

    __slots__ = ("_counts", "_peaks")

    def __init__(self) -> None:
        self._counts: dict[int, int] = {}
        self._peaks: dict[int, _Tick] = {}

    def add(self, owner: int | None, tick: _Tick) -> None:
        key = _UNPLACED if owner is None else owner
        self._counts[key] = self._counts.get(key, 0) + 1
        if key not in self._peaks or tick[:2] > self._peaks[key][:2]:
            self._peaks[key] = tick

    def telling(self) -> _Tick:
        """The tick that stands for the event."""
        placed = sorted(key for key in self._counts if key != _UNPLACED)
        needed = sum(self._counts[key] for key in placed) / 3
        found = 0
        for key in placed:
            found += self._counts[key]
            if found >= needed:
                return self._peaks[key]
        return self._peaks[_UNPLACED]


def downstream_minimum(values: Sequence[float | None]) -> list[float | None]:
    """For each leg the smallest of its own value and those of the legs beyond; None stays None."""
    result: list[float | None] = []
    least: float | None = None
    for value in reversed(values):
        if value is not None:
            least = value if least is None else min(least, value)
        result.append(None if value is None else least)
    return result[::-1]


class Pairing:
    """Levels and events of the legs of a path, fed tick by tick.

    Args:
        legs: names, nearest first; the last is the target.
    """

    def __init__(self, legs: Sequence[str]) -> None:
        self.legs = tuple(legs)
        self.delays = [Quantiles() for _ in legs]
        """Round-trip times of each leg in ns."""
        self._between: defaultdict[tuple[int, int], Quantiles] = defaultdict(Quantiles)
        self.probed = [0] * len(legs)
        self.lost = [0] * len(legs)
        self._baselines = [Baseline(_LEAST) for _ in legs]
        self._pending: list[tuple[int, Ticks, Collection[int]]] = []
        self._memory: deque[Ticks] = deque(maxlen=_REMEMBERED)
        self._event: _Event | None = None
        self._placed: deque[tuple[int, str]] = deque(maxlen=_KEPT_EVENTS)
        self._tally = _Tally(len(legs))

    def add(self, sent_ns: int, rtts_ns: Sequence[int | None], apart: Collection[int] = ()) -> None:
        """One tick.

        Args:
            sent_ns: when the target was probed.
            rtts_ns: the round-trip time of each leg, None if lost, :data:`NOT_PROBED` if not probed.
            apart: legs that were probed too long before or after the target to have met what it met: they count for
                the levels, and say nothing about an event.
        """
        if any(rtt != NOT_PROBED and not probed for rtt, probed in zip(rtts_ns, self.probed, strict=True)):
            self._begin_anew()
        for leg, rtt_ns in enumerate(rtts_ns):
            if rtt_ns is None:
                self.lost[leg] += 1
                self.probed[leg] += 1
            elif rtt_ns >= 0:
                self.probed[leg] += 1
                self.delays[leg].add(rtt_ns)
                self._baselines[leg].add(sent_ns, rtt_ns)
        self._compare(rtts_ns, apart)
        self._pending.append((sent_ns, tuple(rtts_ns), apart))
        if self._baselines[-1].ready and not self._settling():
            for pending in self._pending:
                self._judge(*pending)
            self._pending.clear()
        elif len(self._pending) > _MAX_PENDING:  # a silent target has no events
            self._pending.clear()

    def _compare(self, rtts_ns: Sequence[int | None], apart: Collection[int]) -> None:
        """Note how much later each leg answered than each before it."""
        answered = [(leg, rtt) for leg, rtt in enumerate(rtts_ns) if rtt is not None and rtt >= 0 and leg not in apart]
        for place, (leg, rtt_ns) in enumerate(answered):
            for before, before_ns in answered[:place]:
                self._between[before, leg].add(rtt_ns - before_ns)

    def _begin_anew(self) -> None:
        """A leg joins: what was measured without it would be put on the segment beyond it, so it no longer counts."""
        self.delays = [Quantiles() for _ in self.legs]
        self._between.clear()
        self.probed = [0] * len(self.legs)
        self.lost = [0] * len(self.legs)
        self._pending.clear()
        self._memory.clear()
        self._event = None
        self._placed.clear()
        self._tally = _Tally(len(self.legs))

    def _settling(self) -> bool:
        """Whether a leg has joined only now, so that nobody knows yet what is normal for it, nor that it is silent."""
        known = zip(self.probed, self._baselines, strict=True)
        return any(0 < probed < 2 * _LEAST and not baseline.ready for probed, baseline in known)

    def segments(self, q: float = 0.5) -> list[Segment]:
        """What each segment adds at quantile ``q``, nearest first; a leg that never answered has no segment."""
        delays = downstream_minimum([leg.quantile(q) for leg in self.delays])
        ratios = [lost / max(probed, 1) for lost, probed in zip(self.lost, self.probed, strict=True)]
        losses = downstream_minimum(
            [None if delay is None else ratio for ratio, delay in zip(ratios, delays, strict=True)]
        )
        segments: list[Segment] = []
        before: tuple[str | None, float, float] = (None, 0.0, 0.0)
        for leg, delay, loss in zip(self.legs, delays, losses, strict=True):
            if delay is not None and loss is not None:
                segments.append(Segment(before[0], leg, delay - before[1], loss - before[2]))
                before = (leg, delay, loss)
        return segments

    def varies_beyond(self, before: str, leg: str) -> float | None:
        """95th percentile in ns of how much later ``leg`` answered than ``before`` in the same tick, above the least.

        None where they answered together too seldom.
        """
        near, far = self.legs.index(before), self.legs.index(leg)
        between, least = self._between[near, far], (self.delays[near].minimum, self.delays[far].minimum)
        p95 = between.quantile(0.95)
        if between.count < _FEWEST_TOGETHER or p95 is None or least[0] is None or least[1] is None:
            return None
        return max(0.0, p95 - (least[1] - least[0]))

    def shares(self) -> list[Share]:
        """Who owns the target's events, for each leg that answers; empty while there were none that could be placed."""
        tally = self._tally_now()
        total = sum(tally.owned)
        shares = []
        for leg, name in enumerate(self.legs):
            owned = tally.owned[leg]
            interval = wilson(owned / total, total) if total else None
            if interval is not None and self.delays[leg].count:
                lift = (owned + 0.5) / (tally.by_chance[leg] + 0.5)
                shares.append(Share(name, owned, owned / total, interval, lift))
        return shares

    @property
    def unplaced(self) -> int:
        """Events of which the leg before the owner said nothing."""
        return self._tally_now().unplaced

    def events(self) -> list[tuple[int, str]]:
        """The most recent events that could be placed, oldest first: when they peaked, and the leg that owns them."""
        return [*self._placed, *self._placed_now()]

    def _placed_now(self) -> list[tuple[int, str]]:
        """The event that is still going on, if there is one and it can be placed."""
        if self._event is None:
            return []
        tick = self._event.telling()
        owner = _owner(tick.excesses, tick.size_ns, self._known())
        return [] if owner is None else [(tick.sent_ns, self.legs[owner])]

    def _judge(self, sent_ns: int, rtts_ns: Ticks, apart: Collection[int]) -> None:
        """Remember a tick by what is above normal, and see whether the target's is an event."""
        target, normal = rtts_ns[-1], self._baselines[-1]
        excesses = tuple(
            rtt_ns - baseline.p10_ns if rtt_ns is not None and rtt_ns >= 0 and leg not in apart else None
            for leg, (rtt_ns, baseline) in enumerate(zip(rtts_ns, self._baselines, strict=True))
        )
        self._memory.append(excesses)
        if target is None or target < 0:
            return
        if target <= normal.threshold_ns:
            self._placed += self._placed_now()
            self._tally, self._event = self._tally_now(), None
            return
        known = self._known()
        complete = all(x is not None for x, answers in zip(excesses, known, strict=True) if answers)
        size_ns = target - normal.p10_ns
        self._event = self._event or _Event()
        self._event.add(_owner(excesses, size_ns, known), _Tick(complete, size_ns, sent_ns, excesses))

    def _known(self) -> list[bool]:
        """The legs that answer well enough to know what is normal for them."""
        return [baseline.ready for baseline in self._baselines]

    def _tally_now(self) -> "_Tally":
        """The tally with the event that is still going on."""
        if self._event is None:
            return self._tally
        tally, known, (_, size, _, excesses) = self._tally.copy(), self._known(), self._event.telling()
        owner = _owner(excesses, size, known)
        if owner is None:
            tally.unplaced += 1
            return tally
        tally.owned[owner] += 1
        chances = [_owner((*other[:-1], size), size, known) for other in self._others(tally.events * _SHUFFLES)]
        placed = [chance for chance in chances if chance is not None]
        for chance in placed:
            tally.by_chance[chance] += 1 / len(placed)
        return tally

    def _others(self, turn: int) -> list[Ticks]:
        """Remembered ticks, well spread and always the same for the same events (multiples of the golden ratio)."""
        size = len(self._memory)
        return [self._memory[int((turn + k) * _GOLDEN % 1 * size)] for k in range(_SHUFFLES)]


class _Tally:
    """Events by owner."""

    __slots__ = ("by_chance", "owned", "unplaced")

    def __init__(self, legs: int) -> None:
        self.owned = [0] * legs
        self.by_chance = [0.0] * legs
        self.unplaced = 0

    @property
    def events(self) -> int:
        return sum(self.owned) + self.unplaced

    def copy(self) -> "_Tally":
        other = _Tally(0)
        other.owned, other.by_chance, other.unplaced = list(self.owned), list(self.by_chance), self.unplaced
        return other


def _owner(excesses: Ticks, size: int, known: Sequence[bool]) -> int | None:
    """The nearest leg from which on all answering legs are late by half of ``size``; None if a leg before is silent."""
    owner, silent = len(excesses) - 1, False
    for leg in reversed(range(owner)):
        excess = excesses[leg]
        if not known[leg]:
            continue
        if excess is None:
            silent = True
        elif 2 * excess >= size:
            owner, silent = leg, False
        else:
            break
    return None if silent else owner
