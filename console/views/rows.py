"""Rows: what the screen shows, finished. Views make them from the floor; widgets place and paint them.

A row holds ready text, a severity and what it sorts by, so that a widget does geometry and nothing else.
Every number a person can see is a `Figure`, which says which metric it is, of what, and its raw value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class Severity(IntEnum):
    """Whether a person is needed. The theme turns it into colour, shape and word together."""

    NONE = 0
    WARNING = 1
    BREACH = 2


class Link(IntEnum):
    """How the data reaches the screen."""

    LOADING = 0
    LIVE = 1
    STALE = 2
    RECONNECTING = 3
    REPLAY = 4
    REWOUND = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One number on the screen.

    `metric` is a key of the report (`service_level.offered`, `waiting`), `scope` what it is of (`floor`,
    `queue:ID`, `channel:NAME`, `team:ID`, `agent:ID`), `value` the raw value (seconds, a share, a count,
    None), `window_seconds` the window it was read over (None: the instant alone). `label` names it for a
    person, `goal` is the goal in words, empty where there is none.
    """

    metric: str
    scope: str
    text: str
    value: float | int | str | None
    severity: Severity = Severity.NONE
    window_seconds: float | None = None
    label: str = ""
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The top bar: the data's age, the chosen channel's service level, the floor's figures, the clock."""

    link: Link
    link_text: str
    site: str
    clock: str
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueCard:
    """One queue. `trend` is its service level at each minute of the last 30, oldest first, None for none."""

    id: str
    name: str
    channel: str
    waiting: Figure
    longest_wait: Figure
    service_level: Figure
    free: Figure
    staffed: Figure
    free_text: str
    severity: Severity = Severity.NONE
    reason: str = ""
    trend: tuple[float | None, ...] = ()
    target: float | None = None


@dataclass(frozen=True, slots=True)
class AgentTile:
    """One agent.

    `state` is the effective state's name, `word` what a person calls it (a not-ready reason, say), `since`
    its start in ms and `time` the time in it; `work` is what they work on; `load` is the share of their
    capacity in use, 0 to 1; `reason` says in words why they need someone, and is empty otherwise.
    """

    id: str
    name: str
    team: str
    queues: tuple[str, ...]
    state: str
    word: str
    since: int
    time: Figure
    work: str
    load: float
    severity: Severity = Severity.NONE
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TileGroup:
    """A heading of the grid and the tiles below it, in the order they are shown."""

    id: str
    name: str
    detail: str
    tiles: tuple[AgentTile, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class AttentionCard:
    """One flag that needs a person: who, what against which goal, why, since when."""

    id: str
    scope: str
    who: str
    what: str
    why: str
    since: int
    age: str
    severity: Severity
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Attention:
    """The attention column: at most five cards, worst first, and how many more there are."""

    cards: tuple[AttentionCard, ...] = ()
    more: int = 0
    quiet: str = ""
    total: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A flag on the time bar: when it rose (ms), how bad it was, and what it said."""

    at: int
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The time bar: [start, end] in ms, where one stands, and the service level at evenly spaced instants."""

    start: int
    end: int
    now: int
    points: tuple[tuple[int, float | None], ...] = ()
    target: float | None = None
    marks: tuple[Mark, ...] = ()
    ticks: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FloorRows:
    """Everything the floor place shows at one instant (`now`, ms)."""

    now: int
    headline: Headline
    queues: tuple[QueueCard, ...] = ()
    summary: str = ""
    groups: tuple[TileGroup, ...] = ()
    attention: Attention = field(default_factory=Attention)
