"""The floor as it is read aloud: every tile, heading, card and flag is an item whose name never ticks."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.views.rows import Severity
from tests.widgets.accessible_tree import Node, Role, active, items, walk
from tests.widgets.floors import rows, scene
from widgets.floor.attention_column import AttentionColumn
from widgets.floor.queue_column import QueueColumn
from widgets.floor.tile_grid import TileGrid
from widgets.painting.theme import Theme

BUSY = rows(scene(24))
LATER = rows(scene(24).after(7))
_TIME = re.compile(r"\d+:\d\d")


def grid_of(qtbot: QtBot) -> TileGrid:
    grid = TileGrid(Theme())
    qtbot.addWidget(grid)
    grid.resize(700, 300)
    grid.show()
    grid.show_groups(BUSY.groups)
    return grid


def column_of(qtbot: QtBot) -> QueueColumn:
    column = QueueColumn(Theme())
    qtbot.addWidget(column)
    column.resize(280, 500)
    column.show()
    column.show_cards(BUSY.queues)
    return column


def attention_of(qtbot: QtBot) -> AttentionColumn:
    column = AttentionColumn(Theme())
    qtbot.addWidget(column)
    column.resize(300, 800)
    column.show()
    column.show_attention(BUSY.attention)
    return column


def test_that_every_tile_is_an_item_below_its_heading_seen_or_not(qtbot: QtBot) -> None:
    grid = grid_of(qtbot)
    tiles = [tile for group in BUSY.groups for tile in group.tiles]
    nodes = items(grid)
    assert [node.name for node in nodes] == [tile.name for tile in tiles]
    assert [node.value for node in nodes] == [f"{tile.word} {tile.time.text}" for tile in tiles]
    headings = items(grid, Role.Heading)
    assert [(node.name, node.value) for node in headings] == [
        (group.name, group.detail) for group in BUSY.groups
    ]
    shown = [node for node in nodes if not node.interface.state().offscreen]
    assert 0 < len(shown) < len(nodes)
    lit = next(tile for tile in tiles if tile.severity is not Severity.NONE)
    assert lit.reason in nodes[tiles.index(lit)].words


def test_that_a_tile_is_chosen_and_pressed(qtbot: QtBot) -> None:
    grid = grid_of(qtbot)
    opened: list[str] = []
    grid.opened.connect(opened.append)
    third = [tile for group in BUSY.groups for tile in group.tiles][2]
    grid.choose(third.id)
    node = items(grid)[2]
    assert node.interface.state().selected
    node.interface.actionInterface().doAction("Press")
    assert opened == [third.id]


def test_that_a_heading_collapses_its_team_and_says_that_it_is(qtbot: QtBot) -> None:
    grid = grid_of(qtbot)
    with qtbot.waitSignal(grid.folding_changed) as changed:
        items(grid, Role.Heading)[0].interface.actionInterface().doAction("Press")
    assert changed.args == ["collapsed", BUSY.groups[0].id]
    closed = replace(BUSY.groups[0], tiles=(), is_collapsed=True)
    grid.show_groups((closed, *BUSY.groups[1:]))
    assert items(grid, Role.Heading)[0].words.endswith("collapsed")


def test_that_every_queue_is_an_item_with_its_figures_and_state(qtbot: QtBot) -> None:
    column = column_of(qtbot)
    opened: list[str] = []
    column.opened.connect(opened.append)
    nodes = items(column)
    assert [node.name for node in nodes] == [f"{card.name}, {card.channel}" for card in BUSY.queues]
    for node, card in zip(nodes, BUSY.queues, strict=True):
        assert card.service_level.text in node.value
        assert card.waiting.text in node.value
        assert card.free_text in node.words
    worst = next(node for node in nodes if "below goal" in node.words)
    worst.interface.actionInterface().doAction("Press")
    assert opened == [BUSY.queues[nodes.index(worst)].id]
    assert column.accessible.item("nosuch") is None


def test_that_every_flag_is_an_item_with_what_can_be_done(qtbot: QtBot) -> None:
    column = attention_of(qtbot)
    nodes, opened = items(column), list[str]()
    column.opened.connect(opened.append)
    assert len(nodes) == len(BUSY.attention.cards) > 0
    nodes[0].interface.actionInterface().doAction("Press")
    assert opened == [BUSY.attention.cards[0].scope]
    for node, card in zip(nodes, BUSY.attention.cards, strict=True):
        assert node.name.startswith(card.who)
        assert node.value == f"for {card.age}"
        assert card.word in node.words
        assert card.what in node.words
        children = [node.interface.child(index) for index in range(node.interface.childCount())]
        buttons = [child.object() for child in children if child is not None]
        assert [type(button) for button in buttons] == [QPushButton, QPushButton]


def names(nodes: list[Node]) -> list[str]:
    return sorted(node.name for node in nodes)


@pytest.mark.parametrize("part", ["tiles", "queues", "flags"])
def test_that_no_name_changes_as_time_passes(qtbot: QtBot, part: str) -> None:
    with active():
        grid, column, attention = grid_of(qtbot), column_of(qtbot), attention_of(qtbot)
        shown: QWidget = {"tiles": grid, "queues": column, "flags": attention}[part]
        before = walk(shown)
        grid.show_groups(LATER.groups)
        column.show_cards(LATER.queues)
        attention.show_attention(LATER.attention)
        after = walk(shown)
    assert names(before) == names(after)
    assert [node.value for node in before] != [node.value for node in after]
    assert not [node.name for node in before if _TIME.search(node.name)]
