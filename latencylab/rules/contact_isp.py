"""contact-isp: delay or loss begins on the provider's line, behind a home that is in order."""

from collections.abc import Sequence

from latencylab.facts import Facts, Segment, Spike
from latencylab.rules.base import (
    PASS,
    Evidence,
    Example,
    Finding,
    Gain,
    Rule,
    Verdict,
    ms,
    not_applicable,
    not_enough,
    percent,
    rounded_gain,
)
from latencylab.rules.losses import LOSS_LIMITS, blames, certain_loss, example_losses, fewer_lost, pooled_loss_pct
from latencylab.rules.router_leg import RouterLeg, router_leg, silent_router
from latencylab.rules.stalls import STALL_LIMITS, example_stalls, height_ms, stalls_of, stalls_words
from latencylab.thresholds import (
    ACCESS_LOSS,
    BORDER_LIKELY,
    BORDER_LIKELY_WIFI,
    HOME_P95,
    JITTER_COMFORTABLE,
    JITTER_FELT,
    JITTER_PLAYABLE,
    LOSS_PLAYABLE,
)


def judge(facts: Facts) -> Finding:
    """Fires when the access line adds loss, jitter or stalls and the home does not."""
    if facts.environment.link == "cellular":
        return not_applicable("What is between computer and provider is the radio cell.")
    access = next((s for s in facts.segments if s.name == "access"), None)
    leg = router_leg(facts) or silent_router(facts)
    if access is None or leg is None:
        return not_enough("The way behind the router could not be told from the home.")
    lost_pct, sure = _loss(facts, leg, access)
    steady_home = leg.p95_ms <= max(HOME_P95.value, access.added_jitter_ms)
    unsteady = access.added_jitter_ms > JITTER_COMFORTABLE.value and steady_home
    stalls = stalls_of(facts, "access") if steady_home else ()
    if not lost_pct and not unsteady and not stalls:
        return PASS
    varies_badly = unsteady and access.added_jitter_ms > JITTER_PLAYABLE.value
    bad = lost_pct > LOSS_PLAYABLE.value or varies_badly or bool(stalls)
    quiet = not facts.traffic.busy and not facts.environment.vpn
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "warning" if lost_pct or access.added_jitter_ms > JITTER_FELT.value else "advice",
        summary="The trouble begins on the provider's line, not at home.",
        summary_of_many="Most of the trouble begins on the provider's line.",
        why=_why(access, leg, lost_pct, "" if lost_pct or unsteady else stalls_words(facts, stalls)),
        evidence=(
            Evidence("access loss", lost_pct or access.added_loss_pct, ACCESS_LOSS.value, "%"),
            Evidence("access jitter, p95", access.added_jitter_ms, JITTER_COMFORTABLE.value, "ms"),
        ),
        gain=_gain(facts, access, lost_pct, stalls if not unsteady else ()),
        confidence=sure * (0.5 if access.merged else 0.8),
        stands_alone=quiet and lost_pct > 0 and not unsteady,  # a queue that costs packets makes the others late
    )


def _loss(facts: Facts, leg: RouterLeg, access: Segment) -> tuple[float, float]:
    """What the line loses in percent, 0 where that is not certain or the home explains it; and how sure that is."""
    main, first = facts.main, facts.target("access")
    roles: tuple[str, ...] = ("access", "target", "twin")
    if main is not None and first is not None and fewer_lost(main, first):
        roles = roles[1:]  # it leaves probes unanswered by itself
    cabled = facts.environment.link != "wifi"
    lost_pct = access.added_loss_pct
    if leg.own_loss and cabled:
        lost_pct += leg.loss_pct  # nobody can tell what is lost before such a router from what the line loses
    elif not blames(facts, "target", "twin", than="access"):
        lost_pct = max(lost_pct, round(pooled_loss_pct(facts, *roles) - leg.loss_pct, 4))
    if lost_pct <= ACCESS_LOSS.value or not certain_loss(facts, *roles):
        return 0.0, 1.0
    if leg.own_loss:
        return lost_pct, 0.6
    if leg.loss_pct > lost_pct / 2 or not (cabled or leg.answers):
        return 0.0, 1.0
    sure = blames(facts, *roles, than="gateway", likely=BORDER_LIKELY if cabled else BORDER_LIKELY_WIFI)
    if not sure and cabled and not leg.lossy:
        sure = 0.5  # cables hardly ever lose anything, lines do
    return (lost_pct, sure) if sure else (0.0, 1.0)


