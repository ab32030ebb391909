"""The verbs of the shared desk: what each makes of a command, by what the desk already holds.

Pure: an act returns the event's fields, None if it is so already, or raises `NotDoneError` with the reason.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.desk_state import DeskState
from feeds.control import Command
from feeds.instants import instant, instant_text
from feeds.limits import DESK_NAMES, DESK_TEXT

_LONGEST_EXCEPTION_MS = 31 * 86_400_000
_AHEAD_MS = 366 * 86_400_000


class NotDoneError(Exception):
    """Raised if a command is refused; the message says why."""


class DeskAct(NamedTuple):
    """One command to the desk: by whom, at which instant (ms), and at what source."""

    command: Command
    by: str
    now: int
    broadcast: Broadcast

    @property
    def desk(self) -> DeskState:
        return self.broadcast.present.desk

    def since(self, event: Any) -> str:
        """When *event* happened, as the site's local time."""
        return self.broadcast.present.clock_text(instant(event.at))

    def said(self, name: str, **fields: Any) -> dict[str, Any]:
        """The fields of the event *name*, at this instant by this user."""
        return {"type": name, "at": instant_text(self.now), **fields, "by": self.by}


Fields = dict[str, Any]


def fields_of_act(act: DeskAct) -> Fields | None:
    """The event that *act* causes; None if nothing changes. Raises NotDoneError."""
    check_size(act.command)
    return _ACTS[act.command.verb](act)


def check_size(command: Command) -> None:
    """Refuse texts and lists beyond the limits. Raises NotDoneError."""
    for name in ("text", "title", "reason", "assignee", "head", "device"):
        if len(getattr(command, name) or "") > DESK_TEXT:
            raise NotDoneError(f"the {name} is too long: at most {DESK_TEXT:,} characters")
    for name in ("agents", "queues", "add", "remove", "tags"):
        if len(getattr(command, name) or ()) > DESK_NAMES:
            raise NotDoneError(f"{command.verb} takes at most {DESK_NAMES:,} {name}")
    if any(len(tag) > DESK_NAMES for tag in command.tags or ()):
        raise NotDoneError(f"a tag has at most {DESK_NAMES:,} characters")


def future(act: DeskAct, name: str) -> str | None:
    """The command's instant *name*, if given. Raises NotDoneError if it is past, or over a year away."""
    text: str | None = getattr(act.command, name)
    if text is None:
        return None
    if instant(text) <= act.now:
        raise NotDoneError(f"{name} {text} is past; it is {instant_text(act.now)[:19]}Z at the source")
    if instant(text) > act.now + _AHEAD_MS:
        raise NotDoneError(f"{name} {text} is more than a year away")
    return text


# Flags ---------------------------------------------------------------------------------------------


def _acknowledge(act: DeskAct) -> Fields | None:
    flag = act.command.flag or ""
    if act.desk.find("flag.acknowledged", flag) is not None:
        return None
    return act.said("flag.acknowledged", flag=flag)


def _claim(act: DeskAct) -> Fields:
    flag = act.command.flag or ""
    if (claimed := act.desk.find("flag.claimed", flag)) is not None:
        who = "you have" if claimed.by == act.by else f"{claimed.by} has"
        raise NotDoneError(f"{who} it since {act.since(claimed)}")
    return act.said("flag.claimed", flag=flag)


def _snooze(act: DeskAct) -> Fields:
    return act.said("flag.snoozed", flag=act.command.flag, until=future(act, "until"))


# Exceptions, incidents, announcements --------------------------------------------------------------


def _approve_exception(act: DeskAct) -> Fields:
    command = act.command
    start, end = instant(command.start or ""), instant(command.end or "")
    if end <= start:
        raise NotDoneError(f"the exception ends at {command.end}, before it starts")
    if end - start > _LONGEST_EXCEPTION_MS:
        raise NotDoneError("an exception lasts at most 31 days")
    if act.broadcast.known.find(command.agent or "") is None:
        raise NotDoneError(f"there is no agent {command.agent}")
    fields = {"agent": command.agent, "start": command.start, "end": command.end, "reason": command.reason}
    return {
        "type": "schedule.exception",
        "at": instant_text(act.now),
        **fields,
        "approved_by": act.by,
    }


