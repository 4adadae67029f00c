"""slow-device: this computer cannot even send its own probes on time."""

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule, Verdict, ms, not_enough, percent, rounded_gain
from latencylab.thresholds import FEWEST_SENDS, JITTER_PLAYABLE, LATE_P95, MISSED_BAD, MISSED_SHARE


def judge(facts: Facts) -> Finding:
    """Fires when many probes left late or not at all because nothing woke the sender."""
    device = facts.device
    if device.sends + device.missed_slots < FEWEST_SENDS.value or device.late_p95_ms is None:
        return not_enough("Too few probes to judge this computer.")
    missed_pct = device.missed_share * 100
    if device.late_p95_ms <= LATE_P95.value and missed_pct <= MISSED_SHARE.value:
        return PASS
    bad = missed_pct > MISSED_BAD.value
    felt = missed_pct > MISSED_SHARE.value or device.late_p95_ms > JITTER_PLAYABLE.value
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "warning" if felt else "advice",
        summary="This computer is too busy to keep its own schedule; a game stream stutters on it too.",
        why=(
            f"One probe in twenty left {ms(device.late_p95_ms)} late or more"
            f"{f', and {percent(missed_pct)} not at all' if missed_pct else ''}, "
            "because something else kept the processor busy."
        ),
        evidence=(
            Evidence("sent late, p95", device.late_p95_ms, LATE_P95.value, "ms"),
            Evidence("probes left out", round(missed_pct, 1), MISSED_SHARE.value, "%"),
        ),
        gain=rounded_gain("lateness p95", device.late_p95_ms * 0.5, device.late_p95_ms * 0.9, device.late_p95_ms, "ms"),
        confidence=0.8,
    )


RULE = Rule(
    id="slow-device",
    title="Close what keeps this computer busy",
    about="A computer that wakes late for a packet shows a frame late, however good the network is.",
    needs=frozenset({"device"}),
    judge=judge,
    steps=(
        "Close other programs, updates and virus scans while you play.",
        "Plug a laptop into the mains and choose its high performance mode.",
        "Test again; if it stays like this, try another device on the same network.",
    ),
    steps_by_system={
        "Windows": ("Open the Task Manager (Ctrl+Shift+Esc) and sort by CPU to see what is busy.",),
        "Darwin": ("Open the Activity Monitor and sort by % CPU to see what is busy.",),
        "Linux": ("Run top, or open the system monitor, to see what is busy.",),
    },
    sources=("NVIDIA GeForce NOW session report: device as one of five parts",),
    effort=1,
    thresholds=("LATE_P95", "MISSED_SHARE", "MISSED_BAD", "JITTER_PLAYABLE", "FEWEST_SENDS"),
    examples=(
        Example(
            "One probe in twenty leaves 14 ms late.",
            fires=True,
            changes={"device.late_p95_ms": 14.0, "device.late_sends": 90},
        ),
        Example("The probes leave on time.", fires=False, changes={}),
    ),
)
