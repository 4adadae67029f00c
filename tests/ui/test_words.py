"""Every text of the app is there in German, whole, with the same gaps; and the app speaks it."""

import re
import string
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel

import ui
from tests.ui.conftest import end, make_app
from ui.i18n import install, tr
from ui.translations.__main__ import FOLDER, PLURAL, compile_ts, texts, translations

SAME = {
    "Live",
    "Server",
    "Export",
    "Phase",
    "Median",
    "Jitter",
    "Filter",
    "Band",
    "Signal",
    "Generation",
    "Region",
    "Router",
}
"""Words that are the same in both languages, and so prove nothing."""


@pytest.fixture(scope="module")
def said():
    return list(dict.fromkeys(texts(Path(ui.__file__).parent)))


def test_nothing_is_left_untranslated(said):
    german = translations(FOLDER / "de.ts")
    assert [text for text in said if not all(german.get(text, [""]))] == []
    assert set(german) == set(said)
    assert set(translations(FOLDER / "en.ts")) == {text for text in said if PLURAL in text}


def test_gaps_and_plurals_are_those_of_the_source(said):
    def gaps(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)

    for text, forms in translations(FOLDER / "de.ts").items():
        assert len(forms) == (2 if PLURAL in text else 1), text
        for form in forms:
            assert gaps(form) == gaps(text), text
            assert (PLURAL in form) == (PLURAL in text), text


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_compiled_is_what_is_written(language, tmp_path):
    compile_ts(FOLDER / f"{language}.ts", tmp_path / "fresh.qm")
    assert (tmp_path / "fresh.qm").read_bytes() == (FOLDER / f"{language}.qm").read_bytes()


def test_plurals_are_spoken(qapp):
    install(qapp, "de")
    assert tr("%n server(s)", 1) == "1 Server"
    assert tr("%n hop(s)", 2) == "2 Stationen"
    install(qapp, "en")
    assert tr("%n hop(s)", 1) == "1 hop"
    assert tr("%n hop(s)", 0) == "0 hops"


def test_a_german_app_says_nothing_in_english(qapp, tmp_path, said):
    app = make_app(qapp, tmp_path)
    app.settings.set("language", "de")
    end(app, qapp)
    app = make_app(qapp, tmp_path, language="de")
    app.window.show()
    english = {text for text in said if text not in SAME and re.search("[a-z]{3}", text)}
    english -= {form for text, forms in translations(FOLDER / "de.ts").items() for form in forms if form == text}
    left = []
    for name in app.window.side.buttons:
        app.window.show_page(name)
        for widget in (*app.window.findChildren(QLabel), *app.window.findChildren(QAbstractButton)):
            if widget.text() in english:
                left.append((name, widget.text()))
    left += [("menu", action.text()) for action in app.window.context.actions.values() if action.text() in english]
    end(app, qapp)
    install(qapp, "en")
    assert left == []
