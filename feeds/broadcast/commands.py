"""Orders: who carries out what consoles command, on a command's way from a server to whoever acts."""

from __future__ import annotations

from typing import Protocol

from feeds.events import Command


class CommandHandler(Protocol):
    """Whoever carries out commands, and knows whether what is told is still so. Of the server's loop."""

    @property
    def grants(self) -> tuple[str, ...]:
        """The verbs that may be commanded now."""

    @property
    def outage(self) -> str | None:
        """Why the present is not known now, in words; None while it is."""

    async def carry_out(self, command: Command) -> str | None:
        """Do what *command* says; None when it is done, else why not. It raises nothing."""


class NoCommands:
    """A source that only tells."""

    grants: tuple[str, ...] = ()
    outage: str | None = None

    async def carry_out(self, command: Command) -> str | None:
        return f"{command.verb} is not granted"
