"""The form of what a checkpoint holds: msgpack for records, JSON for events, raw bytes for columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import numpy as np
from pydantic import BaseModel

from console.floor.entities.site import Profiles
from console.floor.ledgers.codes import Ints
from feeds.events import MODELS
from feeds.protocol.decoding import decode_quickly

# The declarations of one thing: from when each is in force (ms), and its event.
Declared = list[tuple[int, bytes]]

encode = msgspec.msgpack.Encoder().encode


class _Type(msgspec.Struct):
    type: str


_type_of = msgspec.json.Decoder(_Type).decode


def event_bytes(event: Any) -> bytes:
    """*event* as JSON."""
    if isinstance(event, BaseModel):
        return event.model_dump_json().encode()
    return msgspec.json.encode(event)


def event_from(text: bytes) -> Any:
    """The event in *text*. Raises ValueError or KeyError if it is none."""
    event = decode_quickly(text)
    return MODELS[_type_of(text).type].model_validate_json(text) if event is None else event


def declared_of(profiles: Profiles[Any]) -> Declared:
    """What *profiles* hold."""
    return [(at, event_bytes(event)) for at, event in profiles.declared]


def events_in(declared: Declared) -> list[tuple[int, Any]]:
    """The events of *declared*, each with when it is in force from. Raises ValueError or KeyError."""
    return [(at, event_from(text)) for at, text in declared]


def declare_all(profiles: Profiles[Any], events: Iterable[tuple[int, Any]]) -> None:
    """Put *events* in force in *profiles*."""
    for at, event in events:
        profiles.declare(at, event)


def int_bytes(numbers: Iterable[int]) -> bytes:
    """*numbers* as a column of 8 bytes each. Raises OverflowError."""
    return np.fromiter(numbers, dtype="<i8").tobytes()


def ints_from(column: bytes) -> Ints:
    """The numbers in *column*, which cannot be changed."""
    return np.frombuffer(column, dtype="<i8")