def _declare_incident(act: DeskAct) -> Fields:
    command = act.command
    name = command.incident or ""
    if act.desk.is_open("incident.declared", name):
        declared = act.desk.find("incident.declared", name)
        raise NotDoneError(f"{declared.by} declared {name} at {act.since(declared)}, and it is open")
    for queue in command.queues or ():
        if queue not in act.broadcast.known.queues:
            raise NotDoneError(f"there is no queue {queue}")
    return act.said("incident.declared", incident=name, title=command.title, queues=command.queues)


def _close_incident(act: DeskAct) -> Fields:
    name = act.command.incident or ""
    if act.desk.find("incident.declared", name) is None:
        raise NotDoneError(f"there is no incident {name}")
    if (closed := act.desk.find("incident.closed", name)) is not None:
        raise NotDoneError(f"{closed.by} closed {name} at {act.since(closed)}")
    return act.said("incident.closed", incident=name)


def _announce(act: DeskAct) -> Fields:
    if not (text := act.command.text or "").strip():
        raise NotDoneError("an announcement needs a text")
    return act.said("announcement.posted", text=text, until=future(act, "until"))


# Notes and tasks -----------------------------------------------------------------------------------


def _add_note(act: DeskAct) -> Fields:
    command = act.command
    if (known := act.desk.find("note.added", command.note or "")) is not None:
        raise NotDoneError(f"{known.by} added note {command.note} at {act.since(known)}")
    if not (command.text or "").strip():
        raise NotDoneError("a note needs a text")
    assert command.about is not None
    about = command.about.model_dump(exclude_none=True)
    about.setdefault("at", instant_text(act.now))
    return act.said(
        "note.added",
        note=command.note,
        about=about,
        text=command.text,
        tags=command.tags or (),
        due=command.due,
    )


def _set_task(act: DeskAct) -> Fields:
    command = act.command
    if command.state not in ("open", "done", "dropped"):
        raise NotDoneError(f"a task is open, done or dropped, not {command.state}")
    if not (command.text or "").strip():
        raise NotDoneError("a task needs a text")
    return act.said(
        "task.set",
        task=command.task,
        text=command.text,
        state=command.state,
        assignee=command.assignee,
        due=command.due,
    )


# Handover ------------------------------------------------------------------------------------------


def _hand_over(act: DeskAct) -> Fields:
    name = act.command.handover or ""
    if (made := act.desk.find("handover.made", name)) is not None:
        raise NotDoneError(f"{made.by} made handover {name} at {act.since(made)}")
    return act.said("handover.made", handover=name, to=act.command.to)


def _take_over(act: DeskAct) -> Fields:
    name = act.command.handover or ""
    if (made := act.desk.find("handover.made", name)) is None:
        raise NotDoneError(f"there is no handover {name}")
    if (taken := act.desk.find("handover.taken", name)) is not None:
        who = "you" if taken.by == act.by else taken.by
        raise NotDoneError(f"{who} took it over at {act.since(taken)}")
    if made.to not in (None, act.by):
        raise NotDoneError(f"it is for {made.to}")
    return act.said("handover.taken", handover=name)


_ACTS: dict[str, Callable[[DeskAct], Fields | None]] = {
    "acknowledge": _acknowledge,
    "claim": _claim,
    "snooze": _snooze,
    "approve_exception": _approve_exception,
    "declare_incident": _declare_incident,
    "close_incident": _close_incident,
    "announce": _announce,
    "add_note": _add_note,
    "set_task": _set_task,
    "hand_over": _hand_over,
    "take_over": _take_over,
}
