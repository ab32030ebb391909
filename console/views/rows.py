"""Rows: finished content of the screen. Views build them from the floor; widgets lay them out and paint them.

A row holds finished text, a severity and a sort key, so that a widget only does geometry. Every number on the
screen is a `Figure`, which carries its metric, scope and raw value. Rows are never modified. The two kinds
created by the thousand each second are not frozen, since that is four times as slow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
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
        """Whether the data shown is too old to rely on."""
        return self in (Link.STALE, Link.RECONNECTING)


@dataclass(slots=True, unsafe_hash=True)
class Figure:
    """One number on the screen.

    `metric` is a key of the report (`service_level.offered`, `waiting`), `scope` its subject (`floor`,
    `queue:ID`, `channel:NAME`, `team:ID`, `agent:ID`), `value` the raw value (seconds, a share, a count,
    None), `window_seconds` the window it was read over (None: the instant only). `label` is its display
    name, `goal` the goal as text, empty if there is none; `missing` says how much of the window has no data.
    """

    metric: str
    scope: str
    text: str
    value: float | int | str | None
    severity: Severity = Severity.NONE
    window_seconds: float | None = None
    label: str = ""
    goal: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """The top bar: the data's age, the chosen channel's service level, the floor's figures, clock and day.

    The goal of the figure `waiting` contains the texts of the figures `among`, in order. `note` says whether
    the figures are those of a filter.
    """

    link: Link
    link_text: str
    site: str
    clock: str
    figures: tuple[Figure, ...] = ()
    among: tuple[Figure, ...] = ()
    note: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class QueueCard:
    """One queue. `trend` is its service level in the last 30 minutes and now, `trend_then` another day's."""

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
    trend_then: tuple[float | None, ...] = ()


@dataclass(slots=True, unsafe_hash=True)
class AgentTile:
    """One agent.

    `state` is the effective state's name, `word` its display name (such as a not-ready reason), `since`
    its start in ms and `time` the time in it; `work` is what they work on; `load` is the share of their
    capacity in use, 0 to 1; `reason` says why they need attention, empty if they do not.
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
    """A heading of the grid and its tiles in display order.

    `folded` is the line in place of the agents who are offline, empty if none is folded; `count` how many
    agents the group has. A group that `is_collapsed` has no tiles to show.
    """

    id: str
    name: str
    detail: str
    tiles: tuple[AgentTile, ...]
    figures: tuple[Figure, ...] = ()
    folded: str = ""
    count: int = 0
    is_collapsed: bool = False


@dataclass(slots=True)
class ListedAgent:
    """What a list shows of one agent besides the tile; `figures` are by column, `urgency` is a sort key."""

    team: str
    queues: str
    skills: str
    figures: dict[str, Figure]
    urgency: tuple[bool, int, int] = (True, 0, 0)


@dataclass(frozen=True, slots=True)
class AttentionCard:
    """One flag that needs attention: whose, what against which goal, why, since when.

    `word` is what its severity is called; `figure` the one it names, None if it names none.
    """

    id: str
    scope: str
    who: str
    what: str
    why: str
    since: int
    age: str
    severity: Severity
    word: str
    acknowledged: bool = False
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class SnoozedFlag:
    """A flag that is hidden until the time of day `until`, empty if it is until it clears."""

    id: str
    who: str
    what: str
    until: str


@dataclass(frozen=True, slots=True)
class Attention:
    """The attention column: at most five cards, worst first, how many more there are, and those snoozed."""

    cards: tuple[AttentionCard, ...] = ()
    more: int = 0
    quiet: str = ""
    total: int = 0
    snoozed: tuple[SnoozedFlag, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A flag on the time bar: when it rose (ms), its severity, what that is called, and its text.

    Agent flags are minor.
    """

    at: int
    severity: Severity
    word: str
    text: str
    is_minor: bool = False


@dataclass(frozen=True, slots=True)
class DataGap:
    """A span of the time bar without data, [start, end] in ms, with its text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TimeLine:
    """The time bar: [start, end] in ms, the instant shown, and the service level at even intervals; `earlier`
    is that of another day, `disorder` counts late and repeated events, `zone` is for instants."""

    start: int
    end: int
    now: int
    points: tuple[tuple[int, float | None], ...] = ()
    target: float | None = None
    marks: tuple[Mark, ...] = ()
    ticks: tuple[tuple[int, str], ...] = ()
    gaps: tuple[DataGap, ...] = ()
    label: str = "Service level"
    zone: tzinfo = UTC
    disorder: str = ""
    earlier: tuple[tuple[int, float | None], ...] = ()
    earlier_label: str = ""


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """What an account covers, on the time bar: [start, end] in ms, and the instants of its items, with
    whether each is a miss."""

    start: int
    end: int
    points: tuple[tuple[int, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class FloorRows:
    """Everything the floor page shows at one instant (`now`, ms). `summary` contains `counts`.

    `view` is how the agents are shown; `listed` are those shown, by id, while it is a list. `everyone` are
    all agents, `all_queues` all queues and `teams` the names of all teams, by id, whether shown or not.
    """

    now: int
    headline: Headline
    queues: tuple[QueueCard, ...] = ()
    summary: str = ""
    counts: tuple[Figure, ...] = ()
    groups: tuple[TileGroup, ...] = ()
    view: str = "tiles"
    listed: Mapping[str, ListedAgent] = field(default_factory=dict)
    everyone: tuple[AgentTile, ...] = ()
    all_queues: tuple[QueueCard, ...] = ()
    teams: Mapping[str, str] = field(default_factory=dict)
    attention: Attention = field(default_factory=Attention)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of a day line, [start, end) in ms.

    `kind` is a state's or an activity's name, or `contact`; `text` is its label. Overlapping spans have
    different `lane`s, from 0.
    """

    start: int
    end: int
    kind: str
    text: str
    lane: int = 0


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric of an agent beside the team's (None for an agent without a team)."""

    label: str
    own: Figure
    team: Figure | None


@dataclass(frozen=True, slots=True)
class AgentDrawer:
    """The detail of one agent: the day line from `start` to `end` (ms) with the instant shown, and metrics.

    `about` is team, lead and queues in one line, `doing` the state and its start, `adherence` whether it
    matches the schedule; `window` is the window of the metrics. `flags` are the open ones; `doing` contains
    the text of `time`, the time in state.
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
    time: Figure | None = None


@dataclass(frozen=True, slots=True)
class WallPanel:
    """One panel of a wallboard: a figure, or (`kind` queues) the worst queues as cards.

    `size` is main, normal or small; `width` its share of the row. `brief` is a shorter label, for where the
    whole one does not fit. `note`, the line below the figure, contains the texts of the figures `beside`, in
    order. `cards` are all queues, worst first, of which at most `most` are shown at a time.
    """

    kind: str
    size: str
    width: int
    label: str
    figure: Figure | None = None
    note: str = ""
    beside: tuple[Figure, ...] = ()
    cards: tuple[QueueCard, ...] = ()
    brief: str = ""
    most: int = 0


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

    `updated` is the age of the data as text; `is_stale` that the figures cannot be trusted. `window` is the
    layout's window in words, `announcement` the one in force.
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
    window: str = ""
    announcement: str = ""
