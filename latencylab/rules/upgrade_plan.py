"""upgrade-plan: the line does not carry what the stream asks for."""

from latencylab.facts import Facts
from latencylab.rules.base import PASS, Evidence, Example, Finding, Rule, Verdict, informative, not_enough, rounded_gain
from latencylab.rules.loads import example_bandwidth, home_queue
from latencylab.rules.plan_fit import FIT_LIMITS, best_fit, download_of, falls_short, wanted_of


def judge(facts: Facts) -> Finding:
    """Fires when the download rate lies below the wanted tier's; gravely where no tier fits at all."""
    rate = download_of(facts)
    if rate is None:
        return not_enough("The line's rate was not measured.")
    wanted = wanted_of(facts)
    if not falls_short(rate, wanted):
        return PASS
    if home_queue(facts) is not None:
        return informative("The bottleneck lies between this computer and the router: the line may carry more.")
    hopeless = best_fit(rate, facts) is None
    lacking = wanted.mbps - rate.mbps
    return Finding(
        Verdict.FAIL if hopeless else Verdict.WARN,
        "critical" if hopeless else "advice",
        summary=f"The line is too slow: {rate.mbps:.3g} Mbit/s where {wanted.label} asks for {wanted.mbps:g}.",
        why=(
            f"The download rate is {rate.mbps:.3g} Mbit/s ({_interval(rate.interval_mbps)}); {wanted.label} needs "
            f"{wanted.mbps:g}."
        ),
        evidence=(Evidence("download rate", rate.mbps, wanted.mbps, "Mbit/s"),),
        gain=rounded_gain("download rate", 0.0, lacking, lacking, "Mbit/s"),
        confidence=0.6 if facts.environment.link == "ethernet" else 0.4,
    )


def _interval(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.3g} to {interval[1]:.3g}"


RULE = Rule(
    id="upgrade-plan",
    title="Get a faster plan from the provider",
    about="No setting makes a stream fit through a line that carries less than it asks for.",
    needs=frozenset({"bandwidth", "wanted", "tiers", "environment", "loaded", "main"}),
    judge=judge,
    steps=(
        "Compare the measured rate with the one in your contract: if the line carries much less, have it tested first.",
        "Test once by cable, with all other devices off the network.",
        "Ask for a plan of at least 1.3 times what the stream needs; look at the upload rate too.",
    ),
    sources=("NVIDIA, GeForce NOW system requirements: 15 Mbit/s for 720p, 25 for 1080p",),
    effort=3,
    yields_to=("slow-link", "stop-background-traffic", "use-ethernet", "contact-isp", "route-problem"),
    thresholds=(*FIT_LIMITS, "LOADED_ADDED"),
    examples=(
        Example("The line carries 6 Mbit/s.", fires=True, changes={"bandwidth": example_bandwidth(6, 1)}),
        Example("The line carries 94 Mbit/s.", fires=False, changes={"bandwidth": example_bandwidth(94, 38)}),
    ),
)
