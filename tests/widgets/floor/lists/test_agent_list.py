"""The list of agents: sorted and arranged by a person, selected by row, and still while one is at it."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.widgets.floor.lists.lists import ids, list_of, listed
from tests.widgets.floors import overlapping, scene
from widgets.floor.lists.agent_list import AgentList


def place_of(shown: AgentList, row: str) -> QPoint:
    number = ids(shown).index(row)
    return QPoint(30, shown.rowViewportPosition(number) + shown.rowHeight(number) // 2)


@pytest.mark.parametrize("width", [360, 560, 900, 1600])
@pytest.mark.parametrize("zoom", [0.75, 1.0, 2.0])
def test_that_texts_lie_apart_at_any_width(qtbot: QtBot, width: int, zoom: float) -> None:
    shown = list_of(qtbot, size=(width, 500), zoom=zoom)
    assert shown.lines()
    assert not overlapping(shown.lines())
    placed = shown.placed_figures()
    assert not [1 for (_, one), (_, other) in combinations(placed, 2) if one.intersects(other)]
    assert all(shown.rect().contains(rect) for _, rect in placed)


def test_that_the_keyboard_walks_opens_collapses_and_leaves(qtbot: QtBot) -> None:
    shown, opened, folded = list_of(qtbot), list[str](), list[tuple[str, str]]()
    shown.opened.connect(opened.append)
    shown.folding_changed.connect(lambda name, group: folded.append((name, group)))
    shown.activateWindow()
    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)
    first = shown.current_row()
    assert first is not None
    assert first.id == "group:team-0"
    QTest.keyClick(shown, Qt.Key.Key_Return)
    QTest.keyClick(shown, Qt.Key.Key_Down)
    QTest.keyClick(shown, Qt.Key.Key_Return)
    QTest.keyClick(shown, Qt.Key.Key_Left)
    QTest.keyClick(shown, Qt.Key.Key_Right)  # open already
    QTest.keyClick(shown, Qt.Key.Key_End)
    last = shown.current_row()
    assert last is not None
    QTest.keyClick(shown, Qt.Key.Key_Return)
    assert len(opened) == 1
    assert folded == [("collapsed", "team-0"), ("collapsed", "team-0"), ("unfolded", "team-2")]
    assert last.is_folded


def test_that_the_mouse_selects_rows_and_opens_headings_and_agents(qtbot: QtBot) -> None:
    shown, opened, folded = list_of(qtbot), list[str](), list[tuple[str, str]]()
    shown.opened.connect(opened.append)
    shown.folding_changed.connect(lambda name, group: folded.append((name, group)))
    button, ctrl = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
    agents = [row.id for row in shown.rows() if row.tile is not None]
    QTest.mouseClick(shown.viewport(), button, pos=place_of(shown, agents[0]))
    QTest.mouseClick(shown.viewport(), button, ctrl, place_of(shown, agents[2]))
    assert [row.id for row in shown.selected()] == [agents[0], agents[2]]
    QTest.mouseClick(shown.viewport(), button, pos=place_of(shown, "group:team-1"))
    QTest.mouseDClick(shown.viewport(), button, pos=place_of(shown, agents[1]))
    assert folded == [("collapsed", "team-1")]
    assert opened == [agents[1].removeprefix("agent:")]


def test_that_selected_agents_stay_selected_while_rows_move_and_escape_clears(qtbot: QtBot) -> None:
    shown = list_of(qtbot)
    chosen = [row for row in shown.rows() if row.tile is not None][:2]
    shown.select_agents(chosen)
    shown.show_sort("-agent")
    assert {row.id for row in shown.selected()} == {row.id for row in chosen}
    shown.setFocus()
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.selected()


def test_that_a_click_on_a_heading_sorts_and_another_turns_the_order(qtbot: QtBot) -> None:
    shown, chosen = list_of(qtbot), list[tuple[str, str]]()
    shown.choice_changed.connect(lambda name, value: chosen.append((name, value)))
    column = shown.header.keys.index("agent")
    for _ in range(2):
        at = QPoint(shown.columnViewportPosition(column) + 20, 8)
        QTest.mouseClick(shown.header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert chosen == [("list_sort", "agent"), ("list_sort", "-agent")]
    names = [row.tile.name for row in shown.rows() if row.tile is not None and row.group.id == "team-0"]
    assert names == sorted(names, reverse=True)


def test_that_columns_are_chosen_moved_and_resized(qtbot: QtBot) -> None:
    shown, chosen = list_of(qtbot), list[str]()
    shown.choice_changed.connect(lambda _, value: chosen.append(value))
    shown.change_column("team")
    assert chosen[-1].endswith(" handled team")
    shown.change_column("work")
    assert "work" not in chosen[-1].split()
    shown.header.moveSection(0, 2)
    assert chosen[-1].startswith("state time agent ")
    shown.header.resizeSection(shown.header.keys.index("time"), 91)
    assert "time:91" in chosen[-1].split()
    shown.change_column("")
    assert chosen[-1] == "agent state time attention work occupancy adherence handled"
    shown.show_columns("time agent:200")
    assert [column for column, _ in shown.header.columns] == ["time", "agent"]
    assert shown.columnWidth(shown.header.keys.index("agent")) == 200


def test_that_no_row_moves_while_the_pointer_is_in_the_list(qtbot: QtBot) -> None:
    shown, engaged = list_of(qtbot), list[bool]()
    shown.engaged_changed.connect(engaged.append)
    at = QPointF(5, 5)
    QApplication.sendEvent(shown.viewport(), QEnterEvent(at, at, at))
    QApplication.sendEvent(shown.viewport(), QEvent(QEvent.Type.Leave))
    assert engaged == [True, False]


def test_that_only_rows_in_sight_are_announced_and_repainted(qtbot: QtBot) -> None:
    floor = scene(60)
    shown = list_of(qtbot, listed(floor), size=(900, 200))
    changed: list[int] = []
    shown.model_of_rows.dataChanged.connect(lambda first, _: changed.append(first.row()))
    later = listed(floor.after(1))
    shown.show_groups(later.groups, later.listed, may_move=False)
    assert changed
    assert max(changed) < 12
    row = shown.rows()[-1]
    assert row.tile is not None
    assert row.tile.time.text == later.groups[-1].tiles[-1].time.text or len(later.groups) == 3


def test_that_an_agent_and_a_team_are_found_in_it(qtbot: QtBot) -> None:
    shown = list_of(qtbot, listed(scene(90)), size=(900, 200))
    shown.choose("a88")
    current = shown.current_row()
    assert (shown.chosen, current is not None and current.id) == ("a88", "agent:a88")
    shown.go_to_group("team-2")
    assert shown.rowViewportPosition(ids(shown).index("group:team-2")) == 0


def test_that_an_empty_list_says_why(qtbot: QtBot) -> None:
    shown = list_of(qtbot)
    before = shown.grab().toImage()
    shown.show_groups((), {}, "No agent matches the filter.")
    assert shown.grab().toImage() != before
    assert shown.current_row() is None


def test_that_copying_is_asked_for_and_space_is_the_windows(qtbot: QtBot) -> None:
    shown = list_of(qtbot)
    shown.setFocus()
    with qtbot.waitSignal(shown.copy_requested, timeout=1000):
        QTest.keyClick(shown, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(shown, Qt.Key.Key_Space)
    assert not shown.selected()
