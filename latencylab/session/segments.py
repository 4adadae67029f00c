"""The parts of the way: home, access line, route to the server, by the legs measured in the same slots (RFC 7398).

A segment whose far end does not answer cannot be told from the next one: they are merged, and the report says so.
"""

from collections.abc import Sequence
from dataclasses import replace

from latencylab import clock
from latencylab.facts import Level, Segment, SegmentName, Target
from latencylab.session.pairs import ROLES
from latencylab.stats.pairing import Pairing, downstream_minimum

NAMES: dict[str, SegmentName] = {"gateway": "home", "access": "access", "target": "route"}
HERE = "this computer"


def build_segments(targets: tuple[Target, ...], pairing: Pairing) -> tuple[tuple[Target, ...], tuple[Segment, ...]]:
    """The segments, and the targets with their spikes placed on them."""
    legs = _legs(targets)
    answered = [role for role in ROLES if role in legs and legs[role].answered]
    main = legs.get("target")
    if main is None or main.rtt_ms is None or answered == ["target"]:
        return targets, ()
    medians = pairing.segments(0.5)
    p95s = {segment.last: segment.delay_ns for segment in pairing.segments(0.95)}
    jitters = _added_jitter(pairing, answered)
    owned = {share.last: share.events for share in pairing.shares()}
    total_ns = sum(max(0.0, segment.delay_ns) for segment in medians)
    segments = []
    for found in medians:
        merged = _merged(found.last, answered)
        segments.append(
            Segment(
                name=NAMES[found.last] if len(merged) == 1 else merged[0] if merged[0] != "home" else "access",
                start=HERE if found.first is None else found.first,
                end=main.id if found.last == "target" else found.last,
                rtt_ms=Level(_ms(found.delay_ns), _ms(p95s[found.last])),
                added_jitter_ms=_ms(jitters[found.last]),
                added_loss_pct=round(max(0.0, found.loss_ratio) * 100, 4),
                share_pct=round(100 * max(0.0, found.delay_ns) / total_ns, 1) if total_ns else 0.0,
                spikes=owned.get(found.last, 0),
                merged=merged if len(merged) > 1 else (),
            )
        )
    return _placed(targets, main, pairing), tuple(segments)


def _legs(targets: Sequence[Target]) -> dict[str, Target]:
    """The leg of each role; of the targets, the first."""
    legs: dict[str, Target] = {}
    for target in targets:
        legs.setdefault(target.role, target)
    return legs


def _merged(last: str, answered: Sequence[str]) -> tuple[SegmentName, ...]:
    """The segments from behind the last answering leg before ``last`` up to it."""
    place = ROLES.index(last)
    before = max((ROLES.index(role) for role in answered if ROLES.index(role) < place), default=-1)
    return tuple(NAMES[role] for role in ROLES[before + 1 : place + 1])


def _added_jitter(pairing: Pairing, answered: Sequence[str]) -> dict[str, float]:
    """PDV p95 in ns that each segment adds, by the downstream-minimum rule, and at most what shows tick by tick."""
    variations: list[float | None] = []
    for role, delays in zip(ROLES, pairing.delays, strict=True):
        p95, minimum = delays.quantile(0.95), delays.minimum
        known = role in answered and p95 is not None and minimum is not None
        variations.append(p95 - minimum if known and p95 is not None and minimum is not None else None)
    added: dict[str, float] = {}
    before = 0.0
    last: str | None = None
    for role, variation in zip(ROLES, downstream_minimum(variations), strict=True):
        if variation is not None:
            together = pairing.varies_beyond(last, role) if last is not None else None
            added[role] = max(0.0, min(variation - before, variation if together is None else together))
            before, last = max(before, variation), role
    return added


def _placed(targets: tuple[Target, ...], main: Target, pairing: Pairing) -> tuple[Target, ...]:
    """The targets, the main one's spikes with the segment in which each arose."""
    owners = [(at_ns / clock.NS_PER_S, NAMES[role]) for at_ns, role in pairing.events()]
    if not owners:
        return targets
    spikes = []
    for spike in main.spikes:
        end_s = spike.at_s + spike.length_ms / 1000 + 0.05
        inside = [name for at_s, name in owners if spike.at_s - 0.001 <= at_s <= end_s]
        spikes.append(replace(spike, segment=inside[0]) if inside else spike)
    return tuple(replace(target, spikes=tuple(spikes)) if target is main else target for target in targets)


def _ms(ns: float) -> float:
    return round(max(0.0, ns) / clock.NS_PER_MS, 3)
