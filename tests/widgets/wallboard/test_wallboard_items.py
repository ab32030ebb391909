"""The wallboard as it is read aloud: each figure and queue of the page shown, and each page turned."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from pytestqt.qtbot import QtBot

from tests.widgets.accessible_tree import Role, active, items, walk
from tests.widgets.wallboard.test_wallboard import board, rows_of
from widgets.painting.theme import Theme
from widgets.wallboard.wallboard import Wallboard


def test_that_every_figure_and_queue_of_the_page_is_an_item(qtbot: QtBot) -> None:
    rows = rows_of()
    widget = board(qtbot, rows)
    figures = items(widget, Role.StaticText)
    panels = [panel for row in rows.pages[0].rows for panel in row.panels if panel.figure is not None]
    assert [node.name for node in figures] == [panel.label for panel in panels]
    assert [node.value for node in figures] == [panel.figure.text for panel in panels if panel.figure]
    assert all(panel.note in node.words for node, panel in zip(figures, panels, strict=True))
    assert all(not node.interface.rect().isEmpty() for node in figures)
    (queue, *_) = queues = items(widget)
    card = next(card for card in rows.pages[0].rows[2].panels[0].cards if card.name == queue.name)
    assert card.waiting.text in queue.value
    assert "below goal" in queue.words
    assert 0 < len(queues) <= 4


def test_that_the_board_says_its_page_and_the_age_of_its_data(qtbot: QtBot) -> None:
    rows = replace(rows_of(), announcement="Fire drill at 11:00")
    whole = walk(board(qtbot, rows))[0]
    assert (whole.name, whole.value) == ("Wallboard", "The floor · LIVE updated now")
    assert whole.words.endswith("Fire drill at 11:00")
    empty = Wallboard(Theme())
    qtbot.addWidget(empty)
    assert [(node.name, node.value) for node in walk(empty)] == [("Wallboard", "")]


def test_that_a_turned_page_is_announced_politely(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    widget, said = board(qtbot, rows_of()), list[tuple[str, object]]()

    def take(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append((event.message(), event.politeness()))

    monkeypatch.setattr(QAccessible, "updateAccessibility", take)
    with active():
        widget.show_page(1)
    assert said == [("Page 2 of 2: Today", QAccessible.AnnouncementPoliteness.Polite)]
