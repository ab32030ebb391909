"""Agents, contacts and the legs between them: the live state that the floor folds events into.

A contact is folded from its own short list of events, an agent from its legs and the states stated by its
source. Nothing is undone: a late event is inserted in its list, and the fold is repeated.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from console.floor.entities.site import Profiles
from console.floor.ledgers.codes import NO_CHANNEL
from console.floor.ledgers.ledger import Ledger
from console.floor.ledgers.timeline import NEVER
from feeds.events import AgentProfile, SurveyAnswered
from feeds.lifecycle import HELD, NONE, OFFERED, TALKING, WRAPPING

NO_QUEUE = -1
NO_ROW = -1
NOBODY = -1
# An agent keeps up to this many legs and stated states before they are trimmed.
TRIM_FROM = 16
# A contact that nobody works on, but that its source has not ended, may be reopened for this long.
IDLE_MS = 2 * 3_600_000

# The open parts of a contact: the stay (queue, its event's own instant in ms), and the legs (agent, part).
OpenParts = tuple[tuple[int, int] | None, frozenset[tuple[int, int]]]
Key = tuple[int, int]  # (at, order): an event's own instant, then its epoch and number
NOT_RELEASED: Key = (NEVER, 0)


class Leg:
    """One agent's current part in a contact. Owned by the contact's fold. Instants and durations are ms.

    `part`, one of `feeds.lifecycle`'s states, began at `since`: NONE once the leg is over. Its history is in
    `opened`, `answered` (NEVER before), `holds` (alternating starts and ends of holds) and `wrapping_from`.
    `queue` is the queue whose entry the answer ended (−1: none), `channel` the channel of that entry.
    `released` is the key of the release that began the wrap-up. `is_moved`: the answer took effect later than
    its own `at`.
    """

    __slots__ = (
        "agent",
        "answered",
        "channel",
        "contact",
        "holds",
        "is_moved",
        "opened",
        "part",
        "queue",
        "released",
        "since",
        "transferred",
        "wrapping_from",
    )

    def __init__(self, contact: Contact, agent: Agent, part: int, at: int) -> None:
        self.contact = contact
        self.agent = agent
        self.part = part
        self.since = self.opened = at
        self.answered = NEVER if part == OFFERED else at
        self.holds: tuple[int, ...] = ()
        self.wrapping_from = NEVER
        self.released = NOT_RELEASED
        self.queue = NO_QUEUE
        self.channel = NO_CHANNEL
        self.is_moved = self.transferred = False

    def changes(self) -> Iterator[tuple[int, int]]:
        """Every (instant, part that began then), in order."""
        part = TALKING if self.opened == self.answered else OFFERED
        yield self.opened, part
        if part == OFFERED and self.answered != NEVER:
            part = TALKING
            yield self.answered, part
        for at in self.holds:
            part = TALKING if part == HELD else HELD
            yield at, part
        if self.wrapping_from != NEVER:
            yield self.wrapping_from, WRAPPING
        if self.part == NONE:
            yield self.since, NONE

    def time_held(self, until: int) -> int:
        """How long it was on hold before *until*, ms."""
        holds = self.holds if len(self.holds) % 2 == 0 else (*self.holds, until)
        return sum(holds[1::2]) - sum(holds[::2])


class Entry(msgspec.Struct, gc=False, array_like=True):
    """A stay in a queue. `opened` is when it took effect, `queued` its event's own instant (ms).

    `channel` is the channel given by the contact (−1: the queue's own).
    """

    queue: int
    opened: int
    queued: int
    channel: int
    outbound: bool


class KeptEvent(msgspec.Struct, gc=False, array_like=True):
    """What a fold needs of a contact's event: its key, its line, and when it may first take effect.

    `agent` is the number of the agent it names (NOBODY: none); `detail` is what its step reads of it, a field
    or all. It refers to nothing of the floor: the garbage collector does not look into it.
    """

    at: int
    order: int
    line: int
    not_before: int
    type: str
    agent: int
    detail: Any

    @property
    def key(self) -> Key:
        return self.at, self.order


class Loss(msgspec.Struct, gc=False, frozen=True, array_like=True):
    """Replaces an event: its source no longer knows that it `waits`, or these agents' legs (by number)."""

    waits: bool
    agents: frozenset[int]


class SignalRow(msgspec.Struct, gc=False):
    """A row written by a remark: the remark's key, when it took effect (ms), the row."""

    at: int
    order: int
    effective: int
    ledger: Ledger
    row: int

    @property
    def key(self) -> Key:
        return self.at, self.order


class Contradiction(msgspec.Struct, gc=False, array_like=True):
    """An anomaly found by a contact's fold: its event's line, the reason, and its number."""

    line: int
    reason: str
    number: int


class Answer(msgspec.Struct, gc=False, array_like=True):
    """The key of an answer of a contact, its agent, and the queue it came from (−1: none), both by number."""

    at: int
    order: int
    agent: int
    queue: int


class Base(msgspec.Struct, gc=False, frozen=True, array_like=True):
    """The state of a contact before the first event it still keeps: a fold starts from here.

    `is_over`: it was over, so events with an earlier key have no effect.
    """

    at: int
    last_at: int
    last_order: int
    is_over: bool
    ended: bool
    customer: int
    outbound: bool
    answers: tuple[Answer, ...]


NEW = Base(NEVER, NEVER, 0, False, False, -1, False, ())


class Contact:
    """One contact's current state, and the events that may be folded again. Owned by the floor's contacts.

    `last_at` and `last_order` are the newest key folded. An event with a newer key, from `appends_from` on,
    is appended; `appends_from` is never before `last_at`, and FOREVER if something was moved, so that every
    event folds everything again. `at` is when the last event of a fold took effect, `over_at` when an agent's
    state last ended a wrap-up of it. `ledgers` and `rows` are the facts it wrote: the ledger, and the row
    number there. `is_kept` is False once the contact is put away. What most contacts never have is a tuple:
    an empty one takes no memory.
    """

    __slots__ = (
        "answers",
        "appends_from",
        "at",
        "base",
        "contradictions",
        "customer",
        "ended",
        "entry",
        "events",
        "index",
        "is_kept",
        "last_at",
        "last_order",
        "ledgers",
        "legs",
        "name",
        "outbound",
        "over_at",
        "past_legs",
        "rows",
        "signals",
        "source",
        "surveys",
    )

    def __init__(self, index: int, name: str, source: str, base: Base) -> None:
        self.index = index
        self.name = name
        self.source = source
        self.base = base
        self.at = self.appends_from = self.last_at = self.over_at = NEVER
        self.last_order = 0
        self.entry: Entry | None = None
        self.customer = -1
        self.ended = self.outbound = False
        self.is_kept = True
        self.legs: tuple[Leg, ...] = ()
        self.past_legs: tuple[Leg, ...] = ()
        self.answers: tuple[Answer, ...] = ()
        self.events: list[KeptEvent] = []
        self.surveys: tuple[tuple[Key, SurveyAnswered], ...] = ()
        self.ledgers: list[Ledger] = []
        self.rows: list[int] = []
        self.signals: tuple[SignalRow, ...] = ()
        self.contradictions: tuple[Contradiction, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it waits, or any agent has a leg of it."""
        return self.entry is not None or bool(self.legs)

    def is_next(self, at: int, order: int) -> bool:
        """Whether an event with this key comes after all others, so that it can be appended."""
        is_newer = at > self.last_at or (at == self.last_at and order > self.last_order)
        return is_newer and at >= self.appends_from

    @property
    def open_parts(self) -> OpenParts:
        """Its open parts."""
        stay = None if self.entry is None else (self.entry.queue, self.entry.queued)
        return stay, frozenset((leg.agent.index, leg.part) for leg in self.legs)

    def set_appends_from(self) -> None:
        """Find `appends_from` again, after the newest key has changed."""
        self.appends_from = max(self.appends_from, self.last_at)

    @property
    def over_since(self) -> int:
        """The instant (ms) of its last event."""
        return max(self.last_at, self.over_at)

    def start_from(self, base: Base) -> None:
        """Take the state *base*, with nothing open."""
        self.base = base
        self.at = self.appends_from = base.at
        self.entry = None
        self.legs = self.past_legs = ()
        self.ended, self.customer, self.outbound = base.ended, base.customer, base.outbound
        self.answers = base.answers

    def rebase(self) -> None:
        """Make the current state the base, as nothing is open: earlier events are not folded again.

        Only the last of its answers is kept, as in the brief form of a contact that was put away.
        """
        self.base = Base(
            max(self.at, self.last_at),
            self.last_at,
            self.last_order,
            True,
            self.ended,
            self.customer,
            self.outbound,
            self.answers[-1:],
        )
        self.answers = self.base.answers
        self._forget()

    def put_away(self) -> None:
        """Drop all that its record does not need: legs that an agent still keeps refer to the contact."""
        self.is_kept = False
        self._forget()

    def _forget(self) -> None:
        self.events.clear()
        self.ledgers.clear()
        self.rows.clear()
        self.past_legs = self.surveys = self.signals = self.contradictions = ()


class Stated(msgspec.Struct, gc=False, array_like=True):
    """A state that a source stated of an agent, and when it took effect (ms).

    `sets`: it sets the state; one that arrived too late, after a later one, only completes wrap-ups.
    """

    at: int
    order: int
    effective: int
    state: str
    reason: str | None
    sets: bool

    @property
    def key(self) -> Key:
        return self.at, self.order


class Agent:
    """One agent's current state, and what may be derived again. Owned by the roster; not the past.

    `last_at` and `last_order` are the newest key of an event of the agent; `at` is the instant of the last
    change, which a leg may have hidden. An event later than `appends_from` comes after all of these.
    `past_legs` (by their ends), `stated` (by key), `rows` (numbers in the timeline) go back to `kept_from`,
    which no derivation precedes; above `trim_from` of them, those no derivation needs are dropped. `version`
    changes with every derivation.
    """

    __slots__ = (
        "appends_from",
        "at",
        "code",
        "declared",
        "first_at",
        "index",
        "kept_from",
        "last_at",
        "last_order",
        "legs",
        "made_at",
        "makers",
        "name",
        "past_legs",
        "profiles",
        "rows",
        "since",
        "stated",
        "stated_code",
        "tenure",
        "tenures",
        "trim_from",
        "turned_at",
        "turned_from",
        "turned_since",
        "version",
    )

    def __init__(self, index: int, name: str, first_at: int, tenure: int) -> None:
        self.index = index
        self.name = name
        self.declared = False
        self.first_at = first_at
        self.profiles: Profiles[AgentProfile | None] = Profiles(None)
        self.tenure = tenure
        self.tenures = [tenure]
        self.stated: list[Stated] = []
        self.stated_code = 0
        self.legs: dict[Contact, Leg] = {}
        self.past_legs: list[Leg] = []
        self.rows: list[int] = []
        self.code = 0
        self.makers = -1
        self.made_at = self.since = self.at = NEVER
        self.last_at = NEVER
        self.last_order = 0
        self.appends_from = first_at
        self.kept_from = NEVER
        self.trim_from = TRIM_FROM
        self.turned_at = self.turned_since = NEVER
        self.turned_from = 0
        self.version = 0

    def is_next(self, at: int, order: int) -> bool:
        """Whether an event with this key comes after all others of the agent, and after the last change."""
        is_newer = at > self.last_at or (at == self.last_at and order > self.last_order)
        return is_newer and at >= self.at and at >= self.first_at

    def set_appends_from(self) -> None:
        """Find `appends_from` again, after something else than an event in order."""
        self.appends_from = max(self.last_at, self.at, self.first_at)
