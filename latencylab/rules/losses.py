"""Whether losses are more than a few unlucky probes: all legs that share the trouble are counted together."""

from latencylab.facts import Facts, Target
from latencylab.stats.interval import wilson
from latencylab.thresholds import FEWEST_LOSSES, LOSS_CERTAIN

_FEWEST_ON_ONE_LEG = 2
"""One instant may cost every leg a probe: at least one leg must have lost more often."""


def certain_loss(facts: Facts, *roles: str) -> bool:
    """Whether the legs in these roles, of the first target where they are targets, lose packets for certain.

    A single probe of eighty has an interval that begins at 0.22 % by itself, which says nothing of the line.
    """
    legs = [leg for leg in facts.targets if leg.role in roles and leg.sent and _belongs(leg, facts.main)]
    lost = [leg.sent - leg.received for leg in legs]
    if sum(lost) < FEWEST_LOSSES.value or max(lost) < _FEWEST_ON_ONE_LEG:
        return False
    sent = sum(leg.sent for leg in legs)
    burst = max(leg.loss_burst_mean or 1.0 for leg in legs)
    interval = wilson(sum(lost) / sent, sent / max(1.0, burst))
    return interval is not None and interval.low * 100 > LOSS_CERTAIN.value


def _belongs(leg: Target, main: Target | None) -> bool:
    if leg.role not in ("target", "twin") or main is None:
        return leg.role == "access"
    return leg.id == main.id or leg.id.startswith(f"{main.id}/")
