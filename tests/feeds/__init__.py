"""One full example of every object of the protocol, and the names of the fields it cannot do without."""

from __future__ import annotations

import json
from typing import Any

JSON = dict[str, Any]

AT = "2026-11-22T09:15:02.250Z"
LATER = "2026-11-22T10:15:02.250Z"

_LEG = {"contact": "c1", "agent": "ana"}
_SHIFT = {"agent": "ana", "start": AT, "end": LATER}

FIELDS: dict[str, JSON] = {
    "site.profile": {
        "name": "Lisbon",
        "time_zone": "Europe/Lisbon",
        "day_start": "06:30",
        "grace_seconds": 90,
        "lateness_seconds": 2.5,
        "reasons": {"coffee": "break"},
    },
    "queue.profile": {
        "queue": "billing",
        "name": "Billing",
        "channel": "chat",
        "service_level": {"threshold_seconds": 30, "target": 0.9},
        "short_abandon_seconds": 5,
        "longest_wait_goal_seconds": 120,
        "handle_goal_seconds": 300.5,
        "wrap_up_goal_seconds": 60,
        "skills": ["invoices", "english"],
    },
    "agent.profile": {
        "agent": "ana",
        "name": "Ana",
        "team": "north",
        "queues": ["billing", "help"],
        "capacity": {"voice": 1, "chat": 3},
        "lead": "Rui",
    },
    "team.profile": {"team": "north", "name": "North", "lead": "Rui"},
    "schedule.published": {
        **_SHIFT,
        "activities": [{"activity": "on_queue", "start": AT, "end": LATER}],
    },
    "schedule.exception": {**_SHIFT, "reason": "doctor", "approved_by": "rui"},
    "forecast.published": {
        "queue": "billing",
        "intervals": [
            {"start": AT, "minutes": 30, "contacts": 12, "handle_seconds": 240.5, "required_agents": 4}
        ],
    },
    "agent.state": {
        "agent": "ana",
        "state": "not_ready",
        "reason": "lunch",
        "next_state": "not_ready",
        "next_reason": "coaching",
    },
    "agent.device": {"agent": "ana", "device": "PJSIP/200", "reachable": False},
    "contact.queued": {
        "contact": "c1",
        "queue": "billing",
        "channel": "voice",
        "direction": "outbound",
        "customer": "u1",
        "priority": 3,
        "promised_at": LATER,
    },
    "contact.offered": {**_LEG},
    "contact.missed": {**_LEG, "cause": "declined"},
    "contact.answered": {**_LEG, "queue": "billing"},
    "contact.held": {**_LEG},
    "contact.resumed": {**_LEG},
    "contact.transferred": {**_LEG, "kind": "warm", "to_queue": "help", "to_agent": "bob"},
    "contact.released": {**_LEG, "wrap_up": False},
    "contact.wrapped": {**_LEG, "code": "sold"},
    "contact.abandoned": {"contact": "c1", "queue": "billing", "wait_known": False},
    "contact.deflected": {"contact": "c1", "queue": "billing", "to": "voicemail"},
    "contact.ended": {"contact": "c1", "resolved": True},
    "contact.sentiment": {"contact": "c1", "score": -0.5, "agent": "ana"},
    "contact.signal": {
        "contact": "c1",
        "agent": "ana",
        "signal": "keyword",
        "value": 0.75,
        "text": "cancel",
    },
    "contact.recorded": {"contact": "c1", "url": "https://example.org/c1", "seconds": 61.5},
    "contact.prioritised": {"contact": "c1", "priority": 5, "by": "rui"},
    "contact.assigned": {"contact": "c1", "agent": "ana", "by": "rui"},
    "survey.answered": {
        "contact": "c1",
        "agent": "ana",
        "queue": "billing",
        "csat": 5,
        "nps": 10,
        "ces": 7,
        "comment": "thanks",
    },
    "bot.started": {"session": "b1", "channel": "chat", "queue": "billing", "customer": "u1"},
    "bot.ended": {"session": "b1", "outcome": "handed_over", "positive": True, "contact": "c1"},
    "customer.churned": {"customer": "u1"},
    "supervision.started": {"agent": "ana", "supervisor": "rui", "kind": "whisper", "contact": "c1"},
    "supervision.ended": {"agent": "ana", "supervisor": "rui", "kind": "barge", "contact": "c1"},
    "flag.acknowledged": {"flag": "f1", "by": "rui", "until": LATER},
    "flag.claimed": {"flag": "f1", "by": "rui", "until": LATER},
    "flag.snoozed": {"flag": "f1", "by": "rui", "until": LATER},
    "incident.declared": {"incident": "i1", "title": "Lines down", "queues": ["billing"], "by": "rui"},
    "incident.closed": {"incident": "i1", "by": "rui"},
    "announcement.posted": {"text": "Lines are back.", "until": LATER, "by": "rui"},
    "note.added": {
        "note": "n1",
        "about": {"at": AT, "agent": "ana", "contact": "c1", "flag": "f1", "incident": "i1"},
        "text": "Talked about lunch.",
        "tags": ["coaching"],
        "due": LATER,
        "by": "rui",
    },
    "task.set": {
        "task": "t1",
        "text": "Call the vendor",
        "state": "open",
        "assignee": "lea",
        "due": LATER,
        "by": "rui",
    },
    "move.started": {
        "move": "m1",
        "agents": ["ana"],
        "add": ["billing"],
        "remove": ["help"],
        "until": LATER,
        "by": "rui",
    },
    "move.ended": {"move": "m1", "restored": ["ana"], "skipped": ["bob"], "by": "rui"},
    "handover.made": {"handover": "h1", "to": "lea", "by": "rui"},
    "handover.taken": {"handover": "h1", "by": "lea"},
    "queue.opened": {"queue": "billing", "by": "rui"},
    "queue.closed": {"queue": "billing", "by": "rui"},
    "queue.rerouted": {"queue": "billing", "overflow_to": "help", "by": "rui"},
    "queue.announced": {"queue": "billing", "text": "Lines are down.", "by": "rui"},
}
CONTROL_FIELDS: dict[str, JSON] = {
    "subscribe": {
        "protocol": 1,
        "resume_after": {"epoch": "b7", "seq": 1234},
        "since": AT,
        "teams": ["north"],
        "queues": ["billing"],
    },
    "hello": {
        "protocol": 1,
        "source": "lisbon",
        "epoch": "b7",
        "at": AT,
        "heartbeat_seconds": 2.5,
        "resumed": True,
        "grants": ["monitor", "message"],
        "user": "rui",
        "role": "lead",
        "teams": ["north"],
    },
    "snapshot": {
        "at": LATER,
        "seq": 12,
        "complete_since": AT,
        "part": 1,
        "parts": 1,
        "events": [{"type": "agent.state", "at": AT, "agent": "ana", "state": "available"}],
    },
    "heartbeat": {"at": AT, "seq": 12},
    "received": {"at": AT},
    "command": {
        "id": "5c0e",
        "verb": "set_state",
        "agent": "ana",
        "contact": "c1",
        "device": "1001",
        "text": "hello",
        "state": "not_ready",
        "reason": "break",
        "queue": "billing",
        "queues": ["billing"],
        "agents": ["ana"],
        "team": "north",
        "add": ["billing"],
        "remove": ["help"],
        "until": LATER,
        "priority": 5,
        "promised_at": LATER,
        "to": "help",
        "flag": "f1",
        "start": AT,
        "end": LATER,
        "incident": "i1",
        "title": "Lines down",
        "note": "n1",
        "about": {"at": AT, "agent": "ana", "contact": "c1", "flag": "f1", "incident": "i1"},
        "tags": ["coaching"],
        "due": LATER,
        "task": "t1",
        "assignee": "lea",
        "handover": "h1",
        "head": "9f2c",
        "count": 12,
    },
    "command_result": {"id": "5c0e", "ok": False, "error": "not granted"},
}
FULL: dict[str, JSON] = {
    **{name: {"type": name, "at": AT, "seq": 7, **fields} for name, fields in FIELDS.items()},
    **{name: {"type": name, **fields} for name, fields in CONTROL_FIELDS.items()},
}
# The same without their place in an epoch, so that in a log the line numbers stand in.
PLAIN: dict[str, JSON] = {
    name: {key: value for key, value in found.items() if key != "seq" or name in CONTROL_FIELDS}
    for name, found in FULL.items()
}

