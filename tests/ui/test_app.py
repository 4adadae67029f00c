"""The app, used as a person would, with a real engine beside it that measures inside this computer."""

import json
import os
import signal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from tests.ui.conftest import SLOW_MS, make_app
from ui.dialogs.first_run import FirstRun


def diagnose(app, qtbot):
    with qtbot.waitSignal(app.runner.finished, timeout=SLOW_MS):
        qtbot.mouseClick(app.window.page.start_button, Qt.MouseButton.LeftButton)


def watch(app, qtbot, samples=30):
    app.window.context.actions["watch"].trigger()
    qtbot.waitUntil(lambda: sum(line.samples.count for line in app.store.lines.values()) > samples, timeout=SLOW_MS)


def test_one_press_gives_a_verdict(app, qtbot):
    diagnose(app, qtbot)
    page = app.window.page
    assert page.headline.text() == app.store.report()["verdict"]["summary"]
    assert page.ring.accessibleName().startswith("Score")
    assert float(page.ping.figure.text()) > 0
    assert page.start_button.text() == "Find out why it lags"


def test_stop_keeps_what_was_measured(app, qtbot):
    watch(app, qtbot)
    assert app.window.page.name == "live"
    with qtbot.waitSignal(app.runner.finished, timeout=SLOW_MS):
        qtbot.mouseClick(app.window.page.run_button, Qt.MouseButton.LeftButton)
    assert app.store.report()["interrupted"] is True
    assert app.store.report()["targets"][0]["received"] > 10


def test_marks_come_by_key_and_stand_in_the_plot(app, qtbot):
    watch(app, qtbot)
    app.window.activateWindow()
    app.window.context.actions["mark"].trigger()
    qtbot.waitUntil(lambda: any(note.kind == "mark" for note in app.store.notes), timeout=SLOW_MS)
    app.window.frame()
    qtbot.waitUntil(lambda: any(mark.kind == "mark" for mark in app.window.page.plot.marks), timeout=SLOW_MS)


def test_the_plot_stays_where_somebody_looks(app, qtbot):
    watch(app, qtbot)
    plot = app.window.page.plot
    qtbot.keyClick(plot, Qt.Key.Key_Left)
    app.window.page.frame()
    seen, count = plot.view, list(plot.time_axis.range)
    before = app.store.revision
    qtbot.waitUntil(lambda: app.store.revision > before + 3, timeout=SLOW_MS)
    app.window.frame()
    assert plot.view == seen
    assert list(plot.time_axis.range) == count
    qtbot.keyClick(plot, Qt.Key.Key_End)
    assert plot.follows


