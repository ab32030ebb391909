"""Agent time metrics over the window ending at each of many instants.

An agent's running sum of time at t is the sum after its last moment before t, plus the time since. The sums
after each moment are sorted once; each point is then one lookup.
"""

from __future__ import annotations

import numpy as np

from console.floor.ledgers.codes import Ints, State, fits_in, legs_in, states_of
from console.floor.ledgers.timeline import CONTACT, LEGS, NOT_READY, READY, WRAP
from console.metrics.reading.reading import Floats, Reading
from console.metrics.service_level import ratio

_AT_BITS = 44
_CELLS = 2_000_000  # tenures × instants processed together: some 16 MB a figure
_RATES = {
    CONTACT: (State.ON_CONTACT, State.HOLD),
    WRAP: (State.WRAP_UP,),
    READY: (State.AVAILABLE, State.RINGING),
    NOT_READY: (State.NOT_READY,),
}
# Numerator and denominator of each metric.
_PARTS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "occupancy": ((CONTACT, WRAP), (CONTACT, WRAP, READY)),
    "utilisation": ((CONTACT, WRAP), (CONTACT, WRAP, READY, NOT_READY)),
    "concurrency": ((LEGS,), (CONTACT,)),
}


def agent_time_history(
    reading: Reading, metric: str, each: str, instants: Ints, window_ms: int, rank: Ints
) -> tuple[Floats, Floats]:
    """The *metric* of each group at *instants* (ms), and its denominator in seconds (groups × instants).

    *rank* is the index of each group in the result, −1 for those left out.
    """
    sums = _Sums(reading, int(instants[0]) - window_ms)
    group = rank[
        {
            "agent": reading.tenure_agent,
            "team": reading.tenure_team,
            "floor": np.zeros_like(reading.tenure_agent),
        }[each]
    ]
    size = int(rank.max()) + 1
    if metric == "adherence":
        above, below = _adherence(sums, group, instants, window_ms, size)
    else:
        above, below = (sums.spent(parts, group, instants, window_ms, size) for parts in _PARTS[metric])
    if metric == "concurrency":
        return np.where(above > 0, ratio(above, below), np.nan), below / 1000
    return ratio(above, below), below / 1000


def _adherence(sums: _Sums, group: Ints, instants: Ints, window_ms: int, size: int) -> tuple[Floats, Floats]:
    """Time in adherence, and time scheduled (ms), per tenure, since each has its own schedule."""
    above, below = np.zeros((size, len(instants))), np.zeros((size, len(instants)))
    tenures = np.flatnonzero(group >= 0)
    step = max(1, _CELLS // len(instants))
    for first in range(0, len(tenures), step):
        some = tenures[first : first + step]
        for read, total in ((sums.inside, above), (sums.scheduled, below)):
            np.add.at(total, group[some], read(some, instants) - read(some, instants - window_ms))
    return above, below


class _Sums:
    """The running sums of each tenure's time, from the moments after *start* (ms)."""

    def __init__(self, reading: Reading, start: int) -> None:
        self._start, until = start, reading.window.until
        books = reading.books
        standing = books.timeline.as_of(start, known_at=until)
        rows = books.timeline.rows.window(start, until)
        self._size = size = len(reading.tenure_agent)
        # Each tenure's first moment is its state at the start.
        tenure = np.concatenate((np.arange(size), rows["tenure"]))
        at = np.concatenate((np.full(size, start), rows["at"]))
        code = np.concatenate((standing.code, rows["code"]))
        order = np.argsort((tenure << _AT_BITS) + (at - start), kind="stable")
        self._tenure, self._at, self._code = tenure[order], at[order], code[order]
        self._keys = (self._tenure << _AT_BITS) + (self._at - start)
        self._first = np.searchsorted(self._tenure, np.arange(size))
        self._lasted = np.diff(self._at, append=self._at[-1:])
        self._lasted[np.flatnonzero(np.diff(self._tenure, append=-1))] = 0
        tenures = books.tenures.columns()
        self._agent, self._begun, self._over = tenures.agent, tenures.start, tenures.end
        self._schedule = reading.schedules.table(reading.floor.since) if reading.schedules else None
        self._in: tuple[Floats, Floats] | None = None

    def spent(self, parts: tuple[int, ...], group: Ints, instants: Ints, window_ms: int, size: int) -> Floats:
        """The time (ms) each group spent in *parts* in the window ending at each instant.

        A moment changes the slope of its group's sum, so the sum at t is t × the sum of changes so far, minus
        the sum of each change × its instant.
        """
        rate = np.zeros(len(self._code))
        for part in parts:
            rate += legs_in(self._code) if part == LEGS else np.isin(states_of(self._code), _RATES[part])
        before = np.concatenate(([0.0], rate[:-1]))
        before[self._first] = 0.0
        mine = group[self._tenure]
        kept = np.flatnonzero(mine >= 0)
        at = self._at[kept] - self._start
        keys = (mine[kept] << _AT_BITS) + at
        order = np.argsort(keys, kind="stable")
        change = (rate - before)[kept][order]
        growing = np.concatenate(([0.0], np.cumsum(change)))
        grown = np.concatenate(([0.0], np.cumsum(change * at[order])))
        lanes = np.arange(size, dtype=np.int64)[:, None] << _AT_BITS
        keys = keys[order]
        first = np.searchsorted(keys, lanes)
        sums = []
        for then in (instants - self._start, instants - self._start - window_ms):
            place = np.searchsorted(keys, lanes + then, side="right")
            sums.append((growing[place] - growing[first]) * then - (grown[place] - grown[first]))
        total: Floats = sums[0] - sums[1]
        return total

    def _places(self, tenures: Ints, instants: Ints) -> Ints:
        """The last moment of each of *tenures* by each of *instants* (tenures × instants)."""
        keys = (tenures[:, None] << _AT_BITS) + np.maximum(0, instants - self._start)
        return np.searchsorted(self._keys, keys, side="right") - 1

    def inside(self, tenures: Ints, instants: Ints) -> Floats:
        """The running sum (ms) of scheduled time in which the state matched the schedule."""
        table, place = self._schedule, self._places(tenures, instants)
        if table is None:
            return np.zeros(place.shape)
        if self._in is None:
            agents, fits = self._agent[self._tenure], fits_in(self._code)
            begun = table.look_up(agents, self._at).fitting(fits)
            grown = table.look_up(agents, self._at + self._lasted).fitting(fits) - begun
            running = np.cumsum(grown) - grown
            before = running - running[self._first][self._tenure]
            self._in = begun.astype(np.float64), before.astype(np.float64)
        begun_there, before_there = self._in
        agents = np.repeat(self._agent[tenures], len(instants))
        then = np.maximum(np.broadcast_to(instants, place.shape), self._start).ravel()
        now = table.look_up(agents, then).fitting(fits_in(self._code[place.ravel()]))
        so_far: Floats = before_there[place] + now.reshape(place.shape) - begun_there[place]
        return so_far

    def scheduled(self, tenures: Ints, instants: Ints) -> Floats:
        """The running sum (ms) of scheduled time while the tenure was in force."""
        if self._schedule is None:
            return np.zeros((len(tenures), len(instants)))
        within = np.clip(instants, self._begun[tenures][:, None], self._over[tenures][:, None])
        agents = np.repeat(self._agent[tenures], len(instants))
        return (
            self._schedule.look_up(agents, within.ravel())
            .scheduled()
            .reshape(within.shape)
            .astype(np.float64)
        )
