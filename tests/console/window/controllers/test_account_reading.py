"""An account is read in slices: only while it is shown, and again once the past has changed."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.views.explain.explained_rows import Explanation
from console.window.controllers.account_reading import AccountReading
from tests.widgets.explained import busy_queue, explained


class Watched:
    """A reading with what it has sent, and how many steps were taken."""

    def __init__(self, owner: QObject) -> None:
        self.scene = busy_queue()
        self.whole = explained(self.scene)
        self.is_shown, self.taken = True, 0
        self.done: list[Explanation] = []
        self.disturbed = 0
        self.reading = AccountReading(lambda: self.is_shown, owner)
        self.reading.done.connect(self.done.append)
        self.reading.disturbed.connect(self._on_disturbed)

    def steps(self, pauses: int) -> Generator[Explanation, None, Explanation]:
        for _ in range(pauses):
            self.taken += 1
            yield replace(self.whole, counted=(), left_out=(), is_whole=False)
        return self.whole

    def begin(self, pauses: int) -> Explanation:
        return self.reading.begin(self.steps(pauses), self.scene.floor)

    def _on_disturbed(self) -> None:
        self.disturbed += 1


@pytest.fixture
def watched(qtbot: QtBot) -> Iterator[Watched]:
    owner = QObject()
    made = Watched(owner)
    yield made
    made.reading.end()


def test_that_a_short_account_is_whole_at_once(watched: Watched) -> None:
    assert watched.begin(0) == watched.whole
    assert not watched.reading.is_active
    QApplication.processEvents()
    assert watched.done == []


def test_that_the_head_comes_first_and_the_whole_later(watched: Watched, qtbot: QtBot) -> None:
    head = watched.begin(9)
    assert (head.is_whole, watched.taken) == (False, 1)
    qtbot.waitUntil(lambda: watched.done == [watched.whole])
    assert (watched.taken, watched.reading.is_active) == (9, False)


def test_that_a_newer_reading_replaces_the_one_before(watched: Watched, qtbot: QtBot) -> None:
    watched.begin(1_000)
    assert watched.begin(0).is_whole
    QApplication.processEvents()
    assert (watched.done, watched.taken) == ([], 1)


def test_that_nothing_is_read_while_hidden(watched: Watched, qtbot: QtBot) -> None:
    watched.is_shown = False
    watched.begin(9)
    QApplication.processEvents()
    QApplication.processEvents()
    assert (watched.taken, watched.reading.is_active) == (1, True)
    watched.is_shown = True
    watched.reading.resume()
    qtbot.waitUntil(lambda: len(watched.done) == 1)


def test_that_a_changed_past_ends_it_and_the_fifth_time_it_is_read_at_once(
    watched: Watched, qtbot: QtBot
) -> None:
    for number in range(1, 5):
        assert not watched.begin(100_000_000).is_whole
        watched.scene.agent(f"agent {number}")
        qtbot.waitUntil(lambda: not watched.reading.is_active)
        assert watched.disturbed == number
    assert watched.done == []
    assert watched.begin(9) == watched.whole
    assert not watched.begin(9).is_whole


def test_that_an_error_on_the_way_ends_it(watched: Watched, qtbot: QtBot) -> None:
    def failing() -> Generator[Explanation, None, Explanation]:
        yield replace(watched.whole, is_whole=False)
        raise ValueError("broken")

    with qtbot.captureExceptions() as found:
        watched.reading.begin(failing(), watched.scene.floor)
        qtbot.waitUntil(lambda: not watched.reading.is_active)
    assert [str(one[1]) for one in found] == ["broken"]
    assert watched.done == []
