"""Upkeep: now and then the floor seals what has settled, and lets go of what can no longer change."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from console.floor.contact import Contact
from console.floor.timeline import NEVER

if TYPE_CHECKING:
    from console.floor.floor import Floor

# An event can be taken back while it is among the newest 1,024, and for four times the lateness allowed.
KEEP_EVENTS = 1_024
KEEP_LATENESS = 4
UPKEEP_EVENTS = 1_024
_ROUNDS_PER_SEARCH = 64
_SWEEP_MS = 3_600_000


class Upkeep:
    """The floor's housekeeping. Owned by the floor, which calls `run` when `due` events have been applied."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.due = UPKEEP_EVENTS
        self._marks: deque[tuple[int, int]] = deque()
        self._ended: deque[tuple[int, Contact]] = deque()
        self._rounds = 0
        self._next_sweep = NEVER

    def run(self) -> None:
        floor = self._floor
        self.due = floor.applied + UPKEEP_EVENTS
        for ledger in floor.books.ledgers:
            ledger.seal()
        floor.books.timeline.seal()
        self._marks.append((floor.applied, floor.latest))
        settled = None
        while self._marks:
            applied, at = self._marks[0]
            if floor.applied - applied < KEEP_EVENTS:
                break
            if floor.latest - at < KEEP_LATENESS * floor.lateness_ms:
                break
            settled = self._marks.popleft()
        if settled is not None:
            self._settle(*settled)
        if floor.horizon_ms is not None:
            self._drop_before(floor.latest - floor.horizon_ms)

    def _settle(self, applied: int, at: int) -> None:
        """Give up taking back what was applied as event number *applied* or before, up to *at*."""
        floor, ended = self._floor, self._ended
        floor.roster.settled_before = at
        ended.extend((floor.applied, contact) for contact in floor.contacts.ended)
        floor.contacts.ended.clear()
        for _ in range(len(ended)):
            if ended[0][0] > applied:
                break
            contact = ended.popleft()[1]
            if not floor.store.put_away(contact, at):
                ended.append((floor.applied, contact))
        self._rounds += 1
        if self._rounds % _ROUNDS_PER_SEARCH == 0:
            for contact in list(floor.store.at_hand.values()):
                if not floor.store.put_away(contact, at):
                    contact.forget_before(at)

    def _drop_before(self, horizon: int) -> None:
        """Forget what ended before *horizon*, in whole blocks, and now and then the names only it used."""
        books = self._floor.books
        books.timeline.drop_before(horizon)
        for ledger in books.ledgers:
            ledger.drop_before(horizon)
        if horizon < self._next_sweep:
            return
        if self._next_sweep != NEVER:
            self._sweep(horizon)
        self._next_sweep = horizon + _SWEEP_MS

    def _sweep(self, horizon: int) -> None:
        floor = self._floor
        floor.store.forget_before(horizon - _SWEEP_MS)
        # A leg may be older than the horizon, and what it was answered under still counts.
        floor.books.schedules.drop_before(horizon - (floor.horizon_ms or 0))
        floor.bots.forget_before(horizon)
        floor.forecasts = [told for told in floor.forecasts if told[0] >= horizon]
        floor.books.forget_customers(floor.store.customers() | floor.bots.customers())
