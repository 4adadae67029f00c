"""Stalls: everything stops for a while and then comes at once; a stream feels that though most packets are on time.

They are told from a queue by their shape. What waits for the end of a stall arrives together, so the delay jumps to its
peak and falls by a millisecond each millisecond: a stall lasts as long as its peak is high. A queue has to fill first.
"""

from collections.abc import Sequence

from latencylab.facts import Facts, SegmentName, Spike
from latencylab.rules.base import ms
from latencylab.thresholds import FEWEST_STALLS, OWN_STALLS, STALL_SHAPE, TAIL_PLAYABLE

STALL_LIMITS = ("TAIL_PLAYABLE", "FEWEST_STALLS", "OWN_STALLS")
"""The limits that decide whether a part of the way stalls."""


def example_stalls(segment: SegmentName) -> dict[str, object]:
    """Four stalls of 100 ms on that segment, for the examples."""
    spikes = tuple(Spike(2.1 * n, 118.0, 105.0, segment) for n in range(1, 5))
    return {"main.spikes": spikes, "main.rtt_ms.p99": 112.0, "main.rtt_ms.max": 118.0}


def stalls_of(facts: Facts, segment: SegmentName) -> tuple[Spike, ...]:
    """The server's spikes that arose on that segment, if they are what makes its tail too long; else none."""
    main = facts.main
    if main is None or main.rtt_ms is None or main.rtt_ms.p99 - main.rtt_ms.median <= TAIL_PLAYABLE.value:
        return ()
    placed = [spike for spike in main.spikes if spike.segment is not None]
    own = tuple(spike for spike in placed if spike.segment == segment)
    enough = len(own) >= max(FEWEST_STALLS.value, OWN_STALLS.value / 100 * len(placed))
    return own if enough else ()


def made_of_stalls(facts: Facts) -> bool:
    """Whether the server's delay swings because something stops again and again, and not because a queue fills."""
    main = facts.main
    if main is None or main.rtt_ms is None or main.jitter_ms is None:
        return False
    median_ms, least_ms = main.rtt_ms.median, (main.jitter_ms.pdv_p95 or 0.0) / 2
    heights = [(spike.rtt_ms - median_ms, spike.length_ms) for spike in main.spikes]
    tall = [(height_ms, length_ms) for height_ms, length_ms in heights if height_ms > least_ms]
    sudden = sum(length_ms <= STALL_SHAPE.value * height_ms for height_ms, length_ms in tall)
    return len(tall) >= FEWEST_STALLS.value and sudden > len(tall) / 2


def height_ms(facts: Facts, stalls: Sequence[Spike]) -> float:
    """How much later than usual the server answers in them, on average; 0 without any."""
    median_ms = facts.main.rtt_ms.median if facts.main is not None and facts.main.rtt_ms is not None else 0.0
    return max(0.0, sum(spike.rtt_ms for spike in stalls) / len(stalls) - median_ms) if stalls else 0.0


def stalls_words(facts: Facts, stalls: Sequence[Spike]) -> str:
    """The stalls as a clause; empty without any."""
    return f"packets come {ms(height_ms(facts, stalls))} late {len(stalls)} times" if stalls else ""
