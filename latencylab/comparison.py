"""Did it help? Two sessions, or the two arms of an experiment, held against each other.

One metric decides, and it is chosen before the second measurement is looked at: the one that the first recommendation
of the earlier session promised to improve, else the median. The others are listed beside it without a claim, since
whoever tests five things finds one by chance. The test is :mod:`latencylab.stats.compare`'s, which allows for delays
whose neighbours are alike. Reports without their recording hold no samples: then the intervals of their medians are
held against each other, which finds less and needs no luck.

Pure: events and reports in, plain data out.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any, Literal

from latencylab import clock, events
from latencylab.events import Event
from latencylab.stats import compare as test

SCHEMA = "latencylab.comparison/1"
MetricName = Literal["RTT median", "RTT p95", "loss"]
_UNITS: dict[MetricName, str] = {"RTT median": "ms", "RTT p95": "ms", "loss": "%"}
_OF_GAINS: dict[str, MetricName] = {
    "RTT median": "RTT median",
    "jitter p95": "RTT p95",
    "router RTT p95": "RTT p95",
    "spike height": "RTT p95",
    "loss": "loss",
}
"""Which metric shows the gain that a recommendation promises."""

Run = tuple[int | None, ...]
"""Delays in ns of consecutive probes; None for one that was lost."""


@dataclass(frozen=True, slots=True)
class Arm:
    """What was measured in one state of things."""

    name: str
    runs: tuple[Run, ...] = ()
    report: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric before and after. Lower is better for all of them."""

    metric: MetricName
    unit: str
    decides: bool
    verdict: str
    before: float | None
    after: float | None
    difference: float | None
    """After minus before: negative is better."""
    low: float | None
    high: float | None
    detectable: float | None
    """The smallest difference that would have been seen nine times of ten."""
    sentence: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A gain that the earlier report predicted, and what came."""

    id: str
    metric: str
    unit: str
    low: float
    high: float
    realised: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that two arms show."""

    before: Arm
    after: Arm
    differences: tuple[Difference, ...]
    promises: tuple[Promise, ...]
    interleaved: bool
    caution: str = ""

    @property
    def answer(self) -> Difference:
        """The metric that decides."""
        return next(one for one in self.differences if one.decides)

    def to_object(self) -> dict[str, Any]:
        """The comparison as plain data."""
        return {
            "schema": SCHEMA,
            "before": self.before.name,
            "after": self.after.name,
            "answer": self.answer.sentence,
            "verdict": self.answer.verdict,
            "interleaved": self.interleaved,
            "caution": self.caution,
            "differences": [asdict(one) for one in self.differences],
            "promises": [asdict(one) for one in self.promises],
        }


def hold(before: Arm, after: Arm, metric: MetricName | None = None) -> Comparison:
    """Hold two arms against each other.

    Args:
        before: as it was.
        after: with the change.
        metric: what decides; chosen by what was promised before when None.
    """
    chosen = metric or promised_metric(before.report)
    tested = [_tested(name, before, after, decides=name == chosen) for name in _UNITS]
    interleaved = min(len(before.runs), len(after.runs)) > 1
    return Comparison(
        before, after, tuple(tested), _promises(before, after), interleaved, _caution(before, after, interleaved)
    )


def runs_of(stream: Iterable[Event]) -> Run:
    """The delays of the first target while nothing loaded the line, in the order in which its probes were sent."""
    main: str | None = None
    idle = True
    found: list[tuple[int, int | None]] = []
    for event in stream:
        match event:
            case events.LegAdded(role="target") if main is None or event.leg == main:
                main = event.leg
                found.clear()
            case events.PhaseChanged():
                idle = event.phase in ("idle", "watch")
            case events.Sample(status="received" | "late" | "lost") if event.leg == main and idle:
                found.append((event.t_ns, event.rtt_ns))
            case _:
                pass
    return tuple(rtt_ns for _, rtt_ns in sorted(found, key=lambda one: one[0]))


def promised_metric(report: Mapping[str, Any]) -> MetricName:
    """What the first recommendation of a report promised to improve, as far as it can be tested."""
    for entry in report.get("recommendations", ()):
        gain = entry.get("gain") or {}
        if gain.get("metric") in _OF_GAINS:
            return _OF_GAINS[gain["metric"]]
    return "RTT median"


def is_testable(metric: str) -> bool:
    """Whether the gain that a recommendation promises in ``metric`` shows in the delays that are compared."""
    return metric in _OF_GAINS


