"""What the pictures of a report need of the samples, in bounded memory whatever the length of the session.

Each leg's samples fall into slots of time; when the slots run out, neighbours are joined and the slots become twice as
wide. The lowest and highest RTT of a slot and its losses are kept, so that no spike disappears.
"""

import hashlib
from dataclasses import dataclass, field

from latencylab import clock, codec, events
from latencylab.events import Event
from latencylab.session.phases import Phases
from latencylab.stats.quantiles import Quantiles

MOST_SLOTS = 512
_FIRST_WIDTH_NS = 20 * clock.NS_PER_MS


@dataclass(slots=True)
class Slot:
    """Samples of one leg within one slot of time; RTTs in ms."""

    low_ms: float = 0.0
    high_ms: float = 0.0
    sum_ms: float = 0.0
    answered: int = 0
    lost: int = 0

    def join(self, other: "Slot") -> None:
        """Take in another slot."""
        if other.answered:
            self.low_ms = min(self.low_ms, other.low_ms) if self.answered else other.low_ms
            self.high_ms = max(self.high_ms, other.high_ms)
        self.sum_ms += other.sum_ms
        self.answered += other.answered
        self.lost += other.lost


@dataclass(slots=True)
class Line:
    """The timeline of one leg, and the distribution of its RTTs before anything loaded the line."""

    width_ns: int = _FIRST_WIDTH_NS
    slots: dict[int, Slot] = field(default_factory=dict)
    idle_ns: Quantiles = field(default_factory=Quantiles)

    def add(self, t_ns: int, slot: Slot) -> None:
        """Take in one sample."""
        while t_ns // self.width_ns >= MOST_SLOTS:
            self._widen()
        self.slots.setdefault(t_ns // self.width_ns, Slot()).join(slot)

    def points(self) -> list[tuple[float, Slot]]:
        """Middle of each slot in seconds, and what is in it, in order of time."""
        half_s = self.width_ns / 2 / clock.NS_PER_S
        return [(number * self.width_ns / clock.NS_PER_S + half_s, self.slots[number]) for number in sorted(self.slots)]

    def _widen(self) -> None:
        joined: dict[int, Slot] = {}
        for number, slot in self.slots.items():
            joined.setdefault(number // 2, Slot()).join(slot)
        self.slots, self.width_ns = joined, self.width_ns * 2


class Timelines:
    """A sink that keeps what the pictures need, and the checksum of the recording."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.phases: list[tuple[float, str]] = []
        """Second since the start, and the phase that began then."""
        self.end_s = 0.0
        self._order = Phases()
        self._sha256 = hashlib.sha256()

    def __call__(self, event: Event) -> None:
        """Take in one event."""
        self._sha256.update(codec.encode(event).encode() + b"\n")
        self.end_s = max(self.end_s, event.t_ns / clock.NS_PER_S)
        match event:
            case events.Sample() if event.status != "unsent":
                self._add(event)
            case events.LegAdded():
                self.lines[event.leg] = Line()
            case events.PhaseChanged():
                self._order.add(event)
                self.phases.append((event.t_ns / clock.NS_PER_S, event.phase))
            case _:
                pass

    @property
    def checksum(self) -> str:
        """SHA-256 of the recording (``--record``) of the same events, as ``sha256sum`` prints it."""
        return self._sha256.hexdigest()

    def _add(self, sample: events.Sample) -> None:
        line = self.lines.get(sample.leg)
        if line is None:
            return
        if sample.rtt_ns is None:
            line.add(sample.t_ns, Slot(lost=1))
            return
        rtt_ms = sample.rtt_ns / clock.NS_PER_MS
        line.add(sample.t_ns, Slot(rtt_ms, rtt_ms, rtt_ms, 1))
        if self._order.is_clean(sample.t_ns):
            line.idle_ns.add(sample.rtt_ns)
