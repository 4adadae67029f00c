"""enable-qos: a long queue fills as soon as anybody loads the line, and a stream waits in it."""

from latencylab.facts import Facts, Jitter, Rtt, Segment, Target
from latencylab.loaded import LoadedLevel
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
    rounded_gain,
)
from latencylab.rules.loads import EMPTY_QUEUE, FULL_QUEUE, direction_of, example_bandwidth, home_queue
from latencylab.rules.router_leg import router_leg, silent_router
from latencylab.rules.routers import QUEUE_STEPS, SHAPER_SHARE
from latencylab.rules.stalls import example_stalls, made_of_stalls
from latencylab.thresholds import (
    HOME_P95,
    LOADED_ADDED,
    LOADED_BAD,
    LOADED_FELT,
    QUEUE_FITS,
    QUEUE_MANAGED,
    QUEUE_MANAGED_BEST,
    QUEUE_OUTWEIGHS,
    QUEUE_SHARE,
    QUEUE_SMOOTH,
)

_WHERE = {
    "home": "in the home, between this computer and the router",
    "access": "in front of the provider's line",
    None: "on the way",
}


def judge(facts: Facts) -> Finding:
    """Fires when a load adds more delay than grade A allows, or others keep the access line's queue full."""
    standing = _standing(facts)
    if standing is not None:
        return standing
    loaded = facts.loaded
    if loaded is None:
        return not_enough("The line was not loaded, so its queue was not seen.")
    level = loaded.worst
    if level.added_ms <= LOADED_ADDED.value or (level.added_interval_ms and level.added_interval_ms[0] <= 0):
        return PASS
    if level is home_queue(facts):
        return not_applicable("The queue stands between this computer and the router, which manages the line's only.")
    if level.where == "route":
        return not_applicable("The queue stands behind the provider's first hop, where no router of yours manages it.")
    bad = level.added_ms > LOADED_BAD.value
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "warning" if level.added_ms > LOADED_FELT.value else "advice",
        summary=f"The delay jumps as soon as the line is busy: a long queue fills {_WHERE[level.where]}.",
        why=(
            f"While {direction_of(loaded)}, packets come {ms(level.added_ms)} later (grade {level.grade}), because "
            f"everything waits in one queue {_WHERE[level.where]}."
        ),
        evidence=(Evidence(f"added delay while {direction_of(loaded)}", level.added_ms, LOADED_ADDED.value, "ms"),),
        gain=_gain(level),
        confidence=0.9 if level.where == "access" else 0.7,
        steps=_rates(facts),
        stands_alone=level.where == "access",
    )


def _standing(facts: Facts) -> Finding | None:
    """The finding for a queue that others keep full while this computer is quiet; None when there is none."""
    access = next((s for s in facts.segments if s.name == "access"), None)
    leg = router_leg(facts) or silent_router(facts)
    if access is None or leg is None or facts.traffic.busy or not _is_smooth(facts.main) or made_of_stalls(facts):
        return None
    excess_ms = max(access.added_jitter_ms, _missed_ms(facts, access))
    if excess_ms <= LOADED_ADDED.value or leg.p95_ms > max(HOME_P95.value, excess_ms / QUEUE_OUTWEIGHS.value):
        return None
    if not _fits_in_queue(facts):
        return None
    return Finding(
        Verdict.FAIL,
        "critical",
        summary="Another device keeps the line busy, and its queue is long.",
        why=(
            f"Behind the router the delay swings by {ms(excess_ms)} although this computer is quiet: a queue that "
            "somebody else's download or upload fills and empties."
        ),
        evidence=(Evidence("access jitter, p95", excess_ms, LOADED_ADDED.value, "ms"),),
        gain=_standing_gain(facts, excess_ms),
        confidence=0.5 if access.merged else 0.7,
        steps=_rates(facts),
        stands_alone=facts.environment.link in ("ethernet", "wifi") and not facts.environment.vpn and not access.merged,
    )


def _fits_in_queue(facts: Facts) -> bool:
    """Whether the delay without a load was no longer than with one: a queue that is full cannot hold more.

    True where that is not known: the line was not loaded both ways, or by BBR, which leaves queues empty.
    """
    main, loaded, bandwidth = facts.main, facts.loaded, facts.bandwidth
    if main is None or main.rtt_ms is None or loaded is None or bandwidth is None:
        return True
    levels, rates = (loaded.download, loaded.upload), (bandwidth.download, bandwidth.upload)
    if None in levels or any(rate is None or (rate.congestion or "").startswith("bbr") for rate in rates):
        return True
    fullest_ms = max(level.p95 for level in levels if level is not None) - main.rtt_ms.min
    return main.rtt_ms.p95 - main.rtt_ms.min <= QUEUE_FITS.value * fullest_ms


def _missed_ms(facts: Facts, access: Segment) -> float:
    """How much the server's delay swings, where most of it is the line's: routers are found later, and miss a part."""
    main, route = facts.main, facts.segment("route")
    if main is None or main.jitter_ms is None or access.share_pct < QUEUE_SHARE.value:
        return 0.0
    return (main.jitter_ms.pdv_p95 or 0.0) - (route.added_jitter_ms if route is not None else 0.0)


