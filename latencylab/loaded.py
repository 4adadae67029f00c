"""Latency under load: how much later packets come while the line is full, and in which queue they wait.

The probes of the idle phase go on while the load worker fills the line, on flows of their own. What they show more than
in the idle phase is the queue that a stream would wait in. A queue takes a while to fill, and is emptied for some time
by the losses that it causes: the 2.5 s count in which the delay was longest, not in the first third of the load. The
router and the provider's first hop are probed in the same slots: the queue stands in front of the first of them whose
delay rises as the target's does.

Letters follow the limits that DSLReports published for its test. Theirs takes the mean of both directions; here the
worse direction decides, since a stream is as bad as its worst moment. Both directions have their own letters too.

Responsiveness is the round trips a minute of draft-ietf-ippm-responsiveness (TM: mean without the highest 5 %)::

    Foreign = 60000 / TM(tcp, tls, http)     Loaded = 60000 / TM(http on a loaded connection)     RPM = their mean

Each of Foreign's parts is one round trip on a connection of its own, which is what a probe is. Loaded is taken from the
RTT that TCP keeps for the loaded connections, where the system tells it; else RPM is Foreign alone, and says so.

Pure: events in, plain data out.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from latencylab import clock, events
from latencylab.bandwidth import LOADED
from latencylab.events import Event, Phase, Role
from latencylab.stats.interval import Interval, quantile_interval
from latencylab.stats.quantiles import Quantiles

GRADES = ((5, "A+"), (30, "A"), (60, "B"), (200, "C"), (400, "D"))
"""Upper limits of the added delay in ms (DSLReports, FAQ 17930); above the last one F."""
GRADE_SCHEME = "DSLReports limits (A+ <5, A <30, B <60, C <200, D <400 ms), the worse direction decides"
WORST_GRADE = "F"
WARM_UP_SHARE = 1 / 3
COUNTED_NS, _STEP_NS = 5 * clock.NS_PER_S // 2, clock.NS_PER_S // 4
"""Of a load the fullest 2.5 s count, and nothing of its first third, in which connections still overshoot (ours)."""
OWN_SHARE = 0.5
"""A hop whose delay rises by at least this share of the target's rise stands behind the queue (ours)."""
LEAST_ADDED_MS = 5.0
"""Below the limit of A+ there is no queue that could be placed."""
_KEPT_IDLE = 1 << 14
"""Samples of a leg that are kept while nothing was loaded yet, at least half of that."""
_FEWEST = 3
"""Answers of a leg without which it is not heard."""
_TRIM = 0.95

Where = Literal["home", "access", "route"]


@dataclass(frozen=True, slots=True)
class LoadedLevel:
    """The delay towards the first target while one direction is loaded, in ms."""

    median: float
    p95: float
    added_ms: float
    """Median above that of the idle phase."""
    added_interval_ms: tuple[float, float] | None
    """95 % interval of that, by the effective numbers of independent samples."""
    added_p95_ms: float
    """p95 above that of the idle phase."""
    loss_pct: float
    samples: int
    grade: str
    where: Where | None
    """Where the queue stands; None when there is none, or the legs do not tell."""
    rpm: int | None
    rpm_parts: tuple[str, ...]
    """``foreign``, ``loaded``: what the RPM is the mean of."""
    added_by_leg_ms: dict[str, float]
    """How much ``gateway``, ``access`` and ``target`` each rose."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Latency under load, of each direction that was loaded."""

    idle_ms: float
    idle_p95_ms: float
    download: LoadedLevel | None
    upload: LoadedLevel | None
    both: LoadedLevel | None
    rpm: int | None
    """Of the slower direction."""
    grade: str
    where: Where | None
    grade_scheme: str = GRADE_SCHEME

    @property
    def worst(self) -> LoadedLevel:
        """The direction that adds most; both at once only where nothing else was loaded."""
        single = [level for level in (self.download, self.upload) if level is not None]
        return max(single or [level for level in (self.both,) if level is not None], key=lambda level: level.added_ms)

    def to_object(self) -> dict[str, Any]:
        """The report's block ``loaded``."""
        return asdict(self)


