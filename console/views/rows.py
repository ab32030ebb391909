"""Rows: what the screen shows, finished. Views make them from the floor; widgets place and paint them.

A row holds ready text, a severity and what it sorts by, so that a widget does geometry and nothing else.
Every number a person can see is a `Figure`, which says which metric it is, of what, and its raw value.
No row is ever changed. The two that are made by the thousand each second are not frozen: that took four times
as long.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from console.metrics.reading.severity import Severity

__all__ = ["Severity"]


class Link(IntEnum):
    """How the data reaches the screen."""

    LOADING = 0
    LIVE = 1
    STALE = 2
    RECONNECTING = 3
    REPLAY = 4
    REWOUND = 5

    @property
    def is_old(self) -> bool:
        """Whether what is shown is old, and not to be relied on."""
        return self in (Link.STALE, Link.RECONNECTING)


@dataclass(slots=True, unsafe_hash=True)
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
    """The top bar: the data's age, the chosen channel's service level, the floor's figures, the clock.

    In the goal of the figure `waiting` stand the texts of the figures `among`, in their order.
    """

    link: Link
    link_text: str
    site: str
    clock: str
    figures: tuple[Figure, ...] = ()
    among: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueCard:
    """One queue. `trend` is its service level at each of the last 30 whole minutes and now, oldest first."""

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


@dataclass(slots=True, unsafe_hash=True)
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
    """A flag on the time bar: when it rose (ms), how bad it was, what it said. One of an agent is minor."""

    at: int
    severity: Severity
    text: str
    is_minor: bool = False


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
    """Everything the floor place shows at one instant (`now`, ms). `counts` stand in `summary`."""

    now: int
    headline: Headline
    queues: tuple[QueueCard, ...] = ()
    summary: str = ""
    counts: tuple[Figure, ...] = ()
    groups: tuple[TileGroup, ...] = ()
    attention: Attention = field(default_factory=Attention)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a day's line, [start, end) in ms.

    `kind` is a state's or an activity's name, or `contact`; `text` says it in words. Stretches that overlap
    have a `lane` each, from 0 on.
    """

    start: int
    end: int
    kind: str
    text: str
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of an agent, and beside it the same of the team (None for who is in no team)."""

    label: str
    own: Figure
    team: Figure | None


@dataclass(frozen=True, slots=True)
class AgentDrawer:
    """All about one agent: the day's line from `start` to `end` (ms) with where one stands, and the measures.

    `about` says team, lead and queues in one line, `doing` the state and since when, `adherence` whether it
    is what the schedule asks for; `window` what the measures are read over. `flags` are those open.
    """

    id: str
    name: str
    about: str
    doing: str
    state: str
    adherence: str
    start: int
    end: int
    now: int
    states: tuple[Stretch, ...] = ()
    contacts: tuple[Stretch, ...] = ()
    schedule: tuple[Stretch, ...] = ()
    ticks: tuple[tuple[int, str], ...] = ()
    window: str = ""
    measures: tuple[Measure, ...] = ()
    flags: tuple[AttentionCard, ...] = ()


@dataclass(frozen=True, slots=True)
class WallPanel:
    """One panel of a wallboard: a figure, or (`kind` queues) the worst queues as cards.

    `size` is main, normal or small; `width` its share of the row. In `note`, the line below the figure, stand
    the texts of the figures `beside`, in their order.
    """

    kind: str
    size: str
    width: int
    label: str
    figure: Figure | None = None
    note: str = ""
    beside: tuple[Figure, ...] = ()
    cards: tuple[QueueCard, ...] = ()


@dataclass(frozen=True, slots=True)
class WallRow:
    """Panels side by side; `height` is the row's share of the page."""

    height: int
    panels: tuple[WallPanel, ...]


@dataclass(frozen=True, slots=True)
class WallPage:
    """One page of a wallboard."""

    title: str
    rows: tuple[WallRow, ...]


@dataclass(frozen=True, slots=True)
class WallRows:
    """Everything a wallboard shows at one instant (`now`, ms): its pages, each for `page_seconds`.

    `updated` says how old the data is; `is_stale` that the figures are not to be trusted.
    """

    now: int
    link: Link
    link_text: str
    site: str
    updated: str
    clock: str
    is_stale: bool
    page_seconds: float
    pages: tuple[WallPage, ...]


@dataclass(frozen=True, slots=True)
class StayRow:
    """One contact in a queue, as an account of a figure tells it.

    `clock` is when it came, `seconds` how long it waited, `wait` the same in words, `words` what became of
    it; `helped` whether it adds to the figure.
    """

    contact: str
    clock: str
    seconds: float
    wait: str
    words: str
    helped: bool = False


@dataclass(frozen=True, slots=True)
class QueueAccount:
    """What one queue's service level is made of: `level`, and all its `variants`; `variant` is chosen.

    `counted` and `left_out` hold the newest contacts first, not all where there are very many;
    `counted_total` and `left_out_total` are all. `back` says how it gets back to its goal.
    """

    id: str
    name: str
    span: str
    window: str
    level: Figure
    variant: str
    variants: tuple[tuple[str, Figure], ...]
    formula: str
    division: str
    threshold_seconds: float
    back: str = ""
    waiting: str = ""
    counted: tuple[StayRow, ...] = ()
    counted_total: int = 0
    left_out: tuple[StayRow, ...] = ()
    left_out_total: int = 0
