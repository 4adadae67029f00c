"""What goes out of the app and comes in: exports of every kind, import, and two sessions held against each other."""

import csv
import json
import subprocess
import sys

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.ui.conftest import SLOW_MS
from tests.ui.scenes import saved_scan
from tests.validation import checked

LEFT = Qt.MouseButton.LeftButton
SSID = "Hearth"


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """Two measurements inside this computer by the command line, among networks with names, and their reports."""
    folder = tmp_path_factory.mktemp("files")
    argv = [sys.executable, "-m", "latencylab", "--probe", "local", "--duration", "1.5", "--rate", "100", "--no-path"]
    (folder / "scan.txt").write_text(saved_scan())
    argv += ["--no-bandwidth", "--wifi-from", folder / "scan.txt", "--no-save", "--quiet"]
    for name in ("one", "two"):
        written = ["--record", folder / f"{name}.llrec", "--json", folder / f"{name}.json"]
        done = subprocess.run([*argv, *written], check=False, timeout=SLOW_MS / 1000)
        assert done.returncode in (0, 1)
    return folder


@pytest.fixture
def shown(still, recordings):
    """The app, showing the first of them; exports run the real command line."""
    still.tools._command = [sys.executable, "-m", "latencylab"]
    assert still.window.context.open_file(recordings / "one.llrec")
    return still


def export(app, qtbot, monkeypatch, kind, path):
    """Choose ``kind`` in the menu and answer the dialog; what the banner says then."""
    asked = []

    def answer(_parent, _title, name, kinds):
        asked.append((name, kinds))
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    app.window.banner.hide()
    app.window.context.actions[f"export_{kind}"].trigger()
    qtbot.waitUntil(app.window.banner.isVisible, timeout=SLOW_MS)
    [(name, kinds)] = asked
    assert name.rpartition(".")[2] in kinds
    return app.window.banner.text.text()


def test_the_pdf_is_the_report_of_the_session_in_view(shown, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "out.pdf"
    assert export(shown, qtbot, monkeypatch, "pdf", path) == f"Written: {path}"
    pages = PdfReader(path).pages
    first = " ".join(pages[0].extract_text().split())
    assert len(pages) >= 2
    assert shown.store.report()["verdict"]["summary"] in first
    assert SSID not in " ".join(page.extract_text() for page in pages)


def test_the_json_is_the_report_by_the_schema_with_names_only_where_wished(shown, qtbot, monkeypatch, tmp_path):
    report = shown.store.report()
    path = tmp_path / "out.json"
    export(shown, qtbot, monkeypatch, "json", path)
    hidden = checked(json.loads(path.read_text()))
    assert hidden["id"] == report["id"]
    assert hidden["targets"][0]["rtt_ms"] == report["targets"][0]["rtt_ms"]
    assert SSID not in path.read_text()
    shown.settings.set("hide_addresses", False)
    export(shown, qtbot, monkeypatch, "json", path)
    assert checked(json.loads(path.read_text()))["wifi"]["link"]["ssid"] == SSID


def test_the_csv_has_a_row_for_each_probe(shown, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "out.csv"
    export(shown, qtbot, monkeypatch, "csv", path)
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    target = shown.store.report()["targets"][0]
    assert list(rows[0]) == ["time", "target", "transport", "sequence", "rtt_ms", "lost", "ttl", "phase"]
    ours = [row for row in rows if row["target"] == target["id"] and row["transport"] == target["transport"]]
    assert len(ours) == target["sent"]


def test_the_markdown_has_the_verdict_and_no_name(shown, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "out.md"
    export(shown, qtbot, monkeypatch, "markdown", path)
    text = path.read_text()
    assert shown.store.report()["verdict"]["summary"] in text
    assert "|" in text
    assert SSID not in text


def test_what_cannot_be_written_or_was_not_measured_is_said(shown, still, qtbot, monkeypatch, tmp_path):
    said = export(shown, qtbot, monkeypatch, "pdf", tmp_path / "no" / "such" / "folder.pdf")
    assert said.startswith("Could not be written: ")
    assert "folder" in said
    shown.runner.keeper.path = None
    shown.window.banner.hide()
    shown.window.context.actions["export_csv"].trigger()
    assert "nothing to export" in shown.window.banner.text.text()


def take_in(app, qtbot, monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    app.window.show_page("history")
    qtbot.mouseClick(app.window.page.import_button, LEFT)
    return app.window.page


def test_recordings_are_imported_and_compared(shown, qtbot, monkeypatch, recordings):
    for name in ("one", "two"):
        page = take_in(shown, qtbot, monkeypatch, recordings / f"{name}.llrec")
    assert len(page.table.model_rows.rows) == 2
    assert not page.compare_button.isEnabled()
    page.table.selectAll()
    qtbot.mouseClick(page.compare_button, LEFT)
    assert page._answer.text() == "Comparing …"
    qtbot.waitUntil(lambda: page._answer.text() != "Comparing …", timeout=SLOW_MS)
    said = page._answer.text()
    assert said.startswith(("It helped by ", "It became worse by ", "No difference that this test could see"))
    assert "RTT median" in said
    assert "--experiment takes turns" in said
    assert page._answer.isVisible()


def test_a_report_is_imported_shown_and_exported_without_its_recording(shown, qtbot, monkeypatch, recordings, tmp_path):
    page = take_in(shown, qtbot, monkeypatch, recordings / "two.json")
    report = json.loads((recordings / "two.json").read_text())
    page.table.selectRow(0)
    assert page.table.chosen()[0].id == report["id"]
    qtbot.mouseClick(page.open_button, LEFT)
    assert shown.window.page.name == "play"
    assert shown.window.page.headline.text() == report["verdict"]["summary"]
    path = tmp_path / "again.json"
    export(shown, qtbot, monkeypatch, "json", path)
    assert json.loads(path.read_text())["id"] == report["id"]


def test_what_is_no_session_is_refused_in_a_sentence(shown, qtbot, monkeypatch, tmp_path):
    path = tmp_path / "photo.json"
    path.write_text('{"schema": "something/else"}')
    page = take_in(shown, qtbot, monkeypatch, path)
    assert "neither a report nor a recording" in shown.window.banner.text.text()
    assert page.table.model_rows.rows == []
    shown.window.banner.hide()
    shown.window.context.actions["open"].trigger()
    assert "neither a report nor a recording" in shown.window.banner.text.text()
