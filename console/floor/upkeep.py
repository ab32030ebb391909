"""Upkeep: now and then the floor seals what has settled, and lets go of what can no longer change."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from console.floor.contact import Contact
from console.floor.timeline import NEVER

if TYPE_CHECKING:
    from console.floor.floor import Floor

# An event can be taken back while it is among the newest 512, and for twice the lateness allowed.
# More would cost: what is kept for long has left the processor's caches when it is let go.
KEEP_EVENTS = 512
KEEP_LATENESS = 2
UPKEEP_EVENTS = 256
_ROUNDS_PER_SEARCH = 1_024
_SWEEP_MS = 3_600_000


class Upkeep:
    """The floor's housekeeping. Owned by the floor, which calls `run` when `due` events have been applied."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self.due = UPKEEP_EVENTS
        self._marks: deque[tuple[int, int, list[Contact]]] = deque()
        self._rounds = 0
        self._next_sweep = NEVER

    def run(self) -> None:
        floor = self._floor
        self.due = floor.applied + UPKEEP_EVENTS
        for ledger in floor.books.ledgers:
            ledger.seal()
        floor.books.timeline.seal()
        self._marks.append((floor.applied, floor.latest, floor.contacts.touched.copy()))
        floor.contacts.touched.clear()
        while self._marks:
            applied, at, touched = self._marks[0]
            if floor.applied - applied < KEEP_EVENTS:
                break
            if floor.latest - at < KEEP_LATENESS * floor.lateness_ms:
                break
            self._marks.popleft()
            self._settle(at, touched)
        if floor.horizon_ms is not None:
            self._drop_before(floor.latest - floor.horizon_ms)

    def _settle(self, at: int, touched: Iterable[Contact]) -> None:
        """Give up taking back what happened to *touched* contacts, and all agents, before *at*."""
        floor = self._floor
        floor.roster.settled_before = at
        for contact in touched:
            if contact.page_at < at and not floor.store.put_away(contact):
                contact.settle()
        self._rounds += 1
        if self._rounds % _ROUNDS_PER_SEARCH == 0:
            for contact in list(floor.store.at_hand.values()):
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
