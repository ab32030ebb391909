"""Evidence: the contacts, legs and spells behind a figure, by scope."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from console.floor.ledgers.codes import CHANNEL_INDEX, Activity, Ints, Outcome, State, fits_of, state_of
from console.floor.ledgers.schedule import AgentSchedule
from console.metrics.lane_counts import BREACH_SOON_MS
from console.metrics.reading.reading import Reading, began_at
from console.metrics.reading.scope import Scope, ScopeError
from console.metrics.variants import EntryTally, one_entry


# Evidence is never modified; not frozen, since it is created by the thousand, and that is slow.
@dataclass(slots=True)
class Stay:
    """One queue entry that ended in the window or is open at its end, with its tally. Times in ms.

    `queue` is by number, `threshold` the one it is judged by.
    """

    contact: str
    start: int
    end: int | None
    wait: int
    outcome: Outcome | None
    tally: EntryTally[int]
    soon: bool = False
    is_known: bool = True
    queue: int = -1
    threshold: int = 0

    @property
    def in_time(self) -> bool:
        """Whether it was answered or abandoned within the threshold, or is open and still within it."""
        if self.outcome is None:
            return not self.tally.late
        return bool(self.tally.answered_in or self.tally.abandoned_in)


@dataclass(slots=True)
class HandledLeg:
    """One leg completed in the window. Times in ms; `queue` by number, −1 if none."""

    contact: str
    agent: str
    start: int
    end: int
    talk: int
    hold: int
    wrap: int
    transferred: bool
    queue: int = -1


@dataclass(slots=True)
class Spell:
    """An agent's unbroken time in one state (and one piece of schedule) within the window, in ms."""

    agent: str
    start: int
    end: int
    state: State
    legs: int
    asked: Activity = Activity.NONE
    fits: bool = False
    adjusted: bool = False


