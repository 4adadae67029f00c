"""Which tiers a connection can play, and what stands in the way of the others.

A tier is playable when nothing that was measured forbids it. What was not measured forbids nothing, and is named: a
green light for want of a measurement would be a lie.

Limits: the service's own where it publishes one (:class:`~latencylab.facts.Requirement`), else ours. A stream as fast
as the line stutters with every other use of it, but it plays: the limit is the tier's own rate.
"""

from dataclasses import dataclass
from typing import Literal

from latencylab.facts import Facts, Target
from latencylab.requirement import Requirement
from latencylab.rules.plan_fit import download_of, falls_short
from latencylab.thresholds import LOSS_COMFORTABLE, LOSS_PLAYABLE, RTT_REQUIRED, TAIL_PLAYABLE

Cause = Literal["bandwidth", "rtt", "jitter", "loss", "loaded"]
FRAME_MS = 1000.0


@dataclass(frozen=True, slots=True)
class Playable:
    """A tier and whether it plays."""

    service: str
    tier: str
    width: int
    height: int
    fps: int
    ok: bool
    blocked_by: tuple[Cause, ...]
    not_measured: tuple[Cause, ...] = ()


def playable(facts: Facts) -> tuple[Playable, ...]:
    """Every tier that is asked about; none when the first target did not answer."""
    main = facts.main
    if main is None or main.rtt_ms is None:
        return ()
    return tuple(_judge(tier, main, facts) for tier in facts.tiers)


def _judge(tier: Requirement, main: Target, facts: Facts) -> Playable:
    found: dict[Cause, bool | None] = {
        "bandwidth": _too_slow(tier, facts),
        "rtt": _too_far(tier, main),
        "jitter": _too_unsteady(tier, main),
        "loss": _too_lossy(main),
        "loaded": _too_full(tier, facts),
    }
    blocked = tuple(cause for cause, bad in found.items() if bad)
    unknown = tuple(cause for cause, bad in found.items() if bad is None)
    return Playable(tier.service, tier.tier, tier.width, tier.height, tier.fps, not blocked, blocked, unknown)


def rtt_limit_ms(tier: Requirement | None) -> float:
    """The tier's own limit, or the one that serves for all."""
    return tier.rtt_ms if tier is not None and tier.rtt_ms is not None else RTT_REQUIRED.value


def _too_slow(tier: Requirement, facts: Facts) -> bool | None:
    rate = download_of(facts)
    return None if rate is None else falls_short(rate, tier)


def _too_far(tier: Requirement, main: Target) -> bool:
    return main.rtt_ms is not None and main.rtt_ms.median > rtt_limit_ms(tier)


def _too_unsteady(tier: Requirement, main: Target) -> bool | None:
    """More than a frame's time of delay variation at p95, or a tail that no buffer hides."""
    if main.rtt_ms is None or main.jitter_ms is None or main.jitter_ms.pdv_p95 is None:
        return None
    tail_ms = main.rtt_ms.p99 - main.rtt_ms.median
    return main.jitter_ms.pdv_p95 > FRAME_MS / min(tier.fps, 60) or tail_ms > TAIL_PLAYABLE.value


def _too_lossy(main: Target) -> bool | None:
    """Above the limit, and surely above what error correction repairs."""
    if main.loss_pct is None:
        return None
    sure = main.loss_interval_pct is None or main.loss_interval_pct[0] > LOSS_COMFORTABLE.value
    return main.loss_pct > LOSS_PLAYABLE.value and sure


def _too_full(tier: Requirement, facts: Facts) -> bool | None:
    """Another use of the line lifts the RTT above the limit."""
    return None if facts.loaded is None else facts.loaded.worst.median > rtt_limit_ms(tier)
