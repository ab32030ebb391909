"""What the tests of widgets share: an unseen screen, and nothing that survives a test."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.logging import _QtMessageCapture

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# What the unseen screen and Qt's own testing say of themselves, and nothing is wrong with.
_ITS_WAYS = ("This plugin does not support", "Mouse event")


@pytest.fixture(autouse=True)
def _nothing_survives(qapp: QApplication) -> Iterator[None]:
    """No window, timer or thread is left behind by a test."""
    windows = {id(widget) for widget in qapp.topLevelWidgets()}
    threads = set(threading.enumerate())
    yield
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
    left = [widget for widget in qapp.topLevelWidgets() if id(widget) not in windows]
    if left:
        gc.collect()  # a window that was made and let go without a parent
        left = [widget for widget in qapp.topLevelWidgets() if id(widget) not in windows]
    assert not left, left
    assert not [timer for timer in qapp.findChildren(QTimer) if timer.isActive()]
    assert set(threading.enumerate()) <= threads


@pytest.fixture(autouse=True)
def _qt_is_content(qtlog: _QtMessageCapture) -> Iterator[None]:
    """Qt warns of nothing."""
    yield
    said = [record.message for record in qtlog.records if not record.message.startswith(_ITS_WAYS)]
    assert not said, said


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:
    """What owns the parts of a test that are no widgets."""
    parent = QObject()
    yield parent
    parent.deleteLater()


@pytest.fixture(scope="module")
def qapp_module(qapp: QApplication) -> QApplication:
    """The application, for properties, which want no fixture made anew for each example."""
    return qapp
