"""Models, words, and the guard against bindings that lose references."""

import sys

import pytest
from PySide6.QtCore import QLocale, QObject

from ui import figures
from ui.widgets.tables import Column, Rows


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on (PEP 683)")
def test_the_bindings_do_not_lose_references_to_none(qapp):
    """PySide6 6.12.0 lost one with each call that returns None, and aborted within seconds of plotting."""
    thing = QObject()
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("x")
    assert sys.getrefcount(None) - before > -100


def test_the_model_of_tables_keeps_qts_rules(qtmodeltester, qapp):
    model = Rows((Column("Name", lambda r: r[0]), Column("ms", lambda r: str(r[1]), lambda r: r[1])))
    for rows in ([], [("a", 1)], [("a", 1), ("b", None)], [("b", 2)], []):
        model.show(rows)
        qtmodeltester.check(model)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0"),
        (0.00312, "0.003"),
        (0.4312, "0.43"),
        (8.25, "8.25"),
        (22.42, "22.4"),
        (198.3, "198"),
        (-13.0, "−13.0"),
    ],
)
def test_figures_have_three_digits(qapp, value, text):
    QLocale.setDefault(QLocale("en"))
    assert figures.number(value) == text
