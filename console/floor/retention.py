"""Retention: periodically the floor packs old rows, and drops what can no longer change."""

from __future__ import annotations

from collections import deque

from console.floor.entities.agent import IDLE_MS, Contact
from console.floor.ledgers.timeline import NEVER
from console.floor.state import FloorState

RETENTION_EVENTS = 256
_SWEEP_MS = 3_600_000
# At most this many contacts that are over are kept whole, even if events may still arrive for them.
CLOSED_KEPT = 100_000
PASSED_OVER = 64
# A source further than this behind the newest does not hold back the agents of others.
_SILENT_MS = 3_600_000


class Retention:
    """The floor's housekeeping. Owned by the floor, which calls it after each batch."""

    def __init__(self, state: FloorState) -> None:
        self._state = state
        self.due = RETENTION_EVENTS
        self.next_sweep = NEVER

    def run_if_due(self) -> None:
        """Run if enough events were applied since the last time."""
        if self._state.applied >= self.due:
            self.run()

    def run(self) -> None:
        state = self._state
        self.due = state.applied + RETENTION_EVENTS
        for ledger in state.books.ledgers:
            ledger.seal()
        state.books.timeline.seal()
        snapshots = (watermark.snapshot_at for watermark in state.watermarks.values())
        newest = max(state.latest, *snapshots, NEVER)
        for changed in (state.roster.changed, state.contacts.entries.changed):
            changed.mark(newest)
        self._put_away()
        if state.horizon_ms is not None:
            self._drop_before(state.latest - state.horizon_ms)

    def _put_away(self) -> None:
        """Put away the contacts that are over and past their source's watermark."""
        state = self._state
        watermarks = state.watermarks
        # Not by the floor's latest instant: one event far in the future would silence every source for good.
        newest = max((mark.newest for mark in watermarks.values()), default=NEVER)
        heard = [mark.at for mark in watermarks.values() if mark.newest > newest - _SILENT_MS]
        state.roster.settled_before = min(heard, default=NEVER)
        for contact in state.contacts.closed:
            if contact.entry is None and not contact.legs:
                watermark = watermarks[contact.source]
                (watermark.over if contact.ended else watermark.idle).append(contact)
        state.contacts.closed.clear()
        for watermark in watermarks.values():
            self._let_go(watermark.over, watermark.at, watermark.newest)
            self._let_go(watermark.idle, watermark.at - IDLE_MS, watermark.newest)

    def _let_go(self, contacts: deque[Contact], reached: int, newest: int) -> None:
        """Put away those of *contacts*, oldest first, without an event since *reached*."""
        passed_over = 0
        while contacts and passed_over < PASSED_OVER:
            contact = contacts[0]
            over_since = contact.over_since
            is_reached = over_since < reached or len(contacts) > CLOSED_KEPT
            if not is_reached and over_since <= newest:
                return
            contacts.popleft()
            if not is_reached:  # far in the future: it must not hold up the others
                contacts.append(contact)
                passed_over += 1
            elif contact.is_kept and not contact.is_open:
                self._state.store.put_away(contact)

    def _drop_before(self, horizon: int) -> None:
        """Drop what ended before *horizon*, in whole blocks, and periodically the names no longer used."""
        books = self._state.books
        books.timeline.drop_before(horizon)
        for ledger in books.ledgers:
            ledger.drop_before(horizon)
        if horizon < self.next_sweep:
            return
        if self.next_sweep != NEVER:
            self._sweep(horizon)
        self.next_sweep = horizon + _SWEEP_MS

    def _sweep(self, horizon: int) -> None:
        state = self._state
        state.store.forget_before(horizon - _SWEEP_MS)
        # A leg may be older than the horizon, and the schedule it was answered under still counts.
        state.books.schedules.drop_before(horizon - (state.horizon_ms or 0))
        state.bots.forget_before(horizon)
        reach = min(horizon, state.books.timeline.dropped_until)
        state.site.profiles.forget_before(reach)
        for team in state.team_names.values():
            team.forget_before(reach)
        for agent in state.roster.by_index:
            agent.profiles.forget_before(reach)
        state.forecasts = [forecast for forecast in state.forecasts if forecast[0] >= horizon]
        state.books.forget_customers(state.store.customers() | state.bots.customers())
