"""What the network does to the marks of packets: which arrive, where they are cleared, whether they change the latency.

DSCP, the upper six bits of the TOS octet (RFC 2474), asks routers for a class of service. ECN, the lower two (RFC
3168), says that congestion may be marked instead of signalled by loss, and ECT(1) that by the scale of L4S (RFC 9331).

The far end says what arrived, exactly (STAMP) or as a mirror that both ways had to pass (echo). Hops say where
(:mod:`latencylab.mark_evidence`). A change first seen at hop k was made by hop k - 1 when it sent the packet on, or by
hop k itself when it took it in. The last hop that saw the mark intact is named, unless answers show better: those of
hop k come with their own DSCP, and those from behind it without, so hop k clears what it takes in from either side.

Pure: events in, plain data out.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from latencylab import clock
from latencylab.events import Event, MarkProbed, PathTraced
from latencylab.mark_evidence import CLASSES, DSCP, ECN, Class, Tally, keeps_own, verdict
from latencylab.stats.interval import Interval, quantile_interval


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a DSCP or an ECN value."""

    sent: int
    received: int | None
    """None when nobody tells."""
    cleared_at_ttl: int | None
    """Where it is changed; None when it arrives, or nobody knows where."""
    told_by: str | None = None
    """``stamp``: the reflector, of the way out; ``echo``: the reply, of both ways; ``quote`` or ``error``: the hops."""
    intact_ttl: int | None = None
    """The last hop that is known to have seen it intact."""
    changed_ttl: int | None = None
    """The first hop that is known to have seen it changed."""


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """How probes with one mark fared."""

    name: str
    dscp: int
    ecn: int
    sent: int
    received: int
    loss_pct: float
    arrived_dscp: int | None
    arrived_ecn: int | None
    """What came to the far end, or was mirrored by it; None when nobody tells."""
    median_ms: float | None
    median_interval_ms: tuple[float, float] | None
    differs_ms: float | None
    """How much later than best effort the median is (earlier: negative), where their intervals do not overlap."""


@dataclass(frozen=True, slots=True)
class Marking:
    """Everything that is known of marks on the way to the target."""

    dscp: Fate
    ecn: Fate
    classes: tuple[ClassFacts, ...]

    def to_object(self) -> dict[str, Any]:
        """The report's block ``marking``."""
        return asdict(self)