class Evidence:
    """The evidence of a reading for one scope. Raises ScopeError for an unknown scope."""

    def __init__(self, reading: Reading, scope: Scope) -> None:
        self.reading = reading
        self.scope = scope
        self._names = reading.books.contact_names
        self.index = self._find()

    def _find(self) -> int:
        floor, name = self.reading.floor, self.scope.name
        known: list[str]
        if self.scope.kind == "floor":
            return 0
        if self.scope.kind == "queue":
            if name in floor.queues.queues:
                return floor.queues.queues[name].index
            known = list(floor.queues.queues)
        elif self.scope.kind == "channel":
            if name in CHANNEL_INDEX:
                return CHANNEL_INDEX[name]
            known = list(CHANNEL_INDEX)
        elif self.scope.kind == "team":
            if name in floor.roster.teams:
                return floor.roster.teams[name]
            known = list(floor.roster.teams)
        else:
            if name in floor.roster.agents:
                return floor.roster.agents[name].index
            known = list(floor.roster.agents)
        some = ", ".join(known[:8]) + (", …" if len(known) > 8 else "")
        raise ScopeError(f"no {self.scope.kind} is named {name!r}; there are {some or 'none'}")

    # Queues ----------------------------------------------------------------------------------------

    def _of_queue(self, queue: Ints, channel: Ints) -> Ints:
        if self.scope.kind == "queue":
            return np.flatnonzero(queue == self.index)
        if self.scope.kind == "channel":
            return np.flatnonzero(channel == self.index)
        return np.arange(len(queue))

    def stays(self) -> list[Stay]:
        """The scope's entries that ended in the window, oldest end first."""
        ends, rules = self.reading.ends, self.reading.end_rules
        threshold, short = rules.threshold, rules.short
        chosen = self._of_queue(ends["queue"], self.reading.end_channels)
        chosen = chosen[np.argsort(ends["at"][chosen], kind="stable")]
        began, found = began_at(ends), []
        for row in chosen.tolist():
            at, kept = int(ends["at"][row]), int(ends["wait"][row])
            wait, is_known = max(kept, ~kept), kept >= 0
            outcome = Outcome(int(ends["outcome"][row]))
            tally = one_entry(outcome, kept, int(threshold[row]), int(short[row]))
            contact = self._names[int(ends["contact"][row])]
            queue, limit = int(ends["queue"][row]), int(threshold[row])
            stay = Stay(contact, int(began[row]), at, wait, outcome, tally, False, is_known, queue, limit)
            found.append(stay)
        return found

    def open_stays(self) -> list[Stay]:
        """The scope's entries open at the window's end, longest wait first."""
        waiting, now = self.reading.open, self.reading.window.end
        instants = np.full(len(waiting["queue"]), self.reading.window.until)
        queues = self.reading.floor.queues
        threshold = queues.rules(waiting["queue"], instants).threshold
        channels = queues.channels(waiting["queue"], waiting["channel"], instants)
        chosen = self._of_queue(waiting["queue"], channels)
        found = []
        for row in chosen[np.argsort(waiting["start"][chosen], kind="stable")].tolist():
            start = int(waiting["start"][row])
            wait, limit = now - start, int(threshold[row])
            soon = wait <= limit < wait + BREACH_SOON_MS
            name = self._names[int(waiting["contact"][row])]
            tally, queue = one_entry(None, wait, limit, 0), int(waiting["queue"][row])
            found.append(Stay(name, start, None, wait, None, tally, soon, True, queue, limit))
        return found

    def started(self) -> list[tuple[str, int, int]]:
        """(contact, when, queue) of the scope's entries that started in the window."""
        starts = self.reading.starts
        channels = self.reading.floor.queues.channels(starts["queue"], starts["channel"], starts["at"])
        chosen = self._of_queue(starts["queue"], channels)
        return [
            (self._names[int(starts["contact"][row])], int(starts["at"][row]), int(starts["queue"][row]))
            for row in chosen
        ]

    def outbound(self) -> list[tuple[str, int, int]]:
        """(contact, when, queue) of outbound entries that ended in the window: never counted for queues."""
        window = self.reading.window
        rows = self.reading.books.ends.window(window.after, window.until)
        channels = self.reading.floor.queues.channels(rows["queue"], rows["channel"], rows["at"])
        chosen = self._of_queue(rows["queue"], channels)
        return [
            (self._names[int(rows["contact"][row])], int(rows["at"][row]), int(rows["queue"][row]))
            for row in chosen.tolist()
            if rows["outbound"][row]
        ]

    def serving(self) -> list[tuple[str, State, int]]:
        """(agent, state, since) of those whose profile names a queue of the scope, at the window's end."""
        reading = self.reading
        floor, until = reading.floor, reading.window.until
        agent, queue = floor.roster.memberships(until, floor.queues.queues)
        rules = floor.queues.rules(queue, np.full(len(queue), until))
        known = np.isin(queue, reading.known_queues)
        chosen = self._of_queue(queue, rules.channel)
        people = np.unique(agent[chosen[known[chosen]]])
        return self.states_of(people)

    def states_of(self, people: Ints) -> list[tuple[str, State, int]]:
        """(agent, state, since) of *people*, by number, at the window's end."""
        reading, roster = self.reading, self.reading.floor.roster
        tenures = reading.agent_tenure[people]
        codes, since = reading.standing.code[tenures].tolist(), reading.standing.since[tenures].tolist()
        return [
            (roster.by_index[person].name, state_of(code), began)
            for person, code, began in zip(people.tolist(), codes, since, strict=True)
        ]

    # Agents ----------------------------------------------------------------------------------------

    def tenures(self) -> Ints:
        """The tenures of the scope's agents."""
        reading = self.reading
        if self.scope.kind == "agent":
            return np.flatnonzero(reading.tenure_agent == self.index)
        if self.scope.kind == "team":
            return np.flatnonzero(reading.tenure_team == self.index)
        return np.arange(len(reading.tenure_agent))

    def _agent_name(self, tenure: int) -> str | None:
        if tenure < 0:
            return None
        return self.reading.floor.roster.by_index[int(self.reading.tenure_agent[tenure])].name

    def legs(self) -> list[HandledLeg]:
        """The scope's legs that completed in the window, oldest first."""
        legs = self.reading.legs
        if self.scope.kind in ("queue", "channel"):
            queued = np.flatnonzero(legs["queue"] >= 0)
            chosen = queued[self._of_queue(legs["queue"][queued], self.reading.leg_channels[queued])]
        else:
            chosen = np.flatnonzero(np.isin(legs["tenure"], self.tenures()))
        found = []
        for row in chosen[np.argsort(legs["at"][chosen], kind="stable")].tolist():
            at = int(legs["at"][row])
            found.append(
                HandledLeg(
                    self._names[int(legs["contact"][row])],
                    self._agent_name(int(legs["tenure"][row])) or "",
                    at - int(legs["answered_ago"][row]),
                    at,
                    int(legs["talk"][row]),
                    int(legs["hold"][row]),
                    int(legs["wrap"][row]),
                    bool(legs["transferred"][row]),
                    int(legs["queue"][row]),
                )
            )
        return found

    def offers(self) -> list[tuple[str, str, int, bool]]:
        """(contact, agent, when, missed) of the scope's offers and misses."""
        offers = self.reading.offers
        chosen = np.flatnonzero(np.isin(offers["tenure"], self.tenures()))
        return [
            (
                self._names[int(offers["contact"][row])],
                self._agent_name(int(offers["tenure"][row])) or "",
                int(offers["at"][row]),
                bool(offers["missed"][row]),
            )
            for row in chosen.tolist()
        ]

    def spells(self) -> Iterator[Spell]:
        """The scope's agents' spells in the window, agent by agent."""
        reading = self.reading
        window, timeline = reading.window, reading.books.timeline
        first = timeline.as_of(window.after, window.start, known_at=window.until)
        rows = timeline.rows.window(window.after, window.until)
        tenures = self.tenures()
        mine = np.flatnonzero(np.isin(rows["tenure"], tenures))
        moments: dict[int, list[tuple[int, int, int]]] = {tenure: [] for tenure in tenures.tolist()}
        columns = (rows[name][mine].tolist() for name in ("tenure", "code", "at", "makers"))
        for tenure, *moment in zip(*columns, strict=True):
            moments[tenure].append((moment[0], moment[1], moment[2]))
        for tenure, own in moments.items():
            moment_now = (int(first.code[tenure]), int(first.row_at[tenure]), int(first.makers[tenure]))
            schedule = reading.schedules.of(int(reading.tenure_agent[tenure]))
            name, edges = self._agent_name(tenure) or "", self._edges(schedule)
            start = window.start
            for following in own:
                yield from self._spell(name, schedule, edges, start, following[1], *moment_now)
                start = max(following[1], window.start)
                moment_now = following
            yield from self._spell(name, schedule, edges, start, window.end, *moment_now)

    def _edges(self, schedule: AgentSchedule | None) -> list[int]:
        """The instants in the window at which what *schedule* asks for may change, in order."""
        if schedule is None:
            return []
        window, since = self.reading.window, self.reading.floor.since
        spans = (*((span.start, span.end) for span in schedule.spans), *schedule.exceptions)
        edges = {since, *(edge for span in spans for edge in span)}
        return sorted(edge for edge in edges if window.start < edge < window.end)

    def _spell(
        self,
        name: str,
        schedule: AgentSchedule | None,
        edges: list[int],
        start: int,
        end: int,
        code: int,
        row_at: int,
        makers: int,
    ) -> Iterator[Spell]:
        state = state_of(code)
        if end <= start or state is State.ABSENT:
            return
        legs = code >> 7 & 255
        if schedule is None:
            yield Spell(name, start, end, state, legs)
            return
        since = self.reading.floor.since
        answered: tuple[int, ...] = ()
        if makers >= 0:
            answered = (row_at - makers,)
        elif makers < -1:
            answered = self.reading.books.timeline.several.get(-2 - makers, ())
        over = any(at >= since and schedule.activity_at(at) is Activity.ON_QUEUE for at in answered)
        inside = edges[bisect_right(edges, start) : bisect_left(edges, end)]
        for low, high in pairwise((start, *inside, end)):
            asked = schedule.activity_at(low) if low >= since else Activity.NONE
            fits = asked is not Activity.NONE and asked is fits_of(code)
            excepted = any(begin <= low < stop for begin, stop in schedule.exceptions)
            yield Spell(name, low, high, state, legs, asked, fits, fits or excepted or over)

    # Outcomes --------------------------------------------------------------------------------------

    def of_tenure(self, tenure: Ints) -> Ints:
        """The rows whose tenure belongs to the scope; all rows for the floor."""
        if self.scope.kind == "floor":
            return np.arange(len(tenure))
        return np.flatnonzero(np.isin(tenure, self.tenures()))

    def who(self, contact: int, tenure: int) -> dict[str, str | None]:
        """The contact of a row, or its agent if it has none."""
        if contact >= 0:
            return {"contact": self._names[contact]}
        return {"agent": self._agent_name(tenure)}
