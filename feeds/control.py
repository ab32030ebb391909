"""The protocol's control objects: the session itself, and commands with their results."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from feeds.desk_events import TaskState
from feeds.limits import HEARTBEAT_LEAST, HEARTBEAT_MOST
from feeds.messages import AgentStateName, Count, Id, Instant, Message

PROTOCOL = 1

# What the platform does with contacts, agents and queues.
PlatformVerb = Literal[
    "monitor",
    "whisper",
    "barge",
    "stop_supervision",
    "message",
    "set_state",
    "set_queues",
    "move_agents",
    "end_wrap_up",
    "log_out",
    "requeue",
    "set_priority",
    "assign",
    "offer_callback",
    "open_queue",
    "close_queue",
    "set_overflow",
    "set_announcement",
]
# What the source's shared desk keeps.
DeskVerb = Literal[
    "acknowledge",
    "claim",
    "snooze",
    "approve_exception",
    "declare_incident",
    "close_incident",
    "announce",
    "add_note",
    "set_task",
    "hand_over",
    "take_over",
    "audit_head",
]
Verb = Literal[PlatformVerb, DeskVerb]
PLATFORM_VERBS: tuple[str, ...] = get_args(PlatformVerb)
DESK_VERBS: tuple[str, ...] = get_args(DeskVerb)
VERBS: tuple[str, ...] = (*PLATFORM_VERBS, *DESK_VERBS)


class ResumePoint(Message):
    epoch: Id
    seq: Count


class Subscribe(Message):
    type: Literal["subscribe"] = "subscribe"
    protocol: int
    resume_after: ResumePoint | None = None
    since: Instant | None = None
    teams: tuple[Id, ...] | None = None
    queues: tuple[Id, ...] | None = None


class Hello(Message):
    type: Literal["hello"] = "hello"
    protocol: int
    source: Id
    epoch: Id
    at: Instant
    heartbeat_seconds: Annotated[float, Field(ge=HEARTBEAT_LEAST, le=HEARTBEAT_MOST)] = 5.0
    resumed: bool = False
    grants: tuple[str, ...] = ()
    user: str | None = None
    role: str | None = None
    teams: tuple[Id, ...] | None = None


class Snapshot(Message):
    """The current state as ordinary events with their original `at`; valid once all `parts` have arrived."""

    type: Literal["snapshot"] = "snapshot"
    at: Instant
    seq: Count
    complete_since: Instant | None = None
    part: Annotated[int, Field(ge=1)] | None = None
    parts: Annotated[int, Field(ge=1)] | None = None
    events: tuple[dict[str, Any], ...]  # each is validated separately


class Heartbeat(Message):
    type: Literal["heartbeat"] = "heartbeat"
    at: Instant
    seq: Count


class Received(Message):
    type: Literal["received"] = "received"
    at: Instant


class CommandAbout(Message):
    """The subject of a note to add; without `at` the source sets the present."""

    at: Instant | None = None
    agent: Id | None = None
    contact: Id | None = None
    flag: Id | None = None
    incident: Id | None = None


class Command(Message):
    type: Literal["command"] = "command"
    id: Id
    verb: Verb
    agent: Id | None = None
    agents: tuple[Id, ...] | None = None
    team: Id | None = None
    contact: Id | None = None
    device: str | None = None
    text: str | None = None
    state: AgentStateName | TaskState | None = None
    reason: str | None = None
    queue: Id | None = None
    queues: tuple[Id, ...] | None = None
    add: tuple[Id, ...] | None = None
    remove: tuple[Id, ...] | None = None
    until: Instant | None = None
    priority: int | None = None
    promised_at: Instant | None = None
    to: Id | None = None
    flag: Id | None = None
    start: Instant | None = None
    end: Instant | None = None
    incident: Id | None = None
    title: str | None = None
    note: Id | None = None
    about: CommandAbout | None = None
    tags: tuple[str, ...] | None = None
    due: Instant | None = None
    task: Id | None = None
    assignee: str | None = None
    handover: Id | None = None
    head: str | None = None
    count: Count | None = None


class CommandResult(Message):
    type: Literal["command_result"] = "command_result"
    id: Id
    ok: bool
    error: str | None = None