def test_a_selection_has_its_own_figures(app, qtbot):
    watch(app, qtbot, samples=60)
    page = app.window.page
    page.refresh()
    everything = page.table.model_rows.rows[0].received
    times, _ = app.store.lines["local"].samples.window(0, 1e6)
    page.plot.select(0.0, float(times[len(times) // 2]))
    row = page.table.model_rows.rows[0]
    assert 0 < row.received < everything
    assert "Selected" in page._title.text()
    assert "median" in page.plot.accessibleDescription()


def test_an_engine_that_is_killed_is_told_and_starts_again(app, qtbot):
    watch(app, qtbot)
    received = app.store.lines["local"].samples.count
    first = app.client.pid
    with qtbot.waitSignal(app.client.died, timeout=SLOW_MS):
        os.kill(first, signal.SIGKILL)
    assert not app.runner.runs
    assert app.window.banner.isVisible()
    assert "What was measured is kept" in app.window.banner.text.text()
    assert app.store.lines["local"].samples.count >= received
    qtbot.waitUntil(lambda: app.client.pid not in (0, first), timeout=SLOW_MS)
    with qtbot.waitSignal(app.runner.finished, timeout=SLOW_MS):
        qtbot.mouseClick(app.window.banner.action, Qt.MouseButton.LeftButton)
    assert app.store.report()["verdict"]["score"] is not None


def test_an_engine_that_cannot_start_is_told(qapp, qtbot, tmp_path):
    app = make_app(qapp, tmp_path, ["/nonexistent/engine"])
    app.open()
    qtbot.waitUntil(lambda: app.client.gave_up and app.window.banner.isVisible(), timeout=SLOW_MS)
    assert "ends each time" in app.window.banner.text.text()
    app.close()


def test_a_server_that_cannot_be_is_refused_in_a_sentence(app, qtbot):
    app.settings.set("targets", "https://x")
    with qtbot.waitSignal(app.runner.trouble, timeout=SLOW_MS):
        app.window.context.actions["diagnose"].trigger()
    assert "web address" in app.window.banner.text.text()
    assert not app.runner.runs
    qtbot.mouseClick(app.window.banner.action, Qt.MouseButton.LeftButton)
    assert app.window.page.name == "settings"


def test_an_unknown_name_says_so_and_scores_nothing(app, qtbot):
    app.settings.set("targets", "no-such-host.invalid")
    diagnose(app, qtbot)
    page = app.window.page
    assert page.headline.text() == "No target answered, so there is nothing to judge."
    assert page.ring.accessibleName() == "No score yet"
    assert page.ping.figure.text() == "–"


def test_history_note_search_open_delete(app, qtbot, monkeypatch):
    for _ in range(2):
        app.window.show_page("play")
        diagnose(app, qtbot)
    app.window.show_page("history")
    page = app.window.page
    assert len(page.table.model_rows.rows) == 2
    page.table.selectRow(0)
    page.note.setText("with the cable")
    page.note.editingFinished.emit()
    assert page.table.model_rows.rows[0].note == "with the cable"
    page.search.setText("cable")
    assert len(page.table.model_rows.rows) == 1
    page.search.setText("")
    page.table.selectRow(1)
    page.open_chosen()
    assert app.window.page.name == "play"
    assert app.store.report()["id"] == page.table.chosen()[0].id
    app.window.show_page("history")
    page.table.selectRow(0)
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    qtbot.mouseClick(page.delete_button, Qt.MouseButton.LeftButton)
    assert len(page.table.model_rows.rows) == 1


def test_copied_text_holds_no_address(app, qtbot, qapp):
    diagnose(app, qtbot)
    app.window.context.actions["copy_text"].trigger()
    text = qapp.clipboard().text()
    assert "LatencyLab" in text
    assert "jitter" in text
    assert "127.0.0.1" not in text
    app.window.context.actions["copy_picture"].trigger()
    assert not qapp.clipboard().pixmap().isNull()


def test_without_history_nothing_is_kept_but_exports_work(app, qtbot, tmp_path):
    app.settings.set("save_history", False)
    diagnose(app, qtbot)
    assert not (tmp_path / "history").exists()
    recording = app.runner.keeper.path
    assert isinstance(recording, Path)
    first = json.loads(recording.read_text().splitlines()[0])
    assert first["e"] == "session"


def test_the_first_start_asks_what_one_plays(qapp, qtbot, tmp_path):
    app = make_app(qapp, tmp_path, first_run_done=False)
    app.open()
    qtbot.waitUntil(lambda: app.window.findChild(FirstRun) is not None, timeout=SLOW_MS)
    guide = app.window.findChild(FirstRun)
    assert guide.services.count() > 3
    guide.services.setCurrentRow(1)
    qtbot.mouseClick(guide.next_button, Qt.MouseButton.LeftButton)
    assert guide.servers.count() > 1
    qtbot.mouseClick(guide.next_button, Qt.MouseButton.LeftButton)
    assert app.settings.flag("first_run_done")
    assert app.settings.text("service") == "geforce-now"
    assert app.settings.targets()[0].startswith("geforce-now/")
    app.close()


def test_background_watch_is_slow_and_quiet(app, qtbot):
    app.window.context.actions["monitor"].trigger()
    qtbot.waitUntil(lambda: bool(app.store.lines), timeout=SLOW_MS)
    assert app.runner.plan["rate_hz"] == 2.0
    assert app.runner.plan["bandwidth"] is None
    with qtbot.waitSignal(app.runner.finished, timeout=SLOW_MS):
        app.window.context.actions["monitor"].trigger()


def test_settings_and_window_are_kept(qapp, qtbot, tmp_path):
    app = make_app(qapp, tmp_path, rate_hz=50.0, theme="dark")
    app.window.show()
    app.window.show_page("live")
    app.window.close()
    app.close()
    again = make_app(qapp, tmp_path, theme="dark")
    assert again.settings.number("rate_hz") == 50.0
    assert again.settings.text("theme") == "dark"
    assert again.settings.state("window") is not None
    again.close()
