"""Platforms: what a live switch of any kind offers to whoever serves it or hears it in the same process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.commands import CommandHandler
from feeds.recordings.replay import Player


class PlatformAddress(Protocol):
    """Where a switch is: as its URL, and as a person calls the place."""

    @property
    def url(self) -> str: ...

    @property
    def place(self) -> str: ...


class Platform(CommandHandler, Protocol):
    """One switch. Owned by one loop; `run` keeps it, `broadcast` has its events.

    `on_told` is called after each new event, `remark` gets a line for each thing a person may want to know.
    `banner` is what the switch calls itself, `player` the clock of a server.
    """

    broadcast: Broadcast
    on_told: Callable[[], None]
    remark: Callable[[str], None]
    banner: str

    @property
    def address(self) -> PlatformAddress: ...

    @property
    def player(self) -> Player: ...

    def now(self) -> int:
        """The instant it is at the switch, ms."""

    async def run(self, changed: Callable[[str | None, float], None]) -> None:
        """Keep the switch until cancelled.

        *changed* is called with None when the present is known, else with why it is lost and the seconds
        until the next try. Raises ConnectError when the first connection fails, or the switch refuses for
        good.
        """
