"""A reading: the facts of one window, each looked up once and shared by all metrics."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from console.floor.entities.service_queue import QueueRules
from console.floor.floor import Floor
from console.floor.ledgers.codes import NO_CHANNEL, Ints, State, states_of
from console.floor.ledgers.schedule import SchedulesThen
from console.floor.ledgers.timeline import TenureTotals
from console.floor.ledgers.waits import lengths
from console.metrics.reading.overlap import overlapping
from console.metrics.reading.windows import Window

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Reading:
    """The floor over one window. Reads the floor and never changes it; single use.

    Columns are arrays in ms and numbers of the floor's books. Outbound entries are never included.
    """

    def __init__(
        self, floor: Floor, window: Window, before: Reading | None = None, beside: Reading | None = None
    ) -> None:
        """*before* may be a reading of the window that ends where this one starts, *beside* one of a window
        that ends with this one: each saves lookups.
        """
        self.floor = floor
        self.window = window
        ends = (window.until, window.end)
        is_beside = beside is not None and (beside.window.until, beside.window.end) == ends
        self._beside = beside if is_beside else None
        self._before = before if before is not None and before.meets(window) else None
        self.books = floor.books
        tenures = floor.books.tenures.columns()
        self.tenure_agent, self.tenure_team = tenures.agent, tenures.team
        self._tenure_start, self._tenure_end = tenures.start, tenures.end

    def steps(self) -> Iterator[None]:
        """Do the slow first lookups in steps."""
        if self.schedules:
            yield
            self.schedules.table(self.floor.since)
        yield
        _ = self.standing
        yield

    def meets(self, window: Window) -> bool:
        """Whether *window* starts where this reading's ends."""
        return (self.window.until, self.window.end) == (window.after, window.start)

    def forget(self) -> None:
        """Release the previous reading, which is no longer needed."""
        self._before = None

    # Queues ----------------------------------------------------------------------------------------

    @cached_property
    def ends(self) -> dict[str, Ints]:
        """Queue entries that ended in the window."""
        return inbound(self.books.ends.window(self.window.after, self.window.until))

    @cached_property
    def end_rules(self) -> QueueRules:
        return self.floor.queues.rules(self.ends["queue"], self.ends["at"])

    @cached_property
    def end_channels(self) -> Ints:
        return self.floor.queues.channels(self.ends["queue"], self.ends["channel"], self.ends["at"])

    @cached_property
    def starts(self) -> dict[str, Ints]:
        """Queue entries that started in the window."""
        return inbound(self.books.starts.window(self.window.after, self.window.until))

    @cached_property
    def open(self) -> dict[str, Ints]:
        """Queue entries open at the window's end: queue, contact, channel, start, opened.

        `opened` is when the entry took effect: after its start if that arrived too late.
        """
        if self._beside is not None:
            return self._beside.open
        until = self.window.until
        rows = [
            (entry.queue, contact.index, entry.channel, entry.queued, entry.opened)
            for contact, entry in self.floor.contacts.waiting.items()
            if entry.opened <= until and not entry.outbound
        ]
        table = np.array(rows, dtype=np.int64).reshape(-1, 5)
        then = inbound(overlapping(self.books.ends, until, "wait", "shift"))
        return {
            "queue": np.concatenate((table[:, 0], then["queue"])),
            "contact": np.concatenate((table[:, 1], then["contact"])),
            "channel": np.concatenate((table[:, 2], then["channel"])),
            "start": np.concatenate((table[:, 3], began_at(then))),
            "opened": np.concatenate((table[:, 4], opened_at(then))),
        }

    @cached_property
    def known_queues(self) -> Ints:
        """The numbers of the queues known at the window's end."""
        return np.array(
            [q.index for q in self.floor.queues.by_index if q.first_at <= self.window.until],
            dtype=np.int64,
        )

    # Agents ----------------------------------------------------------------------------------------

    @cached_property
    def standing(self) -> TenureTotals:
        """All tenures at the window's end."""
        if self._beside is not None:
            return self._beside.standing
        return self.books.timeline.as_of(self.window.until, self.window.end)

    @cached_property
    def schedules(self) -> SchedulesThen:
        """The schedules as known at the window's end."""
        return self.books.schedules.as_of(self.window.until)

    @cached_property
    def times(self) -> Floats:
        """Each tenure's running sums over the window (7 × tenures, ms)."""
        return self.standing.sums - self._standing_at_start().sums

    def _standing_at_start(self) -> TenureTotals:
        """All tenures at the window's start, by the schedules as known at its end."""
        window, before = self.window, self._before
        if before is not None and before.schedules.number == self.schedules.number:
            return before.standing
        return self.books.timeline.as_of(window.after, window.start, known_at=window.until)

    @cached_property
    def scheduled(self) -> tuple[Ints, Ints]:
        """Each tenure's scheduled time, and scheduled on_queue time, in the window (ms)."""
        if not self.schedules:
            nothing = np.zeros(len(self.tenure_agent), dtype=np.int64)
            return nothing, nothing
        table = self.schedules.table(self.floor.since)
        start = np.maximum(self._tenure_start, self.window.start)
        end = np.minimum(self._tenure_end, self.window.end)
        end = np.maximum(start, end)
        first = table.look_up(self.tenure_agent, start)
        last = table.look_up(self.tenure_agent, end)
        return (
            last.scheduled() - first.scheduled(),
            last.fitting(1) - first.fitting(1),
        )

    @cached_property
    def present(self) -> Ints:
        """The tenures in force at the window's end, one per agent."""
        return np.flatnonzero(states_of(self.standing.code) != State.ABSENT)

    @cached_property
    def agent_tenure(self) -> Ints:
        """Each agent's tenure at the window's end."""
        tenure = np.zeros(len(self.floor.roster.by_index), dtype=np.int64)
        tenure[self.tenure_agent[self.present]] = self.present
        return tenure

    @cached_property
    def known_agents(self) -> Ints:
        """The numbers of the agents known at the window's end."""
        return self.floor.roster.known_at(self.window.until)

    @cached_property
    def legs(self) -> dict[str, Ints]:
        """Legs completed in the window."""
        return self._in_force(self.books.legs.window(self.window.after, self.window.until))

    @cached_property
    def leg_channels(self) -> Ints:
        """The channel of the entry ended by each leg's answer; NO_CHANNEL if it ended none."""
        return channels_of_legs(self.floor, self.legs)

    @cached_property
    def offers(self) -> dict[str, Ints]:
        """Offers and misses in the window."""
        return self._in_force(self.books.offers.window(self.window.after, self.window.until))

    # Outcomes --------------------------------------------------------------------------------------

    @cached_property
    def surveys(self) -> dict[str, Ints]:
        """Surveys answered in the window."""
        return self._in_force(self.books.surveys.window(self.window.after, self.window.until))

    @cached_property
    def closings(self) -> dict[str, Ints]:
        """Contacts that had an answer and ended in the window."""
        return self._in_force(self.books.closings.window(self.window.after, self.window.until))

    @cached_property
    def bots(self) -> dict[str, Ints]:
        """Bot sessions that ended in the window."""
        return self.books.bots.window(self.window.after, self.window.until)

    @cached_property
    def churns(self) -> dict[str, Ints]:
        """Churns of the window."""
        return self.books.churns.window(self.window.after, self.window.until)

    def _in_force(self, rows: dict[str, Ints]) -> dict[str, Ints]:
        """*rows* with the tenure in force at their instant, even if it changed at that instant."""
        tenure, at = rows["tenure"].copy(), rows["at"]
        known = np.flatnonzero(tenure >= 0)
        over = known[self._tenure_end[tenure[known]] <= at[known]]
        for row in over.tolist():
            same = self.tenure_agent == self.tenure_agent[tenure[row]]
            held = same & (self._tenure_start <= at[row]) & (at[row] < self._tenure_end)
            tenure[row] = int(np.flatnonzero(held)[0])
        return {**rows, "tenure": tenure}

    def came_back(self, customers: Ints, since: Ints) -> Bools:
        """Whether each customer was queued again after *since*, within 24 hours, by the window's end."""
        if not len(customers):
            return np.zeros(0, dtype=bool)
        rows = self.books.starts.window(int(since.min()), self.window.until)
        asked = np.flatnonzero(rows["customer"] >= 0)
        base = int(since.min())
        keys = np.sort((rows["customer"][asked] << 40) + (rows["at"][asked] - base))
        low = np.searchsorted(keys, (customers << 40) + (since - base), side="right")
        high = np.searchsorted(keys, (customers << 40) + (since - base) + 86_400_000, side="right")
        return (high > low) & (customers >= 0)


def channels_of_legs(floor: Floor, legs: dict[str, Ints]) -> Ints:
    """The channel of the entry ended by the answer of each of *legs*; NO_CHANNEL if it ended none."""
    channels = np.full(len(legs["at"]), NO_CHANNEL)
    of = np.flatnonzero(legs["queue"] >= 0)
    answered = legs["at"][of] - legs["answered_ago"][of]
    channels[of] = floor.queues.channels(legs["queue"][of], legs["channel"][of], answered)
    return channels


def inbound(rows: dict[str, Ints]) -> dict[str, Ints]:
    """The *rows* of entries that are not outbound."""
    outbound = rows["outbound"]
    if not outbound.any():
        return rows
    kept = np.flatnonzero(outbound == 0)
    return {name: column[kept] for name, column in rows.items()}


def opened_at(ends: dict[str, Ints]) -> Ints:
    """When each of these ended entries took effect (ms)."""
    return ends["at"] - lengths(ends["wait"]) - ends["shift"]


def began_at(ends: dict[str, Ints]) -> Ints:
    """When each of these ended entries began, by its own event (ms)."""
    return opened_at(ends) - ends["late_start"]