def _tested(name: MetricName, before: Arm, after: Arm, *, decides: bool) -> Difference:
    if before.runs and after.runs:
        found = _by_samples(name, before, after)
    elif name == "RTT median":
        found = _by_intervals(before.report, after.report)
    else:
        found = _Found(test.Verdict.NOT_ENOUGH_DATA.value)
    return Difference(
        metric=name,
        unit=_UNITS[name],
        decides=decides,
        verdict=found.verdict,
        before=_rounded(found.before),
        after=_rounded(found.after),
        difference=_rounded(found.difference),
        low=_rounded(found.low),
        high=_rounded(found.high),
        detectable=_rounded(found.detectable),
        sentence=_sentence(name, _UNITS[name], found),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


@dataclass(frozen=True, slots=True)
class _Found:
    verdict: str
    before: float | None = None
    after: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    detectable: float | None = None


def _by_samples(name: MetricName, before: Arm, after: Arm) -> _Found:
    first, second = (_series(name, arm.runs) for arm in (before, after))
    scale = 100 / _LOSS_UNIT if name == "loss" else 1 / clock.NS_PER_MS
    found = test.compare(first, second, _STATISTICS.get(name, median))

    def scaled(value: float | None) -> float | None:
        return None if value is None else value * scale

    low, high = found.interval or (None, None)
    return _Found(
        found.verdict.value,
        scaled(found.before),
        scaled(found.after),
        scaled(found.difference),
        scaled(low),
        scaled(high),
        scaled(found.detectable),
    )


_LOSS_UNIT = 1_000_000
"""A lost probe as an integer, so that means keep their digits."""


def _series(name: MetricName, runs: Sequence[Run]) -> list[list[int]]:
    if name == "loss":
        return [[_LOSS_UNIT if rtt_ns is None else 0 for rtt_ns in run] for run in runs]
    return [[rtt_ns for rtt_ns in run if rtt_ns is not None] for run in runs]


def _p95(block: Sequence[float]) -> float:
    ordered = sorted(block)
    place = 0.95 * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def _mean(block: Sequence[float]) -> float:
    return sum(block) / len(block)


_STATISTICS: dict[MetricName, Callable[[Sequence[float]], float]] = {"RTT p95": _p95, "loss": _mean}


def _by_intervals(before: Mapping[str, Any], after: Mapping[str, Any]) -> _Found:
    """The difference of two medians whose 95 % intervals are known and independent."""
    mains = [_main(report) for report in (before, after)]
    if any(main is None or not main.get("rtt_ms") or not main.get("median_interval_ms") for main in mains):
        return _Found(test.Verdict.NOT_ENOUGH_DATA.value)
    was, now = (float(main["rtt_ms"]["median"]) for main in mains if main)
    halves = [(float(high) - float(low)) / 2 for low, high in (main["median_interval_ms"] for main in mains if main)]
    half, difference = math.hypot(*halves), now - was
    verdict = test.Verdict.NO_DIFFERENCE
    if abs(difference) > half:
        verdict = test.Verdict.HELPED if difference < 0 else test.Verdict.WORSE
    return _Found(verdict.value, was, now, difference, difference - half, difference + half, 1.65 * half)


def _sentence(name: MetricName, unit: str, found: _Found) -> str:
    """One of the three sentences, or that it became worse."""
    label = name if name == "loss" else f"the {name}"
    low, high, seen = found.low, found.high, found.detectable
    if low is None or high is None or found.verdict == test.Verdict.NOT_ENOUGH_DATA.value:
        return f"Not enough data to say anything about {label}: measure longer, or several times in turn."
    match found.verdict:
        case test.Verdict.HELPED.value:
            return f"It helped by {_digits(-high)} to {_digits(-low)} {unit} ({label})."
        case test.Verdict.WORSE.value:
            return f"It became worse by {_digits(low)} to {_digits(high)} {unit} ({label})."
    could = "" if seen is None else f"; it would have seen {_digits(seen)} {unit}"
    return f"No difference that this test could see ({label}{could})."


def _digits(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2g}"


def _caution(before: Arm, after: Arm, interleaved: bool) -> str:
    hosts = [(_main(arm.report) or {}).get("address") for arm in (before, after)]
    words = []
    if None not in hosts and hosts[0] != hosts[1]:
        words.append(f"Two servers were measured ({hosts[0]} and {hosts[1]}), which may be what differs.")
    if not interleaved:
        words.append("Whatever else changed between the two is in it too; --experiment takes turns and rules that out.")
    return " ".join(words)


def _main(report: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((target for target in report.get("targets", ()) if target.get("role", "target") == "target"), None)


def reading(report: Mapping[str, Any], metric: str) -> float | None:
    """A metric as gains name it, read from a report; None where it was not measured."""
    main = _main(report)
    if main is None or not main.get("rtt_ms"):
        return None
    gateway: Mapping[str, Any] = next((target for target in report["targets"] if target.get("role") == "gateway"), {})
    values: dict[str, Any] = {
        "RTT median": main["rtt_ms"]["median"],
        "jitter p95": (main.get("jitter_ms") or {}).get("pdv_p95"),
        "loss": main.get("loss_pct"),
        "router RTT p95": (gateway.get("rtt_ms") or {}).get("p95"),
        "added delay under load": _worst_added(report.get("loaded") or {}),
        "download rate": (report.get("bandwidth") or {}).get("download_mbps"),
    }
    value = values.get(metric)
    return None if value is None else float(value)


def _worst_added(loaded: Mapping[str, Any]) -> float | None:
    levels = [loaded[way] for way in ("download", "upload") if loaded.get(way)]
    return max((float(level["added_ms"]) for level in levels), default=None)


def _promises(before: Arm, after: Arm) -> tuple[Promise, ...]:
    """Every gain that was predicted and whose metric both reports hold."""
    found = []
    for entry in before.report.get("recommendations", ()):
        gain = entry.get("gain")
        if not gain:
            continue
        was, now = reading(before.report, gain["metric"]), reading(after.report, gain["metric"])
        if was is not None and now is not None:
            realised = now - was if gain["metric"] == "download rate" else was - now
            found.append(
                Promise(entry["id"], gain["metric"], gain["unit"], gain["low"], gain["high"], round(realised, 3))
            )
    return tuple(found)
