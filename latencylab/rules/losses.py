"""Whether losses are more than a few unlucky probes: all legs that share the trouble are counted together.

A leg that never answers, or leaves echo requests unanswered where other packets to the same host are not lost, says
nothing of the way: many servers drop or limit them.
"""

from collections.abc import Collection
from typing import Any

from latencylab.facts import Facts, Target
from latencylab.stats.fisher import exceeds_by_chance
from latencylab.stats.interval import wilson
from latencylab.thresholds import (
    BORDER_BLAMED,
    BORDER_BLAMED_TOO,
    BORDER_LIKELY,
    FEWEST_LOSSES,
    FEWEST_ON_ONE_LEG,
    FEWEST_SENDS,
    LOSS_CERTAIN,
    Threshold,
)

LOSS_LIMITS = (
    "LOSS_CERTAIN",
    "FEWEST_LOSSES",
    "FEWEST_ON_ONE_LEG",
    "BORDER_BLAMED",
    "BORDER_LIKELY",
    "BORDER_LIKELY_WIFI",
    "BORDER_BLAMED_TOO",
    "FEWEST_SENDS",
)
"""The limits that decide whether losses are certain, and where they arise."""


def certain_loss(facts: Facts, *roles: str) -> bool:
    """Whether the legs in these roles, of the first target where they are targets, lose packets for certain.

    A single probe of eighty has an interval that begins at 0.22 % by itself, which says nothing of the line.
    """
    legs = _legs(facts, roles)
    lost = [leg.sent - leg.received for leg in legs] or [0]
    if sum(lost) < FEWEST_LOSSES.value or max(lost) < FEWEST_ON_ONE_LEG.value:
        return False
    sent = sum(leg.sent for leg in legs)
    burst = max(leg.loss_burst_mean or 1.0 for leg in legs)
    interval = wilson(sum(lost) / sent, sent / max(1.0, burst))
    return interval is not None and interval.low * 100 > LOSS_CERTAIN.value


def blames(facts: Facts, *roles: str, than: str, likely: Threshold = BORDER_LIKELY) -> float:
    """How surely the legs in these roles lose more than the leg ``than`` before them: 0, 0.5 or 1.

    Each leg draws its own losses on a way that they share: one that loses 3 % where another loses 2 % proves nothing of
    what lies between them. Losses in a row count as one (Fisher's exact test).

    Args:
        facts: what was measured.
        roles: of the legs beyond the border.
        than: of the leg that ends at it.
        likely: up to which probability of chance it still counts for half, if that leg lost nothing.
    """
    near = facts.target(than)
    if near is None or not near.sent:
        return 1.0
    far = [_events(leg) for leg in _legs(facts, roles)]
    near_hits, near_tries = _events(near)
    if near.sent < FEWEST_SENDS.value:  # a router that is seen by ended TTLs only is not asked often
        return 0.5
    hits, tries = sum(event[0] for event in far), sum(event[1] for event in far)
    chance_pct = 100 * exceeds_by_chance(hits, tries, near_hits, near_tries)
    if chance_pct < (BORDER_BLAMED_TOO if near_hits else BORDER_BLAMED).value:
        return 1.0
    return 0.5 if not near_hits and chance_pct < likely.value else 0.0


def fewer_lost(far: Target, near: Target) -> bool:
    """Whether a leg loses less than one before it, and not by chance: that one leaves probes unanswered by itself."""
    return 100 * exceeds_by_chance(*_events(near), *_events(far)) < BORDER_BLAMED.value


def pooled_loss_pct(facts: Facts, *roles: str) -> float:
    """The loss in percent of all these legs together, of the first target where they are targets; 0 without any."""
    legs = _legs(facts, roles)
    sent = sum(leg.sent for leg in legs)
    return 100 * sum(leg.sent - leg.received for leg in legs) / sent if sent else 0.0


def _legs(facts: Facts, roles: Collection[str]) -> list[Target]:
    """The legs in these roles that tell of losses; of targets, those of the first."""
    main = facts.main
    legs = [leg for leg in facts.targets if leg.role in roles and leg.received and _belongs(leg, main)]
    return [leg for leg in legs if leg.role != "twin" or main is None or not fewer_lost(main, leg)]


def _events(leg: Target) -> tuple[int, int]:
    """Losses in a row counted as one, and the probes that make one independent of the next."""
    burst = max(1.0, leg.loss_burst_mean or 1.0)
    return round((leg.sent - leg.received) / burst), max(1, round(leg.sent / burst))


def _belongs(leg: Target, main: Target | None) -> bool:
    if leg.role not in ("target", "twin") or main is None:
        return leg.role in ("gateway", "access")
    return leg.id == main.id or leg.id.startswith(f"{main.id}/")


def example_losses(*legs: str) -> dict[str, Any]:
    """Each of these legs loses 3 % of 200 probes, for the examples."""
    lost = {"received": 194, "loss_pct": 3.0, "loss_interval_pct": (1.2, 6.4)}
    return {f"{leg}.{name}": value for leg in legs for name, value in lost.items()}
