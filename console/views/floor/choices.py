"""The user's choices of what to show of the floor, and in which order. Immutable values."""

from __future__ import annotations

from dataclasses import dataclass, field

from console.views.compared_day import ComparedDay
from console.views.goals import Goals
from console.views.rows import Link

FIXED, ATTENTION = "fixed", "attention"
OWN, WORST, CHANNEL = "own", "worst", "channel"
TEAM, QUEUE, STATE, UNGROUPED = "team", "queue", "state", "none"
TILES, LIST = "tiles", "list"
SHOW, FOLD, HIDE = "show", "fold", "hide"  # what becomes of agents who are offline


@dataclass(frozen=True, slots=True)
class Filters:
    """Which agents are shown; an empty filter matches all.

    Each word of `text` must match an agent's name, id, team, queues, skills or state. `states` are names of
    effective states, `queues` and `teams` ids.
    """

    text: str = ""
    states: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.states or self.queues or self.teams)

    @property
    def scope(self) -> str:
        """The scope of counts of the agents shown: `queue:ID` for those of one queue, else `filter:TEXT`."""
        text = self.text.strip()
        return f"queue:{min(self.queues)}" if self.queues and not text else f"filter:{text}"


@dataclass(frozen=True, slots=True)
class FoldedAgents:
    """Which agents are folded away: those `offline` (shown, folded into a line, or hidden), except in the
    groups `unfolded`, and all of the groups `collapsed`, by id."""

    offline: str = SHOW
    unfolded: frozenset[str] = frozenset()
    collapsed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choices:
    """How the floor is shown.

    `view` is how agents are shown, as tiles or in a list. `channel` is the headline's, empty for the one most
    agents serve; `window_ms` is the rolling window of every ratio. `queue_list` puts these queues first, in
    the user's order.
    """

    channel: str = ""
    window_ms: int = 1_800_000
    view: str = TILES
    group_by: str = TEAM
    order: str = FIXED
    queue_order: str = OWN
    queue_list: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    folding: FoldedAgents = field(default_factory=FoldedAgents)
    goals: Goals = field(default_factory=Goals)
    compared: ComparedDay | None = None


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