class _Window(NamedTuple):
    """A load: when it began, and the part of it that counts."""

    began_ns: int
    from_ns: int
    to_ns: int


class _Series:
    """Samples of one leg, by the time at which they were sent."""

    def __init__(self) -> None:
        self.samples: list[tuple[int, int | None]] = []

    def within(self, from_ns: int, to_ns: int) -> list[int | None]:
        self.samples.sort(key=itemgetter(0))
        first, last = (bisect_left(self.samples, (at_ns,)) for at_ns in (from_ns, to_ns))
        return [rtt_ns for _, rtt_ns in self.samples[first:last]]


class _Delays:
    """Delays of one leg in one window."""

    def __init__(self, rtts_ns: Sequence[int | None]) -> None:
        self.answered = [rtt_ns for rtt_ns in rtts_ns if rtt_ns is not None]
        self.sent = len(rtts_ns)
        self._quantiles = Quantiles()
        for rtt_ns in self.answered:
            self._quantiles.add(rtt_ns)

    def __bool__(self) -> bool:
        return len(self.answered) >= _FEWEST

    def ms(self, q: float) -> float:
        return (self._quantiles.quantile(q) or 0.0) / clock.NS_PER_MS

    def median_interval(self) -> Interval | None:
        return quantile_interval(self._quantiles, self.answered, 0.5)