_NEEDED = {
    "site.profile": "",
    "queue.profile": "queue",
    "agent.profile": "agent",
    "team.profile": "team",
    "schedule.published": "agent start end",
    "schedule.exception": "agent start end",
    "forecast.published": "queue",
    "agent.state": "agent state",
    "agent.device": "agent device reachable",
    "contact.queued": "contact queue",
    "contact.offered": "contact agent",
    "contact.missed": "contact agent cause",
    "contact.answered": "contact agent",
    "contact.held": "contact agent",
    "contact.resumed": "contact agent",
    "contact.transferred": "contact agent kind",
    "contact.released": "contact agent",
    "contact.wrapped": "contact agent",
    "contact.abandoned": "contact queue",
    "contact.deflected": "contact queue to",
    "contact.ended": "contact",
    "contact.sentiment": "contact score",
    "contact.signal": "contact signal",
    "contact.recorded": "contact url",
    "contact.prioritised": "contact priority",
    "contact.assigned": "contact agent",
    "survey.answered": "",
    "bot.started": "session",
    "bot.ended": "session outcome",
    "customer.churned": "customer",
    "supervision.started": "agent supervisor kind",
    "supervision.ended": "agent supervisor kind",
    "flag.acknowledged": "flag by",
    "flag.claimed": "flag by",
    "flag.snoozed": "flag by",
    "incident.declared": "incident title by",
    "incident.closed": "incident by",
    "announcement.posted": "text by",
    "note.added": "note about text by",
    "task.set": "task text state by",
    "move.started": "move agents by",
    "move.ended": "move",
    "handover.made": "handover by",
    "handover.taken": "handover by",
    "queue.opened": "queue",
    "queue.closed": "queue",
    "queue.rerouted": "queue",
    "queue.announced": "queue text",
}
_NEEDED_CONTROL = {
    "subscribe": "protocol",
    "hello": "protocol source epoch at",
    "snapshot": "at seq events",
    "heartbeat": "at seq",
    "received": "at",
    "command": "id verb",
    "command_result": "id ok",
}
REQUIRED: dict[str, tuple[str, ...]] = {
    **{name: ("type", "at", *fields.split()) for name, fields in _NEEDED.items()},
    **{name: ("type", *fields.split()) for name, fields in _NEEDED_CONTROL.items()},
}
MINIMAL: dict[str, JSON] = {name: {key: FULL[name][key] for key in keys} for name, keys in REQUIRED.items()}


def encoded(found: object) -> bytes:
    """*found* as a line of a log has it, without the line's end."""
    return json.dumps(found, ensure_ascii=False).encode()


def log_of(*objects: object) -> bytes:
    """A log with these objects, one a line."""
    return b"".join(encoded(found) + b"\n" for found in objects)
