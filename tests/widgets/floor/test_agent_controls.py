"""The controls above the agents: every choice is sent, and those without room move into a menu."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from tests.widgets.floors import rows
from widgets.floor.agent_controls import AgentControls
from widgets.floor.column_head import ColumnHead
from widgets.floor.lists.list_menu import fill_columns
from widgets.painting.theme import DARK, Theme


@pytest.fixture
def head(qtbot: QtBot) -> ColumnHead:
    made = ColumnHead(Theme(DARK), "Agents", has_own_row=True)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def controls(head: ColumnHead) -> AgentControls:
    made = AgentControls(head, head)
    made.groups = rows().groups
    head.resize(900, head.height())
    head.show()
    return made


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def opened(menu: QMenu | None) -> QMenu:
    assert menu is not None
    menu.aboutToShow.emit()
    return menu


def test_that_tiles_and_list_are_chosen_and_each_has_its_controls(
    controls: AgentControls, qtbot: QtBot
) -> None:
    assert not controls.choices["tiles"].isHidden()
    assert controls.columns_button.isHidden()
    with qtbot.waitSignal(controls.changed) as received:
        QTest.mouseClick(controls.view.buttons["list"], Qt.MouseButton.LeftButton)
    assert received.args == ["view", "list"]
    assert controls.choices["tiles"].isHidden()
    assert controls.choices["order"].isHidden()
    assert not controls.columns_button.isHidden()
    with qtbot.assertNotEmitted(controls.changed):
        QTest.mouseClick(controls.view.buttons["list"], Qt.MouseButton.LeftButton)


def test_that_the_menu_jumps_to_a_team_and_collapses_all(controls: AgentControls) -> None:
    jumped, changed = list[str](), list[tuple[str, str]]()
    controls.jump_requested.connect(jumped.append)
    controls.changed.connect(lambda name, value: changed.append((name, value)))
    menu = opened(controls.jump.menu())
    assert texts(menu)[:5] == ["team-0", "team-1", "team-2", "Collapse all", "Expand all"]
    for action in menu.actions():
        if not action.isSeparator():
            action.trigger()
    assert jumped == ["team-0", "team-1", "team-2"]
    assert changed == [
        ("collapsed_groups", "team-0\0team-1\0team-2"),
        ("collapsed_groups", ""),
        ("offline", "fold"),
        ("offline", "show"),
        ("offline", "hide"),
    ]


def test_that_controls_without_room_are_in_the_menu(controls: AgentControls, head: ColumnHead) -> None:
    head.resize(360, head.height())
    assert controls.choices["tiles"].isHidden()
    assert not controls.jump.isHidden()
    assert texts(opened(controls.jump.menu()))[-1] == "Size of the tiles"
    controls.choose_view("list")
    head.resize(300, head.height())
    assert texts(opened(controls.jump.menu()))[-1] == "Columns"
    head.resize(900, head.height())
    assert not controls.columns_button.isHidden()


@pytest.mark.parametrize("width", [300, 420, 560, 900])
def test_that_controls_never_lie_on_one_another(
    head: ColumnHead, controls: AgentControls, width: int
) -> None:
    head.resize(width, head.height())
    parts: list[QWidget] = [controls.filter, controls.jump, *controls.choices.values(), controls.view]
    shown = sorted((part.geometry() for part in parts if part.isVisible()), key=lambda rect: rect.left())
    assert all(one.right() < other.left() for one, other in pairwise(shown))


def test_that_what_is_typed_is_applied_at_once_if_asked(controls: AgentControls) -> None:
    changed: list[tuple[str, str]] = []
    controls.changed.connect(lambda name, value: changed.append((name, value)))
    QTest.keyClicks(controls.filter, " ana ")
    controls.apply_filter()
    controls.apply_filter()
    assert changed == [("text", "ana")]


def test_that_the_columns_shown_are_checked(qtbot: QtBot) -> None:
    menu, chosen = QMenu(), list[str]()
    qtbot.addWidget(menu)
    fill_columns(menu, ["agent", "time"], chosen.append)
    assert [action.text() for action in menu.actions() if action.isChecked()] == ["Agent", "Time"]
    menu.actions()[-1].trigger()
    assert chosen == [""]


def test_that_choices_are_shown_without_a_signal(controls: AgentControls, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(controls.changed):
        controls.show_choices({"view": "list", "group_by": "queue", "offline": "hide"})
    assert (controls.view.value, controls.jump.text(), controls.offline) == ("list", "queues ▾", "hide")


def test_that_escape_empties_the_filter_and_then_leaves_it(controls: AgentControls, qtbot: QtBot) -> None:
    QTest.keyClicks(controls.filter, "ana")
    with qtbot.assertNotEmitted(controls.filter.left):
        QTest.keyClick(controls.filter, Qt.Key.Key_Escape)
    assert controls.filter.text() == ""
    with qtbot.waitSignal(controls.filter.left):
        QTest.keyClick(controls.filter, Qt.Key.Key_Escape)
    with qtbot.waitSignal(controls.filter.left):
        QTest.keyClick(controls.filter, Qt.Key.Key_Down)


def test_that_beside_a_wide_panel_tiles_or_list_is_chosen_in_the_menu(
    controls: AgentControls, head: ColumnHead
) -> None:
    controls.filter.setMinimumWidth(96)
    head.resize(180, head.height())
    assert controls.view.isHidden()
    chosen = next(
        action for action in opened(controls.jump.menu()).actions() if action.text().startswith("List")
    )
    chosen.trigger()
    assert controls.view.value == "list"
    head.resize(900, head.height())
    assert not controls.view.isHidden()
