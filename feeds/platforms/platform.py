"""Platforms: the interface of a live switch of any kind, for a server or an in-process client."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.commands import CommandHandler
from feeds.recordings.replay import Player


class PlatformAddress(Protocol):
    """The address of a switch: its URL, and its name for users."""

    @property
    def url(self) -> str: ...

    @property
    def place(self) -> str: ...


class LivePlayer(Player):
    """The clock *now* (ms) of a live switch, for a server; nothing is played."""

    def __init__(self, now: Callable[[], int]) -> None:
        super().__init__((), 1.0)
        self._now = now

    def now(self, passed: float) -> int:
        return self._now()


class Platform(CommandHandler, Protocol):
    """One switch. Owned by one loop; `run` keeps the connection, `broadcast` has its events.

    `on_events` is called after new events, `remark` receives notes for the user, one line each. `banner` is
    how the switch identifies itself, `player` the clock for a server.
    """

    broadcast: Broadcast
    on_events: Callable[[], None]
    remark: Callable[[str], None]
    banner: str

    @property
    def address(self) -> PlatformAddress: ...

    @property
    def player(self) -> Player: ...

    def now(self) -> int:
        """The switch's current time, ms."""

    def retry_now(self) -> None:
        """Retry a lost connection without further waiting."""

    async def run(self, changed: Callable[[str | None, float], None]) -> None:
        """Stay connected until cancelled.

        *changed* is called with None when the state is known, or with the loss and the seconds until the next
        attempt. Raises ConnectError if the first connection fails, or the switch refuses permanently.
        """
