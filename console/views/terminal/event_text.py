"""Events as readable text, with the names from profiles."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from console.views.text import clock_text, plain_text, state_text
from feeds.events import as_datetime, instant

_CONTACTS_KEPT = 100_000
_TYPE_WIDTH = 19

Fields = Mapping[str, Any]


class EventTexts:
    """Formats events in order, and learns names from them. Owned by the command.

    Takes the fields of each event in order; remembers the newest hundred thousand contacts.
    """

    def __init__(self) -> None:
        self.zone = ZoneInfo("UTC")
        self.agents: dict[str, str] = {}
        self.queues: dict[str, str] = {}
        self.teams: dict[str, str] = {}
        self._queue_of: OrderedDict[str, str] = OrderedDict()

    def learn(self, fields: Fields) -> None:
        """Learn names, the site's time zone and the contact's queue from this event."""
        name = fields["type"]
        if name == "site.profile":
            self.zone = ZoneInfo(fields.get("time_zone") or "UTC")
        elif name in ("agent.profile", "queue.profile", "team.profile"):
            kind = name.partition(".")[0]
            known: dict[str, str] = getattr(self, f"{kind}s")
            known[fields[kind]] = fields.get("name") or fields[kind]
        elif isinstance(contact := fields.get("contact"), str):
            queue = fields.get("queue") or (fields.get("to_queue") if name == "contact.transferred" else None)
            if isinstance(queue, str):
                self._queue_of[contact] = queue
                self._queue_of.move_to_end(contact)
                if len(self._queue_of) > _CONTACTS_KEPT:
                    self._queue_of.popitem(last=False)

    def queue_of(self, fields: Fields) -> str | None:
        """The queue of an event: its own, else the last one of its contact."""
        queue = fields.get("queue")
        if isinstance(queue, str):
            return queue
        contact = fields.get("contact")
        return self._queue_of.get(contact) if isinstance(contact, str) else None

    def line(self, fields: Fields) -> str:
        """One line: local time to the millisecond, type, and what happened.

        >>> print(EventTexts().line({"type": "agent.state", "at": "2026-11-22T09:15:02.25Z", "agent": "a1",
        ...     "state": "not_ready", "reason": "lunch"}))
        09:15:02.250  agent.state          a1 is not ready: lunch
        """
        when = _time_text(instant(fields["at"]), self.zone)
        return f"{when}  {fields['type']:<{_TYPE_WIDTH}}  {plain_text(self.words(fields))}"

    def day(self, fields: Fields) -> str:
        """The local day of an event.

        >>> EventTexts().day({"at": "2026-11-22T09:15:02.25Z"})
        'Sunday 22 November 2026, UTC'
        """
        local = as_datetime(instant(fields["at"])).astimezone(self.zone)
        return (
            f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}, {self.zone.key}"
        )

    def words(self, fields: Fields) -> str:
        """The event as text."""
        said = _SAID.get(fields["type"])
        return said(_Named(self, fields)) if said is not None else ""


class _Named:
    """The fields of one event as text: `_agent` is the agent's name, and so on."""

    def __init__(self, texts: EventTexts, fields: Fields) -> None:
        self._texts, self._fields = texts, fields

    def __getitem__(self, key: str) -> Any:
        value = self._fields.get(key)
        if value is None:
            return ""
        kind = key.removeprefix("to_")
        if kind in ("agent", "queue", "team"):
            known: dict[str, str] = getattr(self._texts, f"{kind}s")
            return plain_text(known.get(value) or str(value))
        return plain_text(value) if isinstance(value, str) else value

    def __call__(self, form: str, *keys: str) -> str:
        """*form* with the values of *keys*; empty if one is missing."""
        values = [self[key] for key in keys]
        return "" if "" in values else form.format(*values)


def _time_text(at: int, zone: ZoneInfo) -> str:
    return f"{clock_text(at, zone)}.{at % 1000:03}"


def _span_text(e: _Named) -> str:
    start, end = instant(e["start"]), instant(e["end"])
    zone = e._texts.zone
    first, last = (clock_text(at, zone, with_day=True)[:16] for at in (start, end))
    return f"{first} to {last[11:] if first[:10] == last[:10] else last}"


