"""reboot-router: the router answers slowly although it is reached by cable and the line is not busy."""

from latencylab.facts import Facts, Jitter, Level, Rtt
from latencylab.rules.base import (
    PASS,
    Evidence,
    Example,
    Finding,
    Rule,
    Verdict,
    ms,
    not_applicable,
    not_enough,
    rounded_gain,
)
from latencylab.thresholds import CABLE_JITTER, HOME_MEDIAN_WIRED, HOME_P95, JITTER_COMFORTABLE


def judge(facts: Facts) -> Finding:
    """Fires on a cable whose router is slow, while nothing else uses the line."""
    if facts.environment.interface.kind != "ethernet":
        return not_applicable("The router is not reached by cable, so the way to it may be what is slow.")
    router = facts.target("gateway")
    if router is None or router.rtt_ms is None or router.jitter_ms is None:
        return not_enough("The router does not answer.")
    median_ms, jitter_ms = router.rtt_ms.median, router.jitter_ms.pdv_p95 or 0.0
    home = next((segment for segment in facts.segments if segment.name == "home"), None)
    if home is not None:  # what only delays the router's own answers is not on the way
        median_ms, jitter_ms = min(median_ms, home.rtt_ms.median), min(jitter_ms, home.added_jitter_ms)
    if median_ms <= HOME_MEDIAN_WIRED.value and jitter_ms <= HOME_P95.value:
        return PASS
    if facts.traffic.busy:
        return not_applicable("Other traffic fills the line, which explains it better.")
    excess_ms = max(jitter_ms, median_ms) - CABLE_JITTER.value
    return Finding(
        Verdict.WARN,
        "warning" if jitter_ms > JITTER_COMFORTABLE.value else "advice",
        summary="The delay arises at home, between this computer and the router, although it is wired.",
        why=(
            f"The router takes {ms(router.rtt_ms.median)} (p95 {ms(router.rtt_ms.p95)}) by cable, where under "
            f"{ms(CABLE_JITTER.value)} is usual."
        ),
        evidence=(
            Evidence("router RTT, median", median_ms, HOME_MEDIAN_WIRED.value, "ms"),
            Evidence("router jitter, p95", jitter_ms, HOME_P95.value, "ms"),
        ),
        gain=rounded_gain("router RTT p95", 0.35 * excess_ms, 0.7 * excess_ms, excess_ms, "ms"),
        confidence=0.3,
    )


RULE = Rule(
    id="reboot-router",
    title="Turn the router off for ten seconds and test again",
    about="A router that has run for months may have filled its tables; it costs a minute to find out.",
    needs=frozenset({"environment", "segments", "target", "traffic"}),
    judge=judge,
    steps=(
        "Take the router off the mains for ten seconds, and the modem too if there is one.",
        "Wait until it is online again, then test again.",
        "If that helps only for a while, install the router's newest firmware, and try another cable and port.",
    ),
    sources=("No study shows a figure for this remedy: it is cheap, and comes last.",),
    effort=1,
    last_resort=True,
    thresholds=("CABLE_JITTER", "HOME_MEDIAN_WIRED", "HOME_P95", "JITTER_COMFORTABLE"),
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
