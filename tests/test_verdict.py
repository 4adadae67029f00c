"""The score, the tiers that play, the band from hand to eye: on plain facts."""

from dataclasses import replace

import pytest

from latencylab.bandwidth import Bandwidth, Rate
from latencylab.facts import Jitter, Requirement, Rtt
from latencylab.loaded import Loaded, LoadedLevel, grade
from latencylab.photon import photon
from latencylab.playable import playable
from latencylab.rules.examples import HEALTHY, facts_with
from latencylab.verdict import GOOD, score

HD = Requirement("geforce-now", "1080p60", "GeForce NOW", 1920, 1080, 60, 25, 80)
UHD = Requirement("geforce-now", "4k60", "GeForce NOW", 3840, 2160, 60, 40, 80)


def points(changes) -> int:
    found = score(facts_with(changes))
    assert found is not None
    return found.value


def test_a_healthy_home_scores_high_and_the_weakest_part_decides():
    assert points({}) >= 95
    found = score(facts_with({"main.loss_pct": 2.0}))
    assert found.value == min(part.score for part in found.parts)
    assert found.weakest.metric == "loss"


@pytest.mark.parametrize("loss_pct", [2, 2.5, 5, 40])
def test_no_score_is_good_at_two_percent_loss(loss_pct):
    assert points({"main.loss_pct": float(loss_pct)}) < GOOD


@pytest.mark.parametrize("p99_ms", [81, 120, 900])
def test_no_score_is_good_with_p99_beyond_the_limit(p99_ms):
    assert points({"main.rtt_ms": Rtt(18, 18, 70, 70, 75, p99_ms, 1000, 9)}) < GOOD


def test_the_limit_of_the_service_that_is_wanted_counts():
    shadow = Requirement("shadow", "1080p60", "Shadow PC", 1920, 1080, 60, 25, 35)
    changes = {"main.rtt_ms": Rtt(40, 40, 41, 41, 42, 43, 44, 1)}
    assert points(changes) > GOOD > points({**changes, "wanted": shadow})


@pytest.mark.parametrize(
    ("changes", "blocked"),
    [
        ({}, ()),
        ({"main.rtt_ms": Rtt(90, 90, 95, 95, 96, 97, 98, 1)}, ("rtt",)),
        ({"main.jitter_ms": Jitter(9, 8, 26)}, ("jitter",)),
        ({"main.rtt_ms": Rtt(18, 18, 18, 19, 20, 70, 90, 5)}, ("jitter",)),
        ({"main.loss_pct": 3.0, "main.loss_interval_pct": (1.2, 6.4)}, ("loss",)),
        ({"main.loss_pct": 1.5, "main.loss_interval_pct": (0.1, 4.0)}, ()),
    ],
)
def test_a_tier_is_blocked_by_what_breaks_its_limits(changes, blocked):
    [found] = playable(replace(facts_with(changes), tiers=(HD,)))
    assert found.blocked_by == blocked
    assert found.ok is (blocked == ())
    assert found.not_measured == ("bandwidth", "loaded")


def line_of(mbps, loaded_ms):
    """A line of that rate, on which packets take so long while it is loaded."""
    rate = Rate(mbps, (mbps - 1, mbps + 1), 10**7, 6.0, stable=True, ended="certain", flows=4, congestion="cubic")
    added_ms = loaded_ms - 18
    level = LoadedLevel(
        loaded_ms, loaded_ms + 20, added_ms, None, added_ms, 0.0, 100, grade(added_ms), "access", None, (), {}
    )
    loaded = Loaded(18.0, 18.1, level, None, None, None, level.grade, level.where)
    return replace(HEALTHY, tiers=(HD, UHD), bandwidth=Bandwidth("test", "here", rate, None), loaded=loaded)


def test_bandwidth_and_load_block_only_where_they_were_measured():
    hd, uhd = playable(line_of(30.0, 130.0))
    assert (hd.blocked_by, uhd.blocked_by) == (("loaded",), ("bandwidth", "loaded"))
    assert hd.not_measured == ()
    assert [entry.ok for entry in playable(line_of(80.0, 40.0))] == [True, True]


def test_load_and_bandwidth_are_parts_of_the_score():
    long_queue = score(line_of(80.0, 218.0))
    assert long_queue.weakest.metric == "delay added under load"
    assert long_queue.value < GOOD
    slow = score(replace(line_of(20.0, 20.0), wanted=UHD))
    assert slow.weakest.metric == "bandwidth for the tier"
    assert slow.value <= 30


def test_without_an_answer_there_is_no_verdict():
    silent = facts_with({"main.rtt_ms": None})
    assert score(silent) is None
    assert photon(silent) is None
    assert playable(replace(silent, tiers=(HD,))) == ()


def test_the_band_from_hand_to_eye_grows_with_the_network_and_shrinks_with_the_frame_rate():
    usual, far = photon(HEALTHY), photon(facts_with({"main.rtt_ms": Rtt(60, 60, 68, 68, 78, 90, 99, 4)}))
    assert far.low_ms - usual.low_ms == pytest.approx(50, abs=1)
    assert far.high_ms - far.low_ms > usual.high_ms - usual.low_ms
    fast = photon(replace(HEALTHY, wanted=replace(HD, fps=120)))
    assert fast.high_ms < usual.high_ms


def test_a_line_too_slow_for_any_stream_is_not_good_where_no_tier_was_named():
    slow = score(line_of(9.0, 20.0))
    assert slow.weakest.metric == "bandwidth for 720p"
    assert slow.value < GOOD
