"""Tenures: an agent's spells in teams, and the columns that metrics read."""

from __future__ import annotations

from console.floor.ledgers.schedule import FOREVER
from console.floor.ledgers.tenures import NO_TEAM, Tenures
from console.floor.ledgers.timeline import NEVER


def test_that_a_tenure_lasts_until_it_is_closed() -> None:
    tenures = Tenures()
    first = tenures.open(0, NO_TEAM, NEVER)
    tenures.close(first, 1_000)
    second = tenures.open(0, 3, 1_000)
    assert (first, second, len(tenures)) == (0, 1, 2)
    assert tenures.columns().start.tolist() == [NEVER, 1_000]
    assert tenures.columns().end.tolist() == [1_000, FOREVER]


def test_that_a_team_named_later_holds_from_the_start() -> None:
    tenures = Tenures()
    tenure = tenures.open(0, NO_TEAM, NEVER)
    assert tenures.columns().team.tolist() == [NO_TEAM]
    tenures.name_team(tenure, 2)
    assert tenures.columns().team.tolist() == [2]


def test_that_a_discarded_tenure_lasts_at_no_instant() -> None:
    tenures = Tenures()
    tenures.open(0, 1, NEVER)
    tenures.discard(tenures.open(0, 2, 1_000))
    columns = tenures.columns()
    assert (columns.start[1], columns.end[1]) == (FOREVER, FOREVER)
