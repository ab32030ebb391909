"""What the tests of widgets share: an unseen screen, and nothing that survives a test."""

from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.logging import _QtMessageCapture
from shiboken6 import isValid

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# What the unseen screen says of itself, and nothing is wrong with.
_ITS_WAYS = ("This plugin does not support",)

_ENDING_SECONDS = 20


@pytest.fixture(autouse=True)
def _nothing_survives(qapp: QApplication) -> Iterator[None]:
    """No window, timer or thread is left behind by a test, whether it has a parent or not."""
    if not gc.get_freeze_count():  # the test before had a window that ended
        gc.collect()
        gc.freeze()
    _forget_ends(qapp)
    before = _living(qapp)
    threads = set(threading.enumerate())
    yield
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        qapp.processEvents()
    left = _living(qapp).keys() - before.keys()
    if left:
        gc.collect()  # made and let go within the test, in a circle of its own
        left = _living(qapp).keys() - before.keys()
    assert not left, [_living(qapp)[key] for key in left]
    assert not _kept_running(set(threading.enumerate()) - threads)


def _kept_running(threads: set[threading.Thread]) -> set[threading.Thread]:
    """Those of *threads* that do not end by themselves: a question to the keyring, say, is waited for."""
    for thread in threads:
        thread.join(_ENDING_SECONDS)
    return {thread for thread in threads if thread.is_alive()}


def _forget_ends(app: QApplication) -> None:
    """Let loops run again: Qt ends every later one at once once the last window was closed outside `exec`."""
    QCoreApplication.removePostedEvents(app, QEvent.Type.Quit)
    end = QTimer()
    end.setSingleShot(True)
    end.timeout.connect(app.exit)
    end.start(0)
    app.exec()


def _living(app: QApplication) -> dict[int, str]:
    """The windows there are, and the timers and Qt threads that run, of any parent or of none."""
    found: list[QObject] = list(app.topLevelWidgets())
    for thing in gc.get_objects():
        # Asked of its type, since some objects of libraries answer `isinstance` with work of their own.
        if issubclass(type(thing), QTimer | QThread) and isValid(thing):
            runs = thing.isActive() if isinstance(thing, QTimer) else thing.isRunning()
            found += [thing] if runs else []
    timers = app.findChildren(QTimer)
    found += [timer for timer in timers if timer.isActive()]
    return {id(thing): f"{thing!r} of {thing.parent()!r}" for thing in found}


@pytest.fixture(autouse=True, scope="session")
def _what_was_there_is_left_alone() -> Iterator[None]:
    """What was loaded before the first test is not searched for timers after each: that would be long."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


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
    """The application, for properties, which want no new fixture for each example."""
    return qapp
