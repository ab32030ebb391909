"""The protocol's models: the events a source sends to a console.

Other forms (the JSON Schema, the fast decoder) are generated from these models. Instants stay the source's
text (`at`); `instant()` parses them. Field meanings: the event protocol, version 1. What happens to contacts
is in `contact_events`, what supervisors do in `desk_events`, the session's own objects in `control`; import
them from here.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from feeds.contact_events import (
    ContactAbandoned,
    ContactAnswered,
    ContactDeflected,
    ContactEnded,
    ContactHeld,
    ContactMissed,
    ContactOffered,
    ContactQueued,
    ContactRecorded,
    ContactReleased,
    ContactResumed,
    ContactSentiment,
    ContactSignal,
    ContactTransferred,
    ContactWrapped,
    OfContact,
    OfLeg,
)
from feeds.control import (
    PROTOCOL,
    Command,
    CommandResult,
    Heartbeat,
    Hello,
    Received,
    ResumePoint,
    Snapshot,
    Subscribe,
    Verb,
)
from feeds.desk_events import (
    AgentDevice,
    AnnouncementPosted,
    ContactAssigned,
    ContactPrioritised,
    FlagAcknowledged,
    FlagClaimed,
    FlagSnoozed,
    HandoverMade,
    HandoverTaken,
    IncidentClosed,
    IncidentDeclared,
    MoveEnded,
    MoveStarted,
    NoteAdded,
    QueueAnnounced,
    QueueClosed,
    QueueOpened,
    QueueRerouted,
    ScheduleException,
    TaskSet,
)
from feeds.instants import as_datetime, from_datetime, instant, instant_text
from feeds.messages import (
    ActivityName,
    AgentStateName,
    Channel,
    Count,
    Happening,
    Id,
    Instant,
    Message,
    Seconds,
    Span,
)

__all__ = [
    "PROTOCOL",
    "ActivityName",
    "AgentDevice",
    "AgentStateName",
    "AnnouncementPosted",
    "Channel",
    "Command",
    "CommandResult",
    "ContactAbandoned",
    "ContactAnswered",
    "ContactAssigned",
    "ContactDeflected",
    "ContactEnded",
    "ContactHeld",
    "ContactMissed",
    "ContactOffered",
    "ContactPrioritised",
    "ContactQueued",
    "ContactRecorded",
    "ContactReleased",
    "ContactResumed",
    "ContactSentiment",
    "ContactSignal",
    "ContactTransferred",
    "ContactWrapped",
    "Count",
    "FlagAcknowledged",
    "FlagClaimed",
    "FlagSnoozed",
    "HandoverMade",
    "HandoverTaken",
    "Happening",
    "Heartbeat",
    "Hello",
    "Id",
    "IncidentClosed",
    "IncidentDeclared",
    "Instant",
    "Message",
    "MoveEnded",
    "MoveStarted",
    "NoteAdded",
    "OfContact",
    "OfLeg",
    "QueueAnnounced",
    "QueueClosed",
    "QueueOpened",
    "QueueRerouted",
    "Received",
    "ResumePoint",
    "ScheduleException",
    "Seconds",
    "Snapshot",
    "Span",
    "Subscribe",
    "TaskSet",
    "Verb",
    "as_datetime",
    "from_datetime",
    "instant",
    "instant_text",
]

# Definitions ---------------------------------------------------------------------------------------


class SiteSettings(Message):
    """Site-wide settings: time zone, graces, and the meaning of reasons."""

    name: str | None = None
    time_zone: str = "UTC"
    day_start: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "00:00"
    grace_seconds: Seconds = 60.0
    lateness_seconds: Seconds = 60.0
    reasons: dict[str, ActivityName] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _zone_exists(self) -> Self:
        try:
            ZoneInfo(self.time_zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"time_zone {self.time_zone!r} is not an IANA time zone") from None
        return self


class SiteProfile(SiteSettings, Happening):
    type: Literal["site.profile"] = "site.profile"


class ServiceLevelGoal(Message):
    threshold_seconds: Seconds = 20.0
    target: Annotated[float, Field(ge=0, le=1)] = 0.8


class QueueProfile(Happening):
    type: Literal["queue.profile"] = "queue.profile"
    queue: Id
    name: str | None = None
    channel: Channel = "voice"
    service_level: ServiceLevelGoal = ServiceLevelGoal.model_construct()  # unlike a call, builds no validator
    short_abandon_seconds: Seconds = 0.0
    longest_wait_goal_seconds: Seconds | None = None
    handle_goal_seconds: Seconds | None = None
    wrap_up_goal_seconds: Seconds | None = None
    skills: tuple[str, ...] = ()


class AgentProfile(Happening):
    type: Literal["agent.profile"] = "agent.profile"
    agent: Id
    name: str | None = None
    team: Id | None = None
    queues: tuple[Id, ...] = ()
    capacity: dict[Channel, Count] | None = None
    lead: str | None = None


class TeamProfile(Happening):
    type: Literal["team.profile"] = "team.profile"
    team: Id
    name: str | None = None
    lead: str | None = None


class ScheduledActivity(Span):
    activity: ActivityName


class SchedulePublished(Happening, Span):
    type: Literal["schedule.published"] = "schedule.published"
    agent: Id
    activities: tuple[ScheduledActivity, ...] = ()


class ForecastInterval(Message):
    start: Instant
    minutes: Annotated[float, Field(gt=0, allow_inf_nan=False)]
    contacts: Seconds
    handle_seconds: Seconds
    required_agents: Seconds | None = None


class ForecastPublished(Happening):
    type: Literal["forecast.published"] = "forecast.published"
    queue: Id
    intervals: tuple[ForecastInterval, ...] = ()


# Agents --------------------------------------------------------------------------------------------


class AgentState(Happening):
    type: Literal["agent.state"] = "agent.state"
    agent: Id
    state: AgentStateName
    reason: str | None = None
    next_state: AgentStateName | None = None  # asked for after the contact in hand
    next_reason: str | None = None


# Outcome -------------------------------------------------------------------------------------------


class SurveyAnswered(Happening):
    type: Literal["survey.answered"] = "survey.answered"
    contact: Id | None = None
    agent: Id | None = None
    queue: Id | None = None
    csat: Annotated[int, Field(ge=1, le=5)] | None = None
    nps: Annotated[int, Field(ge=0, le=10)] | None = None
    ces: Annotated[int, Field(ge=1, le=7)] | None = None
    comment: str | None = None


class BotStarted(Happening):
    type: Literal["bot.started"] = "bot.started"
    session: Id
    channel: Channel | None = None
    queue: Id | None = None
    customer: Id | None = None


class BotEnded(Happening):
    type: Literal["bot.ended"] = "bot.ended"
    session: Id
    outcome: Literal["contained", "handed_over", "abandoned"]
    positive: bool | None = None
    contact: Id | None = None


class CustomerChurned(Happening):
    type: Literal["customer.churned"] = "customer.churned"
    customer: Id


# Supervision ---------------------------------------------------------------------------------------


class Supervised(Happening):
    agent: Id
    supervisor: Id
    kind: Literal["monitor", "whisper", "barge"]
    contact: Id | None = None


class SupervisionStarted(Supervised):
    type: Literal["supervision.started"] = "supervision.started"


class SupervisionEnded(Supervised):
    type: Literal["supervision.ended"] = "supervision.ended"


Event = Annotated[
    SiteProfile
    | QueueProfile
    | AgentProfile
    | TeamProfile
    | SchedulePublished
    | ScheduleException
    | ForecastPublished
    | AgentState
    | AgentDevice
    | ContactQueued
    | ContactOffered
    | ContactMissed
    | ContactAnswered
    | ContactHeld
    | ContactResumed
    | ContactTransferred
    | ContactReleased
    | ContactWrapped
    | ContactAbandoned
    | ContactDeflected
    | ContactEnded
    | ContactSentiment
    | ContactSignal
    | ContactRecorded
    | ContactPrioritised
    | ContactAssigned
    | SurveyAnswered
    | BotStarted
    | BotEnded
    | CustomerChurned
    | SupervisionStarted
    | SupervisionEnded
    | FlagAcknowledged
    | FlagClaimed
    | FlagSnoozed
    | IncidentDeclared
    | IncidentClosed
    | AnnouncementPosted
    | NoteAdded
    | TaskSet
    | MoveStarted
    | MoveEnded
    | HandoverMade
    | HandoverTaken
    | QueueOpened
    | QueueClosed
    | QueueRerouted
    | QueueAnnounced,
    Field(discriminator="type"),
]
Control = Annotated[
    Subscribe | Hello | Snapshot | Heartbeat | Received | Command | CommandResult,
    Field(discriminator="type"),
]
AnyMessage = Annotated[Event | Control, Field(discriminator="type")]

EVENT_MODELS: tuple[type[Happening], ...] = get_args(get_args(Event)[0])
CONTROL_MODELS: tuple[type[Message], ...] = get_args(get_args(Control)[0])
MODELS: dict[str, type[Message]] = {
    model.model_fields["type"].default: model for model in (*EVENT_MODELS, *CONTROL_MODELS)
}
CONTROL_TYPES = frozenset(model.model_fields["type"].default for model in CONTROL_MODELS)
ADAPTER: TypeAdapter[Event | Control] = TypeAdapter(
    AnyMessage,
    config=ConfigDict(defer_build=True, cache_strings="keys"),  # do not cache values from outside
)


def contained(snapshot: Snapshot) -> tuple[list[Event], int]:
    """The events in *snapshot*, oldest first, and the number of its objects that are not events."""
    events = []
    for found in snapshot.events:
        try:
            event = ADAPTER.validate_json(json.dumps(found))
        except ValidationError:
            continue
        if isinstance(event, EVENT_MODELS):
            events.append(event)
    events.sort(key=lambda event: instant(event.at))
    return events, len(snapshot.events) - len(events)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of one object of the stream: any event or control object."""
    schema = ADAPTER.json_schema()
    for model in schema["$defs"].values():
        if "const" in model.get("properties", {}).get("type", {}):
            model["required"] = ["type", *model.get("required", [])]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Floor event protocol, version {PROTOCOL}",
        **schema,
    }
