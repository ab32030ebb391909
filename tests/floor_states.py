"""The whole state of a floor as plain data, so that two floors can be compared to the last field."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from enum import Enum
from typing import Any

import msgspec
import numpy as np
from pydantic import BaseModel

from console.floor.entities.agent import Contact
from console.floor.floor import Floor

# What is derived from the rest and cached, or only follows changes for readers.
DERIVED = {
    "Floor": {"definitions", "late_events", "_handlers", "_by_type", "_controls", "parts", "opened_from"},
    "Timeline": {"_kept", "_kept_of", "_dropped"},
    "Tenures": {"_columns"},
    "Schedules": {"_kept", "_nothing", "revision"},
    "ServiceQueues": {"_table", "_channels", "revision"},
    "Roster": {"_all_known", "_memberships", "changed"},
    "Waiting": {"changed"},
    "Ledger": {"struck", "revision", "_row_format"},
    "Contacts": {"steps", "leg_steps"},
    "Signals": {"notes"},
}
_PLAIN = (str, bytes, int, float, bool, type(None))


def state_of(floor: Floor) -> list[Any]:
    """Every field of *floor* and of all it refers to; objects that are shared are numbered."""
    numbers: dict[int, int] = {}
    found: list[Any] = []
    waiting: list[Any] = []

    def told(value: Any) -> Any:
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, _PLAIN):
            return value
        if isinstance(value, np.ndarray):
            return value.dtype.str, value.tolist()
        if isinstance(value, tuple | frozenset):
            return [told(each) for each in value]
        if isinstance(value, BaseModel):
            return _event(json.loads(value.model_dump_json()))
        if isinstance(value, msgspec.Struct):
            if hasattr(value, "type") and type(value).__struct_config__.tag is not None:
                return _event(json.loads(msgspec.json.encode(value)))
            return [type(value).__name__, *(told(getattr(value, name)) for name in value.__struct_fields__)]
        number = numbers.get(id(value))
        if number is None:
            number = numbers[id(value)] = len(numbers)
            waiting.append(value)
        return f"#{number}"

    assert floor.store.over is not None  # made when it is first needed
    told(floor)
    for value in waiting:  # which grows
        found.append(_fields(value, told))
    return found


def _event(fields: dict[str, Any]) -> dict[str, Any]:
    """An event without what it does not say: its model and the fast reader's record are the same."""
    return {key: value for key, value in fields.items() if value is not None}


def _fields(value: Any, told: Any) -> Any:
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, Mapping):
        return [(told(key), told(each)) for key, each in value.items()]
    if isinstance(value, list | deque):
        return [told(each) for each in value]
    name = type(value).__name__
    if isinstance(value, Contact) and not value.is_kept:
        return name, value.index, value.over_since
    attributes = {key: getattr(value, key) for key in _names(value)}
    return name, {
        key: told(each)
        for key, each in attributes.items()
        if key not in DERIVED.get(name, ()) and not callable(each)
    }


def _names(value: Any) -> list[str]:
    slots = (name for kind in type(value).__mro__ for name in getattr(kind, "__slots__", ()))
    return [name for name in dict.fromkeys((*slots, *getattr(value, "__dict__", ()))) if hasattr(value, name)]
