"""reboot-router: the router answers slowly although it is reached by cable and the line is not busy."""

from collections.abc import Sequence

from latencylab.facts import Facts, Jitter, Level, Rtt, Spike
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
from latencylab.rules.losses import example_losses, pooled_loss_pct
from latencylab.rules.router_leg import RouterLeg, router_leg
from latencylab.rules.stalls import STALL_LIMITS, example_stalls, height_ms, stalls_of, stalls_words
from latencylab.thresholds import (
    CABLE_JITTER,
    HOME_MEDIAN_WIRED,
    HOME_P95,
    JITTER_COMFORTABLE,
    LOSS_COMFORTABLE,
    LOSS_PLAYABLE,
)


def judge(facts: Facts) -> Finding:
    """Fires on a cable whose router is slow, while nothing else uses the line."""
    leg = router_leg(facts)
    if leg is None:
        return not_enough("The router does not answer.")
    if leg.lossy and not leg.own_loss:
        return _lossy(facts, leg)
    median_ms, jitter_ms, stalls = leg.median_ms, leg.jitter_ms, stalls_of(facts, "home")
    if median_ms <= HOME_MEDIAN_WIRED.value and jitter_ms <= HOME_P95.value and not stalls:
        return PASS
    if facts.traffic.busy:
        return not_applicable("Other traffic fills the line, which explains it better.")
    return Finding(
        Verdict.WARN,
        "warning" if jitter_ms > JITTER_COMFORTABLE.value or stalls else "advice",
        summary="The delay arises at home, between this computer and the router, although it is wired.",
        why=_why(facts, leg, stalls),
        evidence=(
            Evidence("router RTT, median", median_ms, HOME_MEDIAN_WIRED.value, "ms"),
            Evidence("router jitter, p95", jitter_ms, HOME_P95.value, "ms"),
        ),
        gain=_gain(facts, leg, stalls),
        confidence=0.3,
    )


def _why(facts: Facts, leg: RouterLeg, stalls: Sequence[Spike]) -> str:
    if stalls:
        return f"On the way to the router, which is reached by cable, {stalls_words(facts, stalls)}."
    return (
        f"The router takes {ms(leg.median_ms)} (p95 {ms(leg.p95_ms)}) by cable, where under "
        f"{ms(CABLE_JITTER.value)} is usual."
    )


def _gain(facts: Facts, leg: RouterLeg, stalls: Sequence[Spike]) -> Gain:
    metric, most_ms = "router RTT p95", max(leg.jitter_ms, leg.median_ms) - CABLE_JITTER.value
    if stalls:
        metric, most_ms = "spike height", height_ms(facts, stalls)
    return rounded_gain(metric, 0.35 * most_ms, 0.7 * most_ms, most_ms, "ms")


def _lossy(facts: Facts, leg: RouterLeg) -> Finding:
    """A cable loses nothing: plug, port or adapter are bad."""
    bad = leg.loss_pct > LOSS_PLAYABLE.value
    lost_pct = pooled_loss_pct(facts, "gateway", "access", "target", "twin")
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "warning",
        summary="Packets are lost at home, between this computer and the router, although it is wired.",
        why=f"{percent(leg.loss_pct)} of the probes to the router are lost by cable, where none should be.",
        evidence=(Evidence("router loss", leg.loss_pct, LOSS_COMFORTABLE.value, "%"),),
        gain=rounded_gain("loss", lost_pct * 0.6, lost_pct, lost_pct * 1.4, "%"),
        confidence=0.8,
        title="Replace the network cable, or use another port of the router",
        steps=(
            "Plug a cable (Cat 5e or better) straight from the computer into another port of the router.",
            "Leave out adapters, switches and docks in between, one after the other, and test after each.",
        ),
        stands_alone=True,
    )


RULE = Rule(
    id="reboot-router",
    title="Turn the router off for ten seconds and test again",
    about="A router that has run for months may have filled its tables; it costs a minute to find out.",
    needs=frozenset({"segment", "main", "target", "targets", "traffic"}),
    judge=judge,
    steps=(
        "Take the router off the mains for ten seconds, and the modem too if there is one.",
        "Wait until it is online again, then test again.",
        "If that helps only for a while, install the router's newest firmware, and try another cable and port.",
    ),
    sources=("No study shows a figure for this remedy: it is cheap, and comes last.",),
    effort=1,
    last_resort=True,
    links=frozenset({"ethernet"}),
    yields_to=("slow-link", "stop-background-traffic", "slow-device"),
    thresholds=(
        *STALL_LIMITS,
        "CABLE_JITTER",
        "HOME_MEDIAN_WIRED",
        "HOME_P95",
        "JITTER_COMFORTABLE",
        "LOSS_COMFORTABLE",
        "LOSS_PLAYABLE",
        "BORDER_BLAMED",
        "FEWEST_SENDS",
    ),
    examples=(
        Example(
            "By cable, the router takes 12 ms, 30 ms more at times.",
            fires=True,
            changes={
                "gateway.rtt_ms": Rtt(6, 7, 12, 14, 36, 45, 60, 9),
                "gateway.jitter_ms": Jitter(6, 5, 30),
                "home.rtt_ms": Level(11, 34),
                "home.added_jitter_ms": 30.0,
            },
        ),
        Example(
            "Four times in ten seconds the router and everything behind it come 100 ms late.",
            fires=True,
            changes=example_stalls("home"),
        ),
        Example(
            "By cable 3 % of the probes to the router and beyond are lost.",
            fires=True,
            changes=example_losses("gateway", "access", "main") | {"home.added_loss_pct": 3.0},
        ),
        Example(
            "The router leaves 3 % of the pings unanswered, but loses nothing of what it forwards.",
            fires=False,
            changes=example_losses("gateway"),
        ),
        Example(
            "The router answers ping late, but what it forwards is on time.",
            fires=False,
            changes={"gateway.rtt_ms": Rtt(6, 7, 12, 14, 36, 45, 60, 9), "gateway.jitter_ms": Jitter(6, 5, 30)},
        ),
        Example(
            "The same while another download fills the line.",
            fires=False,
            changes={
                "gateway.rtt_ms": Rtt(6, 7, 12, 14, 36, 45, 60, 9),
                "gateway.jitter_ms": Jitter(6, 5, 30),
                "home.rtt_ms": Level(11, 34),
                "home.added_jitter_ms": 30.0,
                "traffic.busy": True,
            },
        ),
    ),
)
