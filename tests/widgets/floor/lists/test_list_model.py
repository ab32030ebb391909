"""The list's model: sound whatever comes, with a text for every cell."""

from __future__ import annotations

import random

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
