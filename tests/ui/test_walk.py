"""Every control of every page can be reached by keyboard, has a name, and can be read in both themes."""

import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSpinBox, QComboBox, QLineEdit, QWidget

from latencylab.tokens import DARK, LIGHT, contrast
from tests.ui.conftest import SLOW_MS
from ui.actions import PAGES

PAGES_AND_STATES = [(page, state) for page in PAGES for state in ("empty", "measured")]


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    """A short measurement inside this computer, by the command line."""
    import subprocess

    path = tmp_path_factory.mktemp("walk") / "local.llrec"
    argv = [sys.executable, "-m", "latencylab", "--probe", "local", "--duration", "1", "--quiet", "--no-save"]
    subprocess.run([*argv, "--no-bandwidth", "--record", str(path)], check=False, timeout=SLOW_MS / 1000)
    return path


def own_focus(widget: QWidget) -> bool:
    """Whether the widget itself takes the focus, rather than a part of a compound control."""
    if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or not widget.isVisible():
        return False
    owner = widget.parentWidget()
    inside = isinstance(owner, (QComboBox, QAbstractSpinBox)) or isinstance(widget, QAbstractScrollArea)
    return not (inside and widget.focusProxy() is not None)


def name_of(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    words = widget.accessibleName() or (text() if callable(text) and not isinstance(widget, QLineEdit) else "")
    if not words and isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox)):
        words = widget.parentWidget().accessibleName()
    return words.strip()


def test_every_control_of_every_page_has_a_name(still, recording, qapp):
    nameless = []
    for page, state in PAGES_AND_STATES:
        if state == "measured" and not still.store.lines:
            assert still.window.context.open_file(recording)
        still.window.show_page(page)
        qapp.processEvents()
        for widget in still.window.findChildren(QWidget):
            if own_focus(widget) and not name_of(widget) and type(widget).__name__ not in ("QWidget", "QFrame"):
                nameless.append((page, state, type(widget).__name__, widget.objectName()))
    assert nameless == []


def test_tab_reaches_every_control_of_a_page(still, recording, qapp):
    still.window.context.open_file(recording)
    for page in PAGES:
        still.window.show_page(page)
        still.window.activateWindow()
        qapp.processEvents()
        wanted = {
            widget
            for widget in still.window.page.findChildren(QWidget)
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None and not isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox))
        }  # fmt: skip
        reached, widget = set(), still.window.centralWidget()
        while widget not in reached:
            reached.add(widget)
            widget = widget.nextInFocusChain()
        assert wanted <= reached, [type(one).__name__ for one in wanted - reached]
        assert wanted


def test_plots_say_in_words_what_they_show(still, recording, qapp):
    still.window.context.open_file(recording)
    still.window.show_page("live")
    page = still.window.page
    assert "median" in page.plot.accessibleDescription()
    assert page.table.model_rows.rowCount() == len([leg for leg in still.store.lines if leg not in page.plot.hidden])
    still.window.show_page("play")
    assert still.window.page.ring.accessibleName().startswith("Score")


def test_no_two_actions_share_a_key(still):
    keys = [action.shortcut().toString() for action in still.window.context.actions.values()]
    keys = [key for key in keys if key]
    assert len(keys) == len(set(keys)) > 10
    assert all(not QKeySequence(key).isEmpty() for key in keys)


def test_every_page_has_a_key_and_can_be_shown(still):
    for page in PAGES:
        still.window.context.actions[f"page_{page}"].trigger()
        assert still.window.page.name == page


def test_a_single_letter_typed_into_a_field_is_no_command(still, qtbot):
    still.window.show_page("servers")
    field = still.window.page.search
    still.window.activateWindow()
    field.setFocus()
    qtbot.keyClicks(field, "m m")
    assert field.text() == "m m"


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_colours_can_be_read(tokens):
    for ink in (tokens.text, tokens.muted, tokens.good, tokens.warning, tokens.bad):
        for ground in (tokens.surface, tokens.background):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    for curve in (tokens.home, tokens.access, tokens.route, tokens.queue, *tokens.servers):
        assert contrast(curve, tokens.surface) >= 3, curve
        assert contrast(tokens.on(curve), curve) >= 4.5 or curve in tokens.servers, curve


def test_dialogs_open_by_action_and_name_their_parts(still, qapp):
    for name in ("shortcuts", "about"):
        still.window.context.actions[name].trigger()
        qapp.processEvents()
        dialog = qapp.activeModalWidget()
        assert dialog is not None
        assert [one for one in dialog.findChildren(QWidget) if own_focus(one) and not name_of(one)] == []
        dialog.accept()
