"""lower-tier: the line does not carry the wanted tier, but a lower one."""

from latencylab.facts import Facts
from latencylab.rules.base import (
    PASS,
    Evidence,
    Example,
    Finding,
    Rule,
    Verdict,
    not_applicable,
    not_enough,
    rounded_gain,
)
from latencylab.rules.loads import example_bandwidth
from latencylab.rules.plan_fit import FIT_LIMITS, best_fit, download_of, falls_short, wanted_of


def judge(facts: Facts) -> Finding:
    """Fires when the download rate lies below the wanted tier's, and another tier fits."""
    rate = download_of(facts)
    if rate is None:
        return not_enough("The line's rate was not measured.")
    wanted = wanted_of(facts)
    if not falls_short(rate, wanted):
        return PASS
    fit = best_fit(rate, facts)
    if fit is None:
        return not_applicable("No tier fits this line.")
    return Finding(
        Verdict.WARN,
        "warning",
        summary=f"The line carries {rate.mbps:.3g} Mbit/s, less than {wanted.label} asks for.",
        why=(
            f"{wanted.label} needs {wanted.mbps:g} Mbit/s, the line carries {rate.mbps:.3g}; {fit.label} needs "
            f"{fit.mbps:g}."
        ),
        evidence=(Evidence("download rate", rate.mbps, wanted.mbps, "Mbit/s"),),
        gain=rounded_gain(
            "rate that the stream lacks", 0.0, wanted.mbps - rate.mbps, wanted.mbps - rate.mbps, "Mbit/s"
        ),
        confidence=0.9,
        title=f"Choose a lower resolution: {fit.label}",
    )


RULE = Rule(
    id="lower-tier",
    title="Choose a lower resolution or frame rate",
    about="A stream that asks for more than the line carries fills its queue, lags, and then loses frames.",
    needs=frozenset({"bandwidth", "wanted", "tiers", "main"}),
    judge=judge,
    steps=(
        "Open the stream's settings in the service's app and choose that resolution, or a bit rate below the line's.",
        "Turn 'adjust for poor network' on where the service has it.",
        "Test again while nobody else uses the line: it may carry more then.",
    ),
    sources=("NVIDIA, GeForce NOW system requirements: 15 Mbit/s for 720p, 25 for 1080p",),
    effort=1,
    yields_to=("slow-link", "stop-background-traffic", "use-ethernet", "contact-isp", "route-problem"),
    thresholds=FIT_LIMITS,
    examples=(
        Example("The line carries 20 Mbit/s.", fires=True, changes={"bandwidth": example_bandwidth(20, 5)}),
        Example("The line carries 94 Mbit/s.", fires=False, changes={"bandwidth": example_bandwidth(94, 38)}),
    ),
)
