"""Latency under load, from events alone: what is added, where, and what it is called."""

import argparse
import dataclasses

import pytest

from latencylab import clock, events
from latencylab.cli.parser import data_size
from latencylab.engine.steadiness import Steadiness
from latencylab.loaded import LoadedReduction, grade, place, trimmed_mean_ms
from latencylab.session.phases import Phases
from latencylab.session.session import Session

S, MS = clock.NS_PER_S, clock.NS_PER_MS
HZ = 20
LEGS = ("play", "gateway", "access")


def stream(idle_ms, loaded_ms, *, lost_every=0, phase="download", measured=True):
    """Ten idle seconds and eight loaded ones; each leg's RTT as given, in the order of LEGS."""
    yield events.SessionStarted(0, id="x", started_wall_ns=0, version="t", settings={"targets": ["play"]})
    for leg in LEGS:
        role = "target" if leg == "play" else leg
        yield events.LegAdded(0, leg, role, leg, leg, "192.0.2.1", "icmp")
    yield events.PhaseChanged(0, "idle")
    for number in range(18 * HZ):
        t_ns = number * S // HZ
        if number == 10 * HZ:
            yield events.PhaseChanged(t_ns, phase)
        for leg, idle, loaded in zip(LEGS, idle_ms, loaded_ms, strict=True):
            ms = loaded if t_ns >= 10 * S else idle
            lost = lost_every and t_ns >= 10 * S and number % lost_every == 0
            if ms is not None:
                status = "lost" if lost else "received"
                yield events.Sample(t_ns, leg, number, number, None if lost else round(ms * MS), status)
    yield events.PhaseChanged(18 * S, "idle")
    if measured:
        yield events.LoadMeasured(18 * S, "reflector", "s", "download", 50, 49, 51, 10**7, 8.0, stable=True)
    for number in range(18 * HZ, 19 * HZ):
        yield events.Sample(number * S // HZ, "play", number, number, 900 * MS)


def reduced(*arguments, **options):
    session = Session()
    for event in stream(*arguments, **options):
        session.apply(event)
    return session.facts()


def test_the_added_delay_is_that_of_the_loaded_line_alone():
    facts = reduced((20, 1, 8), (400, 1, 388))
    level = facts.loaded.download
    assert (facts.loaded.idle_ms, level.median, level.added_ms) == (20, 400, 380)
    assert (level.grade, level.where, facts.loaded.where) == ("D", "access", "access")
    assert facts.loaded.upload is None
    assert level.rpm == 150
    assert level.rpm_parts == ("foreign",)
    main = facts.main
    assert main.rtt_ms.max == 20
    assert main.sent == 10 * HZ


@pytest.mark.parametrize(
    ("loaded_ms", "where"),
    [
        ((400, 381, 388), "home"),
        ((400, 1, 388), "access"),
        ((400, 1, 8), "route"),
        ((23, 1, 11), None),
        ((400, None, 388), None),
        ((400, 1, None), None),
    ],
)
def test_the_queue_stands_before_the_first_leg_that_rises(loaded_ms, where):
    assert reduced((20, 1, 8), loaded_ms).loaded.where == where


def filling(event):
    """The target's samples under load, as of a queue that overshoots, fills for five seconds, and then loses."""
    if not (isinstance(event, events.Sample) and event.leg == "play" and 10 * S <= event.t_ns < 18 * S):
        return event
    under_load_s = event.t_ns / S - 10
    ms = 900 if under_load_s < 1 else 20 + 60 * under_load_s if under_load_s < 6 else 200
    return dataclasses.replace(event, rtt_ns=round(ms * MS))


def test_the_seconds_count_in_which_the_queue_was_fullest():
    session = Session()
    for event in stream((20, 1, 8), (0, 1, 8)):
        session.apply(filling(event))
    level = session.facts().loaded.download
    assert level.samples == pytest.approx(2.5 * HZ, abs=1)
    assert 280 <= level.added_ms <= 300


def test_a_load_that_was_broken_off_is_told_as_far_as_it_came():
    session = Session()
    for event in stream((20, 1, 8), (400, 1, 388), measured=False):
        if event.t_ns < 12 * S:
            session.apply(event)
    facts = session.facts()
    assert facts.loaded.download.added_ms == 380
    assert facts.bandwidth is None


def test_loss_under_load_is_told_and_is_not_the_headlines():
    facts = reduced((20, 1, 8), (100, 1, 90), lost_every=5)
    assert facts.loaded.download.loss_pct == pytest.approx(20, abs=2)
    assert facts.main.loss_pct == 0


def test_the_rpm_takes_the_loaded_connections_in_where_their_rtt_is_known():
    reduction = LoadedReduction()
    for event in stream((20, 1, 8), (100, 1, 90), phase="upload"):
        reduction.add(event, "play")
    for number in range(80):
        reduction.add(events.LoadSample(10 * S + number * S // 10, "upload", 1, 4, flow_rtt_ns=300 * MS), "play")
    level = reduction.facts().upload
    assert level.rpm_parts == ("foreign", "loaded")
    assert level.rpm == round((60_000 / 100 + 60_000 / 300) / 2)


def test_nothing_is_known_where_nothing_was_loaded():
    assert LoadedReduction().facts() is None
    assert reduced((20, 1, 8), (None, None, None)).loaded is None
    assert reduced((None, 1, 8), (None, 1, 300)).loaded is None


@pytest.mark.parametrize(
    ("added_ms", "letter"),
    [(-3, "A+"), (4.9, "A+"), (5, "A"), (29.9, "A"), (30, "B"), (60, "C"), (199, "C"), (200, "D"), (400, "F")],
)
def test_letters_follow_the_published_limits(added_ms, letter):
    assert grade(added_ms) == letter


def test_a_rise_is_only_placed_when_there_is_one():
    assert place({}) is None
    assert place({"target": 4.9, "gateway": 4.9}) is None


def test_the_trimmed_mean_leaves_out_the_highest_twentieth():
    assert trimmed_mean_ms([MS] * 19 + [1000 * MS]) == 1
    assert trimmed_mean_ms([7 * MS]) == 7


def test_a_sample_belongs_to_the_phase_in_which_it_was_sent():
    phases = Phases()
    assert (phases.at(5), phases.is_clean(5)) == ("idle", True)
    for t_ns, phase in ((10, "idle"), (20, "download"), (30, "idle")):
        phases.add(events.PhaseChanged(t_ns, phase))
    assert [phases.at(t_ns) for t_ns in (5, 19, 20, 29, 30, 99)] == ["idle", "idle", "download", "download"] + [
        "idle"
    ] * 2
    assert [phases.is_clean(t_ns) for t_ns in (19, 20, 35)] == [True, False, False]


def steady(*rtts_ms, hz=20):
    watch = Steadiness(0)
    for number, ms in enumerate(rtts_ms):
        watch.add(number * S // hz, round(ms * MS))
    return watch.reached


def test_a_delay_that_grows_is_not_steady_and_one_that_stands_is():
    assert not steady(*range(20, 500, 4))
    assert steady(*[20] * 20, *[200] * 80)
    assert not steady(*[200] * 50)
    assert not steady(*[200] * 4, hz=1)


@pytest.mark.parametrize(
    ("text", "size"),
    [("200M", 200_000_000), ("1G", 10**9), ("1.5 GB", 1_500_000_000), ("100k", 100_000), ("64MiB", 64 << 20)],
)
def test_sizes_are_read_as_people_write_them(text, size):
    assert data_size(text) == size


@pytest.mark.parametrize("text", ["", "M", "-1M", "0", "10k", "1e9", "200X", "nan", "12345678901G"])
def test_other_sizes_are_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="not a size"):
        data_size(text)
