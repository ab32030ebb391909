"""The list's model: sound whatever comes, with a text for every cell."""

from __future__ import annotations

import random
from dataclasses import replace

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester

from console.views.floor.agent_list import ListOrder
from tests.widgets.floor.lists.lists import listed
from widgets.floor.lists.list_model import AgentListModel

SHOWN = listed()
ROWS = ListOrder().rows(SHOWN.groups, SHOWN.listed)


def test_that_any_change_of_rows_and_columns_is_sound(owner: QObject) -> None:
    model = AgentListModel(["agent", "time"], lambda: range(100), owner)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, owner)
    chance = random.Random(1)
    for columns in (["agent", "time"], ["time"], ["time", "agent", "work"], ["work"]):
        model.set_columns(columns)
        rows = chance.sample(ROWS, chance.randint(0, len(ROWS)))
        model.set_rows(rows)
        assert model.rows == rows
        assert sorted(model.columns) == sorted(columns)


def test_that_cells_have_texts_and_only_agents_are_selected(owner: QObject) -> None:
    model = AgentListModel(["agent", "time", "handled"], lambda: range(0), owner)
    model.set_rows(ROWS)
    texts = [[model.index(row, column).data() for column in range(3)] for row in range(len(ROWS))]
    assert texts[0] == ["team-0, 4 agents", "", ""]
    assert all(all(cells) for cells, row in zip(texts, ROWS, strict=True) if row.tile is not None)
    selectable = [bool(model.flags(model.index(n)) & Qt.ItemFlag.ItemIsSelectable) for n in range(len(ROWS))]
    assert selectable == [row.tile is not None for row in ROWS]
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags
    assert model.data(QModelIndex()) is None


def test_that_of_a_row_that_ticks_only_the_time_is_repainted(owner: QObject) -> None:
    model = AgentListModel(["agent", "time", "work"], lambda: range(100), owner)
    model.set_rows(ROWS)
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.column(), last.column())))
    later = []
    for row in ROWS:
        tile = row.tile
        if tile is not None:
            tile = replace(tile, time=replace(tile.time, text="9:59", value=599.0))
        later.append(replace(row, tile=tile))
    model.set_rows(later)
    agents = sum(row.tile is not None for row in ROWS)
    assert changed == [(1, 1)] * agents
    model.set_rows([replace(row, tile=row.tile and replace(row.tile, state="hold")) for row in later])
    assert changed[agents:] == [(0, 2)] * agents
