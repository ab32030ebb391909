"""Choices: what a person wants to see of the floor, and in which order. Plain values, changed as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.views.goals import Goals
from console.views.rows import Link

FIXED, ATTENTION = "fixed", "attention"
OWN, WORST = "own", "worst"
TEAM, QUEUE, STATE = "team", "queue", "state"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which agents are shown; an empty filter lets all pass.

    `text` is looked for in an agent's name and id, team and queues, each of its words. `states` are names of
    effective states, `queues` and `teams` ids.
    """

    text: str = ""
    states: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.states or self.queues or self.teams)


@dataclass(frozen=True, slots=True)
class Choices:
    """How the floor is shown.

    `channel` is the one the headline is about, empty for the one most agents serve; `window_ms` the rolling
    window of every ratio. `queue_list` puts these queues first in the person's own order.
    """

    channel: str = ""
    window_ms: int = 1_800_000
    group_by: str = TEAM
    order: str = FIXED
    queue_order: str = OWN
    queue_list: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    goals: Goals = field(default_factory=Goals)


@dataclass(frozen=True, slots=True)
class LinkState:
    """How the data comes: the age of the newest (s), in how many s it is tried again, how fast it is played.

    `speed` None or 0 while a recording stands still. `catches_up` while the past still comes in.
    """

    link: Link
    age_seconds: float | None = None
    retry_in: float | None = None
    speed: float | None = None
    catches_up: bool = False
