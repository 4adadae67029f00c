"""closer-server: another server that was measured at the same time answers clearly faster."""

from latencylab.facts import Facts, Target
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
from latencylab.rules.examples import target
from latencylab.rules.losses import fewer_lost
from latencylab.thresholds import (
    ACCESS_LOSS,
    JITTER_COMFORTABLE,
    RTT_RECOMMENDED,
    RTT_REQUIRED,
    SERVER_FELT,
    SERVER_GAIN,
)


def judge(facts: Facts) -> Finding:
    """Fires when a candidate's median lies below the first target's by more than both intervals."""
    main = facts.main
    if main is None or not main.answered:
        return not_enough("The chosen server did not answer.")
    others = [t for t in facts.targets if t.role == "target" and t is not main and t.answered]
    if not others:
        return not_applicable("No other server was measured.")
    best = min((other for other in others if not _is_worse(other, main)), key=_median, default=main)
    gain_ms = _median(main) - _median(best)
    if gain_ms < SERVER_GAIN.value:
        return PASS
    chosen_ms, best_ms = _range_ms(main), _range_ms(best)
    low_ms, high_ms = chosen_ms[0] - best_ms[1], chosen_ms[1] - best_ms[0]
    if low_ms <= 0:
        known = main.median_interval_ms is not None and best.median_interval_ms is not None
        return PASS if known else not_enough("Too few independent samples to tell the servers apart.")
    felt = _median(main) > RTT_RECOMMENDED.value and gain_ms > SERVER_FELT.value
    return Finding(
        Verdict.FAIL if felt else Verdict.WARN,
        ("critical" if _median(main) > RTT_REQUIRED.value else "warning") if felt else "advice",
        summary=f"{best.label} is closer than {main.label}.",
        why=f"{best.label} answers in {ms(_median(best))}, {main.label} in {ms(_median(main))}.",
        evidence=(Evidence("RTT, median", _median(main), _median(best), "ms"),),
        gain=rounded_gain("RTT median", low_ms, gain_ms, high_ms, "ms"),
        confidence=0.95,
    )


def _range_ms(server: Target) -> tuple[float, float]:
    """Between what its median lies: its interval, or where that is not known nearly everything that was measured."""
    if server.median_interval_ms is not None:
        return server.median_interval_ms
    return (server.rtt_ms.p05, server.rtt_ms.p95) if server.rtt_ms is not None else (0.0, float("inf"))


def _is_worse(other: Target, main: Target) -> bool:
    """Whether a server loses more packets than the chosen one, and not by chance, or is more unsteady than nearer."""
    if other.jitter_ms is not None and main.jitter_ms is not None:
        more_ms = (other.jitter_ms.pdv_p95 or 0.0) - (main.jitter_ms.pdv_p95 or 0.0)
        if more_ms > max(JITTER_COMFORTABLE.value, _median(main) - _median(other)):
            return True
    return (other.loss_pct or 0.0) > (main.loss_pct or 0.0) + ACCESS_LOSS.value and fewer_lost(main, other)


def _median(target: Target) -> float:
    return target.rtt_ms.median if target.rtt_ms else float("inf")


RULE = Rule(
    id="closer-server",
    title="Play on the server that answers faster",
    about="Distance cannot be tuned away: light in fibre needs about 1 ms for every 100 km there and back.",
    needs=frozenset({"main", "targets"}),
    judge=judge,
    steps=(
        "Choose that server or region in the settings of the service.",
        "Some services choose by themselves: look for an option such as 'server location' and turn 'automatic' off.",
    ),
    sources=("RFC 2681: round-trip delay", "Bozkurt et al., 'Why is the Internet so slow?!', PAM 2017"),
    effort=1,
    thresholds=(
        "RTT_RECOMMENDED",
        "RTT_REQUIRED",
        "SERVER_GAIN",
        "SERVER_FELT",
        "JITTER_COMFORTABLE",
        "ACCESS_LOSS",
        "BORDER_BLAMED",
    ),
    examples=(
        Example(
            "Another server was measured at the same time and answers in 18 ms; the chosen one takes 95 ms.",
            fires=True,
            changes={"targets": (target("target", 95.0), target("target", 18.0, id="near", label="near"))},
        ),
        Example(
            "So few samples that neither has an interval, but all of one are faster than all of the other.",
            fires=True,
            changes={
                "targets": (
                    target("target", 95.0, median_interval_ms=None),
                    target("target", 18.0, id="near", label="near", median_interval_ms=None),
                )
            },
        ),
        Example(
            "The other server is faster by 1 ms, which nobody feels.",
            fires=False,
            changes={"targets": (target("target", 19.0), target("target", 18.0, id="near", label="near"))},
        ),
    ),
)