def _transferred(e: _Named) -> str:
    to = e(" to {}", "to_queue") or e(" to {}", "to_agent")
    return f"{e['agent']} transfers {e['contact']}{to} ({e['kind']})"


def _released(e: _Named) -> str:
    wrap_up = "no wrap-up" if e["wrap_up"] is False else "wrap-up begins"
    return f"{e['agent']} ends the talk with {e['contact']}, {wrap_up}"


def _ended(e: _Named) -> str:
    resolution = {True: ", resolved", False: ", not resolved"}.get(e["resolved"], "")
    return f"{e['contact']} ends{resolution}"


def _survey(e: _Named) -> str:
    scores = ", ".join(filter(None, (e("CSAT {}", "csat"), e("NPS {}", "nps"), e("CES {}", "ces"))))
    of = e(" of {}", "contact") + e(" for {}", "agent") + e(" in {}", "queue")
    return f"a survey{of}: {scores or 'no score'}" + e(" “{}”", "comment")


def _signal(e: _Named) -> str:
    what = str(e["signal"]).replace("_", " ")
    return f"{what} in {e['contact']}" + e(" with {}", "agent") + e(" ({})", "value") + e(": {}", "text")


def _bot_ended(e: _Named) -> str:
    outcome = str(e["outcome"]).replace("_", " ")
    mood = {True: ", liked", False: ", not liked"}.get(e["positive"], "")
    return f"the bot's session {e['session']} is {outcome}{mood}" + e(", as {}", "contact")


def _flag(verb: str) -> Callable[[_Named], str]:
    return lambda e: f"{e['by']} {verb} flag {e['flag']}" + e(" until {}", "until")


def _note(e: _Named) -> str:
    about = e["about"] or {}
    subject = next(
        (f" on {about[key]}" for key in ("agent", "contact", "flag", "incident") if about.get(key)), ""
    )
    return f"{e['by']} notes{plain_text(subject)}: {e['text']}"


def _named_list(e: _Named, kind: str, key: str) -> str:
    known: dict[str, str] = getattr(e._texts, f"{kind}s")
    return ", ".join(plain_text(known.get(name) or str(name)) for name in e[key] or ())


def _move_started(e: _Named) -> str:
    to, out = _named_list(e, "queue", "add"), _named_list(e, "queue", "remove")
    what = " and".join(filter(None, (f" to {to}" if to else "", f" out of {out}" if out else "")))
    return f"{e['by']} moves {_named_list(e, 'agent', 'agents')}{what}" + e(" until {}", "until")


def _move_ended(e: _Named) -> str:
    restored, skipped = _named_list(e, "agent", "restored"), _named_list(e, "agent", "skipped")
    return f"move {e['move']} is over: {restored or 'nobody'} returned" + (
        f", not {skipped}" if skipped else ""
    )


def _by(e: _Named) -> str:
    return e(" ({})", "by")


def _snapshot(e: _Named) -> str:
    events = e["events"] or ()
    return f"a snapshot of {len(events):,} events" + e(", complete since {}", "complete_since")


