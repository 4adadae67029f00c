"""Reordering and duplicates against RFC 4737 computed on the whole list."""

from hypothesis import given
from hypothesis import strategies as st

from latencylab.stats.order import Arrival, Order


def naive(arrivals):
    """(reordered, duplicates, largest extent) by definition."""
    distinct, reordered, extent = [], 0, 0
    for sequence in arrivals:
        if sequence in distinct:
            continue
        earlier = [j for j, other in enumerate(distinct) if other > sequence]
        if earlier:
            reordered += 1
            extent = max(extent, len(distinct) - min(earlier))
        distinct.append(sequence)
    return reordered, len(arrivals) - len(distinct), extent


@given(st.lists(st.integers(0, 50), max_size=80))
def test_is_rfc_4737(arrivals):
    order = Order()
    for sequence in arrivals:
        order.add(sequence)
    assert (order.reordered, order.duplicates, order.max_extent) == naive(arrivals)
    assert order.received == len(set(arrivals))


def test_says_of_each_arrival_what_it_is():
    order = Order()
    kinds = [order.add(sequence) for sequence in (0, 1, 3, 2, 3, 4)]
    assert [kind.value for kind in kinds] == [
        "in order", "in order", "in order", "reordered", "duplicate", "in order",
    ]  # fmt: skip
    assert kinds[4] is Arrival.DUPLICATE
    assert order.reordered_ratio == 1 / 5


def test_goes_on_for_days():
    order = Order()
    for sequence in range(20_000):
        order.add(sequence ^ 1)  # 1 0 3 2 5 4 ...
    assert (order.reordered, order.max_extent, order.duplicates) == (10_000, 1, 0)
