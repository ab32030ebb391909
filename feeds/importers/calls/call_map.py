"""The map of a file of calls: the meaning of its columns and values."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from feeds.events import Channel, Id, Seconds
from feeds.importers.column_maps import Column, FileShape, MapTable, Values, folded
from feeds.importers.local_time import DateFormat, TimeFormat, ZoneName, has_date

Deflection = Literal["callback", "voicemail", "overflow", "bot", "timeout", "other"]
Scale = Literal["csat", "nps", "ces"]
SCALES: dict[Scale, tuple[int, int]] = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
Target = Annotated[float, Field(ge=0, le=1)]


class CallColumns(MapTable):
    """The column of each field."""

    entry: Column | None = None
    entry_exit: Column | None = None
    entry_time: Column | None = None
    queue_start: Column | None = None
    queue_exit: Column | None = None
    queue_time: Column | None = None
    service_start: Column | None = None
    service_exit: Column | None = None
    service_time: Column | None = None
    wrap_up_exit: Column | None = None
    wrap_up_time: Column | None = None
    hold_time: Column | None = None
    date: Column | None = None
    outcome: Column | None = None
    satisfaction: Column | None = None
    resolved: Column | None = None
    transferred: Column | None = None
    agent: Column | None = None
    customer: Column | None = None
    type: Column | None = None
    id: Column | None = None

    @model_validator(mode="after")
    def _has_a_start(self) -> Self:
        if self.entry is None and self.queue_start is None:
            raise ValueError("a call needs a start: name entry or queue_start")
        return self


def _day(value: Any) -> Any:
    """A TOML date, or its text, as text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            raise ValueError("a day is written as 2026-06-16") from None
    return value


class CallTimes(MapTable):
    """The formats of times."""

    zone: ZoneName
    formats: Annotated[list[TimeFormat], Field(min_length=1)]
    date_formats: list[DateFormat] = Field(default=[])
    date: Annotated[str | None, BeforeValidator(_day)] = None
    hold_in_service: bool = True
    never: Values = Field(default=[""])
    next_day_after_hours: Annotated[float, Field(ge=0, le=24)] = 12.0
    two_part_durations: Literal["m:s", "h:m"] = "m:s"
    tolerance_seconds: Seconds = 1.0


class OutcomeValues(MapTable):
    """The meaning of the values of the outcome column."""

    answered: Values = Field(default=[])
    abandoned: Values = Field(default=[])
    ignored: Values = Field(default=[])
    deflected: dict[Deflection, Values] = Field(default={})

    @model_validator(mode="after")
    def _each_means_one_thing(self) -> Self:
        lists = (self.answered, self.abandoned, self.ignored, *self.deflected.values())
        known: set[str] = set()
        for values in lists:
            for value in folded(values):
                if value in known:
                    raise ValueError(f"{value!r} occurs in two lists")
                known.add(value)
        return self

    def meanings(self) -> dict[str, str]:
        """A map from values (trimmed, case-folded) to answered, abandoned, ignored, or how deflected."""
        found = dict.fromkeys(folded(self.answered), "answered")
        found.update(dict.fromkeys(folded(self.abandoned), "abandoned"))
        found.update(dict.fromkeys(folded(self.ignored), "ignored"))
        for to, values in self.deflected.items():
            found.update(dict.fromkeys(folded(values), to))
        return found


class Satisfaction(MapTable):
    """The scale of the satisfaction column, and the numbers of its non-numeric values."""

    scale: Scale = "csat"
    values: dict[str, int] = Field(default={})
    none: Values = Field(default=[""])

    @model_validator(mode="after")
    def _on_the_scale(self) -> Self:
        least, most = SCALES[self.scale]
        for value, number in self.values.items():
            if not least <= number <= most:
                raise ValueError(f"{value!r} is {number}, and {self.scale} goes from {least} to {most}")
        return self


class Resolution(MapTable):
    """The meaning of the values of the resolved column; others, and empty ones, are ignored."""

    resolved: Values = Field(default=["yes", "y", "true", "1"])
    unresolved: Values = Field(default=["no", "n", "false", "0"])


class Transfers(MapTable):
    """The meaning of the values of the transferred column; a number is a count, 0 is never."""

    blind: Values = Field(default=["yes", "y", "true"])
    warm: Values = Field(default=[])
    none: Values = Field(default=["", "no", "n", "false"])


class QueueGoals(MapTable):
    """A queue's profile; omitted values are the protocol's defaults."""

    channel: Channel | None = None
    threshold_seconds: Seconds | None = None
    target: Target | None = None
    short_abandon_seconds: Seconds | None = None


class QueueOfValue(QueueGoals):
    """The queue for a value of the type column."""

    id: Id | None = None
    name: str | None = None


class QueuesOfCalls(QueueGoals):
    """The queue of a call. Settings here are defaults for those of a value."""

    fixed: Id | None = None
    unmapped: Literal["own-value", "leave-out"] = "own-value"
    answered_at_once: Literal["zero-wait-entry", "no-entry"] = "zero-wait-entry"
    answered_at: Literal["queue-exit", "service-start"] = "queue-exit"
    values: dict[str, QueueOfValue] = Field(default={})


class AgentsOfCalls(MapTable):
    """The meaning of the values of the agent column."""

    none: Values = Field(default=[""])
    unnamed: Id | None = None
    names: dict[str, str] = Field(default={})


class CustomersOfCalls(MapTable):
    """The meaning of the values of the customer column."""

    unknown: Values = Field(default=[""])


class CallMap(MapTable):
    """A map for `calls-csv`."""

    site: str | None = None
    file: FileShape = FileShape()
    columns: CallColumns
    times: CallTimes
    outcomes: OutcomeValues = OutcomeValues()
    satisfaction: Satisfaction = Satisfaction()
    resolution: Resolution = Resolution()
    transfers: Transfers = Transfers()
    queues: QueuesOfCalls = QueuesOfCalls()
    agents: AgentsOfCalls = AgentsOfCalls()
    customers: CustomersOfCalls = CustomersOfCalls()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        clocks = [form for form in self.times.formats if form[:1] == "%" and not has_date(form)]
        if self.columns.date is not None and self.times.date is not None:
            raise ValueError("columns.date and times.date (--date) both give the date: remove one")
        has_day = self.columns.date is not None or self.times.date is not None
        if not has_day and len(clocks) == len(self.times.formats):
            raise ValueError(
                "times.formats have no date: name columns.date, set times.date (or --date), or add the date "
                "to the formats"
            )
        if self.columns.date is not None and not self.times.date_formats:
            raise ValueError("columns.date needs times.date_formats")
        if self.columns.outcome is not None and not self.outcomes.meanings():
            raise ValueError("columns.outcome needs outcomes: which values are answered, abandoned, ignored")
        if self.columns.type is None and self.queues.fixed is None:
            raise ValueError("a call needs a queue: name columns.type or queues.fixed")
        if self.columns.agent is None and self.agents.unnamed is None:
            raise ValueError("an answer needs an agent: name columns.agent or agents.unnamed")
        return self
