"""A delay that varies more behind a border, for certain or by chance."""

from dataclasses import replace
from random import Random

import pytest

from latencylab.facts import Rtt
from latencylab.rules.examples import facts_with
from latencylab.rules.variations import varies_more
from latencylab.stats.interval import quantile_interval
from latencylab.stats.quantiles import Quantiles


def leg(target, delays_ms):
    """The leg with these delays and what is known of them."""
    quantiles, recent = Quantiles(), [round(delay * 1e6) for delay in delays_ms]
    for delay in recent:
        quantiles.add(delay)
    q = {name: (quantiles.quantile(at) or 0) / 1e6 for name, at in (("p05", 0.05), ("p95", 0.95), ("p99", 0.99))}
    middle, low, high = sorted(delays_ms)[len(delays_ms) // 2], min(delays_ms), max(delays_ms)
    interval = quantile_interval(quantiles, recent, 0.95)
    return replace(
        target,
        rtt_ms=Rtt(min=low, median=middle, mean=middle, max=high, stdev=0.0, **q),
        p95_interval_ms=(interval.low / 1e6, interval.high / 1e6) if interval else None,
    )


def home(rng, wifi_ms, route_ms, count=200):
    """A home whose Wi-Fi and route add delays that are drawn anew for each probe."""

    def drawn(base_ms, *spreads_ms):
        return [base_ms + sum(rng.expovariate(1 / spread) for spread in spreads_ms if spread) for _ in range(count)]

    facts = facts_with({})
    delays = {"gateway": drawn(1, wifi_ms, wifi_ms), "access": drawn(8, wifi_ms, wifi_ms)}
    main = leg(facts.main, drawn(20, wifi_ms, wifi_ms, route_ms))
    targets = tuple(
        leg(t, delays[t.role]) if t.role in delays else main if t is facts.main else t for t in facts.targets
    )
    return replace(facts, targets=targets), main


def blamed(wifi_ms, route_ms, count=200):
    """In how many of a hundred homes the route is said to vary more."""
    return sum(varies_more(*home(Random(k), wifi_ms, route_ms, count), ("gateway", "access")) for k in range(100))


@pytest.mark.parametrize("count", [40, 200])
def test_a_wifi_that_varies_is_not_put_on_the_route_by_chance(count):
    assert blamed(12, 0, count) <= 2


@pytest.mark.parametrize(("wifi_ms", "route_ms"), [(0.2, 4), (2, 20)])
def test_a_route_that_varies_is_found(wifi_ms, route_ms):
    assert blamed(wifi_ms, route_ms) >= 98
