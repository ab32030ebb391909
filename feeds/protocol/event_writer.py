"""Collects protocol events from a switch until the translator passes them on."""

from __future__ import annotations

from typing import Any

from feeds.events import MODELS, Event, Happening, Snapshot
from feeds.instants import instant_text

ID_LIMIT = 128


class EventWriter:
    """Collects events in order. Owned by the translator, shared by the packet readers.

    While `is_muted`, the current state is unknown and events are discarded.
    """

    def __init__(self) -> None:
        self.is_muted = True
        self._events: list[Event | Snapshot] = []

    def write(self, at: int, event: str, /, **fields: Any) -> None:
        """Write *event* at *at* (ms since 1970 UTC), without fields that are None."""
        if not self.is_muted:
            self._events.append(_made(at, event, fields))

    def write_present(self, at: int, complete_since: int, events: list[dict[str, Any]]) -> None:
        """Write a snapshot of *events* at *at*; everything since *complete_since* was written."""
        self._events.append(
            Snapshot(
                at=instant_text(at), seq=0, complete_since=instant_text(complete_since), events=tuple(events)
            )
        )

    def take(self) -> list[Event | Snapshot]:
        """The events since the last call."""
        events, self._events = self._events, []
        return events


def as_object(at: int, event: str, /, **fields: Any) -> dict[str, Any]:
    """*event* in the form used in a snapshot."""
    made: dict[str, Any] = _made(at, event, fields).model_dump(exclude_none=True)
    return made


def _made(at: int, event: str, fields: dict[str, Any]) -> Any:
    model = MODELS[event]
    assert issubclass(model, Happening)
    return model(at=instant_text(at), **{name: value for name, value in fields.items() if value is not None})


def id_of(text: str) -> str:
    """*text* as an id, cut to the allowed length; empty if it names nobody.

    >>> id_of(" Kim Novak "), id_of("<unknown>")
    ('Kim Novak', '')
    """
    plain = text.strip()
    return "" if plain in ("<unknown>", "NONE") else plain[:ID_LIMIT]
