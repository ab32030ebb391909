"""The interface for executing the commands of consoles, between a server and a platform."""

from __future__ import annotations

from typing import Protocol

from feeds.events import Command

# Required fields of each verb.
NEEDED: dict[str, tuple[str, ...]] = {
    "monitor": ("agent", "device"),
    "whisper": ("agent", "device"),
    "barge": ("agent", "device"),
    "stop_supervision": ("agent",),
    "message": ("text",),
    "set_state": ("agent", "state"),
    "set_queues": ("agent", "queues"),
    "move_agents": ("agents",),
    "end_wrap_up": ("agent", "contact"),
    "log_out": ("agent",),
    "requeue": ("contact", "queue"),
    "set_priority": ("contact", "priority"),
    "assign": ("contact", "agent"),
    "offer_callback": ("contact",),
    "open_queue": ("queue",),
    "close_queue": ("queue",),
    "set_overflow": ("queue",),
    "set_announcement": ("queue", "text"),
    "acknowledge": ("flag",),
    "claim": ("flag",),
    "snooze": ("flag", "until"),
    "approve_exception": ("agent", "start", "end", "reason"),
    "declare_incident": ("incident", "title", "queues"),
    "close_incident": ("incident",),
    "announce": ("text",),
    "add_note": ("note", "about", "text"),
    "set_task": ("task", "text", "state"),
    "hand_over": ("handover",),
    "take_over": ("handover",),
    "audit_head": ("head", "count"),
}
# Of these, one is required besides.
_ONE_OF: dict[str, tuple[str, ...]] = {
    "message": ("agents", "team", "queue", "agent"),
    "move_agents": ("add", "remove"),
}


def missing_fields(command: Command) -> str:
    """The required fields that *command* lacks, as text; empty if it has all."""
    missing = [name for name in NEEDED[command.verb] if getattr(command, name) is None]
    one_of = _ONE_OF.get(command.verb, ())
    if one_of and not any(getattr(command, name) for name in one_of):
        missing.append(" or ".join(one_of))
    return " and ".join(missing)


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
