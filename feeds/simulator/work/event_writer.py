"""What the imaginary floor says: events as JSON, at the instants they happen, until somebody takes them."""

from __future__ import annotations

from typing import Any

import msgspec

from feeds.instants import instant_text

_encode = msgspec.json.Encoder().encode


class WorkEventWriter:
    """Where everything on the floor is told. Owned by the stage; fields that are None are left out."""

    __slots__ = ("_said",)

    def __init__(self) -> None:
        self._said: list[tuple[int, bytes]] = []

    def write(self, at: int, kind: str, /, **fields: Any) -> None:
        """Say that *kind* happened at *at* (ms)."""
        event = {"type": kind, "at": instant_text(at)}
        for name, value in fields.items():
            if value is not None:
                event[name] = value
        self._said.append((at, _encode(event)))

    def take(self) -> list[tuple[int, bytes]]:
        """What was said since the last time, in its order."""
        said, self._said = self._said, []
        return said
