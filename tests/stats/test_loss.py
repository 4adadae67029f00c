"""Loss ratios, their intervals, and how losses are spread."""

from itertools import groupby, pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.stats.bursts import LONGEST_TALLIED, NOTICEABLE_DISTANCE, Bursts
from latencylab.stats.interval import wilson
from latencylab.stats.loss import BlockVariance, Loss

from .series import gilbert

FATES = st.lists(st.booleans(), max_size=120)


def bursts_of(fates):
    bursts = Bursts()
    for lost in fates:
        bursts.add(lost)
    return bursts


def loss_of(fates):
    loss = Loss()
    for sequence, lost in enumerate(fates):
        loss.on_sent()
        if lost:
            loss.on_lost(sequence)
        else:
            loss.on_received(sequence)
    return loss


@given(FATES)
def test_runs_are_rfc_3357(fates):
    bursts = bursts_of(fates)
    runs = [len(list(run)) for lost, run in groupby(fates) if lost]
    where = [k for k, lost in enumerate(fates) if lost]
    assert (bursts.lost, bursts.periods, bursts.longest) == (sum(fates), len(runs), max(runs, default=0))
    assert bursts.mean_period == (sum(runs) / len(runs) if runs else None)
    assert bursts.noticeable == sum(b - a <= NOTICEABLE_DISTANCE for a, b in pairwise(where))
    tally = [sum(min(run, LONGEST_TALLIED) == length for run in runs) for length in range(LONGEST_TALLIED + 1)]
    assert bursts.run_lengths == tally


@given(FATES)
def test_pairs_and_episodes_are_rfc_6534(fates):
    bursts = bursts_of(fates)
    pairs = list(pairwise(fates))
    n = {(i, j): pairs.count((bool(i), bool(j))) for i in (0, 1) for j in (0, 1)}
    assert bursts.pairs == [[n[0, 0], n[0, 1]], [n[1, 0], n[1, 1]]]
    if n[0, 1] + n[1, 0]:
        assert bursts.mean_episode == (2 * n[1, 1] + n[0, 1] + n[1, 0]) / (n[0, 1] + n[1, 0])
    else:
        assert bursts.mean_episode == (None if n[1, 1] else 0.0)


def test_the_gilbert_model_is_found_again():
    model = bursts_of(gilbert(Random(3), 60_000, 0.01, 0.25)).gilbert
    assert model.good_to_bad == pytest.approx(0.01, rel=0.15)
    assert model.bad_to_good == pytest.approx(0.25, rel=0.15)
    assert bursts_of([False] * 5).gilbert is None
    assert bursts_of([True] * 5).gilbert is None


@given(st.data())
def test_fates_may_become_known_in_any_order(data):
    fates = data.draw(st.lists(st.sampled_from(["lost", "received", "not sent"]), max_size=60))
    loss = Loss()
    for sequence in data.draw(st.permutations(range(len(fates)))):
        if fates[sequence] == "lost":
            loss.on_lost(sequence)
        elif fates[sequence] == "received":
            loss.on_received(sequence)
        else:
            loss.on_not_sent(sequence)
    kept = [fate == "lost" for fate in fates if fate != "not sent"]
    assert (loss.lost, loss.received) == (sum(kept), len(kept) - sum(kept))
    assert loss.bursts.pairs == bursts_of(kept).pairs
    assert loss.ratio == (sum(kept) / len(kept) if kept else None)


def test_what_is_awaited_is_neither_lost_nor_received():
    loss = Loss()
    for _ in range(10):
        loss.on_sent()
    loss.on_received(0)
    loss.on_received(2, late=True)
    loss.on_lost(1)
    assert (loss.awaited, loss.received, loss.late, loss.lost, loss.ratio) == (7, 2, 1, 1, 1 / 3)


def test_a_series_may_begin_anywhere():
    loss = Loss(first=1_000_000)
    for sequence in range(1_000_000, 1_000_010):
        loss.on_lost(sequence) if sequence % 2 else loss.on_received(sequence)
    assert loss.bursts.pairs == [[0, 5], [4, 0]]


def test_a_probe_that_is_never_accounted_for_holds_up_nothing():
    loss = Loss()
    for sequence in range(1, 10_000):
        loss.on_received(sequence)
    assert sum(map(sum, loss.bursts.pairs)) > 5_000


def test_no_loss_is_known_to_three_in_n_only():
    low, high = loss_of([False] * 300).interval()
    assert low == 0
    assert high == pytest.approx(3 / 300, rel=0.01)
    low, high = loss_of([True] * 300).interval()
    assert high == 1
    assert low == pytest.approx(1 - 3 / 300, rel=0.001)


def test_wilson_gives_the_textbook_interval():
    assert wilson(0.1, 100) == (pytest.approx(0.05523, abs=1e-5), pytest.approx(0.17437, abs=1e-5))
    assert wilson(0.5, 0) is None


@given(st.lists(st.booleans(), min_size=1, max_size=200))
def test_the_interval_always_holds_the_ratio_that_was_seen(fates):
    loss = loss_of(fates)
    low, high = loss.interval()
    assert 0 <= low <= loss.ratio <= high <= 1


@given(st.lists(st.integers(0, 3), min_size=48, max_size=400))
def test_block_sums_are_summed_by_halves(values):
    """The effective size from pairs alone, computed on the list: with less than 96 values no longer blocks count."""
    values = values[:95]
    variance = BlockVariance()
    for value in values:
        variance.add(value)
    mean = sum(values) / len(values)
    spread = sum(v * v for v in values) / len(values) - mean**2
    sums = [a + b for a, b in zip(values[::2], values[1::2], strict=False)]
    pairs = sum(s * s for s in sums) / len(sums) - (2 * mean) ** 2
    single = len(values) / (len(values) - 1)
    expected = max(single, pairs / (2 * spread) * len(sums) / (len(sums) - 1)) if spread > 1e-9 else 1.0
    assert variance.n_eff(sum(values)) == pytest.approx(len(values) / expected)


@pytest.mark.parametrize(
    ("good_to_bad", "bad_to_good"), [(0.01, 0.99), (0.05, 0.95), (0.01, 0.25), (0.02, 0.1)], ids=str
)
def test_the_interval_holds_the_true_ratio_in_nine_of_ten_cases_also_for_bursts(good_to_bad, bad_to_good):
    rng, truth = Random(5), good_to_bad / (good_to_bad + bad_to_good)
    held = 0
    for _ in range(60):
        low, high = loss_of(gilbert(rng, 2000, good_to_bad, bad_to_good)).interval()
        held += low <= truth <= high
    assert held >= 51  # 0.9 less what 60 trials cannot tell


def test_bursts_widen_the_interval():
    single, bursts = ([k % 100 == 0 for k in range(3000)], [k % 1000 < 10 for k in range(3000)])
    narrow, wide = loss_of(single).interval(), loss_of(bursts).interval()
    assert loss_of(single).ratio == loss_of(bursts).ratio == 0.01
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)
