"""A card's experiment: asked for in turn, ended early, cut off, and before and after where one cannot switch back."""

import os
import signal

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import SLOW_MS
from tests.ui.test_app import diagnose
from ui import turns
from ui.turns import experiment_for

LEFT = Qt.MouseButton.LeftButton


def advice(advice_id, metric="jitter p95"):
    gain = {"metric": metric, "low": 1.0, "expected": 2.0, "high": 3.0, "unit": "ms"}
    return {
        "id": advice_id, "rank": 1, "title": "Use a cable", "why": "Because.", "gain": gain, "confidence": 0.9,
        "severity": "warning", "evidence": [], "steps": ["Do it."], "sources": [],
    }  # fmt: skip


@pytest.fixture
def card(app, qtbot, monkeypatch):
    """A card under a real measurement, as if a rule had fired; two blocks of a second."""
    monkeypatch.setattr(turns, "BLOCKS", 1)
    app.settings.set("block_s", 1.0)
    app.settings.set("rate_hz", 100.0)

    def make(*given):
        diagnose(app, qtbot)
        app.store.report()["recommendations"][:] = [advice(*given)]
        app.window.page.refresh()
        [card] = app.window.page._cards
        return card

    return make


def measure_block(app, qtbot, card):
    with qtbot.waitSignal(app.runner.finished, timeout=SLOW_MS) as over:
        qtbot.mouseClick(card.trial.go_on, LEFT)
    assert over.args == ["block"]


def test_what_can_be_switched_is_measured_in_turn_and_answered_on_the_card(app, qtbot, card):
    one = card("use-ethernet")
    before, kept = app.store.revision, app.runner.keeper.path
    qtbot.mouseClick(one.again, LEFT)
    assert one.trial.words.text().startswith("Plug the cable in")
    assert not one.again.isEnabled()
    measure_block(app, qtbot, one)
    assert one.trial.words.text().startswith("Pull the cable out")
    assert "2 of 2" in one.trial._count.text()
    assert one.trial._bar.value() == 500
    measure_block(app, qtbot, one)
    said = one.trial.words.text()
    assert said == app.window.context.experiment.answer or said[2:] == app.window.context.experiment.answer
    assert app.window.context.experiment.verdict in ("helped", "worse", "no difference", "not enough data")
    assert "RTT p95" in said
    assert not one.trial.go_on.isVisible()
    assert "2 blocks of 1 s" in one.trial._details.text()
    assert (app.store.revision, app.runner.keeper.path) == (before, kept)  # the diagnosis is as it was
    assert app.window.page._cards == [one]


def test_an_experiment_that_is_ended_judges_what_there_is(app, qtbot, card):
    one = card("use-5ghz")
    qtbot.mouseClick(one.again, LEFT)
    measure_block(app, qtbot, one)
    qtbot.mouseClick(one.trial.go_on, LEFT)
    qtbot.waitUntil(lambda: bool(app.window.context.experiment._block), timeout=SLOW_MS)
    with qtbot.waitSignal(app.runner.finished, timeout=SLOW_MS):
        qtbot.mouseClick(one.trial.end, LEFT)
    assert one.trial.words.text().startswith("Not enough data")
    assert "1 block of 1 s" in one.trial._details.text()
    assert one.again.isEnabled()


def test_a_block_whose_engine_dies_is_measured_again(app, qtbot, card):
    one = card("disable-vpn")
    qtbot.mouseClick(one.again, LEFT)
    qtbot.mouseClick(one.trial.go_on, LEFT)
    qtbot.waitUntil(lambda: bool(app.window.context.experiment._block), timeout=SLOW_MS)
    pid = app.client.pid
    with qtbot.waitSignal(app.client.died, timeout=SLOW_MS):
        os.kill(pid, signal.SIGKILL)
    assert "did not answer" in one.trial.words.text()
    assert "1 of 2" in one.trial._count.text()
    qtbot.waitUntil(lambda: app.client.pid not in (0, pid), timeout=SLOW_MS)
    measure_block(app, qtbot, one)
    assert one.trial.words.text().startswith("Switch the VPN on")


def test_what_cannot_be_switched_back_is_measured_once_more_and_answered_on_its_card(app, qtbot, card):
    one = card("change-channel")
    with qtbot.waitSignal(app.runner.finished, timeout=SLOW_MS) as over:
        qtbot.mouseClick(one.again, LEFT)
    assert over.args == ["experiment"]
    app.window.page.refresh()
    [pinned] = [one for one in app.window.page._cards if one.entry["id"] == "change-channel"]
    assert "--experiment takes turns" in pinned.trial.words.text()
    assert "RTT p95" in pinned.trial.words.text()
    assert pinned._rank.text() == "✓"
    assert not pinned.again.isVisible()
    diagnose(app, qtbot)
    assert app.window.context.experiment is None
    assert [one for one in app.window.page._cards if one.entry["id"] == "change-channel"] == []


def test_somebody_who_will_not_switch_back_may_have_before_and_after(app, qtbot, card):
    one = card("move-closer")
    qtbot.mouseClick(one.again, LEFT)
    with qtbot.waitSignal(app.runner.finished, timeout=SLOW_MS) as over:
        qtbot.mouseClick(one.trial.once, LEFT)
    assert over.args == ["experiment"]
    assert app.window.context.experiment.answer


def test_a_gain_that_delays_do_not_show_is_held_against_its_promise(app, qtbot, card):
    one = card("enable-qos", "added delay under load")
    report = dict(app.store.report())
    before = {"grade": "F", "download": {"added_ms": 180.0}, "upload": None}
    made = experiment_for(one.entry, {**report, "loaded": before}, app.runner.keeper.path, app.runner)
    made.judge({**report, "loaded": {"download": {"added_ms": 20.0}}}, app.runner.keeper.path)
    assert made.answer.startswith("Better by 160 ms, where 1 to 3 was expected (added delay under load)")
    assert "chance" in made.answer
    again = experiment_for(one.entry, {**report, "loaded": None}, app.runner.keeper.path, app.runner)
    again.judge(report, app.runner.keeper.path)
    assert "no answer" in again.answer


def test_the_server_that_is_recommended_is_switched_to_by_the_program(app, qtbot, card):
    one = card("closer-server", "RTT median")
    report = app.store.report()
    other = {**report["targets"][0], "id": "127.0.0.1"}
    made = experiment_for(one.entry, {**report, "targets": [report["targets"][0], other]}, None, app.runner)
    seen = []
    app.runner.changed.connect(lambda: seen.append(app.runner.plan["targets"]) if app.runner.runs else None)
    made.go_on()
    qtbot.waitUntil(lambda: made.done, timeout=SLOW_MS)
    assert seen == [["127.0.0.1"], [report["targets"][0]["id"]]]
    assert "RTT median" in made.answer
