"""low-latency-broadband: the provider's own queue is long, which its low-latency service would shorten."""

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule, Verdict, ms, not_enough, rounded_gain
from latencylab.rules.loads import FULL_QUEUE, direction_of, example_loaded
from latencylab.thresholds import LOADED_ADDED, LOW_LATENCY_LEFT


def judge(facts: Facts) -> Finding:
    """Fires when a load fills a queue on the access line."""
    loaded = facts.loaded
    if loaded is None:
        return not_enough("The line was not loaded, so its queue was not seen.")
    level = loaded.worst
    if level.where != "access" or level.added_ms <= LOADED_ADDED.value:
        return PASS
    low_ms = max((level.added_ms - LOW_LATENCY_LEFT.value) / 2, level.added_ms / 3)
    expected_ms = max(level.added_ms - LOW_LATENCY_LEFT.value, level.added_ms * 2 / 3)
    ecn = facts.marking.ecn if facts.marking else None
    cleared = ecn is not None and ecn.received is not None and ecn.received != ecn.sent
    hint = " ECN marks, which L4S needs, are cleared on this way so far." if cleared else ""
    return Finding(
        Verdict.WARN,
        "advice",
        summary="The queue stands in the provider's equipment.",
        why=f"While {direction_of(loaded)}, {ms(level.added_ms)} are added on the provider's line.{hint}",
        evidence=(Evidence("added delay on the access line", level.added_ms, LOADED_ADDED.value, "ms"),),
        gain=rounded_gain("added delay under load", low_ms, expected_ms, level.added_ms, "ms"),
        confidence=0.4,
    )


RULE = Rule(
    id="low-latency-broadband",
    title="Ask the provider for low-latency service (L4S, low-latency DOCSIS)",
    about="Equipment that knows L4S keeps a second, short queue for game streams on the access line itself.",
    needs=frozenset({"loaded", "marking"}),
    judge=judge,
    steps=(
        "Ask the provider whether the line offers low-latency DOCSIS or L4S, or a modem with active queue management.",
        "On cable, use a DOCSIS 3.1 modem or newer: its upstream queue is managed (DOCSIS-PIE).",
        "Until then, smart queues in your own router, set a little below the line's rate, do the same for your home.",
    ),
    sources=(
        "RFC 9330: architecture of L4S",
        "Light Reading, 29 January 2025: Comcast's low-latency DOCSIS, GeForce NOW among the first",
        "Comcast, arXiv 2107.13968: DOCSIS-PIE",
    ),
    effort=3,
    thresholds=("LOADED_ADDED", "LOW_LATENCY_LEFT"),
    examples=(
        Example("A download adds 380 ms on the provider's line.", fires=True, changes={"loaded": FULL_QUEUE}),
        Example("It adds them at home.", fires=False, changes={"loaded": example_loaded(380.0, "home")}),
    ),
)
