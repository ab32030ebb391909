"""The timeline: every agent's moments, and the accumulated time in each state at any instant.

A moment is a row: from its instant on, an agent's effective state, the activity it fits, and its live legs. A
running sum such as "time handling" up to an instant t is then, over the agent's rows up to t, the sum of `at
× (rate before − rate after)`, plus `t × rate now`; the time within a window is the difference of two such
readings. Checkpoints at block boundaries limit each reading to one block.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from console.floor.ledgers.codes import (
    ABSENT_CODE,
    WORK_STATES,
    Activity,
    Ints,
    State,
    fits_in,
    legs_in,
    states_of,
)
from console.floor.ledgers.ledger import Ledger
from console.floor.ledgers.schedule import FOREVER, Moments, Schedules, SchedulesThen, ScheduleTable
from console.floor.ledgers.tenures import Tenures

NEVER = -FOREVER

# The running sums, one row each: time in these states, then the legs' own time.
CONTACT, WRAP, READY, NOT_READY, LEGS, IN, ADJUSTED = range(7)
_SUMS = 7
_BLOCK_ROWS = 8192
_VERSIONS_KEPT = 4
_RATES = np.zeros((4, 8), dtype=np.float64)
_RATES[CONTACT, [State.ON_CONTACT, State.HOLD]] = 1
_RATES[WRAP, State.WRAP_UP] = 1
_RATES[READY, [State.AVAILABLE, State.RINGING]] = 1
_RATES[NOT_READY, State.NOT_READY] = 1
_IS_WORK = np.zeros(8, dtype=bool)
_IS_WORK[list(WORK_STATES)] = True


class Moment(NamedTuple):
    """An agent's state from instant `at` on: its code, since when (ms) it lasts, and its row's `makers`."""

    at: int
    code: int
    since: int
    makers: int

    @property
    def made_at(self) -> int:
        """When the leg that determines the state was answered; NEVER for none or several."""
        return self.at - self.makers if self.makers >= 0 else NEVER


BEFORE_ANY = Moment(NEVER, 0, NEVER, -1)


@dataclass(slots=True)
class TenureTotals:
    """All tenures as of one instant: the values of their last row, and the running sums (7 × tenures, ms)."""

    code: Ints
    since: Ints
    row_at: Ints
    makers: Ints
    sums: NDArray[np.float64]

    def moment(self, tenure: int) -> Moment:
        """The last row of *tenure*; before any row, if it has none."""
        if self.since[tenure] == NEVER:
            return BEFORE_ANY
        columns = (self.row_at, self.code, self.since, self.makers)
        return Moment(*(int(column[tenure]) for column in columns))

    def grown(self, tenures: Tenures) -> TenureTotals:
        """A copy extended to all *tenures*; an agent's first begins offline, later ones absent."""
        known, size = len(self.code), len(tenures)
        code = np.zeros(size, dtype=np.int64)
        code[:known] = self.code
        code[known:] = np.where(tenures.columns().start[known:] == NEVER, 0, ABSENT_CODE)
        since = np.full(size, NEVER, dtype=np.int64)
        since[:known] = self.since
        row_at = np.zeros(size, dtype=np.int64)
        row_at[:known] = self.row_at
        makers = np.full(size, -1, dtype=np.int64)
        makers[:known] = self.makers
        sums = np.zeros((_SUMS, size))
        sums[:, :known] = self.sums
        return TenureTotals(code, since, row_at, makers, sums)


def _nothing() -> TenureTotals:
    empty = np.empty(0, dtype=np.int64)
    return TenureTotals(empty, empty, empty, empty, np.zeros((_SUMS, 0)))


class _Checkpoints:
    """The totals before each block, for one version of the schedules.

    `reach[i]` is the newest instant before block i: a reading of a later instant may start from there.
    """

    def __init__(self, schedules: SchedulesThen, table: ScheduleTable | None) -> None:
        self.schedules = schedules
        self.table = table
        self.standings = [_nothing()]
        self.reach = [NEVER]

    @property
    def has_dropped(self) -> bool:
        """Whether blocks before the first checkpoint are gone, so that it cannot be recomputed."""
        return len(self.standings[0].code) > 0

    def for_schedules(self, schedules: SchedulesThen, since: int, changed: int) -> _Checkpoints:
        """The same for other *schedules*, as far as they agree: up to *changed*."""
        other = _Checkpoints(schedules, schedules.table(since) if schedules else None)
        keep = max(1, sum(reach < changed for reach in self.reach))
        other.standings = self.standings[:keep]
        other.reach = self.reach[:keep]
        return other

    def forget_after(self, block: int) -> None:
        """Drop the checkpoints after block number *block*, to be recomputed."""
        del self.standings[block + 1 :], self.reach[block + 1 :]


