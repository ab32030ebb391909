"""Running: the loop ends when it should, for the reason it should, and a window fits its screen."""

from __future__ import annotations

import signal

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from widgets.window.event_loop import INTERRUPTED, fit, leave, leave_after, until_closed


def test_that_the_loop_ends_after_its_seconds_and_leaves_no_limit_behind(qapp: QApplication) -> None:
    assert until_closed(qapp, 0.01) == 0


def test_that_it_ends_sooner_when_something_says_so(qapp: QApplication) -> None:
    leave_after(qapp, 0.01)
    assert until_closed(qapp, 60) == 0


def test_that_leaving_where_no_loop_runs_does_not_end_a_later_one(qapp: QApplication) -> None:
    leave()
    ran: list[str] = []
    QTimer.singleShot(0, qapp, lambda: ran.append("in the loop"))
    QTimer.singleShot(0, qapp, leave)
    assert until_closed(qapp, 60) == 0
    assert ran == ["in the loop"]


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, INTERRUPTED), (signal.SIGTERM, 0)])
def test_that_a_signal_ends_it_and_is_handled_as_before_afterwards(
    number: signal.Signals, status: int, qapp: QApplication
) -> None:
    before = signal.getsignal(number)
    QTimer.singleShot(0, qapp, lambda: signal.raise_signal(number))
    assert until_closed(qapp, 60) == status
    assert signal.getsignal(number) is before


def test_that_a_loop_after_the_last_window_was_closed_does_not_end_at_once(qapp: QApplication) -> None:
    window = QWidget()
    window.show()
    QTimer.singleShot(0, window, window.close)
    QTimer.singleShot(0, qapp, leave)
    assert until_closed(qapp, 60) == 0
    qapp.processEvents()
    loop, rang = QEventLoop(), list[str]()
    QTimer.singleShot(1, loop, lambda: rang.append("in time"))
    QTimer.singleShot(2, loop, loop.quit)
    loop.exec()
    assert rang == ["in time"]


def test_that_a_window_has_the_size_asked_for_where_there_is_room(qapp: QApplication) -> None:
    window = QWidget()
    room = window.screen().availableGeometry()
    fit(window, room.width() // 2, room.height() // 2)
    assert (window.width(), window.height()) == (room.width() // 2, room.height() // 2)
    assert not window.isMaximized()


def test_that_a_window_too_large_for_its_screen_takes_all_of_it(qapp: QApplication) -> None:
    window = QWidget()
    room = window.screen().availableGeometry()
    fit(window, room.width(), room.height())  # with its frame it would not fit
    assert window.isMaximized()
