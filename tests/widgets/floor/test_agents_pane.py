"""The agents in the middle: tiles or list, whichever the rows are for."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.widgets.floor.lists.lists import listed
from tests.widgets.floors import rows
from widgets.floor.agents_pane import AgentsPane
from widgets.painting.theme import DARK, LIGHT, Theme


@pytest.fixture
def pane(qtbot: QtBot) -> AgentsPane:
    made = AgentsPane(Theme(DARK))
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def test_that_only_the_part_shown_gets_the_rows(pane: AgentsPane) -> None:
    pane.show_rows(rows(), "", may_move=True)
    assert pane.shown is pane.grid
    assert not pane.list.rows()
    pane.show_rows(listed(), "", may_move=True)
    assert [part for part, _ in pane.placed()] == [pane.list]
    assert pane.list.isVisible()
    assert not pane.grid.isVisible()


def test_that_the_focus_stays_on_the_agents(pane: AgentsPane) -> None:
    pane.show_rows(rows(), "", may_move=True)
    pane.take_focus()
    pane.show_rows(listed(), "", may_move=True)
    assert pane.list.hasFocus()
    pane.show_rows(rows(), "", may_move=True)
    assert pane.grid.hasFocus()


def test_that_the_note_counts_the_listed_and_the_selected(pane: AgentsPane) -> None:
    pane.show_rows(listed(), "", may_move=True)
    assert pane.note.text == "12 agents · no row moves while the pointer is in the list"
    pane.list.select_agents([row for row in pane.list.rows() if row.tile is not None][:2])
    assert pane.note.text.startswith("2 selected")


def test_that_both_parts_know_the_agent_and_the_theme(pane: AgentsPane) -> None:
    pane.show_rows(listed(), "", may_move=True)
    pane.choose("a3")
    assert pane.chosen == pane.grid.chosen == "a3"
    pane.go_to_group("team-1")
    assert pane.order()[0][0] == "group:team-0"
    pane.set_theme(Theme(LIGHT, 1.5))
    pane.set_dimmed(True)
    assert pane.grid.dimmed
    assert pane.list.painter_of_cells.dimmed
