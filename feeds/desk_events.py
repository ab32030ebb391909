"""The protocol's models of what supervisors do: the shared desk, moves of agents, and routing.

A source tells every console of them. `by` is the user whose token asked for it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from feeds.messages import Happening, Id, Instant, Message, Span

TaskState = Literal["open", "done", "dropped"]


class By(Happening):
    """Something a user did."""

    by: str


class FlagTouched(By):
    flag: Id
    until: Instant | None = None


class FlagAcknowledged(FlagTouched):
    type: Literal["flag.acknowledged"] = "flag.acknowledged"


class FlagClaimed(FlagTouched):
    type: Literal["flag.claimed"] = "flag.claimed"


class FlagSnoozed(FlagTouched):
    type: Literal["flag.snoozed"] = "flag.snoozed"


class ScheduleException(Happening, Span):
    type: Literal["schedule.exception"] = "schedule.exception"
    agent: Id
    reason: str | None = None
    approved_by: str | None = None


class IncidentDeclared(By):
    type: Literal["incident.declared"] = "incident.declared"
    incident: Id
    title: str
    queues: tuple[Id, ...] = ()


class IncidentClosed(By):
    type: Literal["incident.closed"] = "incident.closed"
    incident: Id


class AnnouncementPosted(By):
    type: Literal["announcement.posted"] = "announcement.posted"
    text: str
    until: Instant | None = None


class NoteAbout(Message):
    """The subject of a note: at least the instant it is about."""

    at: Instant
    agent: Id | None = None
    contact: Id | None = None
    flag: Id | None = None
    incident: Id | None = None


class NoteAdded(By):
    type: Literal["note.added"] = "note.added"
    note: Id
    about: NoteAbout
    text: str
    tags: tuple[str, ...] = ()
    due: Instant | None = None


class TaskSet(By):
    type: Literal["task.set"] = "task.set"
    task: Id
    text: str
    state: TaskState
    assignee: str | None = None
    due: Instant | None = None


class MoveStarted(By):
    """Agents were put into the queues `add` and taken out of `remove`, until `until` if it is timed."""

    type: Literal["move.started"] = "move.started"
    move: Id
    agents: tuple[Id, ...]
    add: tuple[Id, ...] = ()
    remove: tuple[Id, ...] = ()
    until: Instant | None = None


class MoveEnded(Happening):
    """A timed move was undone: `restored` are the agents returned, `skipped` those who were not."""

    type: Literal["move.ended"] = "move.ended"
    move: Id
    restored: tuple[Id, ...] = ()
    skipped: tuple[Id, ...] = ()
    by: str | None = None


class HandoverMade(By):
    type: Literal["handover.made"] = "handover.made"
    handover: Id
    to: str | None = None


class HandoverTaken(By):
    type: Literal["handover.taken"] = "handover.taken"
    handover: Id


class OfQueue(Happening):
    queue: Id
    by: str | None = None


class QueueOpened(OfQueue):
    type: Literal["queue.opened"] = "queue.opened"


class QueueClosed(OfQueue):
    type: Literal["queue.closed"] = "queue.closed"


class QueueRerouted(OfQueue):
    type: Literal["queue.rerouted"] = "queue.rerouted"
    overflow_to: Id | None = None


class QueueAnnounced(OfQueue):
    type: Literal["queue.announced"] = "queue.announced"
    text: str


class AgentDevice(Happening):
    """Whether the agent's phone can be reached."""

    type: Literal["agent.device"] = "agent.device"
    agent: Id
    device: Annotated[str, Field(min_length=1, max_length=128)]
    reachable: bool


class ContactPrioritised(Happening):
    type: Literal["contact.prioritised"] = "contact.prioritised"
    contact: Id
    priority: int
    by: str | None = None


class ContactAssigned(Happening):
    type: Literal["contact.assigned"] = "contact.assigned"
    contact: Id
    agent: Id
    by: str | None = None
