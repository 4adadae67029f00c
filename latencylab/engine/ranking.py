"""Which server of a service answers fastest: a quick sweep of the nearest, then a fair comparison of the few best.

The sweep sends each candidate three probes, which finds out who answers and about how far each is. The finalists are
then probed in the same slots, in an order drawn anew each time, at one rate that the manners of all of them permit: so
whatever happens at home meanwhile falls on all alike. Servers whose difference the test of
:mod:`latencylab.stats.compare` does not see are said to be as good as the best, and no winner is made up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from latencylab import clock, events
from latencylab.catalogue.catalogue import Catalogue
from latencylab.catalogue.distance import Place, floor_ms, usual_ms
from latencylab.catalogue.model import Server, Service
from latencylab.catalogue.wish import Choose, ask_regions, by_distance, server_km, server_target
from latencylab.engine.engine import Engine, Spawn
from latencylab.engine.plan import DEFAULT_RATE_HZ, Plan
from latencylab.engine.targets import Target
from latencylab.errors import UserError
from latencylab.events import Event
from latencylab.settings import Settings
from latencylab.stats.compare import Verdict, compare
from latencylab.stats.interval import quantile_interval
from latencylab.stats.quantiles import Quantiles

SCHEMA = "latencylab.ranking/1"
MOST_SWEPT = 12
"""Where it is known how far each is, only so many of the nearest are asked."""
SWEEP_PROBES = 3
SWEEP_S = 4.5
"""Time for a silent way to give way to the next, and for three probes by it."""
FINALISTS = 3
FINAL_S = 10.0
CLOSE_MS = 15.0
"""Servers this much behind the best of the sweep are not worth a comparison (ours: a frame at 60 frames a second)."""

Delays = Mapping[str, Sequence[int | None]]
"""Delays in ns by target, None for a lost probe."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A server and how it did."""

    id: str
    label: str
    own: bool
    distance_km: float | None
    floor_ms: float | None
    """The shortest round trip that the distance permits."""
    median_ms: float | None
    interval_ms: tuple[float, float] | None
    loss_pct: float | None
    above_usual_ms: float | None
    """What it takes beyond a usual way of that length: the access line, and any detour."""
    as_good_as_best: bool | None
    """Whether it cannot be told from the best; None where it was not in the comparison."""
    probes: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """All servers that were asked, best first."""

    service: str
    servers: tuple[Ranked, ...]
    not_asked: int
    """Farther ones that were left out."""

    @property
    def best(self) -> Ranked | None:
        """The fastest; None when none answered."""
        return next((one for one in self.servers if one.median_ms is not None), None)

    @property
    def answer(self) -> str:
        """The result in a sentence."""
        best = self.best
        if best is None:
            return "No server answered."
        alike = [one.label for one in self.servers if one.as_good_as_best and one is not best]
        if alike:
            return f"{' and '.join([best.label, *alike])} cannot be told apart: {best.median_ms:.3g} ms."
        return f"{best.label} answers fastest: {best.median_ms:.3g} ms."

    def to_object(self) -> dict[str, Any]:
        """The ranking as plain data."""
        return {
            "schema": SCHEMA,
            "service": self.service,
            "answer": self.answer,
            "best": self.best.id if self.best else None,
            "not_asked": self.not_asked,
            "servers": [asdict(one) for one in self.servers],
        }


def rank_service(
    service: Service,
    catalogue: Catalogue,
    here: Place | None,
    settings: Settings,
    spawn: Spawn,
    *,
    rate_hz: float = DEFAULT_RATE_HZ,
    complain: Callable[[str], None] = lambda _: None,
) -> tuple[Catalogue, Ranking]:
    """The ranking of a service's servers, after asking for its regions where that is due; and the catalogue then.

    Raises:
        UserError: it has no server that can be measured.
    """
    catalogue = ask_regions(catalogue, service, settings, complain)
    service = catalogue.need_service(service.id)
    servers = [server for server in by_distance(service.servers, here) if server.can_be_probed]
    if not servers:
        raise UserError(f"{service.name} has no server that can be measured.", "Add one: see the README, catalogue.")
    return catalogue, rank(service.id, servers, here, spawn, rate_hz)


def chooser(spawn: Spawn, rate_hz: float = DEFAULT_RATE_HZ, tell: Callable[[str], None] = lambda _: None) -> Choose:
    """Finds the best server of a service that is named as a target, and tells what it found."""

    def choose(service: Service, catalogue: Catalogue, here: Place | None, settings: Settings) -> Server:
        catalogue, found = rank_service(service, catalogue, here, settings, spawn, rate_hz=rate_hz, complain=tell)
        if found.best is None:
            raise UserError(f"No server of {service.name} answered.", "Check the network connection.")
        tell(found.answer)
        return catalogue.need_server(found.best.id)

    return choose


