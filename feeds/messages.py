"""The protocol's foundation: the models that all events and control objects share, and their field types."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from feeds.instants import instant


def _checked(text: str) -> str:
    instant(text)
    return text


Instant = Annotated[str, AfterValidator(_checked), WithJsonSchema({"type": "string", "format": "date-time"})]
Id = Annotated[str, Field(min_length=1, max_length=128)]
Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]

Channel = Literal["voice", "chat", "message", "email", "callback", "task"]
ActivityName = Literal["on_queue", "break", "lunch", "meeting", "training", "coaching", "other", "off"]
AgentStateName = Literal["offline", "available", "not_ready", "ringing", "on_contact", "hold", "wrap_up"]


class Message(BaseModel):
    """Any message between a source and a console. Unknown fields are ignored."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", defer_build=True)


class Happening(Message):
    """An event of the floor: its instant at the source, and its seq in the epoch."""

    at: Instant
    seq: Annotated[int, Field(ge=1)] | None = None


class Span(Message):
    """A span of time [start, end)."""

    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if instant(self.end) < instant(self.start):
            raise ValueError(f"end {self.end} is before start {self.start}")
        return self
