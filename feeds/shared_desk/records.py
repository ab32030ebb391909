"""The desk's records: lines of its file, and the events, audit heads and moves in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from feeds.broadcast.desk_state import DESK_TYPES
from feeds.instants import instant
from feeds.protocol.decoding import RefusedError, decode

# By agent and queue: whether the agent was in it before a move.
Before = dict[str, dict[str, bool]]


@dataclass(frozen=True, slots=True)
class AuditHead:
    """The head of a user's audit log as a console sent it, with the log's length and the instant."""

    user: str
    head: str
    count: int
    at: str


@dataclass(frozen=True, slots=True)
class DeskRecord:
    """One line: an event as text and model, or an audit head.

    Of a timed move it also has who was in which queue `before`, and each agent's queues in `order`.
    """

    text: bytes = b""
    event: Any = None
    head: AuditHead | None = None
    before: Before = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)

    @property
    def at(self) -> int:
        """The event's instant, ms."""
        return instant(self.event.at)

    def line(self) -> bytes:
        """The record as a line of the file."""
        if self.head is not None:
            said = self.head
            fields = {"user": said.user, "head": said.head, "count": said.count, "at": said.at}
            return msgspec.json.encode({"audit_head": fields})
        moved = b',"before":%s,"order":%s' % (
            msgspec.json.encode(self.before),
            msgspec.json.encode(self.order),
        )
        return b'{"event":%s%s}' % (self.text, moved if self.before else b"")


class _Line(msgspec.Struct):
    event: msgspec.Raw = msgspec.Raw(b"")
    audit_head: AuditHead | None = None
    before: Before = msgspec.field(default_factory=dict)
    order: dict[str, list[str]] = msgspec.field(default_factory=dict)


_line = msgspec.json.Decoder(_Line)


def record_of(
    event: Any, before: Before | None = None, order: dict[str, list[str]] | None = None
) -> DeskRecord:
    """The record of *event*, a model."""
    text = event.model_dump_json(exclude_none=True, exclude={"seq"}).encode()
    return DeskRecord(text, event, None, before or {}, order or {})


def read_records(lines: list[bytes]) -> Iterator[tuple[int, DeskRecord | None]]:
    """(number, record) of each of *lines*; None for one that is no record."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield number, _read(line)


def _read(line: bytes) -> DeskRecord | None:
    try:
        found = _line.decode(line)
        if found.audit_head is not None:
            return DeskRecord(head=found.audit_head)
        event = decode(bytes(found.event))
    except (msgspec.MsgspecError, RefusedError, ValueError, RecursionError):
        return None
    if event is None or event.type not in DESK_TYPES:
        return None
    return DeskRecord(bytes(found.event), event, None, found.before, found.order)


def encoded(fields: dict[str, Any]) -> bytes:
    """The event *fields* as JSON, without those that are None."""
    return json.dumps({name: value for name, value in fields.items() if value is not None}).encode()