def rank(
    service: str, servers: Sequence[Server], here: Place | None, spawn: Spawn, rate_hz: float = DEFAULT_RATE_HZ
) -> Ranking:
    """Measure and order the servers of a service.

    Args:
        service: its id.
        servers: nearest first where that is known.
        here: the user's place.
        spawn: starts a worker by name.
        rate_hz: probes a second and server in the comparison, if its manners permit.
    """
    candidates = [server for server in servers if server.can_be_probed]
    swept = candidates[:MOST_SWEPT] if here is not None else candidates
    first = measure([_polite(server, here, SWEEP_PROBES) for server in swept], SWEEP_S, 1.0, spawn)
    finalists = [server for server in swept if server.id in finalist_ids(first)]
    rates = [server.manners.max_hz or rate_hz for server in finalists]
    fair_hz = min([rate_hz, *rates])
    left = [_polite(server, here, None, fair_hz) for server in finalists]
    final = measure(left, FINAL_S, fair_hz, spawn) if left else {}
    return Ranking(service, tuple(ordered(swept, here, first, final)), len(candidates) - len(swept))


def finalist_ids(swept: Delays) -> set[str]:
    """The few that answered soonest in the sweep, by their shortest delay."""
    fastest = {name: min(answered) for name, found in swept.items() if (answered := [d for d in found if d])}
    limit_ns = min(fastest.values(), default=0) + CLOSE_MS * clock.NS_PER_MS
    near = sorted((name for name, delay_ns in fastest.items() if delay_ns <= limit_ns), key=fastest.__getitem__)
    return set(near[:FINALISTS])


def ordered(servers: Sequence[Server], here: Place | None, swept: Delays, final: Delays) -> list[Ranked]:
    """Finalists by their median, then the others by what the sweep showed, then those that did not answer."""
    rows = [_row(server, here, final.get(server.id) or swept.get(server.id, ()), final) for server in servers]
    rows.sort(key=lambda row: (row.id not in final, row.median_ms is None, row.median_ms or 0.0))
    best = rows[0] if rows and rows[0].id in final else None
    return [replace(row, as_good_as_best=_alike(final, best, row)) for row in rows]


def _alike(final: Delays, best: Ranked | None, row: Ranked) -> bool | None:
    if best is None or row.id not in final or row.median_ms is None:
        return None
    if row is best:
        return True
    arms = [[delay for delay in final[name] if delay is not None] for name in (row.id, best.id)]
    return compare([arms[0]], [arms[1]]).verdict is not Verdict.HELPED


def _row(server: Server, here: Place | None, delays: Sequence[int | None], final: Delays) -> Ranked:
    answered = [delay for delay in delays if delay is not None]
    quantiles = Quantiles()
    for delay in answered:
        quantiles.add(delay)
    median_ns = quantiles.quantile(0.5)
    median_ms = None if median_ns is None else round(median_ns / clock.NS_PER_MS, 3)
    interval = quantile_interval(quantiles, answered, 0.5) if server.id in final else None
    km = server_km(server, here)
    return Ranked(
        id=server.id,
        label=server.label,
        own=server.own,
        distance_km=km,
        floor_ms=None if km is None else round(floor_ms(km), 1),
        median_ms=median_ms,
        interval_ms=(_ms(interval.low), _ms(interval.high)) if interval else None,
        loss_pct=round(100 * (1 - len(answered) / len(delays)), 1) if delays else None,
        above_usual_ms=None if km is None or median_ms is None else round(median_ms - usual_ms(km), 1),
        as_good_as_best=None,
        probes=len(delays),
    )


def _ms(value_ns: float) -> float:
    return round(value_ns / clock.NS_PER_MS, 3)


def _polite(server: Server, here: Place | None, probes: int | None, rate_hz: float = 1.0) -> Target:
    """The target, with no more probes than asked for; the comparison gets what the sweep has left over."""
    target = server_target(server, here, rate_hz)
    allowed = server.manners.max_probes
    if probes is None and allowed is not None:
        probes = max(1, allowed - SWEEP_PROBES)
    if probes is None:
        return target
    return replace(target, ways=tuple({**way, "max_probes": probes} for way in target.ways))


def measure(wanted: Sequence[Target], seconds: float, rate_hz: float, spawn: Spawn) -> Delays:
    """Probe targets in the same slots for a while; gives the delays of each."""
    collector = _Collector()
    plan = Plan(targets=tuple(wanted), duration_s=seconds, rate_hz=rate_hz, path=False, bandwidth=None, wifi=False)
    engine = Engine(plan, spawn, [collector])
    engine.start()
    engine.run()
    return collector.delays


class _Collector:
    """Keeps the delays of targets; a leg that begins anew by another way starts over."""

    def __init__(self) -> None:
        self.delays: dict[str, list[int | None]] = {}

    def __call__(self, event: Event) -> None:
        match event:
            case events.LegAdded(role="target"):
                self.delays[event.leg] = []
            case events.Sample(status="received" | "late" | "lost") if event.leg in self.delays:
                self.delays[event.leg].append(event.rtt_ns)
            case _:
                pass
