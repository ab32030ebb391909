"""The shared desk of a source: carries out its verbs one after the other, keeps them, and tells all consoles.

What it keeps is synced to disk before it is told or answered.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

from feeds.broadcast.agents_at_work import Kept
from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.desk_state import DeskState
from feeds.control import Command
from feeds.events import ADAPTER
from feeds.instants import instant_text
from feeds.limits import AUDIT_HEADS, EVENT_BYTES
from feeds.recordings.replay import DueEvent
from feeds.shared_desk.desk_acts import DeskAct, NotDoneError, check_size, fields_of_act
from feeds.shared_desk.desk_file import DeskError, DeskFile
from feeds.shared_desk.records import AuditHead, Before, DeskRecord, encoded, read_records, record_of
from feeds.transport.tasks import in_thread

_SLACK_RECORDS = 1_000


class SharedDesk:
    """One source's desk. Owned by the source; used in the loop of its server.

    Without a *file* it is kept in memory only. *now* is the source's time (ms); `on_events` is called after
    each event, *remark* receives notes for the user. In a replay what was kept is told when the replay gets
    there, else at once.
    """

    def __init__(
        self,
        broadcast: Broadcast,
        now: Callable[[], int],
        file: DeskFile | None = None,
        remark: Callable[[str], None] = lambda line: None,
        is_replay: bool = False,
    ) -> None:
        self.broadcast = broadcast
        self.now = now
        self.on_events: Callable[[], None] = lambda: None
        self.heads: dict[str, deque[AuditHead]] = {}
        self._file = file
        self._remark = remark
        self._is_replay = is_replay
        self._kept = DeskState()
        self._records: dict[int, DeskRecord] = {}  # by the order of what is kept
        self._order = 0
        self._to_come: deque[DeskRecord] = deque()
        self._turn = asyncio.Lock()
        broadcast.kept_by_desk = self._present

    # Restarts --------------------------------------------------------------------------------------

    def open(self) -> list[DeskRecord]:
        """Read what the file keeps, and return its records of events. Raises DeskError."""
        if self._file is None:
            return []
        damaged = []
        for number, record in read_records(self._file.open()):
            if record is None:
                damaged.append(number)
            elif record.head is not None:
                self._note_head(record.head)
            else:
                self._keep(record)
        if damaged:
            what = "1 line" if len(damaged) == 1 else f"{len(damaged):,} lines"
            first = f"the first is line {damaged[0]:,}"
            self._remark(f"the desk {self._file.path}: {what} cannot be read, {first}; skipped")
        records = sorted(self._live(), key=lambda record: record.at)
        self._to_come.extend(records)
        return records

    @property
    def is_used(self) -> bool:
        """Whether it keeps anything."""
        return bool(self._records)

    def close(self) -> None:
        """Release the file."""
        if self._file is not None:
            self._file.close()

    def tell_due(self) -> None:
        """Tell what was kept by an earlier run: in a replay, only what has happened by now."""
        now = self.now()
        while self._to_come and (not self._is_replay or self._to_come[0].at <= now):
            self.tell(self._to_come.popleft())

    def _present(self) -> list[tuple[int, bytes, Any]]:
        """What the desk keeps and has told, for a source that starts over."""
        waiting = {id(record) for record in self._to_come}
        told = [record for record in self._live() if id(record) not in waiting]
        return [(record.at, record.text, record.event) for record in told]

    # Commands --------------------------------------------------------------------------------------

    async def carry_out(self, command: Command, by: str) -> str | None:
        """Carry out a desk verb for the user *by*; returns None when done, else why not."""
        async with self._turn:
            try:
                if command.verb == "audit_head":
                    check_size(command)
                    await self._keep_head(
                        AuditHead(by, command.head or "", command.count or 0, instant_text(self.now()))
                    )
                    return None
                fields = fields_of_act(DeskAct(command, by, self.now(), self.broadcast))
                if fields is not None:
                    await self._add(_record_of(fields))
            except (NotDoneError, DeskError) as reason:
                return str(reason)
            return None

    async def add(
        self,
        fields: dict[str, Any],
        before: Before | None = None,
        order: dict[str, list[str]] | None = None,
    ) -> DeskRecord:
        """Keep the event *fields*, for `tell` to tell. Raises NotDoneError or DeskError."""
        record = _record_of(fields, before, order)
        async with self._turn:
            await self._add(record, is_told=False)
        return record

    def tell(self, record: DeskRecord) -> None:
        """Tell all consoles the event of *record*."""
        broadcast = self.broadcast
        broadcast.take(DueEvent(record.at, record.at, record.text, record.event, broadcast.source))
        self.on_events()

    async def _add(self, record: DeskRecord, is_told: bool = True) -> None:
        if len(record.text) > EVENT_BYTES - 1024:
            raise NotDoneError(f"it is too large: an event has at most {EVENT_BYTES:,} bytes")
        await self._write(record.line())
        self._keep(record)
        if is_told:
            self.tell(record)

    async def _keep_head(self, head: AuditHead) -> None:
        await self._write(DeskRecord(head=head).line())
        self._note_head(head)

    async def _write(self, line: bytes) -> None:
        file = self._file
        if file is None:
            return
        await in_thread(lambda: file.append(line))
        heads = [DeskRecord(head=head) for heads in self.heads.values() for head in heads]
        if not file.is_worth_rewriting(len(self._kept.events()) + len(heads)):
            return
        now = self.now()
        self._kept.forget(now, self.broadcast.present.day_start(now))
        lines = [record.line() for record in (*self._live(), *heads)]
        try:
            await in_thread(lambda: file.rewrite([*lines, line]))
        except DeskError as error:  # nothing is lost: the old file is whole
            self._remark(str(error))

    def _live(self) -> list[DeskRecord]:
        """The records of what is still in force."""
        return [self._records[kept.order] for kept in self._kept.events()]

    # What it keeps ---------------------------------------------------------------------------------

    def _keep(self, record: DeskRecord) -> None:
        self._order += 1
        kept = Kept(record.at, self._order, record.text, record.event)
        self._kept.take(kept)
        self._records[self._order] = record
        if len(self._records) > 2 * len(live := self._kept.events()) + _SLACK_RECORDS:
            self._records = {kept.order: self._records[kept.order] for kept in live}

    def _note_head(self, head: AuditHead) -> None:
        self.heads.setdefault(head.user, deque(maxlen=AUDIT_HEADS)).append(head)


def _record_of(
    fields: dict[str, Any], before: Before | None = None, order: dict[str, list[str]] | None = None
) -> DeskRecord:
    return record_of(ADAPTER.validate_json(encoded(fields)), before, order)
