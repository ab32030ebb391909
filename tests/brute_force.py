"""A slow, plain second reading of the metric definitions, to hold the quick one against.

Its parts are in `tests/oracle/`; here every figure of a log is put together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracle.agents import (
    AgentScope,
    Piece,
    agent_figures,
    bot_figures,
    churn_figures,
    pieces_of,
    present_figures,
)
from tests.oracle.floor import Floor, fold
from tests.oracle.lateness import settle
from tests.oracle.presence import team_of
from tests.oracle.queues import queue_figures, scope_of_channel, scope_of_floor, scope_of_queue
from tests.oracle.reading import millis, read_steps
from tests.oracle.windows import Figures, Window, window_of

__all__ = ["Floor", "fold", "millis", "read_steps", "report", "settle"]

CHANNELS = ("voice", "chat", "message", "email", "callback", "task")


def own_by_agent(agent: str) -> Callable[[str | None, int], bool]:
    """The test of what is an agent's."""
    return lambda other, _instant: other == agent


def own_by_team(floor: Floor, team: str) -> Callable[[str | None, int], bool]:
    """The test of what is a team's."""
    return lambda agent, instant: team_of(floor, agent, instant) == team


def agents_report(floor: Floor, window: Window, pieces: dict[str, list[Piece]]) -> Figures:
    """The figures of every agent."""
    figures = {}
    for agent in sorted(floor.agents):
        scope = AgentScope(pieces[agent], own_by_agent(agent))
        figures[agent] = {**present_figures(floor, agent), **agent_figures(floor, window, scope)}
    return figures


def teams_report(floor: Floor, window: Window, pieces: list[Piece]) -> Figures:
    """The figures of every team."""
    figures = {}
    for team in sorted(floor.teams):
        scope = AgentScope([p for p in pieces if p.team == team], own_by_team(floor, team))
        figures[team] = agent_figures(floor, window, scope)
    return figures


def floor_report(floor: Floor, window: Window, pieces: list[Piece]) -> Figures:
    """The figures of everything together."""
    return {
        **queue_figures(floor, window, scope_of_floor(floor, window)),
        **agent_figures(floor, window, AgentScope(pieces, lambda _agent, _instant: True)),
        **bot_figures(floor, window),
        **churn_figures(floor, window),
    }


def report(lines: list[str], at: int | None = None, window_ms: int | None = 1_800_000) -> dict[str, Any]:
    """Every figure of one log at an instant, over a rolling window or (None) the site's day so far.

    The instant is the end of the log unless given. Durations are in seconds; None stands for none.
    """
    arrived = read_steps(lines)
    now = max((step.at for step in arrived), default=0) if at is None else at
    floor = fold(settle(arrived), now)
    window = window_of(floor, window_ms)
    by_agent = {agent: pieces_of(floor, window, agent) for agent in floor.agents}
    pieces = [piece for own in by_agent.values() for piece in own]
    return {
        "queues": {
            queue: queue_figures(floor, window, scope_of_queue(floor, window, queue))
            for queue in sorted(floor.queues)
        },
        "channels": {
            channel: queue_figures(floor, window, scope_of_channel(floor, window, channel))
            for channel in CHANNELS
        },
        "agents": agents_report(floor, window, by_agent),
        "teams": teams_report(floor, window, pieces),
        "floor": floor_report(floor, window, pieces),
    }
