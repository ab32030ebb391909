"""Items: a figure is read by its name, value, goal and severity; nothing is sent while nobody reads."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.views.metric_words import figure_of
from console.views.rows import Figure
from tests.widgets.accessible_tree import active
from widgets.accessibility.items import (
    AccessibleItem,
    AccessibleItems,
    FigureItems,
    Role,
    figure_item,
    items_of,
    note_current,
    note_value,
)

LEVEL = figure_of("service_level.offered", "floor", 0.71, 0.8)


class Two(AccessibleItems):
    def keys(self) -> Sequence[str]:
        return "one", "two"

    def item(self, key: str) -> AccessibleItem | None:
        return AccessibleItem(key, "")

    def current(self) -> str:
        return "two"


class Reader(QWidget):
    """A widget with two items."""

    def __init__(self) -> None:
        super().__init__()
        self.accessible = Two()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[QAccessibleEvent]:
    """The events sent to assistive technology."""
    found: list[QAccessibleEvent] = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", found.append)
    return found


def test_that_a_figure_is_read_by_name_value_goal_and_severity() -> None:
    item = figure_item(LEVEL, QRect(1, 2, 3, 4))
    assert (item.name, item.value, item.words) == ("Service level", "71.0 %", "goal ≥ 80 % · below goal")
    assert figure_item(LEVEL, QRect(), "Voice", "today 84 %").words == "today 84 % · below goal"
    for metric, label, name in (
        ("average_talk_seconds", "", "Talk time"),
        ("waiting", "Waiting", "Waiting"),
        ("service_level.offered", "Voice · 30 min", "Service level, Voice · 30 min"),
        ("service_level.offered", "Service level, voice", "Service level, voice"),
        ("queues.waiting", "Queues with waiting contacts", "Queues with waiting contacts"),
        ("queues.waiting", "", "queues, waiting"),
    ):
        assert figure_item(Figure(metric, "floor", "1", 1, label=label), QRect()).name == name


def test_that_the_figures_of_a_widget_are_its_items_once_each() -> None:
    items = FigureItems(lambda: [(LEVEL, QRect(0, 0, 9, 9)), (LEVEL, QRect(9, 9, 9, 9))])
    (key,) = items.keys()
    item = items.item(key)
    assert item is not None
    assert (item.role, item.rect) == (Role.StaticText, QRect(9, 9, 9, 9))
    assert items.item("gone") is None


def test_that_items_without_more_say_nothing(qtbot: QtBot) -> None:
    items = AccessibleItems()
    assert (items.item(""), items.current(), items.value(), items.words(), items.range()) == (
        None,
        "",
        "",
        "",
        None,
    )
    assert items_of(object()) is None


def test_that_the_item_the_keyboard_is_on_is_reported(qtbot: QtBot, sent: list[QAccessibleEvent]) -> None:
    widget = Reader()
    qtbot.addWidget(widget)
    widget.show()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    note_current(widget)
    note_value(widget, 1.0)
    assert not sent
    with active():
        note_current(widget)
        note_value(widget, 5.0)
    assert [event.type() for event in sent] == [QAccessible.Event.Focus, QAccessible.Event.ValueChanged]
    assert sent[0].child() == 1


def test_that_nothing_is_reported_of_a_widget_without_the_keyboard(
    qtbot: QtBot, sent: list[QAccessibleEvent]
) -> None:
    widget = Reader()
    qtbot.addWidget(widget)
    with active():
        note_current(widget)
    assert not sent
