"""The map of a file of schedules: the meaning of columns and states."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from feeds.events import ActivityName
from feeds.importers.cell_patterns import CellPattern
from feeds.importers.column_maps import Column, FileShape, MapTable, Values
from feeds.importers.local_time import DateFormat, TimeFormat, ZoneName, has_date


def _pattern(text: str) -> str:
    CellPattern(text, ignores_case=True)
    return text


Text = Annotated[str, Field(min_length=1)]


class ScheduleColumns(MapTable):
    """The column of each field."""

    agent: Column
    state: Column
    start: Column
    end: Column
    date: Column | None = None
    team: Column | None = None
    site: Column | None = None
    zone: Column | None = None
    duration: Column | None = None


class ScheduleTimes(MapTable):
    """The formats of times."""

    zone: ZoneName | None = None
    formats: Annotated[list[TimeFormat], Field(min_length=1)]
    date_formats: list[DateFormat] = Field(default=[])
    full_day: Values = Field(default=[])
    two_part_durations: Literal["m:s", "h:m"] = "h:m"
    tolerance_seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 60.0


class StateRule(MapTable):
    """States of one activity: by full text, prefix, or pattern; ignores case."""

    state: Text | None = None
    prefix: Text | None = None
    pattern: Annotated[Text, AfterValidator(_pattern)] | None = None
    activity: ActivityName

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.state, self.prefix, self.pattern)) != 1:
            raise ValueError("give one of state, prefix and pattern")
        return self


class ScheduleMap(MapTable):
    """A map for `schedule-csv`."""

    site: str | None = None
    file: FileShape = FileShape()
    columns: ScheduleColumns
    times: ScheduleTimes
    sub_totals: Values = Field(default=[])
    states: Annotated[list[StateRule], Field(min_length=1)]
    unmapped: Literal["leave-out", "other"] = "leave-out"

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.columns.zone is None and self.times.zone is None:
            raise ValueError("local times need a zone: name columns.zone or times.zone")
        clocks = [form for form in self.times.formats if form[:1] == "%" and not has_date(form)]
        if self.columns.date is None and len(clocks) == len(self.times.formats):
            raise ValueError("times.formats have no date: name columns.date, or add the date to the formats")
        if self.columns.date is not None and not self.times.date_formats:
            raise ValueError("columns.date needs times.date_formats")
        if self.times.full_day and self.columns.date is None:
            raise ValueError("times.full_day needs columns.date")
        return self