def _is_smooth(main: Target | None) -> bool:
    """Whether the delay swings slowly, as a queue fills and empties, and not from packet to packet."""
    jitter = main.jitter_ms if main is not None else None
    if jitter is None or not jitter.pdv_p95 or jitter.ipdv_mean is None:
        return False
    return jitter.ipdv_mean <= QUEUE_SMOOTH.value / 100 * jitter.pdv_p95


def _standing_gain(facts: Facts, excess_ms: float) -> Gain:
    """The server's jitter but for what the route adds, also from before the routers were known."""
    main, route = facts.main, facts.segment("route")
    served_ms = (main.jitter_ms.pdv_p95 or 0.0) if main is not None and main.jitter_ms is not None else 0.0
    most_ms = max(excess_ms, served_ms - (route.added_jitter_ms if route is not None else 0.0))
    return rounded_gain(
        "jitter p95", 0.5 * most_ms, max(0.5 * most_ms, most_ms - QUEUE_MANAGED_BEST.value), most_ms, "ms"
    )


def _gain(level: LoadedLevel) -> Gain:
    """All of the queue but what a managed one leaves; of a short one at least a third."""
    high_ms = level.added_ms
    low_ms = max(high_ms - QUEUE_MANAGED.value, high_ms / 3)
    return rounded_gain("added delay under load", low_ms, (low_ms + high_ms) / 2, high_ms, "ms")


def _rates(facts: Facts) -> tuple[str, ...]:
    """The rates for the shaper, from what the line was measured to carry."""
    bandwidth = facts.bandwidth
    if bandwidth is None or bandwidth.download is None or bandwidth.upload is None:
        return ()
    down, up = (SHAPER_SHARE * rate.mbps for rate in (bandwidth.download, bandwidth.upload))
    share = f"{SHAPER_SHARE * 100:.0f} % of what the line carries"
    return (f"Set its rates to {down:.3g} Mbit/s down and {up:.3g} up, {share}, so that the queue is its own.",)


RULE = Rule(
    id="enable-qos",
    title="Turn on smart queue management (SQM) in the router",
    about=(
        "A router or modem that keeps packets for hundreds of milliseconds makes a game wait behind each download. "
        "Smart queues (fq_codel, CAKE) keep the queue short and let sparse packets pass."
    ),
    needs=frozenset({"loaded", "bandwidth", "segments", "segment", "main", "target", "traffic", "environment"}),
    judge=judge,
    steps=(
        "Open the router's settings and look for SQM, Smart Queue or QoS; choose CAKE or fq_codel there.",
        "Test again while somebody downloads: the added delay should be under 30 ms. If it is not, lower the rates.",
        "If the router has nothing of the kind, put one that has (such as with OpenWrt) behind it.",
    ),
    sources=(
        "RFC 7567: active queue management is recommended on every device that queues",
        "RFC 8290: fq_codel",
        "Comcast, arXiv 2107.13968: 250 ms under load became 15 to 30 ms",
        "DSLReports, FAQ 17930: grades of the delay under load",
    ),
    effort=2,
    yields_to=("use-ethernet", "stop-background-traffic", "disable-vpn", "switch-cellular"),
    steps_by_router=QUEUE_STEPS,
    thresholds=(
        "HOME_P95",
        "LOSS_COMFORTABLE",
        "BORDER_BLAMED",
        "FEWEST_SENDS",
        "LOADED_ADDED",
        "LOADED_FELT",
        "LOADED_BAD",
        "QUEUE_OUTWEIGHS",
        "QUEUE_SMOOTH",
        "QUEUE_FITS",
        "STALL_SHAPE",
        "FEWEST_STALLS",
        "QUEUE_SHARE",
        "QUEUE_MANAGED",
        "QUEUE_MANAGED_BEST",
    ),
    examples=(
        Example("A download adds 380 ms on the provider's line.", fires=True, changes={"loaded": FULL_QUEUE}),
        Example(
            "Behind the router the delay swings by 160 ms, and the home's own 12 ms do not explain that.",
            fires=True,
            changes={
                "line.added_jitter_ms": 160.0,
                "gateway.rtt_ms.p95": 12.0,
                "main.jitter_ms": Jitter(2.0, 2.0, 165.0),
            },
        ),
        Example(
            "It swings as much, but from packet to packet: that is no queue.",
            fires=False,
            changes={"line.added_jitter_ms": 160.0, "main.jitter_ms": Jitter(50.0, 50.0, 165.0)},
        ),
        Example(
            "It swings as much, but a load of both directions adds 3 ms only: the queue is too short for that.",
            fires=False,
            changes={
                "line.added_jitter_ms": 160.0,
                "main.rtt_ms": Rtt(17, 17.5, 18, 60, 178, 182, 184, 60),
                "main.jitter_ms": Jitter(2.0, 2.0, 161.0),
                "loaded": EMPTY_QUEUE,
                "bandwidth": example_bandwidth(94, 38),
            },
        ),
        Example(
            "It swings because everything stops four times in ten seconds: that is no queue either.",
            fires=False,
            changes=example_stalls("access") | {"line.added_jitter_ms": 45.0, "main.jitter_ms": Jitter(7.0, 7.0, 66.0)},
        ),
        Example("A download adds 3 ms.", fires=False, changes={"loaded": EMPTY_QUEUE}),
    ),
)
