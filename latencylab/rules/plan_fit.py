"""Whether the line carries what a tier asks for: what ``upgrade-plan`` and ``lower-tier`` share."""

from latencylab.bandwidth import Rate
from latencylab.facts import Facts
from latencylab.requirement import Requirement
from latencylab.thresholds import MBPS_720P, MBPS_1080P, RATE_ROUND_TRIPS, RATE_SETTLED, TIER_SHARE

FIT_LIMITS = ("MBPS_720P", "MBPS_1080P", "TIER_SHARE", "RATE_ROUND_TRIPS", "RATE_SETTLED")
"""The limits that decide what a line carries."""


def usual() -> tuple[Requirement, Requirement]:
    """What services ask for, where the catalogue names no tier: the figures of the largest one."""
    return (
        Requirement("", "720p60", "a stream of 1280 × 720", 1280, 720, 60, MBPS_720P.value),
        Requirement("", "1080p60", "a stream of 1920 × 1080", 1920, 1080, 60, MBPS_1080P.value),
    )


def wanted_of(facts: Facts) -> Requirement:
    """The tier that is asked for; Full HD when none was named."""
    return facts.wanted or usual()[-1]


def tiers_of(facts: Facts) -> tuple[Requirement, ...]:
    """The tiers that one could choose instead: of the same service where one is named."""
    wanted = facts.wanted
    if wanted is None:
        return usual()
    return tuple(tier for tier in facts.tiers if tier.service == wanted.service) or (wanted,)


def download_of(facts: Facts) -> Rate | None:
    """The measured rate; None when it was not measured, or cut short before it held still.

    Over a satellite a load of seconds is still growing when its time is over, and says only what the line carries at
    least: it had few round trips to find the rate in, or its interval is wide.
    """
    rate = facts.bandwidth.download if facts.bandwidth else None
    if rate is None or rate.ended not in ("certain", "time", "data"):
        return None
    rtt_ms = facts.main.rtt_ms.median if facts.main is not None and facts.main.rtt_ms is not None else 0.0
    narrow = rate.interval_mbps[1] <= RATE_SETTLED.value * rate.mbps
    settled = narrow and rate.seconds * 1000 >= RATE_ROUND_TRIPS.value * rtt_ms
    return rate if rate.stable or settled else None


def falls_short(rate: Rate, tier: Requirement) -> bool:
    """Whether even the upper end of the interval is less than the tier asks for."""
    return rate.interval_mbps[1] < tier.mbps


def best_fit(rate: Rate, facts: Facts) -> Requirement | None:
    """The most demanding tier that the line carries with room to spare, else at all; None when none fits."""
    tiers = sorted(tiers_of(facts), key=lambda tier: (tier.mbps, tier.width * tier.height, tier.fps))
    roomy = [tier for tier in tiers if tier.mbps <= TIER_SHARE.value / 100 * rate.mbps]
    fitting = roomy or [tier for tier in tiers if tier.mbps <= rate.mbps]
    return fitting[-1] if fitting else None
