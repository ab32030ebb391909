"""The grid of agents: fixed places, the keyboard, and only what can be seen."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.views.rows import FloorRows, Severity
from tests.widgets.floors import overlapping, rows, scene
from widgets.floor.tile_grid import TileGrid
from widgets.floor.tile_layout import Place, TileSize
from widgets.painting.theme import DARK, LIGHT, Palette, Theme

BUSY = rows()


def grid_of(
    qtbot: QtBot, shown: FloorRows = BUSY, size: tuple[int, int] = (820, 600), palette: Palette = DARK
) -> TileGrid:
    grid = TileGrid(Theme(palette))
    qtbot.addWidget(grid)
    grid.resize(*size)
    grid.show_groups(shown.groups)
    grid.show()
    return grid


def ids(shown: FloorRows) -> list[str]:
    return [tile.id for group in shown.groups for tile in group.tiles]


def tile_area(grid: TileGrid, agent: str) -> QRect:
    for number, group in enumerate(grid.groups):
        for index, tile in enumerate(group.tiles):
            if tile.id == agent:
                return grid.layout_of_tiles.rect(Place(number, index))
    raise LookupError(agent)


def pixels(grid: TileGrid, area: QRect) -> QImage:
    return grid.grab(area.translated(grid.viewport().pos())).toImage()


@pytest.mark.parametrize("size", list(TileSize))
@pytest.mark.parametrize("width", [300, 580, 820, 1400])
def test_that_texts_lie_apart_and_times_are_whole(qtbot: QtBot, size: TileSize, width: int) -> None:
    grid = grid_of(qtbot, size=(width, 900))
    grid.set_size_of_tiles(size)
    assert not overlapping(grid.lines())
    times = [line for line in grid.lines() if line.figures]
    assert times
    assert all(not line.whole for line in times)


def test_that_every_figure_in_sight_is_placed_in_it(qtbot: QtBot) -> None:
    grid = grid_of(qtbot, size=(820, 200))
    placed = grid.placed_figures()
    scopes = {figure.scope for figure, _ in placed}
    assert f"agent:{ids(BUSY)[0]}" in scopes
    assert f"agent:{ids(BUSY)[-1]}" not in scopes
    assert all(grid.rect().contains(rect) for _, rect in placed)
    assert not [1 for (_, one), (_, other) in combinations(placed, 2) if one.intersects(other)]


def test_that_the_keyboard_walks_the_tiles_and_opens_one(qtbot: QtBot) -> None:
    grid = grid_of(qtbot)
    opened: list[str] = []
    grid.opened.connect(opened.append)
    grid.setFocus()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Home, Qt.Key.Key_Return):
        QTest.keyClick(grid, key)
    first, second = ids(BUSY)[:2]
    assert opened == [first, second, first]
    assert grid.current_place == Place(0, 0)


def test_that_walking_down_brings_the_last_tile_into_sight(qtbot: QtBot) -> None:
    shown = rows(scene(60))
    grid = grid_of(qtbot, shown, (400, 300))
    grid.setFocus()
    for _ in range(60):
        QTest.keyClick(grid, Qt.Key.Key_Down)
    place = grid.layout_of_tiles.last()
    assert place is not None
    seen = QRect(0, grid.verticalScrollBar().value(), grid.viewport().width(), grid.viewport().height())
    assert seen.contains(grid.layout_of_tiles.rect(place))


def test_that_a_click_opens_the_agent_under_it(qtbot: QtBot) -> None:
    grid = grid_of(qtbot)
    agent = ids(BUSY)[3]
    with qtbot.waitSignal(grid.opened, timeout=1000) as opened:
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=tile_area(grid, agent).center())
    assert opened.args == [agent]
    with qtbot.assertNotEmitted(grid.opened):
        QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(3, 3))


def test_that_one_stays_on_the_same_agent_when_tiles_move(qtbot: QtBot) -> None:
    grid = grid_of(qtbot)
    grid.setFocus()
    for _ in range(5):
        QTest.keyClick(grid, Qt.Key.Key_Right)
    here = grid.accessible.current().partition("/")[2]
    grid.show_groups(tuple(replace(g, tiles=g.tiles[::-1]) for g in BUSY.groups[::-1]))
    assert here
    assert grid.accessible.current().partition("/")[2] == here


def test_that_a_change_is_seen_and_nothing_else_moves(qtbot: QtBot) -> None:
    grid = grid_of(qtbot)
    first, second = ids(BUSY)[:2]
    before = {agent: pixels(grid, tile_area(grid, agent)) for agent in (first, second)}
    tile = BUSY.groups[0].tiles[0]
    changed = replace(tile, severity=Severity.BREACH, reason="3× usual")
    tiles = (changed, *BUSY.groups[0].tiles[1:])
    grid.show_groups((replace(BUSY.groups[0], tiles=tiles), *BUSY.groups[1:]))
    assert pixels(grid, tile_area(grid, first)) != before[first]
    assert pixels(grid, tile_area(grid, second)) == before[second]
    assert any(line.text == "3× usual" for line in grid.lines())


def test_that_of_two_thousand_only_the_visible_are_painted(qtbot: QtBot) -> None:
    tiles = tuple(replace(BUSY.groups[0].tiles[0], id=f"x{number}") for number in range(2000))
    grid = grid_of(qtbot, replace(BUSY, groups=(replace(BUSY.groups[0], tiles=tiles),)))
    grid.grab()
    rows_seen = grid.viewport().height() // grid.layout_of_tiles.pitch + 2
    assert len(grid.placed_figures()) <= rows_seen * grid.layout_of_tiles.columns + 2
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    assert any(line.figures for line in grid.lines())


def test_that_the_pointer_and_the_focus_engage_it(qtbot: QtBot) -> None:
    grid = grid_of(qtbot)
    grid.activateWindow()
    qtbot.waitUntil(grid.isActiveWindow)
    QApplication.sendEvent(grid.viewport(), QEvent(QEvent.Type.Leave))
    grid.clearFocus()
    received: list[bool] = []
    grid.engaged_changed.connect(received.append)
    grid.setFocus()
    assert grid.engaged
    grid.clearFocus()
    assert not grid.engaged
    at = QPointF(5, 5)
    QApplication.sendEvent(grid.viewport(), QEnterEvent(at, at, at))
    assert grid.engaged
    QApplication.sendEvent(grid.viewport(), QEvent(QEvent.Type.Leave))
    assert received == [True, False, True, False]


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=["dark", "light"])
def test_that_a_calm_tile_has_no_filled_colour_and_a_loud_one_has(qtbot: QtBot, palette: Palette) -> None:
    grid = grid_of(qtbot, palette=palette)
    theme = Theme(palette)
    calm = next(t for g in BUSY.groups for t in g.tiles if t.severity is Severity.NONE)
    corner = QPoint(20, 5)
    area = tile_area(grid, calm.id)
    assert pixels(grid, area).pixelColor(corner).name() == palette.card
    loud = replace(calm, severity=Severity.WARNING, reason="near")
    grid.show_groups((replace(BUSY.groups[0], tiles=(loud,)),))
    assert pixels(grid, tile_area(grid, loud.id)).pixelColor(corner).name() == palette.warning_fill
    assert theme.palette is palette


def test_that_an_empty_floor_says_so(qtbot: QtBot) -> None:
    grid = grid_of(qtbot)
    before = grid.grab().toImage()
    grid.show_groups((), "No agents here match.")
    assert grid.grab().toImage() != before
    assert grid.placed_figures() == []
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert grid.accessible.words() == "0 agents in 0 groups"
    assert grid.accessible.current() == ""
