"""The model of an account: rows change by differences, and are sorted without losing the selection."""

from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from console.views.explain.explained_rows import COLUMN_WORDS, AccountRow, Column
from tests.widgets.explained import busy_queue, explained
from widgets.explain.account_model import AccountModel

HERE = ZoneInfo("Europe/Lisbon")


def model_of(rows: tuple[AccountRow, ...]) -> AccountModel:
    model = AccountModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    model.show_rows(rows, HERE)
    return model


def contacts(model: AccountModel) -> list[str]:
    return [model.index(row, Column.WHO).data() for row in range(model.rowCount())]


def test_that_rows_are_shown_in_the_order_given_until_a_column_is_chosen(qtbot: QtBot) -> None:
    rows = explained(busy_queue()).counted
    model = model_of(rows)
    assert contacts(model) == [row.contact for row in rows]
    model.sort_by(Column.WHO)
    assert contacts(model) == sorted(contacts(model))
    model.sort_by(Column.LENGTH, is_descending=True)
    seconds = [row.seconds for row in model.rows]
    assert seconds == sorted(seconds, key=lambda length: -(length or 0))
    model.sort_by(None)
    assert contacts(model) == [row.contact for row in rows]


def test_that_sorting_keeps_what_is_current(qtbot: QtBot) -> None:
    model = model_of(explained(busy_queue()).counted)
    held = QPersistentModelIndex(model.index(3, Column.WHO))
    contact = held.data()
    model.sort_by(Column.AT)
    assert held.data() == contact


def test_that_new_rows_are_sorted_in(qtbot: QtBot) -> None:
    rows = explained(busy_queue()).counted
    model = model_of(rows[:-3])
    model.sort_by(Column.WHO)
    model.show_rows(rows, HERE)
    assert contacts(model) == sorted(row.contact for row in rows)
    changed = (replace(rows[0], words="changed"), *rows[1:])
    model.show_rows(changed, HERE)
    assert "changed" in [model.index(row, Column.WHY).data() for row in range(len(rows))]


def test_that_heads_name_the_columns(qtbot: QtBot) -> None:
    model = model_of(())
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in Column]
    assert heads == list(COLUMN_WORDS.values())
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert model.index(0, 0).data() is None
