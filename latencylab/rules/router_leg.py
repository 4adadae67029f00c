"""The way to the router, as far as what it forwards bears out what it answers.

A router answers pings when it has nothing better to do, and many answer only so many a second. What delays or costs its
own answers alone is on nobody's way: a leg beyond it that is quicker, steadier or loses less tells.
"""

from dataclasses import dataclass

from latencylab.facts import Facts, Rtt, Target
from latencylab.rules.base import Severity
from latencylab.rules.losses import fewer_lost
from latencylab.thresholds import (
    CABLE_JITTER,
    FEWEST_SENDS,
    HOME_FELT,
    HOME_P95,
    HOME_WORTH,
    JITTER_COMFORTABLE,
    JITTER_PLAYABLE,
    LOSS_COMFORTABLE,
)


@dataclass(frozen=True, slots=True)
class RouterLeg:
    """What a packet meets between computer and router."""

    median_ms: float
    p95_ms: float
    """Both count from the quickest answer where the router itself is slow to answer: the rest is not known then."""
    jitter_ms: float
    """PDV p95."""
    loss_pct: float
    lossy: bool
    """Whether it loses more than by bad luck."""
    own_loss: bool = False
    """Whether the router leaves pings unanswered: then nothing tells which of the rest are lost before it."""
    answers: bool = True
    """False where it answers hardly or never, and loses nothing for all that is known."""

    @property
    def quick(self) -> bool:
        """Whether a cable would bring nothing that anybody feels."""
        little = self.p95_ms <= HOME_FELT.value and self.jitter_ms - CABLE_JITTER.value < HOME_WORTH.value
        return not self.lossy and (self.p95_ms <= HOME_P95.value or little)

    @property
    def severity(self) -> Severity:
        """How much it matters to whoever plays over it."""
        if self.lossy or self.jitter_ms > JITTER_PLAYABLE.value:
            return "critical"
        felt = self.p95_ms > HOME_FELT.value or self.jitter_ms > JITTER_COMFORTABLE.value
        return "warning" if felt else "advice"


def router_leg(facts: Facts) -> RouterLeg | None:
    """The way to the router; None when it does not answer."""
    router, home = facts.target("gateway"), facts.segment("home")
    if router is None or router.rtt_ms is None or router.jitter_ms is None:
        return None
    rtt, jitter_ms = router.rtt_ms, router.jitter_ms.pdv_p95 or 0.0
    thin = router.sent < FEWEST_SENDS.value  # seen by ended TTLs only, it is not asked often
    loss_pct = 0.0 if thin else router.loss_pct or 0.0
    raw = RouterLeg(rtt.median, rtt.p95, jitter_ms, loss_pct, _is_lossy(router) and not thin, answers=not thin)
    beyond = [leg for leg in (facts.target("access"), facts.main) if leg is not None and leg.rtt_ms is not None]
    if home is None or not beyond:
        return raw
    late = any(leg.rtt_ms is not None and _later(router, rtt, leg, leg.rtt_ms) for leg in beyond)
    own_loss = not thin and any(fewer_lost(leg, router) for leg in beyond)
    varies_ms = min(raw.jitter_ms, home.added_jitter_ms)
    return RouterLeg(
        min(raw.median_ms - rtt.min, varies_ms) if late else raw.median_ms,
        varies_ms if late else raw.p95_ms,
        varies_ms if late else raw.jitter_ms,
        min(raw.loss_pct, home.added_loss_pct) if own_loss else raw.loss_pct,
        all(_is_lossy(leg) for leg in beyond) if own_loss else raw.lossy,
        own_loss,
        raw.answers,
    )


def silent_router(facts: Facts) -> RouterLeg | None:
    """What stands for a router that never answers: a cable adds nothing until something tells otherwise.

    None on Wi-Fi, of which nothing can be taken for granted.
    """
    if facts.environment.link == "wifi":
        return None
    return RouterLeg(0.0, 0.0, 0.0, 0.0, lossy=False, answers=False)


def _later(router: Target, rtt: Rtt, leg: Target, leg_rtt: Rtt) -> bool:
    """Whether the router answers later, or less steadily, than a leg beyond it, and not by chance."""
    medians = router.median_interval_ms, leg.median_interval_ms
    if medians[0] is not None and medians[1] is not None and medians[0][0] > medians[1][1]:
        return True
    low_ms = router.p95_interval_ms[0] if router.p95_interval_ms is not None else rtt.p95
    high_ms = leg.p95_interval_ms[1] if leg.p95_interval_ms is not None else leg_rtt.max
    return low_ms > high_ms or low_ms - rtt.min > high_ms - leg_rtt.min


def _is_lossy(leg: Target) -> bool:
    return leg.loss_interval_pct is not None and leg.loss_interval_pct[0] > LOSS_COMFORTABLE.value
