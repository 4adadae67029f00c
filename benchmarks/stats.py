"""What a sample costs each statistic: at the start of a session, and after a million samples (14 hours at 20 Hz)."""

from collections.abc import Callable
from random import Random
from time import perf_counter_ns

from latencylab.stats.direction import DirectionalLoss
from latencylab.stats.loss import Loss
from latencylab.stats.order import Order
from latencylab.stats.pairing import Pairing
from latencylab.stats.quantiles import Quantiles
from latencylab.stats.queueing import DirectionalQueueing
from latencylab.stats.spikes import Spikes
from latencylab.stats.variation import Variation

SAMPLES = 1_000_000
STRETCH = 5_000
STRETCHES = 8
TICK_NS = 50_000_000

Feed = Callable[[int, int], object]


def feeds() -> dict[str, Feed]:
    """For each statistic a function that gives it sample number ``k`` with a round-trip time in ns."""
    quantiles, variation, loss, order = Quantiles(), Variation(), Loss(), Order()
    direction, spikes, queueing = DirectionalLoss(), Spikes(), DirectionalQueueing()
    pairing = Pairing(("gateway", "access", "target"))
    return {
        "Quantiles": lambda _, rtt: quantiles.add(rtt),
        "Variation": variation.add,
        "Loss": lambda k, rtt: loss.on_lost(k) if rtt % 100 == 0 else loss.on_received(k),
        "Order": lambda k, _: order.add(k),
        "DirectionalLoss": lambda k, _: direction.add(k, k),
        "Spikes": lambda k, rtt: spikes.add(k * TICK_NS, rtt),
        "DirectionalQueueing": lambda k, rtt: queueing.add(k * TICK_NS, rtt, rtt // 2),
        "Pairing (3 legs)": lambda k, rtt: pairing.add(k * TICK_NS, (rtt // 8, rtt // 2, rtt)),
    }


def cost_ns(feed: Feed, rtts: list[int], start: int) -> float:
    """Cost of a sample from number ``start`` on, in ns: the best of several stretches, since machines are shared."""
    size, best = len(rtts), float("inf")
    for first in range(start, start + STRETCHES * STRETCH, STRETCH):
        before = perf_counter_ns()
        for k in range(first, first + STRETCH):
            feed(k, rtts[k % size])
        best = min(best, (perf_counter_ns() - before) / STRETCH)
    return best


def main() -> None:
    rng = Random(1)
    rtts = [round(1e6 * (10 + rng.expovariate(1) + (80 if rng.random() < 0.01 else 0))) for _ in range(100_003)]
    print(f"{'':20} {'at the start':>13} {f'after {SAMPLES:.0e}':>13} {'ratio':>7}")
    for name, feed in feeds().items():
        first = cost_ns(feed, rtts, 0)
        for k in range(STRETCHES * STRETCH, SAMPLES):
            feed(k, rtts[k % len(rtts)])
        last = cost_ns(feed, rtts, SAMPLES)
        print(f"{name:20} {first:10.0f} ns {last:10.0f} ns {last / first:7.2f}")


if __name__ == "__main__":
    main()
