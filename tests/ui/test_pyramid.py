"""What is drawn holds every spike, whatever the zoom."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.pyramid import Pyramid


def filled(values, rate_hz=10.0):
    pyramid = Pyramid()
    pyramid.extend(np.arange(len(values)) / rate_hz, np.asarray(values, np.float32))
    return pyramid


@pytest.mark.parametrize("pixels", [60, 333, 1200])
@pytest.mark.parametrize("share", [1.0, 0.3, 0.01])
def test_a_single_sample_stands_out_at_every_zoom(pixels, share):
    values = np.full(200_000, 20.0)
    places = np.arange(137, 200_000, 9973)
    values[places] = 400 + np.arange(len(places))
    pyramid = filled(values)
    span_s = 20_000 * share
    for start_s in (0.0, 0.37 * (20_000 - span_s), 20_000 - span_s):
        drawn = pyramid.draw(start_s, start_s + span_s, pixels, 1.0)
        inside = places[(places / 10 >= start_s) & (places / 10 <= start_s + span_s)]
        for place in inside:
            found = drawn.x[drawn.y == np.float32(values[place])]
            assert len(found) > 0
            assert abs(found[0] - place / 10) <= 2 * span_s / pixels


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 1000), min_size=1, max_size=3000),
    st.integers(10, 200),
    st.integers(0, 100).map(lambda percent: percent / 100),
    st.integers(5, 100).map(lambda percent: percent / 100),
)
def test_extremes_are_those_of_the_samples(values, pixels, place, share):
    pyramid = filled(values)
    whole_s = len(values) / 10
    start_s, end_s = place * whole_s * (1 - share), place * whole_s * (1 - share) + share * whole_s
    drawn = pyramid.draw(start_s, end_s, pixels, 1.0)
    _, inside = pyramid.window(start_s, end_s)
    if len(inside):
        assert drawn.y.max() >= inside.max()
        assert drawn.y.min() <= inside.min()
        assert set(drawn.y.tolist()) <= set(np.asarray(values, np.float32).tolist())


def test_the_work_does_not_grow_with_the_measurement():
    day = filled(np.random.default_rng(1).exponential(20, 864_000))
    assert len(day.draw(0, 86_400, 1000, 1.0).x) <= 2 * 1001


def test_samples_that_come_late_are_put_where_they_belong():
    rng = np.random.default_rng(3)
    times = np.arange(5000) / 10
    late = times + rng.choice([0.0, 1.7], 5000, p=[0.95, 0.05])
    values = rng.exponential(20, 5000)
    pyramid = Pyramid()
    for index in np.argsort(late, kind="stable"):
        pyramid.add(float(times[index]), float(values[index]))
        if index % 977 == 0:
            pyramid.draw(0, 500, 50, 1.0)
    seen_times, seen = pyramid.window(0, 1000)
    assert np.array_equal(seen_times, times)
    assert np.array_equal(seen, values.astype(np.float32))
    again = filled(values).draw(0, 500, 50, 1.0)
    assert np.array_equal(pyramid.draw(0, 500, 50, 1.0).y, again.y)


def test_a_pause_is_not_bridged():
    pyramid = Pyramid()
    pyramid.extend(np.array([0.0, 0.1, 60.0, 60.1]), np.array([1, 2, 3, 4], np.float32))
    drawn = pyramid.draw(0, 61, 1000, 1.0)
    assert drawn.joined.tolist()[:3] == [True, False, True]


def test_pixels_stay_where_they_are_while_the_plot_scrolls():
    pyramid = filled(np.random.default_rng(4).exponential(20, 100_000))
    first = pyramid.draw(1000, 2000, 200, 1.0)
    second = pyramid.draw(1003.3, 2003.3, 200, 1.0)
    shared = set(zip(first.x.round(6).tolist(), first.y.tolist(), strict=True))
    shared &= set(zip(second.x.round(6).tolist(), second.y.tolist(), strict=True))
    assert len(shared) > 0.95 * len(first.x)
