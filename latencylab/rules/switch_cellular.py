"""switch-cellular: the radio cell is what delays; 5G, LTE and a fixed line differ, and only a test tells."""

from collections.abc import Sequence

from latencylab.facts import Facts, Jitter, Rtt, Spike, Target
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
from latencylab.rules.stalls import STALL_LIMITS, example_stalls, height_ms, stalls_of, stalls_words
from latencylab.thresholds import (
    CELLULAR_JITTER,
    CELLULAR_JITTER_BAD,
    CELLULAR_MEDIAN,
    JITTER_PLAYABLE,
    LOSS_COMFORTABLE,
)


def judge(facts: Facts) -> Finding:
    """Fires on a cellular interface whose first hop (or, where it is silent, the server) answers late or unsteadily."""
    radio = facts.target("access") or facts.target("gateway") or facts.main
    if radio is None or radio.rtt_ms is None or radio.jitter_ms is None:
        return not_enough("Nothing behind the radio answered.")
    jitter_ms = radio.jitter_ms.pdv_p95 or 0.0
    slow = radio.rtt_ms.median > CELLULAR_MEDIAN.value and radio.role != "target"
    lossy = radio.loss_interval_pct is not None and radio.loss_interval_pct[0] > LOSS_COMFORTABLE.value
    unsteady, stalls = jitter_ms > CELLULAR_JITTER.value, stalls_of(facts, "access")
    if not slow and not lossy and not stalls and jitter_ms <= JITTER_PLAYABLE.value:
        return PASS
    bad = lossy or jitter_ms > CELLULAR_JITTER_BAD.value or bool(stalls)
    return Finding(
        Verdict.FAIL if lossy else Verdict.WARN,
        "critical" if bad else "warning" if slow or unsteady else "advice",
        summary="The mobile network is what delays, before the Internet begins.",
        why=_why(radio, jitter_ms, stalls_words(facts, stalls)),
        evidence=(
            Evidence("RTT over the radio, median", radio.rtt_ms.median, CELLULAR_MEDIAN.value, "ms"),
            Evidence("jitter, p95", jitter_ms, CELLULAR_JITTER.value, "ms"),
        ),
        gain=_gain(facts, jitter_ms, stalls),
        confidence=0.5,
    )


def _gain(facts: Facts, jitter_ms: float, stalls: Sequence[Spike]) -> Gain:
    rare = bool(stalls) and jitter_ms <= JITTER_PLAYABLE.value
    metric, most_ms = ("spike height", height_ms(facts, stalls)) if rare else ("jitter p95", jitter_ms)
    return rounded_gain(metric, 0.35 * most_ms, 0.7 * most_ms, most_ms, "ms")


def _why(radio: Target, jitter_ms: float, stalls: str) -> str:
    lost = f" and {percent(radio.loss_pct)} are lost" if radio.loss_pct else ""
    if stalls:
        return f"Over the radio alone {stalls}."
    median_ms = radio.rtt_ms.median if radio.rtt_ms else 0.0
    return f"Over the radio alone packets take {ms(median_ms)}, p95 {ms(jitter_ms)} more{lost}."


RULE = Rule(
    id="switch-cellular",
    title="Try the other mobile network: 5G in place of LTE, or LTE in place of weak 5G",
    about=(
        "A cell shares its radio among everybody in it. 5G usually answers sooner than LTE; where 5G is weak or "
        "crowded a good LTE is better. Only a test of each in the same place tells."
    ),
    needs=frozenset({"target", "main"}),
    judge=judge,
    steps=(
        "In the phone's or modem's settings choose the other network type (5G, LTE) and test again in the same place.",
        "Put it at a window, on the side where the mast stands; plug the phone in by USB rather than by its hotspot.",
        "Test at another time of the day: a cell that is only slow in the evening is crowded.",
        "If a fixed line is within reach, play on that.",
    ),
    sources=(
        "Opensignal, Games Experience, USA 2022: 4G 68.5, 5G 74.5, home and office Wi-Fi 76.3 of 100",
        "arXiv 2507.18834: one mobile user in twenty sees under 20 ms",
    ),
    effort=1,
    links=frozenset({"cellular"}),
    thresholds=(
        *STALL_LIMITS,
        "JITTER_PLAYABLE",
        "CELLULAR_MEDIAN",
        "CELLULAR_JITTER",
        "CELLULAR_JITTER_BAD",
        "LOSS_COMFORTABLE",
    ),
    examples=(
        Example(
            "A crowded cell: 70 ms to the first hop, 60 ms of jitter.",
            fires=True,
            changes={
                "environment.interface.kind": "cellular",
                "access.rtt_ms": Rtt(30, 35, 70, 72, 95, 130, 150, 20),
                "access.jitter_ms": Jitter(15, 12, 65),
            },
        ),
        Example(
            "A cell as cells are, but with 24 ms of jitter, more than a stream bears: advice.",
            fires=True,
            changes={
                "environment.interface.kind": "cellular",
                "access.rtt_ms": Rtt(28, 29, 38, 39, 52, 60, 70, 8),
                "access.jitter_ms": Jitter(8, 7, 24),
            },
        ),
        Example(
            "A good cell, in which everything stops for 100 ms four times in ten seconds.",
            fires=True,
            changes={"environment.interface.kind": "cellular"} | example_stalls("access"),
        ),
        Example(
            "A good LTE cell: 35 ms to the first hop, 12 ms of jitter.",
            fires=False,
            changes={
                "environment.interface.kind": "cellular",
                "access.rtt_ms": Rtt(28, 29, 35, 35, 40, 48, 60, 4),
                "access.jitter_ms": Jitter(3, 3, 12),
            },
        ),
        Example(
            "The same delays by cable are not the radio's.",
            fires=False,
            changes={
                "access.rtt_ms": Rtt(30, 35, 70, 72, 95, 130, 150, 20),
                "access.jitter_ms": Jitter(15, 12, 65),
            },
        ),
    ),
)
