"""Arrivals: a frame of the wire split into its objects, each with its own bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from feeds.events import CONTROL_TYPES, Control, Event
from feeds.protocol.decoding import (
    Invalid,
    RefusedError,
    decode_in_steps,
    fields_of,
    fields_said,
    instant_of,
    shown,
)
from feeds.protocol.objects import NoFrameError, OversizedError, objects_of

__all__ = ["Arrival", "fields_of", "read_object", "refused", "taken_apart", "taking_apart"]


@dataclass(slots=True)
class Arrival:
    """One object sent by a source.

    `raw` are its bytes as received. `event` is None if the type is unknown or the object is not an event;
    `invalid` then has the reason. `at` is its instant in ms, 0 without one. `fields` are those of a JSON
    object that is not a known event, else None. `heard` is the second of arrival on a monotonic clock, for
    hellos and heartbeats only.
    """

    raw: bytes
    event: Event | Control | None = None
    at: int = 0
    invalid: Invalid | None = None
    fields: dict[str, Any] | None = None
    heard: float | None = None

    @property
    def is_object(self) -> bool:
        """Whether `raw` is a JSON object, and so may be a line of a recording."""
        return self.event is not None or self.fields is not None

    @property
    def is_control(self) -> bool:
        return self.event is not None and self.event.type in CONTROL_TYPES

    @property
    def seq(self) -> int | None:
        """Its seq in the epoch, even if it is not an event; None without one."""
        if self.event is not None:
            return None if self.is_control else self.event.seq  # type: ignore[union-attr]
        found = None if self.fields is None else self.fields.get("seq")
        return found if type(found) is int and found >= 1 else None

    @property
    def line(self) -> bytes:
        """`raw` as one line of a recording, without a line end: line ends between tokens become spaces.

        >>> Arrival(b'{"a":\\n1}').line
        b'{"a": 1}'
        """
        raw = self.raw
        return raw.replace(b"\r", b" ").replace(b"\n", b" ") if b"\n" in raw or b"\r" in raw else raw


def taken_apart(frame: bytes, number: int) -> list[Arrival]:
    """The objects of *frame*, number *number* of its source: one object, or a JSON array of objects.

    Never raises: invalid input becomes an arrival with the reason.
    """
    try:
        return [arrival for run in taking_apart(frame, number) for arrival in run]
    except OversizedError as refusal:
        return [refused(frame, number, str(refusal))]


def taking_apart(frame: bytes, number: int) -> Iterator[list[Arrival]]:
    """Like `taken_apart`, in slices between which other work may run; an empty slice is only a pause.

    Raises OversizedError, before the first object, if the frame exceeds a limit.
    """
    try:
        for run in objects_of(frame):
            arrivals: list[Arrival] = []
            for raw in run:
                for _ in (steps := _Reading(raw, number)):
                    yield []
                arrivals.append(steps.arrival)
            yield arrivals
    except NoFrameError as refusal:
        yield [refused(frame, number, str(refusal))]


def read_object(text: bytes, number: int) -> Arrival:
    """The arrival of *text*, line or frame *number* of its source. Never raises."""
    reading = _Reading(text, number)
    for _ in reading:
        pass
    return reading.arrival


class _Reading:
    """Decodes one object in steps; `arrival` is the result."""

    def __init__(self, text: bytes, number: int) -> None:
        self.arrival = Arrival(text)
        self._number = number

    def __iter__(self) -> Iterator[None]:
        arrival = self.arrival
        text = arrival.raw
        try:
            event = yield from decode_in_steps(text)
        except (RefusedError, RecursionError) as refusal:
            arrival.invalid = Invalid(self._number, str(refusal), shown(text))
            arrival.fields = fields_said(text)
            return
        if event is None:
            arrival.fields = fields_said(text)
        else:
            arrival.event, arrival.at = event, instant_of(event)


def refused(text: bytes, number: int, reason: str) -> Arrival:
    """The arrival of something invalid, with its *reason*."""
    return Arrival(text, invalid=Invalid(number, reason, shown(text)))