def _gain(facts: Facts, access: Segment, lost_pct: float, stalls: Sequence[Spike]) -> Gain:
    if lost_pct:
        return rounded_gain("loss", lost_pct * 0.5, lost_pct, lost_pct, "%")
    metric, most_ms = ("spike height", height_ms(facts, stalls)) if stalls else ("jitter p95", access.added_jitter_ms)
    return rounded_gain(metric, most_ms * 0.5, most_ms * 0.8, most_ms, "ms")


def _why(access: Segment, leg: RouterLeg, lost_pct: float, stalls: str) -> str:
    where = "between the router and the server" if access.merged else "between the router and the provider"
    what = f"{percent(lost_pct)} of the packets are lost" if lost_pct else ""
    delay = f"the delay varies by {ms(access.added_jitter_ms)}" if access.added_jitter_ms >= 1 else ""
    parts = stalls or " and ".join(filter(None, (what, delay)))
    if not leg.answers or leg.own_loss:
        return f"{parts.capitalize()} {where}, while the router hardly answers and is taken to be in order."
    return f"{parts.capitalize()} {where}, while the router itself answers well."


RULE = Rule(
    id="contact-isp",
    title="Show this report to your Internet provider",
    about="Loss and delay that begin behind the router cannot be mended at home; the provider can test the line.",
    needs=frozenset({"segment", "segments", "target", "targets", "main", "environment", "traffic"}),
    judge=judge,
    steps=(
        "Save the report and note the times at which it lagged.",
        "Call the provider's support and ask for a test of the line; send them the report.",
        "Ask about known faults and about the signal levels of the modem.",
        "Measure again in the evening: a line that is only bad then is overloaded, which the provider can confirm.",
    ),
    sources=("RFC 7398: the segments of an access path", "M-Lab IQB: 0.5 % loss as the limit for gaming"),
    effort=3,
    yields_to=("enable-qos", "stop-background-traffic", "slow-link", "disable-vpn"),
    thresholds=(
        "ACCESS_LOSS",
        *LOSS_LIMITS,
        *STALL_LIMITS,
        "LOSS_COMFORTABLE",
        "JITTER_COMFORTABLE",
        "JITTER_FELT",
        "JITTER_PLAYABLE",
        "LOSS_PLAYABLE",
        "HOME_P95",
    ),
    examples=(
        Example(
            "3 % of the packets are lost behind a router that loses none.",
            fires=True,
            changes=example_losses("access", "main") | {"line.added_loss_pct": 3.0},
        ),
        Example(
            "The same behind a router by cable that leaves every second ping unanswered.",
            fires=True,
            changes=example_losses("access", "main")
            | {
                "gateway.received": 100,
                "gateway.loss_pct": 50.0,
                "gateway.loss_interval_pct": (43.0, 57.0),
                "home.added_loss_pct": 3.0,
            },
        ),
        Example(
            "The same behind a router by cable of which nine packets tell, one of them lost.",
            fires=True,
            changes=example_losses("access", "main")
            | {
                "gateway.sent": 9,
                "gateway.received": 8,
                "gateway.loss_pct": 11.1,
                "gateway.loss_interval_pct": (2.0, 43.5),
            },
        ),
        Example(
            "2 % are lost behind a router that is reached by Wi-Fi and loses none of 200 probes.",
            fires=True,
            changes={
                "environment.interface.kind": "wifi",
                "access.received": 198,
                "access.loss_pct": 1.0,
                "access.loss_interval_pct": (0.3, 3.6),
                "line.added_loss_pct": 1.0,
                "main.sent": 400,
                "main.received": 390,
                "main.loss_pct": 2.5,
            },
        ),
        Example(
            "Four times in ten seconds everything behind the router comes 100 ms late.",
            fires=True,
            changes=example_stalls("access"),
        ),
        Example(
            "The same over a mobile network: that is the cell's.",
            fires=False,
            changes=example_losses("access", "main")
            | {"line.added_loss_pct": 3.0, "environment.interface.kind": "cellular"},
        ),
        Example(
            "One probe of 80 is lost, by chance.",
            fires=False,
            changes={
                "line.added_loss_pct": 1.25,
                "access.sent": 80,
                "access.received": 79,
                "access.loss_pct": 1.25,
                "access.loss_interval_pct": (0.22, 6.7),
            },
        ),
        Example(
            "The router loses as many: the home explains it.",
            fires=False,
            changes={
                "line.added_loss_pct": 0.6,
                "gateway.loss_pct": 3.0,
                "access.loss_pct": 3.0,
                "access.loss_interval_pct": (1.2, 6.4),
            },
        ),
    ),
)
