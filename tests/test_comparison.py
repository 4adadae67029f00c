"""Did it help? False alarms, changes that are found, and the words for both."""

import json
import subprocess
import sys
from random import Random

import numpy as np
import pytest

from latencylab import events
from latencylab.comparison import Arm, hold, promised_metric, reading, runs_of
from latencylab.experiment import AS_IT_WAS, WITH_CHANGE, Trial, block_run, order
from tests.homes import QUICK
from tests.stats.series import MS, ar1_lognormal

CORRELATIONS = (0.0, 0.5, 0.9, 0.95)
PAIRS = 50
"""For each of the four correlations: 200 in all."""


def arms(rng: np.random.Generator, correlation: float, factor: float, *, blocks: int = 4, length: int = 300):
    """Two arms of 60 s at 20 Hz, in blocks of a series each; the second is ``factor`` times as long."""
    series = ar1_lognormal(rng, length, correlation, series=2 * blocks)
    changed = [[round(value * factor) for value in block] for block in series[blocks:]]
    return Arm("a", tuple(map(tuple, series[:blocks]))), Arm("b", tuple(map(tuple, changed)))


def verdicts(seed: int, factor: float) -> list[str]:
    found = []
    for correlation in CORRELATIONS:
        rng = np.random.default_rng([seed, round(100 * correlation)])
        found += [hold(*arms(rng, correlation, factor)).answer.verdict for _ in range(PAIRS)]
    return found


def test_at_most_five_percent_of_two_hundred_pairs_without_a_change_raise_an_alarm():
    found = verdicts(1, 1.0)
    assert len(found) == 200
    assert sum(verdict in ("helped", "worse") for verdict in found) <= 10


def test_a_median_that_falls_by_a_quarter_is_found_nine_times_of_ten():
    found = verdicts(2, 0.75)
    assert sum(verdict == "helped" for verdict in found) >= 180


def arm(name, *values_ms, report=None):
    return Arm(name, tuple(tuple(None if v is None else round(v * MS) for v in run) for run in values_ms), report or {})


def noisy(rng, middle_ms, count=300):
    return [rng.gauss(middle_ms, 0.5) for _ in range(count)]


def test_the_three_sentences_and_the_fourth():
    rng = Random(3)
    before = arm("a", noisy(rng, 40), noisy(rng, 40))
    helped = hold(before, arm("b", noisy(rng, 20), noisy(rng, 20)))
    assert helped.answer.sentence.startswith("It helped by 1")
    assert helped.answer.low <= -20 <= helped.answer.high
    same = hold(before, arm("b", noisy(rng, 40), noisy(rng, 40)))
    assert same.answer.sentence.startswith("No difference that this test could see (the RTT median; it would have seen")
    worse = hold(before, arm("b", noisy(rng, 60), noisy(rng, 60)))
    assert worse.answer.sentence.startswith("It became worse by")
    little = hold(arm("a", [40.0] * 3), arm("b", [20.0] * 3))
    assert little.answer.sentence.startswith("Not enough data")
    assert little.answer.difference is None


def test_loss_can_decide_and_is_never_taken_for_delay():
    rng = Random(4)

    def lossy(share):
        return [None if rng.random() < share else 20.0 for _ in range(400)]

    found = hold(arm("a", lossy(0.2), lossy(0.2)), arm("b", lossy(0.01), lossy(0.01)), metric="loss")
    assert found.answer.verdict == "helped"
    assert 12 < found.answer.before < 28
    assert found.answer.unit == "%"
    assert next(one for one in found.differences if one.metric == "RTT median").verdict == "no difference"


def report(median_ms, half_ms=0.3, **more):
    main = {
        "role": "target",
        "address": "203.0.113.7",
        "rtt_ms": {"median": median_ms},
        "median_interval_ms": [median_ms - half_ms, median_ms + half_ms],
        "jitter_ms": {"pdv_p95": median_ms / 2},
        "loss_pct": 0.0,
    }
    return {"targets": [main], **more}


def test_reports_without_samples_are_held_by_their_intervals():
    helped = hold(Arm("a", report=report(40)), Arm("b", report=report(30)))
    assert helped.answer.verdict == "helped"
    assert helped.answer.low == pytest.approx(-10.42, abs=0.01)
    assert hold(Arm("a", report=report(40)), Arm("b", report=report(39.7))).answer.verdict == "no difference"
    assert hold(Arm("a", report=report(40)), Arm("b", report={"targets": []})).answer.verdict == "not enough data"


