"""The interface of clients, which feed a session from a source, over the wire or in the same process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from feeds.protocol.frames import Arrival
from feeds.protocol.session import Session, SessionState


@dataclass(frozen=True, slots=True)
class ConnectionChange:
    """A change of connection state. `age` is that of the data, in seconds."""

    state: SessionState
    reason: str = ""
    age: float = 0.0
    wait: float = 0.0  # seconds before the next attempt, when lost


Arrived = Callable[[list[Arrival]], Awaitable[None]]
Changed = Callable[[ConnectionChange], None]


class Named(Protocol):
    """The address of a source, for display."""

    @property
    def url(self) -> str: ...


class SourceClient(Protocol):
    """A console's connection to its source, across reconnections. Owned by the caller of `run`."""

    @property
    def address(self) -> Named: ...

    @property
    def session(self) -> Session: ...

    async def run(self, arrived: Arrived, changed: Changed, pulse: Callable[[], None] = ...) -> None:
        """Deliver arrivals until cancelled. Raises UserError if the source cannot be used."""

    def send(self, text: bytes) -> Coroutine[Any, Any, None]:
        """Send one object to the source. Raises LostError without a connection."""

    def retry_now(self) -> None:
        """Retry a lost connection without further waiting. Called in the loop's thread, like `start_over`."""

    def start_over(self) -> None:
        """Connect again, and ask for the present state in place of what was missed."""
