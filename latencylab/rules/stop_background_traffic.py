"""stop-background-traffic: this computer itself uses the line while it should be quiet, and the delay shows it."""

from latencylab.facts import Facts, Traffic
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule, Verdict, ms, not_enough, rounded_gain
from latencylab.rules.loads import BUSY_TOP
from latencylab.thresholds import BUSY_MBPS, JITTER_COMFORTABLE, JITTER_PLAYABLE


def judge(facts: Facts) -> Finding:
    """Fires when other programs move data and the delay varies more than a stream bears."""
    traffic, main = facts.traffic, facts.main
    down_mbps, up_mbps = _rates(traffic)
    if down_mbps is None or up_mbps is None:
        return not_enough("What else this computer sends and receives was not counted.")
    if main is None or main.jitter_ms is None or main.jitter_ms.pdv_p95 is None:
        return not_enough("The server did not answer.")
    jitter_ms = main.jitter_ms.pdv_p95
    if not traffic.busy or jitter_ms <= JITTER_COMFORTABLE.value:
        return PASS
    bad = jitter_ms > JITTER_PLAYABLE.value
    named = f", most of it by {traffic.top[0].process}" if traffic.top else ""
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "warning",
        summary="Other programs on this computer use the line and make the delay swing.",
        why=(
            f"Beside the test this computer received {down_mbps:.3g} and sent {up_mbps:.3g} "
            f"Mbit/s{named}, and the delay varied by {ms(jitter_ms)}."
        ),
        evidence=(
            Evidence("other traffic", max(down_mbps, up_mbps), BUSY_MBPS.value, "Mbit/s"),
            Evidence("jitter, p95", jitter_ms, JITTER_COMFORTABLE.value, "ms"),
        ),
        gain=rounded_gain("jitter p95", 0.3 * jitter_ms, 0.7 * jitter_ms, jitter_ms, "ms"),
        confidence=0.85 if traffic.top else 0.7,
        steps=_steps(facts),
    )


def _rates(traffic: Traffic) -> tuple[float | None, float | None]:
    """Down and up by the interface's counters; by the programs' where those are not known."""
    if traffic.down_mbps is not None or not traffic.top:
        return traffic.down_mbps, traffic.up_mbps
    return sum(entry.down_mbps for entry in traffic.top), sum(entry.up_mbps for entry in traffic.top)


def _steps(facts: Facts) -> tuple[str, ...]:
    names = [talker.process for talker in (facts.traffic.top or ())[:3]]
    return (f"Pause or close {', '.join(names)} while you play.",) if names else ()


RULE = Rule(
    id="stop-background-traffic",
    title="Stop what else this computer downloads or uploads",
    about="Downloads, backups and video share the line's queue with the stream, and a full queue delays both.",
    needs=frozenset({"traffic", "main"}),
    judge=judge,
    steps=(
        "Pause downloads, updates, cloud backups and video on this computer while you play.",
        "Ask the others at home to do the same for a test: if it gets better, smart queues in the router are the cure.",
        "Test again.",
    ),
    steps_by_system={
        "Windows": ("Open the Task Manager (Ctrl+Shift+Esc) and sort by network to see who uses it.",),
        "Darwin": ("Open the Activity Monitor, choose Network, and sort by sent or received bytes.",),
        "Linux": ("Run nethogs, or open the system monitor, to see who uses the network.",),
    },
    sources=(
        "Microsoft, Xbox support: pause downloads while streaming",
        "RFC 7567: long queues delay every flow that shares them",
    ),
    effort=1,
    thresholds=("BUSY_MBPS", "JITTER_COMFORTABLE", "JITTER_PLAYABLE"),
    examples=(
        Example(
            "A backup sends 18 Mbit/s, and the delay varies by 60 ms.",
            fires=True,
            changes={
                "traffic.busy": True,
                "traffic.up_mbps": 18.1,
                "traffic.top": BUSY_TOP,
                "main.jitter_ms.pdv_p95": 60.0,
            },
        ),
        Example(
            "The backup runs, and the delay does not mind.",
            fires=False,
            changes={"traffic.busy": True, "traffic.up_mbps": 18.1, "traffic.top": BUSY_TOP},
        ),
    ),
)
