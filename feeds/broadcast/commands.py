"""The interface for executing the commands of consoles, between a server and a platform."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from feeds.control import Command

Role = Literal["viewer", "lead", "supervisor", "admin"]
ROLES: tuple[str, ...] = get_args(Role)
ROUTING = ("open_queue", "close_queue", "set_overflow", "set_announcement")

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


def subject_of(command: Command) -> str:
    """What *command* is about, for a log line; empty without one."""
    for name in ("contact", "agent", "queue", "flag", "incident", "note", "task", "handover", "team"):
        if (found := getattr(command, name)) is not None:
            return str(found)
    return ", ".join(command.agents or ())


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends commands: the user, the role, and what the token may see and use; None: everything.

    `teams` are the only teams whose people are shown.
    """

    user: str = "supervisor"
    role: Role = "supervisor"
    teams: frozenset[str] | None = None
    verbs: frozenset[str] | None = None

    def granted(self, offered: Iterable[str]) -> tuple[str, ...]:
        """Of the verbs *offered* by a source, those this caller may use.

        A viewer may use none, a lead those of routing only if the token names them: they reach all teams.
        """
        if self.role == "viewer":
            return ()
        if self.role == "lead" and self.verbs is None:
            return tuple(verb for verb in offered if verb not in ROUTING)
        return tuple(verb for verb in offered if self.verbs is None or verb in self.verbs)


ANYONE = Caller()


class CommandHandler(Protocol):
    """Executes commands and knows whether the source's data is current. Used in the server's loop."""

    @property
    def grants(self) -> tuple[str, ...]:
        """The verbs currently allowed."""

    @property
    def outage(self) -> str | None:
        """Why the current state is unknown, as text; None if it is known."""

    async def carry_out(self, command: Command, caller: Caller = ANYONE) -> str | None:
        """Execute *command* of *caller*; returns None when done, else why not. Never raises."""


class NoCommands:
    """A source without commands."""

    grants: tuple[str, ...] = ()
    outage: str | None = None

    async def carry_out(self, command: Command, caller: Caller = ANYONE) -> str | None:
        return f"{command.verb} is not granted"
