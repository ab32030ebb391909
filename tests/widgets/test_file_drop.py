"""Files dropped onto a window: local ones are taken, everything else is left to others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from widgets.file_drop import FileDrop

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.mark.parametrize(
    ("urls", "taken"),
    [
        (["file:///tmp/day.jsonl", "file:///tmp/b.jsonl"], ["/tmp/day.jsonl", "/tmp/b.jsonl"]),
        (["https://example.org/day.jsonl"], None),
        ([], None),
    ],
)
def test_that_local_files_are_taken(qtbot: QtBot, urls: list[str], taken: list[str] | None) -> None:
    window, dropped = QWidget(), list[list[str]]()
    qtbot.addWidget(window)
    FileDrop(window, dropped.append)
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, NONE)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted() is (taken is not None)
    assert not dropped
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), COPY, data, LEFT, NONE))
    assert dropped == ([] if taken is None else [taken])