_SAID: dict[str, Callable[[_Named], str]] = {
    "site.profile": lambda e: f"the site is {e['name'] or 'unnamed'}, its clock {e['time_zone'] or 'UTC'}",
    "queue.profile": lambda e: f"{e['queue']} is a queue for {e['channel'] or 'voice'}",
    "agent.profile": lambda e: f"{e['agent']} is an agent" + e(" of {}", "team") + e(", lead {}", "lead"),
    "team.profile": lambda e: f"{e['team']} is a team" + e(", lead {}", "lead"),
    "schedule.published": lambda e: (
        f"{e['agent']} is scheduled {_span_text(e)}, {len(e['activities'] or ())} activities"
    ),
    "schedule.exception": lambda e: f"{e['agent']} is excused {_span_text(e)}" + e(": {}", "reason"),
    "forecast.published": lambda e: f"a forecast for {e['queue']}, {len(e['intervals'] or ())} intervals",
    "agent.state": lambda e: f"{e['agent']} is {state_text(e['state'], e['reason'] or None)}",
    "contact.queued": lambda e: f"{e['contact']} is waiting in {e['queue']}" + e(" ({})", "channel"),
    "contact.offered": lambda e: f"{e['contact']} rings at {e['agent']}",
    "contact.missed": lambda e: f"{e['agent']} misses {e['contact']}: {str(e['cause']).replace('_', ' ')}",
    "contact.answered": lambda e: f"{e['agent']} answers {e['contact']}" + e(" of {}", "queue"),
    "contact.held": lambda e: f"{e['agent']} puts {e['contact']} on hold",
    "contact.resumed": lambda e: f"{e['agent']} takes {e['contact']} off hold",
    "contact.transferred": _transferred,
    "contact.released": _released,
    "contact.wrapped": lambda e: f"{e['agent']} has wrapped up {e['contact']}" + e(": {}", "code"),
    "contact.abandoned": lambda e: f"{e['contact']} abandons {e['queue']}",
    "contact.deflected": lambda e: f"{e['contact']} leaves {e['queue']}: {e['to']}",
    "contact.ended": _ended,
    "contact.sentiment": lambda e: f"sentiment of {e['contact']} is {e['score']}" + e(" with {}", "agent"),
    "contact.signal": _signal,
    "contact.recorded": lambda e: f"{e['contact']} is recorded at {e['url']}",
    "survey.answered": _survey,
    "bot.started": lambda e: (
        f"a bot takes session {e['session']}" + e(" ({})", "channel") + e(" for {}", "queue")
    ),
    "bot.ended": _bot_ended,
    "customer.churned": lambda e: f"customer {e['customer']} has left",
    "supervision.started": lambda e: f"{e['supervisor']} starts to {e['kind']} {e['agent']}",
    "supervision.ended": lambda e: f"{e['supervisor']} ends the {e['kind']} of {e['agent']}",
    "agent.device": lambda e: (
        f"{e['agent']}'s phone {e['device']} {'can' if e['reachable'] else 'cannot'} be reached"
    ),
    "contact.prioritised": lambda e: f"{e['contact']} has priority {e['priority']}" + _by(e),
    "contact.assigned": lambda e: f"{e['contact']} is assigned to {e['agent']}" + _by(e),
    "flag.claimed": _flag("claims"),
    "incident.declared": lambda e: f"{e['by']} declares incident {e['incident']}: {e['title']}",
    "incident.closed": lambda e: f"{e['by']} closes incident {e['incident']}",
    "announcement.posted": lambda e: f"{e['by']} announces: {e['text']}" + e(" (until {})", "until"),
    "note.added": _note,
    "task.set": lambda e: (
        f"task {e['task']} is {e['state']}: {e['text']}" + e(" for {}", "assignee") + _by(e)
    ),
    "move.started": _move_started,
    "move.ended": _move_ended,
    "handover.made": lambda e: f"{e['by']} hands over{e(' to {}', 'to')}: {e['handover']}",
    "handover.taken": lambda e: f"{e['by']} takes over {e['handover']}",
    "queue.opened": lambda e: f"{e['queue']} is opened" + _by(e),
    "queue.closed": lambda e: f"{e['queue']} is closed" + _by(e),
    "queue.rerouted": lambda e: f"{e['queue']} overflows to {e['overflow_to'] or 'no other queue'}" + _by(e),
    "queue.announced": lambda e: f"{e['queue']} announces: {e['text']}" + _by(e),
    "flag.acknowledged": _flag("acknowledges"),
    "flag.snoozed": _flag("snoozes"),
    "hello": lambda e: (
        f"{e['source']} says hello, epoch {e['epoch']}, {'' if e['resumed'] else 'not '}resumed"
    ),
    "heartbeat": lambda e: f"last sent {e['seq']}",
    "received": lambda e: "the next objects were received now",
    "snapshot": _snapshot,
    "subscribe": lambda e: "a console subscribes" + e(" since {}", "since"),
    "command": lambda e: f"command {e['verb']}" + e(" of {}", "agent") + e(" of {}", "contact"),
    "command_result": lambda e: (
        f"command {e['id']} {'is done' if e['ok'] else 'failed'}" + e(": {}", "error")
    ),
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
