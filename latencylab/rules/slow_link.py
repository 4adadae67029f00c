"""slow-link: the computer's own port runs at 10 or 100 Mbit/s, or in one direction at a time."""

from latencylab.facts import Facts
from latencylab.rules.base import (
    PASS,
    Evidence,
    Example,
    Finding,
    Rule,
    Verdict,
    informative,
    ms,
    not_enough,
    rounded_gain,
)
from latencylab.rules.loads import direction_of, example_bandwidth, example_loaded, home_queue
from latencylab.rules.plan_fit import falls_short, wanted_of
from latencylab.thresholds import LINK_USED, LOADED_ADDED, SLOW_PORT


def judge(facts: Facts) -> Finding:
    """Fires on a half-duplex port, on a slow one that is the bottleneck, and on a queue before a cabled router."""
    interface = facts.environment.interface
    if interface.link_mbps is None or interface.link_mbps > SLOW_PORT.value:
        behind = _behind_the_port(facts)
        if behind is not None:
            return behind
    if interface.link_mbps is None:
        return not_enough("The system does not tell how fast the port runs.")
    half = interface.duplex == "half"
    if interface.link_mbps > SLOW_PORT.value and not half:
        return PASS
    down = facts.bandwidth.download if facts.bandwidth else None
    fills = down is not None and down.mbps >= LINK_USED.value / 100 * interface.link_mbps
    short = interface.link_mbps < wanted_of(facts).mbps
    if not (half or fills or short):
        return informative(f"The port runs at {interface.link_mbps:g} Mbit/s, which is not what limits this line.")
    bad = half or short
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "warning",
        summary="The cable or port of this computer is the bottleneck, not the line.",
        summary_of_many="The cable or port of this computer is the bottleneck.",
        why=_why(interface.link_mbps, down.mbps if down and fills else None, half=half),
        evidence=(Evidence("speed of the port", interface.link_mbps, SLOW_PORT.value, "Mbit/s"),),
        gain=rounded_gain("link rate", 0.0, *_lacking(interface.link_mbps, wanted_of(facts).mbps), "Mbit/s"),
        confidence=0.9,
    )


def _behind_the_port(facts: Facts) -> Finding | None:
    """The port itself is fast or unknown, and yet the bottleneck lies before the router; None where it does not."""
    queue, loaded = home_queue(facts), facts.loaded
    down = facts.bandwidth.download if facts.bandwidth else None
    short = down is not None and falls_short(down, wanted_of(facts))
    if queue is None or loaded is None or (queue.added_ms <= LOADED_ADDED.value and not short):
        return None
    rate = f", and {down.mbps:.3g} Mbit/s arrive" if down is not None else ""
    return Finding(
        Verdict.FAIL if short else Verdict.WARN,
        "critical" if short else "warning",
        summary="The bottleneck lies between this computer and the router, not on the line.",
        summary_of_many="A bottleneck lies between this computer and the router.",
        why=(
            f"While {direction_of(loaded, queue)}, packets wait {ms(queue.added_ms)} on the way to the router{rate}: "
            "something there is slow."
        ),
        evidence=(Evidence("delay added before the router", queue.added_ms, LOADED_ADDED.value, "ms"),),
        gain=rounded_gain("added delay under load", 0.5 * queue.added_ms, 0.8 * queue.added_ms, queue.added_ms, "ms"),
        confidence=0.7,
    )


def _why(link_mbps: float, down_mbps: float | None, *, half: bool) -> str:
    duplex = " and in one direction at a time (half duplex)" if half else ""
    filled = f"; the download fills it with {down_mbps:.3g}" if down_mbps is not None else ""
    return f"The port runs at {link_mbps:g} Mbit/s{duplex}{filled}. Gigabit Ethernet is usual."


def _lacking(link_mbps: float, wanted_mbps: float) -> tuple[float, float]:
    """What is known to be missing for the stream, which may be nothing."""
    lacking = max(0.0, wanted_mbps - link_mbps)
    return lacking, lacking


RULE = Rule(
    id="slow-link",
    title="Replace the network cable or the port it is plugged into",
    about=(
        "One broken pair makes a gigabit cable run at 100 Mbit/s, and a port set by hand on one side only runs half "
        "duplex, with collisions and loss."
    ),
    needs=frozenset({"environment", "bandwidth", "wanted", "loaded"}),
    judge=judge,
    steps=(
        "Use another cable (Cat 5e or better, all eight wires), and another port of the router.",
        "Set speed and duplex of the network adapter to automatic.",
        "Take out old switches, hubs and powerline adapters in between.",
    ),
    steps_by_system={
        "Windows": (
            "Settings > Network > Ethernet shows the link speed; the adapter's 'Speed & Duplex' is automatic.",
        ),
        "Darwin": ("System Settings > Network > Ethernet > Details > Hardware: choose 'Automatically'.",),
        "Linux": ("ethtool and the interface's name show speed and duplex.",),
    },
    sources=("IEEE 802.3: 1000BASE-T needs four pairs, 100BASE-TX two; both ends must agree on duplex",),
    effort=2,
    links=frozenset({"ethernet"}),
    thresholds=("SLOW_PORT", "LINK_USED", "LOADED_ADDED", "MBPS_720P", "MBPS_1080P"),
    examples=(
        Example(
            "The port runs at 100 Mbit/s, half duplex.",
            fires=True,
            changes={"environment.interface.link_mbps": 100.0, "environment.interface.duplex": "half"},
        ),
        Example(
            "It runs at 1000 Mbit/s, but a powerline adapter behind it makes a download wait 80 ms before the router.",
            fires=True,
            changes={"loaded": example_loaded(80.0, "home"), "bandwidth": example_bandwidth(18, 16)},
        ),
        Example(
            "It runs at 100 Mbit/s on a line of 50.",
            fires=False,
            changes={"environment.interface.link_mbps": 100.0, "bandwidth": example_bandwidth(48, 10)},
        ),
    ),
)
