"""The table of what changed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.views.details.changes import Change, FloorChanges
from widgets.painting.theme import DARK, Theme
from widgets.past.change_table import ChangeTable

FOUND = FloorChanges(
    "10:35 to 10:45",
    (Change("queue", "Sales, waiting", "3", "9"), Change("agent", "<b>Ana</b>", "available", "hold")),
)


def test_that_rows_are_shown_as_they_are_and_can_be_copied(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    table = ChangeTable(Theme(DARK), FOUND, window)
    table.open()
    assert table.title.text() == "10:35 to 10:45: 2 changes"
    item = table.table.item(1, 1)
    assert item is not None
    assert item.text() == "<b>Ana</b>"
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == (
        "queue\tSales, waiting\t3\t9\nagent\t<b>Ana</b>\tavailable\thold"
    )
    table.close()
