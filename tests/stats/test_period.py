"""Periods: found when there, and only then."""

from random import Random

import pytest

from latencylab.stats.period import period, spike_period
from latencylab.stats.spikes import Spike, Spikes

from .series import MS, S


def beat(rng, count, period_s=3.0, jitter_ms=2.0, start_s=1.0):
    return [round((start_s + k * period_s) * S + rng.uniform(0, jitter_ms) * MS) for k in range(count)]


def probed(rng, seconds, stalls_s, stall_ms=80, hz=20, jitter_ms=1.0):
    """Spikes as seen by probes at dithered ticks through a link that stalls at these instants."""
    spikes, last = Spikes(), 0.0
    for k in range(int(seconds * hz)):
        sent = (k + rng.uniform(-0.25, 0.25)) / hz + 0.1
        arrival = sent + 0.010 + rng.expovariate(1000 / jitter_ms)
        for stall in stalls_s:
            if stall <= arrival < stall + stall_ms / 1000:
                arrival = stall + stall_ms / 1000
        last = max(arrival, last)
        spikes.add(round(sent * S), round((last - sent) * S))
    return spikes.recent()


@pytest.mark.parametrize("seconds", [15, 20, 30, 60])
def test_stalls_of_80_ms_every_3_s_are_3_s_apart_to_within_a_tenth(seconds):
    rng = Random(seconds)
    found = []
    for _ in range(20):
        phase = rng.uniform(0, 3)
        stalls = [phase + 3 * k for k in range(-1, seconds // 3 + 1)]
        found.append(spike_period(probed(rng, seconds, stalls)))
    assert sum(rhythm is not None for rhythm in found) >= 19
    assert all(abs(rhythm.period_ns / S - 3) < 0.1 for rhythm in found if rhythm)


@pytest.mark.parametrize("missing", [(), (2,), (2, 5)])
@pytest.mark.parametrize("extra_s", [(), (4.4,), (4.4, 11.9)])
def test_one_or_two_events_too_few_or_too_many_do_not_matter(missing, extra_s):
    rng = Random(1)
    events = [at for k, at in enumerate(beat(rng, 12)) if k not in missing]
    rhythm = period(sorted(events + [round(at * S) for at in extra_s]))
    assert rhythm.period_ns / S == pytest.approx(3, abs=0.01)
    assert (rhythm.events, rhythm.missed, rhythm.extra) == (12 - len(missing), len(missing), len(extra_s))


@pytest.mark.parametrize("count", [4, 5])
def test_four_or_five_events_do_if_their_intervals_agree(count):
    rng = Random(2)
    assert period(beat(rng, count)).period_ns / S == pytest.approx(3, abs=0.01)
    assert period(beat(rng, count, jitter_ms=1500)) is None
    assert period(beat(rng, 3)) is None


def test_many_events_give_the_period_itself_and_not_a_part_of_it():
    rng = Random(3)
    for period_s in (0.5, 3.0, 10.0, 120.0):
        rhythm = period(beat(rng, 40, period_s, jitter_ms=20))
        assert rhythm.period_ns / S == pytest.approx(period_s, rel=0.01)
        assert rhythm.missed == 0
        assert abs(rhythm.period_ns - period_s * S) < 5 * rhythm.error_ns + 1


def test_a_rhythm_of_which_a_third_is_missed_is_found():
    rng = Random(4)
    events = [at for at in beat(rng, 40) if rng.random() > 0.33]
    assert period(events).period_ns / S == pytest.approx(3, abs=0.01)


def test_the_phase_is_an_instant_of_the_rhythm():
    rhythm = period(beat(Random(5), 20))
    off = (1 * S - rhythm.phase_ns + rhythm.period_ns / 2) % rhythm.period_ns - rhythm.period_ns / 2
    assert abs(off) < 3 * MS


def test_small_spikes_between_the_stalls_do_not_hide_the_rhythm():
    rng = Random(6)
    stalls = [Spike(at - 60 * MS, 70 * MS, 60 * MS, at) for at in beat(rng, 10)]
    noise = [Spike(at, 17 * MS, 7 * MS, at) for at in (rng.randrange(30 * S) for _ in range(15))]
    assert spike_period(sorted(stalls + noise)).period_ns / S == pytest.approx(3, abs=0.01)


def test_stalls_in_groups_repeat_as_groups():
    """A Wi-Fi scan leaves the channel several times in a row, then rests."""
    rng = Random(7)
    starts = beat(rng, 8, period_s=20)
    releases = [at + round(k * rng.uniform(0.2, 0.4) * S) for at in starts for k in range(5)]
    found = spike_period([Spike(at - 60 * MS, 70 * MS, 60 * MS, at) for at in sorted(releases)])
    assert found.period_ns / S == pytest.approx(20, abs=0.2)


@pytest.mark.parametrize("count", [4, 5, 6, 8, 10, 13, 20, 40])
def test_random_events_have_no_rhythm_in_99_of_100_cases(count):
    rng, trials = Random(count), 1000 if count <= 10 else 100
    alarms = sum(period(sorted(rng.randrange(60 * S) for _ in range(count))) is not None for _ in range(trials))
    assert alarms <= 0.01 * trials


def test_random_stalls_as_probed_have_no_rhythm_in_99_of_100_cases():
    rng = Random(9)
    alarms = sum(
        spike_period(probed(rng, 30, [rng.uniform(0, 30) for _ in range(3 + k % 12)])) is not None for k in range(100)
    )
    assert alarms <= 1


def test_no_events_have_no_rhythm():
    assert period([]) is None
    assert spike_period([]) is None
    assert period([5] * 10) is None
