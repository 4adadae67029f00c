"""Emulated homes with real packets: what a wire does to each of them."""

import itertools
import select
import statistics
import time

import pytest

from latencylab.clock import NS_PER_MS
from tests.beams import ALONE, PORT, beam, home, number_of, numbered
from tests.lab.wirelog import Verdict

pytestmark = pytest.mark.lab


def test_a_delay_is_what_was_set_as_the_kernel_sees_it_and_as_the_log_says() -> None:
    with home("[wire.home]\ndelay_ms = 10") as lab, beam(lab, target="router") as probe:
        probe.send(150, 0.007)
        probe.take(0.1)
        assert len(probe.rx_ns) == 150
        assert statistics.median(probe.delays_ms) == pytest.approx(10.0, abs=0.15)
        logged = {number_of(each): each for each in numbered(lab, "home")}
        unseen_us = [(probe.rx_ns[key] - probe.tx_ns[key] - (logged[key].delay_ns or 0)) / 1000 for key in probe.rx_ns]
        assert statistics.median(unseen_us) == pytest.approx(0, abs=100)
        before_us = [(logged[key].in_ns - probe.tx_ns[key]) / 1000 for key in probe.rx_ns]
        assert statistics.median(before_us) == pytest.approx(0, abs=100)


def test_delay_on_one_segment_shows_on_that_wire_and_no_other() -> None:
    with home("[wire.access.up]\ndelay_ms = 30") as lab, beam(lab) as probe:
        probe.send(20, 0.005)
        probe.take(0.15)
        delays = {
            name: statistics.median((each.delay_ns or 0) / NS_PER_MS for each in numbered(lab, name))
            for name in lab.wires
        }
        assert delays == pytest.approx({"home": 0.2, "access": 30, "frankfurt": 5}, abs=0.3)
        assert statistics.median(probe.delays_ms) == pytest.approx(35.2, abs=0.6)


def test_the_log_follows_a_packet_through_address_translation() -> None:
    with home() as lab, lab.socket("device") as sock:
        sock.sendto(b"where are you going", (lab.address("frankfurt"), PORT))
        deadline = time.monotonic() + 5
        while not numbered(lab, "frankfurt") and time.monotonic() < deadline:
            select.select([], [], [], 0.01)
        seen = {name: numbered(lab, name)[0] for name in lab.wires}
        assert [seen[name].payload for name in lab.wires] == [b"where are you go"] * 3
        assert [seen[name].size for name in lab.wires] == [20 + 8 + 19] * 3
        assert seen["home"].source == "192.168.1.2"
        assert seen["frankfurt"].source == ("203.0.113.2" if lab.nat else "192.168.1.2")
        assert seen["home"].in_ns < seen["access"].in_ns < seen["frankfurt"].in_ns


def test_loss_is_within_its_confidence_interval_and_each_lost_packet_is_in_the_log() -> None:
    with home(ALONE + "[wire.home.up]\nloss_pct = 5") as lab, beam(lab, target="router") as probe:
        probe.send(3000, 0.0002)
        probe.take(0.1)
        lost = {number_of(each) for each in numbered(lab, "home") if each.verdict == Verdict.LOST}
        assert set(range(3000)) - set(probe.rx_ns) == lost
        assert len(lost) == pytest.approx(150, abs=4 * 12)  # four standard deviations of the binomial


def test_flipped_bits_are_noticed_by_the_receiver() -> None:
    with home("[wire.access.up]\ncorrupt_pct = 50") as lab, beam(lab) as probe:
        probe.send(200, 0.0005)
        probe.take(0.1)
        fates = [each.verdict for each in lab.wire("access").log() if each.direction == "up" and each.protocol == 17]
        assert len(probe.rx_ns) == fates.count(Verdict.FORWARDED)
        assert fates.count(Verdict.CORRUPTED) == pytest.approx(100, abs=4 * 7)
        assert lab.overruns() == 0


def test_loss_on_the_way_up_is_no_loss_on_the_way_down() -> None:
    with home("[wire.access.up]\nloss_pct = 100") as lab:
        with beam(lab) as upward:
            upward.send(50, 0.0005)
            upward.take(0.05)
            assert not upward.rx_ns
        with beam(lab, source="isp1", target="router") as downward:
            downward.send(50, 0.0005)
            downward.take(0.05)
            assert len(downward.rx_ns) == 50


def test_bursts_of_loss_are_as_long_as_was_set() -> None:
    with home(ALONE + "[wire.home.up]\nloss_pct = 10\nloss_burst = 6") as lab, beam(lab, target="router") as probe:
        probe.send(4000, 0.0002)
        probe.take(0.1)
        lost = [each.verdict == Verdict.LOST for each in sorted(numbered(lab, "home"), key=number_of)]
        bursts = [sum(1 for _ in group) for is_lost, group in itertools.groupby(lost) if is_lost]
        assert len(lost) == 4000
        assert statistics.mean(bursts) == pytest.approx(6, abs=2.5)
        assert sum(lost) / 4000 == pytest.approx(0.1, abs=0.06)


def test_stalls_hold_packets_and_let_them_go_together() -> None:
    text = "[wire.home.up]\nstalls = { every_s = 0.5, for_ms = 80, offset_s = 0.3 }"
    with home(ALONE + text) as lab, beam(lab, target="router") as probe:
        probe.send(300, 0.005)
        probe.take(0.1)
        assert len(probe.rx_ns) == 300
        held = [each for each in numbered(lab, "home") if (each.delay_ns or 0) - each.late_ns > 2 * NS_PER_MS]
        ends = sorted((each.out_ns or 0) - each.late_ns for each in held)
        stalls = [ends[0], *(later for earlier, later in itertools.pairwise(ends) if later - earlier > NS_PER_MS)]
        assert 2 <= len(stalls) <= 4
        periods_s = [(later - earlier) / 1e9 for earlier, later in itertools.pairwise(stalls)]
        assert periods_s == pytest.approx([0.5] * len(periods_s), abs=0.002)
        assert 60 < max(probe.delays_ms) < 100


def test_exponential_jitter_is_in_the_probes_as_it_is_in_the_log() -> None:
    with home(ALONE + "[wire.home.up]\njitter = 'exponential 5 ms'") as lab, beam(lab, target="router") as probe:
        probe.send(200, 0.011)
        probe.take(0.2)
        logged = {number_of(each): (each.delay_ns or 0) / NS_PER_MS for each in numbered(lab, "home")}
        seen = sorted(probe.delays_ms)
        truth = sorted(logged[key] for key in probe.rx_ns)
        assert len(truth) == 200
        assert seen[190] - seen[0] == pytest.approx(truth[190] - truth[0], rel=0.1)
        assert statistics.mean(truth) == pytest.approx(5, abs=2)


def test_settings_change_while_packets_run() -> None:
    with home(ALONE) as lab, beam(lab, target="router") as probe:
        probe.send(20, 0.003)
        lab.wire("home").set("up", delay_ms=25)
        probe.send(20, 0.003)
        probe.take(0.1)
        assert statistics.median(probe.delays_ms[:20]) < 2
        assert statistics.median(probe.delays_ms[20:]) == pytest.approx(25, abs=0.5)
        with pytest.raises(ValueError, match="delay"):
            lab.wire("home").set("up", delay=5)
        lab.wire("home").set("both", loss_pct=100)
        probe.send(5, 0.003)
        assert max(probe.rx_ns) == 39
