"""Arrivals: one frame of the wire taken apart into the objects it holds, each with its own bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import msgspec

from feeds.decoding import FRAME_LIMIT, Invalid, RefusedError, decode, instant_of, shown
from feeds.events import CONTROL_TYPES, Control, Event

_SPACE = b" \t\r\n"
_elements = msgspec.json.Decoder(list[msgspec.Raw])


@dataclass(slots=True)
class Arrival:
    """One object that a source sent.

    `raw` is its bytes as they came. `event` is None where the type is unknown or the object is no event;
    `invalid` then says why it is none. `at` is its instant in ms, 0 where it has none. `fields` are those of
    an object that is JSON but no known event, else None. `heard` is the second at which it came, of a clock
    that never steps back; only of a hello and a heartbeat.
    """

    raw: bytes
    event: Event | Control | None = None
    at: int = 0
    invalid: Invalid | None = None
    fields: dict[str, Any] | None = None
    heard: float | None = None

    @property
    def is_object(self) -> bool:
        """Whether `raw` is a JSON object, and so may stand on a line of a recording."""
        return self.event is not None or self.fields is not None

    @property
    def is_control(self) -> bool:
        return self.event is not None and self.event.type in CONTROL_TYPES

    @property
    def seq(self) -> int | None:
        """Its place in the epoch, also where it is no event but says its place; else None."""
        if self.event is not None:
            return None if self.is_control else self.event.seq  # type: ignore[union-attr]
        found = None if self.fields is None else self.fields.get("seq")
        return found if type(found) is int and found >= 1 else None

    @property
    def line(self) -> bytes:
        """`raw` as one line of a recording, without its end: a line end between two tokens is made a blank.

        >>> Arrival(b'{"a":\\n1}').line
        b'{"a": 1}'
        """
        raw = self.raw
        return raw.replace(b"\r", b" ").replace(b"\n", b" ") if b"\n" in raw or b"\r" in raw else raw


def taken_apart(frame: bytes, number: int) -> list[Arrival]:
    """The objects of *frame*, the *number*th of its source: one object, or a JSON array of them.

    Whatever the bytes are, nothing is raised: what is no object is an arrival that says why.
    """
    text = frame.strip(_SPACE)
    if len(text) > FRAME_LIMIT:
        return [
            _refused(text, number, f"too large: {len(text):,} bytes, a frame has at most {FRAME_LIMIT:,}")
        ]
    if text[:1] != b"[":
        return [read_object(text, number)]
    try:
        return [read_object(bytes(raw), number) for raw in _elements.decode(text)]
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        return [_refused(text, number, f"no JSON: {error}")]


def read_object(text: bytes, number: int) -> Arrival:
    """What *text* holds, the *number*th line or frame of its source. Never raises."""
    try:
        event = decode(text)
    except (RefusedError, RecursionError) as refusal:
        invalid = Invalid(number, str(refusal), shown(text))
        return Arrival(text, invalid=invalid, fields=fields_of(text))
    if event is None:
        return Arrival(text, fields=fields_of(text))
    return Arrival(text, event, instant_of(event))


def _refused(text: bytes, number: int, reason: str) -> Arrival:
    return Arrival(text, invalid=Invalid(number, reason, shown(text)))


def fields_of(text: bytes) -> dict[str, Any] | None:
    """The fields of the object *text*, None where it is none. Only for what is rare: it reads all of it."""
    try:
        found = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")