class MarkingReduction:
    """Takes in the event stream; :meth:`facts` at any time."""

    def __init__(self) -> None:
        self._far: defaultdict[int, Tally] = defaultdict(Tally)
        self._hops: defaultdict[int, defaultdict[int, Tally]] = defaultdict(lambda: defaultdict(Tally))
        self._target_ttl: int | None = None

    def add(self, event: Event) -> None:
        """Take in one event; those that say nothing of marks are passed over."""
        if isinstance(event, MarkProbed):
            (self._hops[event.ttl] if event.ttl else self._far)[event.tos].add(event)
        elif isinstance(event, PathTraced):
            self._target_ttl = event.length if event.end == "target" else None

    def facts(self) -> Marking | None:
        """What is known so far; None when no mark was tried, or nothing answered."""
        if not any(tally.received for tallies in (self._far, *self._hops.values()) for tally in tallies.values()):
            return None
        by_rank = sorted(CLASSES, key=lambda entry: entry.name != "EF")
        return Marking(
            self._fate([entry for entry in by_rank if entry.dscp], DSCP),
            self._fate([entry for entry in by_rank if entry.ecn], ECN),
            tuple(self._class(entry) for entry in CLASSES if entry.tos in self._far),
        )

    @property
    def _has_reflector(self) -> bool:
        return any(tally.out for tally in self._far.values())

    @property
    def _is_mirror(self) -> bool:
        """Whether the target copies marks: a host that answers everything with 0 may just not do that."""
        return any(tos & (tally.returned or 0) for tos, tally in self._far.items())

    def _at_target(self, tos: int) -> int | None:
        """The TOS octet that came to the target, as far as it tells."""
        tally = self._far.get(tos)
        if tally is None or self._has_reflector:
            return tally.arrived if tally else None
        return tally.returned if self._is_mirror else None

    def _fate(self, classes: list[Class], mask: int) -> Fate:
        """The fate of the first of ``classes`` that does not arrive; of the first at all when they all do."""
        ends = [(entry, self._at_target(entry.tos)) for entry in classes]
        entry, end = next((pair for pair in ends if pair[1] is not None and (pair[0].tos ^ pair[1]) & mask), ends[0])
        told_by = None if end is None else "stamp" if self._has_reflector else "echo"
        intact, changed = self._on_the_way(entry.tos, mask)
        if end is not None and not (entry.tos ^ end) & mask:
            changed = None
        elif end is not None and self._has_reflector:
            changed = changed or self._target_ttl
        elif changed is None and intact is not None and self._target_ttl == intact + 1:
            end = told_by = None  # a mirror shows both ways, and all routers on the way out saw it intact
        elif end is None and changed is not None:
            end, told_by = self._at_last_hop(entry.tos, mask)
        at = None if changed is None else intact or (1 if changed == 1 else None)
        if mask == DSCP and changed is not None and self._clears_at_intake(changed):
            at = changed
        received = None if end is None else _bits(end, mask)
        return Fate(_bits(entry.tos, mask), received, at, told_by, intact, changed)

    def _on_the_way(self, tos: int, mask: int) -> tuple[int | None, int | None]:
        """The last hop that saw the mark intact, and the first behind it that saw it changed."""
        verdicts = {ttl: verdict(tallies, tos, mask) for ttl, tallies in self._hops.items()}
        intact = max((ttl for ttl, found in verdicts.items() if found == "intact"), default=None)
        behind = (ttl for ttl, found in verdicts.items() if found == "changed" and ttl > (intact or 0))
        return intact, min(behind, default=None)

    def _clears_at_intake(self, ttl: int) -> bool:
        """Whether answers of this hop keep their own DSCP while some from behind it lose it."""
        own = {at: kept for at, tallies in self._hops.items() if (kept := keeps_own(tallies)) is not None}
        return own.get(ttl) is True and not all(kept for at, kept in own.items() if at > ttl)

    def _at_last_hop(self, tos: int, mask: int) -> tuple[int | None, str]:
        """The TOS octet that the last hop quotes of the mark, and by what it is known; None where none quotes."""
        for _, tallies in sorted(self._hops.items(), reverse=True):
            for sent, tally in tallies.items():
                if (sent ^ tos) & mask == 0 and tally.arrived is not None:
                    return tally.arrived, "quote"
        return None, "error"

    def _class(self, entry: Class) -> ClassFacts:
        tally = self._far[entry.tos]
        end = self._at_target(entry.tos)
        interval, plain = _median_interval(tally), _median_interval(self._far[0])
        apart = interval and plain and (interval.low > plain.high or interval.high < plain.low)
        return ClassFacts(
            entry.name,
            entry.dscp,
            entry.ecn,
            tally.sent,
            tally.received,
            100 * (1 - tally.received / tally.sent) if tally.sent else 0.0,
            None if end is None else _bits(end, DSCP),
            None if end is None else _bits(end, ECN),
            _median_ms(tally),
            None if interval is None else (interval.low / clock.NS_PER_MS, interval.high / clock.NS_PER_MS),
            (_median_ms(tally) or 0.0) - (_median_ms(self._far[0]) or 0.0) if apart else None,
        )


def _bits(tos: int, mask: int) -> int:
    return tos >> 2 if mask == DSCP else tos & ECN


def _median_ms(tally: Tally) -> float | None:
    median = tally.rtts.quantile(0.5)
    return None if median is None else median / clock.NS_PER_MS


def _median_interval(tally: Tally) -> Interval | None:
    return quantile_interval(tally.rtts, tally.recent, 0.5)
