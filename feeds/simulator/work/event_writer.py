"""Collects the simulated floor's events as JSON until they are taken."""

from __future__ import annotations

from typing import Any

import msgspec

from feeds.instants import instant_text

_encode = msgspec.json.Encoder().encode


class WorkEventWriter:
    """Collects all events of the floor. Owned by the simulation; omits fields that are None."""

    __slots__ = ("_said",)

    def __init__(self) -> None:
        self._said: list[tuple[int, bytes]] = []

    def write(self, at: int, kind: str, /, **fields: Any) -> None:
        """Write an event of *kind* at *at* (ms)."""
        event = {"type": kind, "at": instant_text(at)}
        for name, value in fields.items():
            if value is not None:
                event[name] = value
        self._said.append((at, _encode(event)))

    def take(self) -> list[tuple[int, bytes]]:
        """The events since the last call, in order."""
        said, self._said = self._said, []
        return said