class LoadedReduction:
    """Takes in the event stream; :meth:`facts` at any time.

    What is kept grows with the loads only; of a long idle phase it keeps the latest part.
    """

    def __init__(self) -> None:
        self._legs: dict[str, Role] = {}
        self._series: defaultdict[Role, _Series] = defaultdict(_Series)
        self._marks: list[tuple[int, Phase]] = []
        self._flow_rtts: list[tuple[int, int]] = []
        self._now_ns = 0

    def add(self, event: Event, main: str | None) -> None:
        """Take in one event; ``main`` is the leg of the first target."""
        self._now_ns = max(self._now_ns, event.t_ns)
        match event:
            case events.Sample(status="received" | "late" | "lost"):
                role = self._legs.get(event.leg)
                if role is not None:
                    self._keep(self._series[role].samples, event)
            case events.LegAdded():
                self._on_leg(event, main)
            case events.PhaseChanged():
                self._marks.append((event.t_ns, event.phase))
            case events.LoadSample(direction="upload", flow_rtt_ns=int(rtt_ns)):  # only the sender's TCP knows
                self._flow_rtts.append((event.t_ns, rtt_ns))
            case _:
                pass

    def facts(self) -> Loaded | None:
        """What is known so far; None when nothing was loaded, or the target did not answer then."""
        windows = self._windows()
        first_ns = min((window.began_ns for window in windows.values()), default=None)
        if first_ns is None:
            return None
        idle = {role: _Delays(series.within(0, first_ns)) for role, series in self._series.items()}
        if "target" not in idle or not idle["target"]:
            return None
        levels = {phase: self._level(window, idle) for phase, window in windows.items()}
        known = [level for level in levels.values() if level is not None]
        if not known:
            return None
        loaded = Loaded(
            _rounded(idle["target"].ms(0.5)),
            _rounded(idle["target"].ms(0.95)),
            levels.get("download"),
            levels.get("upload"),
            levels.get("both"),
            min((level.rpm for level in known if level.rpm is not None), default=None),
            WORST_GRADE,
            None,
        )
        return replace(loaded, grade=loaded.worst.grade, where=loaded.worst.where)

    def _keep(self, samples: list[tuple[int, int | None]], sample: events.Sample) -> None:
        samples.append((sample.t_ns, sample.rtt_ns))
        if len(samples) > _KEPT_IDLE and self._last_load() == "idle":
            del samples[: _KEPT_IDLE // 2]

    def _on_leg(self, leg: events.LegAdded, main: str | None) -> None:
        """A leg that begins anew by another transport has nothing to do with its figures of before."""
        role: Role | None = "target" if leg.leg == main else leg.role if leg.role in ("gateway", "access") else None
        if role is not None:
            self._legs[leg.leg] = role
            self._series[role] = _Series()

    def _last_load(self) -> Phase:
        return next((phase for _, phase in reversed(self._marks) if phase in LOADED), "idle")

    def _windows(self) -> dict[Phase, _Window]:
        ends = [at_ns for at_ns, _ in self._marks[1:]] + [self._now_ns]
        windows: dict[Phase, _Window] = {}
        for (began_ns, phase), end_ns in zip(self._marks, ends, strict=False):
            if phase in LOADED:
                windows[phase] = _Window(began_ns, *self._fullest(began_ns, end_ns))
        return windows

    def _fullest(self, began_ns: int, end_ns: int) -> tuple[int, int]:
        """The part of a load in which the delay to the target was longest, from when to when."""
        warm_ns = began_ns + round(WARM_UP_SHARE * (end_ns - began_ns))
        starts = range(end_ns - COUNTED_NS, warm_ns, -_STEP_NS)
        series = self._series["target"]

        def median_ms(start_ns: int) -> float:
            return _Delays(series.within(start_ns, start_ns + COUNTED_NS)).ms(0.5)

        if not starts:
            return warm_ns, end_ns
        start_ns = max(starts, key=median_ms)
        return start_ns, start_ns + COUNTED_NS

    def _level(self, window: _Window, idle: dict[Role, _Delays]) -> LoadedLevel | None:
        loaded = {role: _Delays(series.within(window.from_ns, window.to_ns)) for role, series in self._series.items()}
        main = loaded["target"]
        if not main:
            return None
        added = {role: delays.ms(0.5) - idle[role].ms(0.5) for role, delays in loaded.items() if delays and idle[role]}
        rpm, parts = self._rpm(window, main)
        return LoadedLevel(
            median=_rounded(main.ms(0.5)),
            p95=_rounded(main.ms(0.95)),
            added_ms=_rounded(added["target"]),
            added_interval_ms=_difference(main.median_interval(), idle["target"].median_interval()),
            added_p95_ms=_rounded(main.ms(0.95) - idle["target"].ms(0.95)),
            loss_pct=round(100 * (1 - len(main.answered) / main.sent), 4),
            samples=main.sent,
            grade=grade(added["target"]),
            where=place(added),
            rpm=rpm,
            rpm_parts=parts,
            added_by_leg_ms={role: _rounded(value) for role, value in added.items()},
        )

    def _rpm(self, window: _Window, main: _Delays) -> tuple[int | None, tuple[str, ...]]:
        own = [rtt_ns for at_ns, rtt_ns in self._flow_rtts if window.from_ns <= at_ns < window.to_ns]
        parts = {"foreign": main.answered, "loaded": own}
        rates = {name: 60_000 / trimmed_mean_ms(values) for name, values in parts.items() if values}
        return (round(sum(rates.values()) / len(rates)) if rates else None), tuple(rates)


def grade(added_ms: float) -> str:
    """The letter for an added delay."""
    return next((letter for limit, letter in GRADES if added_ms < limit), WORST_GRADE)


def place(added_ms: dict[Role, float]) -> Where | None:
    """Where the queue stands, from how much each leg rose."""
    total = added_ms.get("target", 0.0)
    if total < LEAST_ADDED_MS:
        return None
    gateway, access = added_ms.get("gateway"), added_ms.get("access")
    if gateway is not None and gateway >= OWN_SHARE * total:
        return "home"
    if access is None or gateway is None:
        return "route" if access is not None and access < OWN_SHARE * total else None
    return "access" if access >= OWN_SHARE * total else "route"


def trimmed_mean_ms(rtts_ns: Sequence[int]) -> float:
    """Mean in ms without the highest 5 % (single-sided trimmed mean of the draft); at least one value stays."""
    kept = sorted(rtts_ns)[: max(1, int(len(rtts_ns) * _TRIM))]
    return sum(kept) / len(kept) / clock.NS_PER_MS


def _difference(loaded: Interval | None, idle: Interval | None) -> tuple[float, float] | None:
    if loaded is None or idle is None:
        return None
    low, high = loaded.low - idle.high, loaded.high - idle.low
    return _rounded(low / clock.NS_PER_MS), _rounded(high / clock.NS_PER_MS)


def _rounded(value_ms: float) -> float:
    return round(value_ms, 3)
