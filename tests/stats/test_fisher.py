"""Fisher's exact test against the sum over all tables."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latencylab.stats.fisher import exceeds_by_chance


@given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 12), st.integers(1, 12))
def test_the_chance_is_fishers(hits, tries, other_hits, other_tries):
    hits, other_hits = min(hits, tries), min(other_hits, other_tries)
    total_hits = hits + other_hits
    ways = sum(
        comb(tries, k) * comb(other_tries, total_hits - k)
        for k in range(hits, min(tries, total_hits) + 1)
        if total_hits - k <= other_tries
    )
    expected = ways / comb(tries + other_tries, total_hits)
    assert exceeds_by_chance(hits, tries, other_hits, other_tries) == pytest.approx(expected)


def test_long_series_stay_exact_and_quick():
    assert exceeds_by_chance(900, 400_000, 100, 400_000) < 1e-6
    assert exceeds_by_chance(100, 400_000, 900, 400_000) > 0.99
    assert exceeds_by_chance(190_000, 400_000, 180_000, 400_000) < 1e-6
