"""The user's choices of what to show of the floor, and in which order. Immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.views.goals import Goals
from console.views.rows import Link

FIXED, ATTENTION = "fixed", "attention"
OWN, WORST = "own", "worst"
TEAM, QUEUE, STATE = "team", "queue", "state"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which agents are shown; an empty filter matches all.

    Each word of `text` must match an agent's name, id, team or queues. `states` are names of effective
    states, `queues` and `teams` ids.
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

    `channel` is the headline's, empty for the one most agents serve; `window_ms` is the rolling window of
    every ratio. `queue_list` puts these queues first, in the user's order.
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
    """The state of the data's link: age of the newest data (s), time to the next retry (s), playback speed.

    `speed` is None or 0 while a recording is paused. `catches_up` is set while past events still arrive,
    `behind_seconds` while more arrives than can be shown at once.
    """

    link: Link
    age_seconds: float | None = None
    retry_in: float | None = None
    speed: float | None = None
    catches_up: bool = False
    behind_seconds: float | None = None
