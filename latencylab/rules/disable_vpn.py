"""disable-vpn: everything goes through a tunnel, whose far end lies off the way."""

from latencylab.facts import Facts
from latencylab.path import Hop, HopRtt, PathFacts
from latencylab.rules.base import (
    Evidence,
    Example,
    Finding,
    Gain,
    Rule,
    Verdict,
    informative,
    ms,
    not_applicable,
    rounded_gain,
)
from latencylab.rules.losses import LOSS_LIMITS, blames, certain_loss, pooled_loss_pct
from latencylab.rules.stalls import STALL_LIMITS, height_ms, stalls_of
from latencylab.thresholds import (
    ACCESS_LOSS,
    JITTER_COMFORTABLE,
    JITTER_PLAYABLE,
    LOSS_PLAYABLE,
    RTT_REQUIRED,
    TAIL_PLAYABLE,
    TUNNEL_BAD,
    TUNNEL_DETOUR,
)


def judge(facts: Facts) -> Finding:
    """Fires when a VPN is in use and costs more than a third of a frame."""
    if not facts.environment.vpn:
        return not_applicable("No VPN is in use.")
    main = facts.main
    if main is None or main.rtt_ms is None:
        return informative("A VPN is in use.")
    tunnel_ms = _tunnel_ms(facts)
    most_ms = min(main.rtt_ms.median, tunnel_ms if tunnel_ms is not None else main.rtt_ms.median)
    unsteady = _unsteady(facts)
    if most_ms <= TUNNEL_DETOUR.value:
        return unsteady or informative(f"A VPN is in use; its far end is only {ms(most_ms)} away.")
    bad = main.rtt_ms.median > RTT_REQUIRED.value and most_ms > TUNNEL_BAD.value
    if unsteady is not None and not bad:
        return unsteady
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "warning" if most_ms > TUNNEL_BAD.value else "advice",
        summary="All traffic takes the detour through a VPN.",
        why=_why(main.rtt_ms.median, tunnel_ms),
        evidence=(Evidence("RTT to the far end of the VPN", most_ms, TUNNEL_DETOUR.value, "ms"),),
        gain=_gain(most_ms, known=tunnel_ms is not None),
        confidence=0.85 if tunnel_ms is not None else 0.6,
    )


def _unsteady(facts: Facts) -> Finding | None:
    """Near, but packets that leave the home are late or lost: in the tunnel or below it, which only a test tells."""
    parts = [part for part in facts.segments if part.name != "home"]
    jitter_ms = max((part.added_jitter_ms for part in parts), default=0.0)
    beyond = ("target", "twin")
    lost = certain_loss(facts, *beyond) and blames(facts, *beyond, than="gateway")
    lost_pct = pooled_loss_pct(facts, *beyond) if lost else 0.0
    stalls = stalls_of(facts, "access") or stalls_of(facts, "route")
    if jitter_ms <= JITTER_COMFORTABLE.value and lost_pct <= ACCESS_LOSS.value and not stalls:
        return None
    bad = jitter_ms > JITTER_PLAYABLE.value or lost_pct > LOSS_PLAYABLE.value or bool(stalls)
    metric, most, unit, limit = "jitter p95", jitter_ms, "ms", JITTER_COMFORTABLE
    if lost_pct > ACCESS_LOSS.value:
        metric, most, unit, limit = "loss", lost_pct, "%", ACCESS_LOSS
    elif stalls:
        metric, most, limit = "spike height", height_ms(facts, stalls), TAIL_PLAYABLE
    return Finding(
        Verdict.FAIL if bad else Verdict.WARN,
        "critical" if bad else "warning",
        summary="Packets are late or lost on the way through the VPN.",
        why="Whether it is the VPN or the line below it, only a test without the VPN tells.",
        evidence=(Evidence(f"{metric} behind the home", round(most, 4), limit.value, unit),),
        gain=rounded_gain(metric, 0.35 * most, 0.7 * most, most, unit),
        confidence=0.5,
    )


def _tunnel_ms(facts: Facts) -> float | None:
    """How far the far end of the tunnel is: the first hop that answers is there."""
    first = facts.path.hops[0] if facts.path is not None and facts.path.hops else None
    return first.median_real_ms if first is not None else None


def _gain(most_ms: float, *, known: bool) -> Gain:
    """All of the way to the tunnel's far end, less what of it leads towards the server anyway."""
    low, expected, high = (0.4, 0.8, 1.0) if known else (0.15, 0.35, 0.5)
    return rounded_gain("RTT median", low * most_ms, expected * most_ms, high * most_ms, "ms")


def _why(median_ms: float, tunnel_ms: float | None) -> str:
    if tunnel_ms is None:
        return f"The server answers in {ms(median_ms)} through the VPN; only a test without it tells what is detour."
    return f"Of the {ms(median_ms)} to the server, {ms(tunnel_ms)} are the way to the far end of the VPN and back."


def _through(tunnel_ms: float) -> PathFacts:
    """A path for the examples, whose first hop is the tunnel's far end."""
    rtt = HopRtt(tunnel_ms, tunnel_ms, tunnel_ms)
    hop = Hop(1, "10.8.0.1", None, None, rtt, 0.0, loss_is_rate_limit=False, median_real_ms=tunnel_ms)
    return PathFacts("play.example", "203.0.113.7", "udp", "target", (hop,))


RULE = Rule(
    id="disable-vpn",
    title="Turn the VPN off while you play",
    about="A VPN sends every packet by way of its own server, adds its own work, and takes room from each packet.",
    needs=frozenset({"environment", "main", "path", "segments", "target", "targets"}),
    judge=judge,
    steps=(
        "Disconnect the VPN and test again: the difference is what it costs.",
        "If you must keep it, exempt the game's app (split tunnelling), or choose a VPN server near the game's.",
        "A VPN of your workplace often must stay on: play on a device that is not part of it.",
    ),
    sources=(
        "NVIDIA CloudXR documentation: VPNs are not supported",
        "Bozkurt et al., 'Why is the Internet so slow?!': about 20 ms for every 1000 km of detour",
    ),
    effort=1,
    thresholds=(
        "TUNNEL_DETOUR",
        "TUNNEL_BAD",
        "RTT_REQUIRED",
        "JITTER_COMFORTABLE",
        "JITTER_PLAYABLE",
        "ACCESS_LOSS",
        "LOSS_PLAYABLE",
        *LOSS_LIMITS,
        *STALL_LIMITS,
    ),
    examples=(
        Example(
            "The tunnel ends 80 ms away.",
            fires=True,
            changes={"environment.vpn": True, "main.rtt_ms.median": 98.0, "path": _through(80.0)},
        ),
        Example(
            "It ends 2 ms away, but behind the home the delay varies by 30 ms.",
            fires=True,
            changes={"environment.vpn": True, "path": _through(2.0), "line.added_jitter_ms": 30.0},
        ),
        Example(
            "It ends 2 ms away.",
            fires=False,
            changes={"environment.vpn": True, "path": _through(2.0)},
        ),
    ),
)