def test_what_was_promised_decides_and_is_set_against_what_came():
    gain = {"metric": "jitter p95", "low": 4.0, "expected": 5.0, "high": 6.0, "unit": "ms"}
    before = report(40, recommendations=[{"id": "use-ethernet", "gain": gain}])
    assert promised_metric(before) == "RTT p95"
    found = hold(Arm("a", report=before), Arm("b", report=report(30)))
    [promise] = found.promises
    assert (promise.id, promise.realised) == ("use-ethernet", 5.0)
    assert found.answer.metric == "RTT p95"
    assert reading({"targets": []}, "loss") is None


def sample(t_ns, leg, rtt_ns, status="received"):
    return events.Sample(t_ns, leg, t_ns, t_ns, rtt_ns, status)


def test_only_the_idle_delays_of_the_first_target_count():
    stream = [
        events.LegAdded(0, "t", "target", "t", "t", "203.0.113.7", "icmp"),
        events.LegAdded(0, "gateway", "gateway", "gateway", "g", "192.168.1.1", "icmp"),
        events.PhaseChanged(0, "idle"),
        sample(3, "t", 30),
        sample(1, "t", 10),
        sample(2, "t", None, "lost"),
        sample(2, "gateway", 5),
        events.PhaseChanged(4, "download"),
        sample(5, "t", 99),
    ]
    assert runs_of(stream) == (10, None, 30)


def test_the_arms_take_turns():
    assert [name == "with the change" for name in order(4)] == [bool(x) for x in (0, 1, 1, 0, 0, 1, 1, 0)]


def test_who_has_made_the_change_already_begins_with_it():
    assert list(order(2, changed_first=True)) == [WITH_CHANGE, AS_IT_WAS, AS_IT_WAS, WITH_CHANGE]


def test_a_block_in_which_nothing_answered_is_wanted_again():
    trial = Trial(1)
    assert trial.wanted == AS_IT_WAS
    assert not trial.take((None, None))
    assert (trial.wanted, trial.done) == (AS_IT_WAS, 0)
    assert trial.take((10, None))
    assert (trial.wanted, trial.done, trial.stays) == (WITH_CHANGE, 1, False)


def test_blocks_are_judged_by_their_own_arm_and_early_ends_too():
    rng = np.random.default_rng(3)
    trial = Trial(4, changed_first=True)
    while trial.wanted is not None:
        middle = 20 if trial.wanted == AS_IT_WAS else 12
        assert trial.take(tuple(round(value * MS) for value in rng.normal(middle, 1, 100)))
        if trial.done == 1:
            assert trial.judged().answer.verdict == "not enough data"
    found = trial.judged()
    assert found.interleaved
    assert found.answer.verdict == "helped"
    assert found.answer.low < -8 < found.answer.high
    assert (found.before.name, found.after.name) == (AS_IT_WAS, WITH_CHANGE)


def test_the_first_second_of_a_block_is_dropped():
    stream = [
        events.LegAdded(0, "t", "target", "t", "t", "203.0.113.7", "icmp"),
        events.PhaseChanged(2 * 10**9, "idle"),
        sample(2 * 10**9, "t", 99),
        sample(3 * 10**9, "t", 10),
    ]
    assert block_run(stream) == (10,)


def test_two_recordings_are_compared_from_the_command_line(tmp_path):
    program = [sys.executable, "-m", "latencylab"]
    for name in ("a", "b"):
        subprocess.run(
            [
                *program,
                "--probe",
                "local",
                "--duration",
                "1",
                *QUICK,
                "--quiet",
                "--record",
                tmp_path / f"{name}.llrec",
            ],
            check=False,
            timeout=60,
        )
    done = subprocess.run(
        [*program, "--compare", tmp_path / "a.llrec", tmp_path / "b.llrec", "--no-save", "--json", "-"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["schema"] == "latencylab.comparison/1"
    assert {one["metric"] for one in found["differences"]} == {"RTT median", "RTT p95", "loss"}
    assert "--experiment" in found["caution"]


def test_an_experiment_asks_for_each_block_and_ends_when_told():
    done = subprocess.run(
        [sys.executable, "-m", "latencylab", "--experiment", "local", "--once", "--block", "1", "--json", "-"],
        input="\n\n", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("Press Enter") == 2
    assert json.loads(done.stdout)["before"] == "as it was"
    ended = subprocess.run(
        [sys.executable, "-m", "latencylab", "--experiment", "local", "--once", "--block", "1"],
        input="q\n", capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "Not enough data" in ended.stdout
