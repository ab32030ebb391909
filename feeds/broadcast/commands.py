"""The interface for executing the commands of consoles, between a server and a platform."""

from __future__ import annotations

from typing import Protocol

from feeds.events import Command


class CommandHandler(Protocol):
    """Executes commands and knows whether the source's data is current. Used in the server's loop."""

    @property
    def grants(self) -> tuple[str, ...]:
        """The verbs currently allowed."""

    @property
    def outage(self) -> str | None:
        """Why the current state is unknown, as text; None if it is known."""

    async def carry_out(self, command: Command) -> str | None:
        """Execute *command*; returns None when done, else why not. Never raises."""


class NoCommands:
    """A source without commands."""

    grants: tuple[str, ...] = ()
    outage: str | None = None

    async def carry_out(self, command: Command) -> str | None:
        return f"{command.verb} is not granted"
