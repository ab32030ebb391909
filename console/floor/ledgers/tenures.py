"""Tenures: which team each agent belongs to, and from when to when."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from console.floor.ledgers.codes import Ints
from console.floor.ledgers.schedule import FOREVER

NO_TEAM = -1


class TenureColumns(NamedTuple):
    """The agent, team, start and end of each tenure, one array each."""

    agent: Ints
    team: Ints
    start: Ints
    end: Ints


class Tenures:
    """Team membership over time: a tenure is one agent's time in one team. Each timeline row has one.

    One entry per tenure: the agent and team by number (NO_TEAM before a profile names one), and its span, ms.
    Owned by the roster; metrics read `columns`.
    """

    def __init__(self) -> None:
        self.agent: list[int] = []
        self.team: list[int] = []
        self.start: list[int] = []
        self.end: list[int] = []
        self._columns: TenureColumns | None = None

    def open(self, agent: int, team: int, start: int) -> int:
        """Open a tenure without an end; returns its number."""
        self.agent.append(agent)
        self.team.append(team)
        self.start.append(start)
        self.end.append(FOREVER)
        self._columns = None
        return len(self.agent) - 1

    def name_team(self, tenure: int, team: int) -> None:
        """Set the team of *tenure* from its start."""
        self.team[tenure] = team
        self._columns = None

    def close(self, tenure: int, end: int) -> None:
        self.end[tenure] = end
        self._columns = None

    def discard(self, tenure: int) -> None:
        """Discard *tenure*: it was never in effect."""
        self.start[tenure] = self.end[tenure] = FOREVER
        self._columns = None

    def columns(self) -> TenureColumns:
        """The agent, team, start and end of each tenure."""
        if self._columns is None:
            columns = (self.agent, self.team, self.start, self.end)
            self._columns = TenureColumns(*(np.array(column, dtype=np.int64) for column in columns))
        return self._columns

    def __len__(self) -> int:
        return len(self.agent)
