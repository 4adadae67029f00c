"""route-problem: behind the provider's first hop packets go a long way round, or some are lost or late."""

from latencylab.facts import Facts, Segment, Target
from latencylab.path import PathFacts
from latencylab.rules.base import (
    PASS,
    Evidence,
    Example,
    Finding,
    Gain,
    Rule,
    Verdict,
    ms,
    not_enough,
    percent,
    rounded_gain,
)
from latencylab.rules.losses import LOSS_LIMITS, blames, certain_loss, pooled_loss_pct
from latencylab.rules.stalls import STALL_LIMITS, example_stalls, height_ms, stalls_of, stalls_words
from latencylab.rules.variations import varies_more
from latencylab.thresholds import (
    ACCESS_LOSS,
    FIBRE_FLOOR,
    JITTER_COMFORTABLE,
    JITTER_FELT,
    JITTER_PLAYABLE,
    LOSS_PLAYABLE,
    ROUTE_EXCESS,
    ROUTE_SHARE,
    ROUTE_STRETCH,
    STRETCH_BORDER,
    STRETCH_FAR,
    STRETCH_NEAR,
)


def judge(facts: Facts) -> Finding:
    """Fires when the route loses packets, is unsteady, or is far longer than the distance."""
    main = facts.main
    route = facts.segment("route")
    if main is None or main.rtt_ms is None or route is None:
        return not_enough("The route behind the provider's first hop could not be told from the rest.")
    lost_pct, sure = _loss(facts, route)
    stalls = stalls_of(facts, "route")
    least_ms = max(JITTER_COMFORTABLE.value, _before_ms(facts) * ROUTE_SHARE.value / 100)
    unsteady = route.added_jitter_ms > least_ms and varies_more(facts, main, ("gateway", "access"))
    excess_ms = _detour_ms(main, route)
    if not lost_pct and not unsteady and not stalls and excess_ms is None:
        return PASS
    loses_badly, varies_badly = lost_pct > LOSS_PLAYABLE.value, route.added_jitter_ms > JITTER_PLAYABLE.value
    bad = loses_badly or (unsteady and varies_badly) or bool(stalls)
    slight = not lost_pct and not stalls and excess_ms is None and route.added_jitter_ms <= JITTER_FELT.value
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "advice" if slight else "warning",
        summary="The trouble lies on the route between the provider and the server.",
        why=_why(
            facts,
            main,
            route,
            excess_ms,
            f"{percent(lost_pct)} of the packets are lost" if lost_pct else "",
            f"the delay varies by {ms(route.added_jitter_ms)}" if unsteady else "",
            "" if lost_pct or unsteady else stalls_words(facts, stalls),
        ),
        evidence=_evidence(main, route, excess_ms, lost_pct),
        gain=_gain(route, excess_ms, lost_pct, height_ms(facts, stalls) if not unsteady else 0.0),
        confidence=0.6 * sure,
    )


def expected_ms(distance_km: float) -> float:
    """The usual RTT over a distance without the access line (see the sources)."""
    stretch = STRETCH_NEAR if distance_km < STRETCH_BORDER.value else STRETCH_FAR
    return FIBRE_FLOOR.value * distance_km * stretch.value


def _detour_ms(main: Target, route: Segment) -> float | None:
    """How much longer the route is than the distance explains; None when it is not, or the distance is not known."""
    if main.distance_km is None:
        return None
    usual_ms = expected_ms(main.distance_km)
    excess_ms = route.rtt_ms.median - usual_ms
    if excess_ms <= ROUTE_EXCESS.value or route.rtt_ms.median <= ROUTE_STRETCH.value * usual_ms:
        return None
    return excess_ms


def _loss(facts: Facts, route: Segment) -> tuple[float, float]:
    """What the route loses in percent, 0 where that is not certain or explained before it; and how sure that is."""
    first = facts.target("access")
    before_pct = first.loss_pct or 0.0 if first is not None else 0.0
    lost_pct = max(route.added_loss_pct, round(pooled_loss_pct(facts, "target", "twin") - before_pct, 4))
    if lost_pct <= ACCESS_LOSS.value or not certain_loss(facts, "target", "twin"):
        return 0.0, 1.0
    sure = blames(facts, "target", "twin", than="access")
    return (lost_pct, sure) if sure else (0.0, 1.0)


