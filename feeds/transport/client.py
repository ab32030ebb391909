"""Clients: whatever brings a session what a source says, be it over the wire or in the same process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from feeds.protocol.frames import Arrival
from feeds.protocol.session import Session, SessionState


@dataclass(frozen=True, slots=True)
class ConnectionChange:
    """A change of how the console stands to its source. `age` is of the data, in seconds."""

    state: SessionState
    reason: str = ""
    age: float = 0.0
    wait: float = 0.0  # seconds before the next try, when lost


Arrived = Callable[[list[Arrival]], Awaitable[None]]
Changed = Callable[[ConnectionChange], None]


class Named(Protocol):
    """Where a source is, as a person is told it."""

    @property
    def url(self) -> str: ...


class SourceClient(Protocol):
    """A console's line to its source, through all reconnections. Owned by whoever awaits `run`."""

    @property
    def address(self) -> Named: ...

    @property
    def session(self) -> Session: ...

    async def run(self, arrived: Arrived, changed: Changed, pulse: Callable[[], None] = ...) -> None:
        """Bring arrivals until cancelled. Raises UserError when the source cannot be used."""

    async def send(self, text: bytes) -> None:
        """Send one object to the source. Raises LostError when there is no connection."""
