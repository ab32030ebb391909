"""Agents copied and exported: what is shown, in the columns shown, by few keys."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.views.floor.agent_list import ListRow
from console.views.rows import AgentTile, Figure, ListedAgent, TileGroup
from console.window.app import App
from console.window.controllers.agent_copies import AgentCopies, agents_csv
from feeds.events import instant
from tests.console.window.apps import SAMPLE, open_whole, reported
from widgets.dialogs.export_dialog import AgentsExportDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

AT = "2026-11-22T08:30:00Z"


@pytest.fixture
def morning(app: App, qtbot: QtBot) -> App:
    open_whole(app, qtbot, SAMPLE, at=AT)
    desk = app.desk
    assert desk is not None
    qtbot.waitUntil(lambda: desk.rows is not None and desk.rows.now == instant(AT), timeout=5_000)
    QApplication.clipboard().clear()
    return app


def copied() -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(QApplication.clipboard().text())))


def test_that_one_team_only_those_on_contact_is_csv_by_three_keys_and_the_words(
    morning: App, qtbot: QtBot
) -> None:
    assert isinstance(morning.copies, AgentCopies)
    window = morning.window
    team = next(iter(morning.desk.rows.teams.values()))  # type: ignore[union-attr]
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_L, CTRL)
    QTest.keyClick(window, Qt.Key.Key_F, CTRL)
    QTest.keyClicks(window.floor.filter, f'team:"{team}" state:contact')
    QTest.keyClick(window, Qt.Key.Key_C, CTRL | SHIFT)
    qtbot.waitUntil(lambda: bool(QApplication.clipboard().text()), timeout=5_000)
    rows = copied()
    assert rows
    assert {row["State"] for row in rows} == {"On contact"}
    assert list(rows[0])[:3] == ["Agent", "State", "Time"]
    assert window.status.text.text() == f"{len(rows)} agents copied as CSV" or len(rows) == 1


def test_that_tiles_are_copied_too(morning: App, qtbot: QtBot) -> None:
    QTest.keyClick(morning.window, Qt.Key.Key_C, CTRL | SHIFT)
    qtbot.waitUntil(lambda: bool(QApplication.clipboard().text()))
    shown = [tile.name for group in morning.window.floor.grid.groups for tile in group.tiles]
    assert [row["Agent"] for row in copied()] == shown


def test_that_selected_rows_are_copied_as_text(morning: App, qtbot: QtBot) -> None:
    page = morning.window.floor
    page.change_view()
    qtbot.waitUntil(lambda: bool(page.list.rows()))
    chosen = [row for row in page.list.rows() if row.tile is not None][:2]
    page.list.select_agents(chosen)
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_C, CTRL)
    lines = QApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in lines] == [row.tile.name for row in chosen if row.tile]
    assert morning.window.status.text.text() == "2 agents copied"


def test_that_they_are_exported_to_a_file_or_the_reason_is_shown(
    morning: App, qtbot: QtBot, tmp_path: Path
) -> None:
    QTest.keyClick(morning.window, Qt.Key.Key_E, CTRL | SHIFT)
    qtbot.waitUntil(lambda: morning.window.findChild(AgentsExportDialog) is not None)
    dialog = morning.window.findChild(AgentsExportDialog)
    assert isinstance(dialog, AgentsExportDialog)
    dialog.fileSelected.emit(str(tmp_path / "agents.csv"))
    assert (tmp_path / "agents.csv").read_text("utf-8").startswith("Agent,State,Time,")
    dialog.fileSelected.emit(str(tmp_path / "no" / "agents.csv"))
    assert "cannot be written" in reported(morning)
    dialog.close()


def test_that_a_formula_is_no_formula() -> None:
    tile = AgentTile("a", "=cmd|x", "", (), "available", "Available", 0, Figure("x", "y", "0:05", 5), "", 0)
    row = ListRow("agent:a", TileGroup("t", "", "", ()), tile, ListedAgent("", "", "", {}))
    assert agents_csv([row], ["agent", "time"]) == "Agent,Time\n'=cmd|x,0:05\n"
