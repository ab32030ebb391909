"""Telling: what was understood of a switch, put into our events, kept until the translator hands them on."""

from __future__ import annotations

from typing import Any

from feeds.events import MODELS, Event, Happening, Snapshot
from feeds.instants import instant_text

ID_LIMIT = 128


class EventWriter:
    """Collects events in the order they are told. Owned by the translator, shared by what reads packets.

    While it `is_muted`, the present is not known, and nothing is told.
    """

    def __init__(self) -> None:
        self.is_muted = True
        self._told: list[Event | Snapshot] = []

    def write(self, at: int, event: str, /, **fields: Any) -> None:
        """*event* happened at *at* (ms since 1970 UTC); fields that are None are left out."""
        if not self.is_muted:
            self._told.append(_made(at, event, fields))

    def write_present(self, at: int, complete_since: int, events: list[dict[str, Any]]) -> None:
        """The present is known, as *events* say, at *at*; all that came since *complete_since* was told."""
        self._told.append(
            Snapshot(
                at=instant_text(at), seq=0, complete_since=instant_text(complete_since), events=tuple(events)
            )
        )

    def take(self) -> list[Event | Snapshot]:
        """What was told since the last time."""
        told, self._told = self._told, []
        return told


def as_object(at: int, event: str, /, **fields: Any) -> dict[str, Any]:
    """*event* as a snapshot holds it."""
    told: dict[str, Any] = _made(at, event, fields).model_dump(exclude_none=True)
    return told


def _made(at: int, event: str, fields: dict[str, Any]) -> Any:
    model = MODELS[event]
    assert issubclass(model, Happening)
    return model(at=instant_text(at), **{name: value for name, value in fields.items() if value is not None})


def id_of(text: str) -> str:
    """*text* as an id: no longer than ids may be; empty where it names nobody.

    >>> id_of(" Kim Novak "), id_of("<unknown>")
    ('Kim Novak', '')
    """
    plain = text.strip()
    return "" if plain in ("<unknown>", "NONE") else plain[:ID_LIMIT]