class Timeline:
    """All agents' moments. Owned by the floor, which appends and strikes; metrics read `as_of`.

    Columns of a row: `makers_before` and `makers` are when the legs that determine the state were answered:
    ms before the row, −1 for no leg, and −2 − n for several, kept as number n of `several`. `held` is how
    long the state had already lasted (it continues when only its legs change).
    """

    def __init__(self, tenures: Tenures, schedules: Schedules) -> None:
        self.rows = Ledger("tenure", "before", "makers_before", "code", "makers", "held")
        self.tenures = tenures
        self.schedules = schedules
        self.several: dict[int, tuple[int, ...]] = {}
        self.several_made = 0
        self.origin: int | None = None
        self.since = FOREVER
        # The newest instant of a row that was dropped, and the totals of all dropped rows.
        self.dropped_until = NEVER
        self._dropped = _nothing()
        self._kept: dict[int, _Checkpoints] = {}
        self._kept_of = (-1, FOREVER)

    # Writing ---------------------------------------------------------------------------------------

    def keep_several(self, answered: tuple[int, ...]) -> int:
        """Store the instants at which several legs were answered; returns their number for use in a row."""
        number = self.several_made
        self.several_made = number + 1
        self.several[number] = answered
        return -2 - number

    def strike(self, number: int) -> None:
        """Strike a row."""
        self.rows.strike(number)
        if self.rows.is_sealed(number):
            for index, block in enumerate(self.rows.blocks):
                if block.first <= number < block.first + block.size:
                    for kept in self._kept.values():
                        kept.forget_after(index)

    def seal(self) -> None:
        """Pack the newest rows once there are enough to justify a checkpoint."""
        self.rows.seal(max(_BLOCK_ROWS, 4 * len(self.tenures)))

    def drop_before(self, instant: int) -> None:
        """Drop the rows before *instant*, in whole blocks; the sums of later rows stay correct."""
        newest = self._checkpoints(self.schedules.as_of(FOREVER))
        self._catch_up(newest, FOREVER)
        gone = self.rows.drop_before(instant)
        if not gone:
            return
        del newest.standings[:gone], newest.reach[:gone]
        self.dropped_until, self._dropped = newest.reach[0], newest.standings[0]
        self._kept = {newest.schedules.number: newest}
        places = [self.rows.fields.index(field) for field in ("makers_before", "makers")]
        columns = [block.columns[place] for block in self.rows.blocks for place in places]
        columns += [self.rows.tail_table()[:, place] for place in places]
        columns.append(newest.standings[0].makers)
        in_use = [int(column[column < -1].astype(np.int64).max(initial=NEVER)) for column in columns]
        oldest = min(-2 - max(in_use), self.several_made)
        for number in [number for number in self.several if number < oldest]:
            del self.several[number]

    def oldest_totals(self) -> tuple[TenureTotals, int] | None:
        """The totals before the first row kept, and the instant (ms) they reach; None if all are kept."""
        oldest = self._checkpoints(self.schedules.as_of(FOREVER))
        return (oldest.standings[0], oldest.reach[0]) if oldest.has_dropped else None

    def restore(
        self, several: dict[int, tuple[int, ...]], made: int, oldest: tuple[TenureTotals, int] | None
    ) -> None:
        """Take what belongs to rows already restored: `several`, of *made* so far, and `oldest_totals`."""
        self.several, self.several_made = several, made
        if oldest is not None:
            self._kept_of = (self.schedules.revision, self.since)
            schedules = self.schedules.as_of(FOREVER)
            kept = _Checkpoints(schedules, schedules.table(self.since) if schedules else None)
            kept.standings, kept.reach = [oldest[0]], [oldest[1]]
            self._dropped, self.dropped_until = oldest
            self._kept = {schedules.number: kept}

    # Reading ---------------------------------------------------------------------------------------

    def last_dropped(self, tenure: int) -> Moment:
        """The newest of the dropped rows of *tenure*; before any row, if it has none."""
        if tenure >= len(self._dropped.code):
            return BEFORE_ANY
        return self._dropped.moment(tenure)

    def as_of(self, instant: int, until: int | None = None, known_at: int | None = None) -> TenureTotals:
        """All tenures after every row with at ≤ *instant*, with sums extended to *until* (≥ instant).

        Adherence uses the schedules known at *known_at* (default: *instant*).
        """
        schedules = self.schedules.as_of(instant if known_at is None else known_at)
        kept = self._checkpoints(schedules)
        self._catch_up(kept, instant)
        table = kept.table
        index = max(bisect_right(kept.reach, instant) - 1, 0)
        standing = kept.standings[index].grown(self.tenures)
        for block in self.rows.blocks[index:]:
            if block.low <= instant:
                self._advance(standing, self._cut(block.columns, instant), table)
        tail = self.rows.tail_table()
        if len(tail):
            self._advance(standing, self._cut(list(tail.T), instant), table)
        self._run_on(standing, instant if until is None else until, table)
        return standing

    def _cut(self, columns: list[NDArray[np.signedinteger]], instant: int) -> dict[str, Ints]:
        at = columns[0]
        if int(at.max()) > instant:
            chosen = np.flatnonzero(at <= instant)
            columns = [column[chosen] for column in columns]
        wide = [column.astype(np.int64, copy=False) for column in columns]
        return dict(zip(self.rows.fields, wide, strict=True))

    def _checkpoints(self, schedules: SchedulesThen) -> _Checkpoints:
        """The checkpoints for *schedules*: existing ones, or those of others as far as they are valid."""
        if self._kept_of != (self.schedules.revision, self.since):
            self._kept_of = (self.schedules.revision, self.since)
            oldest = min(self._kept.values(), key=lambda kept: kept.schedules.number, default=None)
            self._kept.clear()
            if oldest is not None and oldest.has_dropped:
                self._kept[schedules.number] = self._carried_over(oldest, schedules, NEVER)
        found = self._kept.get(schedules.number)
        if found is None:
            near = min(
                self._kept.values(),
                key=lambda kept: abs(kept.schedules.number - schedules.number),
                default=None,
            )
            if near is None:
                found = _Checkpoints(schedules, schedules.table(self.since) if schedules else None)
            else:
                numbers = sorted((near.schedules.number, schedules.number))
                changed = self.schedules.changed_between(*numbers)
                found = self._carried_over(near, schedules, changed)
            while len(self._kept) >= _VERSIONS_KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[schedules.number] = found
        return found

    def _carried_over(self, near: _Checkpoints, schedules: SchedulesThen, changed: int) -> _Checkpoints:
        """The checkpoints of *near* that are valid for *schedules* too: those before *changed*.

        If the first cannot be recomputed, its sums continue from there by the new schedules.
        """
        found = near.for_schedules(schedules, self.since, changed)
        if near.has_dropped and near.reach[0] >= changed:
            at, first = near.reach[0], near.standings[0]
            so_far, to_come, joined = (first.grown(self.tenures) for _ in range(3))
            self._run_on(so_far, at, near.table)
            to_come.sums[[IN, ADJUSTED]] = 0
            self._run_on(to_come, at, found.table)
            joined.sums[[IN, ADJUSTED]] = (so_far.sums - to_come.sums)[[IN, ADJUSTED]]
            found.standings = [joined]
        return found

    def _catch_up(self, kept: _Checkpoints, instant: int) -> None:
        """Compute the missing checkpoints up to *instant*."""
        while len(kept.standings) <= len(self.rows.blocks) and kept.reach[-1] <= instant:
            block = self.rows.blocks[len(kept.standings) - 1]
            standing = kept.standings[-1].grown(self.tenures)
            self._advance(standing, self._cut(block.columns, FOREVER), kept.table)
            kept.standings.append(standing)
            kept.reach.append(max(kept.reach[-1], block.high))

    def _advance(self, standing: TenureTotals, rows: Mapping[str, Ints], table: ScheduleTable | None) -> None:
        tenure, at = rows["tenure"], rows["at"]
        if not len(at):
            return
        if self.origin is None:
            self.origin = int(at[0])
        size = len(standing.code)
        before, after = rows["before"], rows["code"]
        since_origin = (at - self.origin).astype(np.float64)
        state_before, state_after = states_of(before), states_of(after)
        for index, rate in enumerate(_RATES):
            weights = since_origin * (rate[state_before] - rate[state_after])
            standing.sums[index] += np.bincount(tenure, weights, size)
        weights = since_origin * (legs_in(before) - legs_in(after))
        standing.sums[LEGS] += np.bincount(tenure, weights, size)
        if table is not None:
            agents = self.tenures.columns().agent[tenure]
            moments = table.look_up(agents, at)
            inside = moments.fitting(fits_in(before)) - moments.fitting(fits_in(after))
            standing.sums[IN] += np.bincount(tenure, inside, size)
            scheduled = moments.scheduled()
            adjusted = np.where(
                self._worked_over(table, moments, agents, at, before, rows["makers_before"]),
                scheduled,
                moments.adjusted(fits_in(before)),
            ) * (state_before != State.ABSENT)
            adjusted -= np.where(
                self._worked_over(table, moments, agents, at, after, rows["makers"]),
                scheduled,
                moments.adjusted(fits_in(after)),
            ) * (state_after != State.ABSENT)
            standing.sums[ADJUSTED] += np.bincount(tenure, adjusted, size)
        last = np.full(size, -1, dtype=np.int64)
        last[tenure] = np.arange(len(at))  # the last of several rows of one tenure
        moved = np.flatnonzero(last >= 0)
        row = last[moved]
        standing.code[moved] = after[row]
        standing.since[moved] = at[row] - rows["held"][row]
        standing.row_at[moved] = at[row]
        standing.makers[moved] = rows["makers"][row]

    def _run_on(self, standing: TenureTotals, now: int, table: ScheduleTable | None) -> None:
        """Add the time since each tenure's last row to the sums."""
        if self.origin is None:
            self.origin = now
        state = states_of(standing.code)
        since_origin = float(now - self.origin)
        standing.sums[: len(_RATES)] += since_origin * _RATES[:, state]
        standing.sums[LEGS] += since_origin * legs_in(standing.code)
        if table is not None:
            agents = self.tenures.columns().agent
            instants = np.full(len(agents), now)
            moments = table.look_up(agents, instants)
            present = state != State.ABSENT
            fits = fits_in(standing.code)
            standing.sums[IN] += moments.fitting(fits) * present
            aged = np.maximum(standing.makers + now - standing.row_at, 0)
            ages = np.where(standing.makers >= 0, aged, standing.makers)
            over = self._worked_over(table, moments, agents, instants, standing.code, ages)
            standing.sums[ADJUSTED] += np.where(over, moments.scheduled(), moments.adjusted(fits)) * present

    def _worked_over(
        self,
        table: ScheduleTable,
        moments: Moments,
        agents: Ints,
        at: Ints,
        code: Ints,
        makers: Ints,
    ) -> NDArray[np.bool_]:
        """Whether the state is work on a contact answered while on_queue was scheduled."""
        work = _IS_WORK[states_of(code)] & (makers != -1) & moments.known
        # Most work is on a contact answered within the same piece of the schedule.
        over: NDArray[np.bool_] = (
            work & (moments.activity == Activity.ON_QUEUE) & (makers >= 0) & (at - makers >= moments.start)
        )
        one = np.flatnonzero(work & (makers >= 0) & ~over)
        if len(one):
            answered = table.look_up(agents[one], at[one] - makers[one])
            over[one] = answered.activity == Activity.ON_QUEUE
        many = np.flatnonzero(work & (makers < -1))
        if len(many):
            kept = [self.several.get(-2 - number, ()) for number in makers[many].tolist()]
            rows = np.repeat(many, [len(several) for several in kept])
            answers = np.array([at for several in kept for at in several], dtype=np.int64)
            answered = table.look_up(agents[rows], answers)
            over[rows[answered.activity == Activity.ON_QUEUE]] = True
        return over