def _why(facts: Facts, main: Target, route: Segment, excess_ms: float | None, *troubles: str) -> str:
    parts = [trouble for trouble in troubles if trouble]
    if excess_ms is not None and main.distance_km is not None:
        parts.append(
            f"the route takes {ms(route.rtt_ms.median)}, where {main.distance_km:.0f} km usually take "
            f"{ms(expected_ms(main.distance_km))}"
        )
    in_order = _before_ms(facts) <= JITTER_COMFORTABLE.value
    what = " and ".join(parts)
    said = (
        f"Behind the provider's first hop {what}, while home and line are in order."
        if in_order
        else f"Behind the provider's first hop {what}, beside what goes wrong before it."
    )
    return f"{said}{_growth(facts.path)}"


def _before_ms(facts: Facts) -> float:
    """What the most unsteady part before the route adds."""
    return max((part.added_jitter_ms for part in facts.segments if part.name != "route"), default=0.0)


def _growth(path: PathFacts | None) -> str:
    grown = next((hop for hop in path.hops if hop.ttl == path.grows_at_ttl), None) if path is not None else None
    before = next((hop for hop in path.hops if hop.ttl == path.grows_after_ttl), None) if path is not None else None
    if grown is None or grown.added_ms is None or grown.address is None or before is None or before.address is None:
        return ""
    return f" {ms(grown.added_ms)} arise between {before.address} and {grown.address}."


def _evidence(main: Target, route: Segment, excess_ms: float | None, lost_pct: float) -> tuple[Evidence, ...]:
    found = [
        Evidence("route loss", lost_pct or route.added_loss_pct, ACCESS_LOSS.value, "%"),
        Evidence("route jitter, p95", route.added_jitter_ms, JITTER_COMFORTABLE.value, "ms"),
    ]
    if excess_ms is not None and main.distance_km is not None:
        limit = round(ROUTE_STRETCH.value * expected_ms(main.distance_km), 1)
        found.append(Evidence("route RTT, median", route.rtt_ms.median, limit, "ms"))
    return tuple(found)


def _gain(route: Segment, excess_ms: float | None, lost_pct: float, stall_ms: float) -> Gain:
    """Up to all of what the route adds: nobody knows the other one yet."""
    metric, most, unit = "jitter p95", route.added_jitter_ms, "ms"
    if lost_pct:
        metric, most, unit = "loss", lost_pct, "%"
    elif excess_ms is not None:
        metric, most = "RTT median", excess_ms
    elif stall_ms:
        metric, most = "spike height", stall_ms
    return rounded_gain(metric, 0.35 * most, 0.7 * most, most, unit)


RULE = Rule(
    id="route-problem",
    title="Have the route to this server looked at, or play on another",
    about=(
        "Providers hand packets over where it suits them; an overloaded or far-off exchange costs delay and loss that "
        "nothing at home can mend."
    ),
    needs=frozenset({"main", "segment", "segments", "targets", "target", "path"}),
    judge=judge,
    steps=(
        "Try another server of the service: it may be reached by another route.",
        "Test at another time of day: a route that is only bad in the evening is overloaded.",
        "Send the report with the path to your provider and to the service; say between which hops it arises.",
        "As a test, try a VPN whose server is near the game's: if that is faster, the route is to blame.",
    ),
    sources=(
        "Bozkurt et al., 'Why is the Internet so slow?!', PAM 2017: twice the light's time is usual",
        "AWS inter-region matrix of 2017: 1.1 to 2.8 times the light's floor, median 1.6",
        "M-Lab IQB: 0.5 % loss as the limit for gaming",
    ),
    effort=3,
    yields_to=("closer-server", "disable-vpn", "stop-background-traffic"),
    thresholds=(
        *LOSS_LIMITS,
        *STALL_LIMITS,
        "LOSS_PLAYABLE",
        "ACCESS_LOSS",
        "JITTER_COMFORTABLE",
        "JITTER_FELT",
        "JITTER_PLAYABLE",
        "ROUTE_SHARE",
        "ROUTE_EXCESS",
        "ROUTE_STRETCH",
        "FIBRE_FLOOR",
        "STRETCH_NEAR",
        "STRETCH_FAR",
        "STRETCH_BORDER",
    ),
    examples=(
        Example(
            "The route takes 70 ms for 600 km.",
            fires=True,
            changes={"main.distance_km": 600.0, "route.rtt_ms.median": 70.0, "main.rtt_ms.median": 76.0},
        ),
        Example(
            "Four times in ten seconds the server answers 100 ms late, and the provider's first hop does not.",
            fires=True,
            changes=example_stalls("route"),
        ),
        Example("It takes 12 ms for 600 km.", fires=False, changes={"main.distance_km": 600.0}),
    ),
)
