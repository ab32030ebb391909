"""The row model: Qt's own tester watches it while rows come, go, move and change."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QItemSelectionModel, QObject, QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from widgets.painting.row_model import ROW_ROLE, RowModel

Row = tuple[int, str]


def model_of(owner: QObject) -> RowModel[Row]:
    model: RowModel[Row] = RowModel(lambda row: row[0], lambda row: row[1], owner)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, owner)
    return model


def shown(model: RowModel[Row]) -> list[Row]:
    return [model.index(number).data(ROW_ROLE) for number in range(model.rowCount())]


@pytest.mark.parametrize("seed", range(16))
def test_that_any_rows_follow_any_others(owner: QObject, seed: int) -> None:
    chance = random.Random(seed)
    model = model_of(owner)
    for _ in range(12):
        ids = chance.sample(range(60), chance.randint(0, 40))
        if chance.random() < 0.5:
            ids.sort()
        rows = [(number, chance.choice("abc")) for number in ids]
        model.set_rows(rows)
        assert shown(model) == rows
        assert [model.index(n).data() for n in range(len(rows))] == [text for _, text in rows]


@pytest.mark.parametrize("seed", range(10))
def test_that_a_place_and_a_selection_stay_with_their_row(owner: QObject, seed: int) -> None:
    chance = random.Random(seed)
    model = model_of(owner)
    model.set_rows([(number, "a") for number in range(30)])
    chosen = QItemSelectionModel(model, owner)
    chosen.select(model.index(7), QItemSelectionModel.SelectionFlag.Select)
    place = QPersistentModelIndex(model.index(7))
    for _ in range(8):
        ids = chance.sample([number for number in range(50) if number != 7], 20)
        ids.insert(chance.randint(0, 20), 7)
        model.set_rows([(number, chance.choice("ab")) for number in ids])
        assert place.data(ROW_ROLE)[0] == 7
        assert [index.data(ROW_ROLE)[0] for index in chosen.selectedIndexes()] == [7]


def test_that_only_what_changed_is_signalled(owner: QObject) -> None:
    model = model_of(owner)
    model.set_rows([(number, "a") for number in range(2000)])
    changed: list[tuple[int, int]] = []
    moved: list[int] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    model.rowsMoved.connect(lambda *_: moved.append(1))
    rows = [(number, "b" if number in (3, 1700) else "a") for number in range(2000)]
    model.set_rows(rows)
    assert changed == [(3, 3), (1700, 1700)]
    model.set_rows([rows[-1], *rows[:-1]])
    assert len(moved) == 1
    assert len(changed) == 2


def test_that_a_row_of_another_place_is_none(owner: QObject) -> None:
    model = model_of(owner)
    model.set_rows([(1, "a")])
    assert model.rowCount(model.index(0)) == 0
    assert model.data(model.index(5)) is None
