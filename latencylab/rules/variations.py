"""Whether a delay varies more behind a border than before it, and not by chance."""

from collections.abc import Collection

from latencylab.facts import Facts, Target


def varies_more(facts: Facts, main: Target, near: Collection[str]) -> bool:
    """Whether the delay of ``main`` varies more than that of each leg in the roles ``near`` before it.

    Of 200 probes through a Wi-Fi that adds 60 ms now and then, the 95th percentile is good to some 10 ms, on each leg
    for itself; so the intervals of PDV (RFC 5481) must not meet. Where there are too few samples for an interval, it
    takes more than the largest variation of the nearer leg.
    """
    if main.rtt_ms is None:
        return False
    low_ms = (main.p95_interval_ms or (main.rtt_ms.p95, 0.0))[0] - main.rtt_ms.min
    return all(
        low_ms > (leg.p95_interval_ms[1] if leg.p95_interval_ms is not None else leg.rtt_ms.max) - leg.rtt_ms.min
        for leg in facts.targets
        if leg.role in near and leg.rtt_ms is not None
    )
