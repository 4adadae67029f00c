"""The servers page: the command line's ranking, shown with its intervals, ties and detours."""

from random import Random

import pytest
from PySide6.QtCore import Qt

import ui.catalogue
from latencylab.engine.ranking import Ranking, ordered
from latencylab.settings import read_settings
from tests.test_ranking import BERLIN, MS, SERVERS, steady
from tests.ui.conftest import SLOW_MS
from ui.pages.servers_rows import OWN, columns

LEFT = Qt.MouseButton.LeftButton


def ranking():
    """Two that cannot be told apart, one behind, one far, one silent: by the code of ``--servers --rank``."""
    rng = Random(1)
    first, twin, behind, far, silent = (server.id for server in SERVERS[:5])
    final = {first: steady(rng, 20), twin: steady(rng, 20), behind: steady(rng, 24)}
    swept = {far: [70 * MS] * 3, silent: [None] * 3, **{name: [25 * MS] * 3 for name in final}}
    return Ranking("geforce-now", tuple(ordered(SERVERS[:5], BERLIN, swept, final)), 7)


@pytest.fixture
def page(still, monkeypatch):
    monkeypatch.setattr(ui.catalogue, "here", lambda: BERLIN)
    still.settings.set("service", "geforce-now")
    still.window.show_page("servers")
    return still.window.page


@pytest.fixture
def commands(still, monkeypatch):
    """What the page has run beside the app, without running it."""
    asked = {}

    def run(name, arguments, on_done):
        asked[name] = (arguments, on_done)
        return True

    monkeypatch.setattr(still.tools, "run", run)
    monkeypatch.setattr(still.tools, "runs", lambda name: name in asked)
    return asked


def shown(page):
    titles = [column.title for column in columns()]
    model = page.table.model()
    texts = [[model.index(row, at).data() for at in range(len(titles))] for row in range(model.rowCount())]
    return {row[0] if row[1] == "your own" else row[1]: dict(zip(titles, row, strict=True)) for row in texts}


def test_distances_appear_once_the_settings_say_where_one_is(still, qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    ui.catalogue.stay_at(None)  # forgets what was read from elsewhere
    still.settings.set("service", "geforce-now")
    window = still.window
    window.show_page("servers")
    assert "settings say where you are" in window.page._note.text()
    assert not any(row["Distance, km"].isdigit() for row in shown(window.page).values())
    window.show_page("settings")
    field = window.page.fields["place"]
    for text, told in (("Berlin", "such as 52.52, 13.41"), ("52.52 N 13.41 E", "")):
        window.banner.say("")
        field.setText(text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert told in window.banner.text.text()
    assert field.text() == "52.52, 13.41"
    assert read_settings().place == (52.52, 13.41)
    window.show_page("servers")
    assert "settings say where you are" not in window.page._note.text()
    assert any(row["Distance, km"].isdigit() for row in shown(window.page).values())
    field.clear()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert read_settings().place is None


def test_ranking_shows_order_intervals_ties_and_detours(page, commands, qtbot):
    found = ranking()
    qtbot.mouseClick(page.rank_button, LEFT)
    arguments, on_done = commands["rank"]
    assert arguments == ["--servers", "--json", "-", "--rank", "--service", "geforce-now"]
    assert page.rank_button.text() == "Stop"
    assert page._progress.isVisible()
    commands.clear()
    on_done(0, found.to_object(), "")
    assert not page._progress.isVisible()
    assert "cannot be told apart" in page._answer.text()
    assert "7 farther servers were not asked." in page._answer.text()
    rows = shown(page)
    best, twin, behind, far, silent = (rows[one.id.partition("/")[2]] for one in found.servers)
    assert [row["Rank"] for row in (best, twin, behind, far, silent)] == ["1", "1", "3", "4", "–"]
    low, high = (float(figure) for figure in behind["95 % interval"].split(" – "))
    assert low <= 24 <= high
    assert far["95 % interval"] == "–"
    assert silent["Ping, ms"] == "no answer"
    assert silent["Loss"] == "100 %"
    assert float(best["Light, ms"]) < float(best["Ping, ms"])
    assert behind["Detour, ms"].startswith("+")
    assert next(iter(rows.values()))["Rank"] == "1"
    assert "ms" in page.view.accessibleDescription()


def test_a_ranking_that_fails_or_is_ended_says_so(page, commands, qtbot):
    qtbot.mouseClick(page.rank_button, LEFT)
    _, on_done = commands.pop("rank")
    on_done(2, "", "No server answered.")
    assert page._answer.text() == "No server answered."
    qtbot.mouseClick(page.rank_button, LEFT)
    _, on_done = commands.pop("rank")
    on_done(15, "", "")
    assert "ended before" in page._answer.text()
    assert page.rank_button.text() == "Measure and rank"


def test_a_server_of_the_catalogue_is_chosen_by_a_press(still, page, qtbot):
    page.table.selectRow(2)
    chosen = page.table.chosen()[0].id
    qtbot.mouseClick(page.use_button, LEFT)
    assert still.settings.targets() == [chosen]
    assert still.window.page.name == "play"


def test_servers_of_ones_own_are_ranked_too(app, qtbot):
    app.window.show_page("servers")
    page = app.window.page
    for text in ("local", "127.0.0.1", "https://x"):
        page._custom.setText(text)
        page._custom.returnPressed.emit()
    assert "web address" in app.window.banner.text.text()
    assert page.chosen_service == OWN
    qtbot.mouseClick(page.rank_button, LEFT)
    qtbot.waitUntil(lambda: all(row.median_ms is not None for row in page.rows()), timeout=SLOW_MS)
    assert sorted(shown(page)) == ["127.0.0.1", "local"]
    assert page._answer.text().endswith("ms.")
    assert all(row["95 % interval"] != "–" for row in shown(page).values())
    page.table.selectRow(0)
    qtbot.mouseClick(page._remove, LEFT)
    assert len(page.rows()) == 1
