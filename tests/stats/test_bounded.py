"""A session may run for days: what a sample costs, in time and in memory, does not grow."""

from random import Random
from time import process_time_ns

import pytest

from latencylab.stats.direction import DirectionalLoss
from latencylab.stats.loss import Loss
from latencylab.stats.order import Order
from latencylab.stats.pairing import Pairing
from latencylab.stats.quantiles import Quantiles
from latencylab.stats.queueing import DirectionalQueueing
from latencylab.stats.spikes import Spikes
from latencylab.stats.variation import Variation

from .series import MS, size_of

TICK = 50 * MS
KIB = 1024


def rtts(count):
    """A line with jitter, a spike now and then, and rare outliers up to seconds."""
    rng = Random(1)
    return [
        round((10 + rng.expovariate(1) + (80 if rng.random() < 0.01 else 0)) * MS) + (k % 5000 == 0) * k * 10_000
        for k in range(count)
    ]


def loss_add(loss, k, rtt):
    loss.on_sent()
    if rtt % 50:
        loss.on_received(k)
    else:
        loss.on_lost(k)


FED = {
    "quantiles": (Quantiles, lambda it, k, rtt: it.add(rtt), 300 * KIB),
    "variation": (Variation, lambda it, k, rtt: it.add(k, rtt), 40 * KIB),
    "loss": (Loss, loss_add, 16 * KIB),
    "order": (Order, lambda it, k, rtt: it.add(k ^ (rtt % 7 == 0)), 250 * KIB),
    "direction": (DirectionalLoss, lambda it, k, rtt: rtt % 50 and it.add(k, k - k // 1000), 70 * KIB),
    "spikes": (Spikes, lambda it, k, rtt: it.add(k * TICK, rtt), 150 * KIB),
    "pairing": (
        lambda: Pairing(("gateway", "access", "target")),
        lambda it, k, rtt: it.add(k * TICK, (MS, rtt // 2, rtt)),
        1200 * KIB,
    ),
    "queueing": (DirectionalQueueing, lambda it, k, rtt: it.add(k * TICK, rtt, rtt // 2), 1200 * KIB),
}


@pytest.mark.parametrize("name", FED)
def test_memory_is_bounded_and_a_sample_costs_the_same_at_the_end_as_at_the_start(name):
    make, feed, limit = FED[name]
    thing, values = make(), rtts(60_000)
    costs, sizes = [], []
    for start in range(0, len(values), 5_000):
        before = process_time_ns()
        for k in range(start, start + 5_000):
            feed(thing, k, values[k])
        costs.append(process_time_ns() - before)
        sizes.append(size_of(thing))
    assert max(sizes) < limit
    assert max(sizes[6:]) < 1.2 * max(sizes[:6])
    # processor time, and the best of several stretches, since others use this machine as well
    assert min(costs[8:]) < 3 * min(costs[:4])
