"""Late events by hand: small scenes, with what the protocol's text says must come of each.

A scene is in order of arrival, `seq` being the order in which things happened. The lateness is 60 s unless
the site says otherwise. zed only moves the watermark: an event of zed at 11:00:00 moves it to 10:59:00.
"""

from __future__ import annotations

from typing import Any

from feeds.events import instant, instant_text
from tests.builders import JSON

DATE = "2026-11-23"


def sent(at: str, kind: str, contact: str | None = None, agent: str | None = None, **fields: Any) -> JSON:
    """One event: of a contact, or where none is named of an agent's state *kind*."""
    moment = at if "T" in at else f"{DATE}T{at}Z"
    event: JSON = {"at": instant_text(instant(moment)), **fields}
    if contact is None:
        return {"type": "agent.state", "agent": agent, "state": kind, **event}
    event = {"type": f"contact.{kind}", "contact": contact, **event}
    if agent is not None:
        event["agent"] = agent
    if kind in ("queued", "abandoned", "deflected"):
        event["queue"] = "help"
    return event


def profile(at: str, agent: str, team: str) -> JSON:
    moment = instant_text(instant(f"{DATE}T{at}Z"))
    return {"type": "agent.profile", "at": moment, "agent": agent, "team": team, "queues": []}


def survey(at: str, contact: str, **answers: int) -> JSON:
    moment = instant_text(instant(f"{DATE}T{at}Z"))
    return {"type": "survey.answered", "at": moment, "contact": contact, **answers}


def zed(at: str) -> JSON:
    """The newest event so far, of an agent who has nothing to do with the others."""
    return sent(at, "available", agent="zed")


def at(time: str) -> int:
    return instant(f"{DATE}T{time}Z")


QUEUED = sent("10:00:00", "queued", "c1")
OFFERED = sent("10:00:05", "offered", "c1", "ana")
ANSWERED = sent("10:00:10", "answered", "c1", "ana")
HELD = sent("10:00:30", "held", "c1", "ana")
ENDED = sent("10:01:00", "ended", "c1")
DONE = sent("10:01:00", "released", "c1", "ana", wrap_up=False)
WRAPPING = sent("10:01:00", "released", "c1", "ana")
LATE, HELP, ANA = "late", "queues.help.", "agents.ana."

# What is sent, and what then stands in a report of the day at its end.
SCENES: dict[str, tuple[list[JSON], dict[str, Any]]] = {
    # The watermark is 09:59:30 when the answer comes: it is in time, and takes its place.
    "an answer within the lateness takes its place": (
        [QUEUED, HELD, ANSWERED],
        {
            LATE: 0,
            HELP + "started": 1,
            HELP + "average_speed_of_answer_seconds": 10,
            ANA + "state": "hold",
            ANA + "since": at("10:00:30"),
        },
    ),
    # It would have been 10:01:40; the state said at 10:01:20 comes while the watermark is 10:00:40.
    "a state within the lateness ends the wrap-up when it was said": (
        [
            ANSWERED,
            WRAPPING,
            sent("10:01:40", "wrapped", "c1", "ana"),
            sent("10:01:20", "available", agent="ana"),
        ],
        {
            LATE: 0,
            ANA + "handled": 1,
            ANA + "average_talk_seconds": 50,
            ANA + "average_wrap_up_seconds": 20,
            ANA + "state": "available",
        },
    ),
    # Nothing later of c1 or of ana is known: it is behind the watermark, but it is not late.
    "what is behind the watermark and not late takes effect when it happened": (
        [QUEUED, zed("10:30:00"), ANSWERED],
        {LATE: 0, HELP + "answered": 1, ANA + "state": "on_contact", ANA + "since": at("10:00:10")},
    ),
    # ana has said something at 10:20:00; the watermark is 10:29:00.
    "a too-late answer takes effect at the watermark, with its own wait": (
        [QUEUED, sent("10:20:00", "available", agent="ana"), zed("10:30:00"), ANSWERED],
        {
            LATE: 1,
            HELP + "waiting": 0,
            HELP + "answered": 1,
            HELP + "average_speed_of_answer_seconds": 10,
            ANA + "state": "on_contact",
            ANA + "since": at("10:29:00"),
        },
    ),
    # c1 is held. It is queued at 10:59:00, and the answer takes effect no earlier: the entry never was open.
    "a too-late entry that was answered long ago never waits, and its answer counts": (
        [ANSWERED, HELD, zed("11:00:00"), QUEUED],
        {
            LATE: 1,
            HELP + "started": 0,
            HELP + "waiting": 0,
            HELP + "answered": 1,
            HELP + "average_speed_of_answer_seconds": 10,
            ANA + "state": "hold",
            ANA + "since": at("10:59:00"),
            ANA + "handled": 0,
        },
    ),
    "what comes for a contact that is over opens nothing": (
        [ANSWERED, DONE, ENDED, zed("11:00:00"), QUEUED],
        {
            LATE: 1,
            HELP + "started": 0,
            HELP + "waiting": 0,
            HELP + "offered": 0,
            HELP + "longest_wait_seconds": None,
            ANA + "handled": 1,
            ANA + "average_handle_time_seconds": 50,
        },
    ),
    "an offer and a miss of a contact that is over still count": (
        [QUEUED, ENDED, zed("11:00:00"), OFFERED, sent("10:00:20", "missed", "c1", "ana", cause="no_answer")],
        {
            LATE: 2,
            HELP + "deflected": 1,
            ANA + "missed_rate": 1.0,
            ANA + "state": "offline",
            ANA + "since": None,
        },
    ),
    # Answered, held and released at 10:59:00, all of it.
    "a leg that would open and complete at the moved instant is not opened": (
        [HELD, DONE, zed("11:00:00"), ANSWERED],
        {LATE: 1, ANA + "handled": 0, ANA + "state": "offline", ANA + "occupancy": None},
    ),
    "an abandonment at the moved instant counts, with its own wait": (
        [sent("10:00:30", "abandoned", "c1"), zed("11:00:00"), QUEUED],
        {
            LATE: 1,
            HELP + "started": 0,
            HELP + "waiting": 0,
            HELP + "abandoned": 1,
            HELP + "average_time_to_abandon_seconds": 30,
            HELP + "maximum_wait_seconds": 30,
        },
    ),
    "a deflection at the moved instant is no entry at all": (
        [sent("10:00:30", "deflected", "c1", to="bot"), zed("11:00:00"), QUEUED],
        {LATE: 1, HELP + "started": 0, HELP + "waiting": 0, HELP + "offered": 0},
    ),
    # zed at 10:05:30: the watermark is 10:04:30.
    "a too-late release starts the wrap-up at the watermark": (
        [
            sent("10:00:00", "answered", "c1", "ana"),
            sent("10:05:00", "wrapped", "c1", "ana"),
            zed("10:05:30"),
            sent("10:04:00", "released", "c1", "ana"),
        ],
        {LATE: 1, ANA + "handled": 1, ANA + "average_talk_seconds": 270, ANA + "average_wrap_up_seconds": 30},
    ),
    "wrapped never takes effect before released": (
        [
            sent("10:00:00", "answered", "c1", "ana"),
            sent("10:05:00", "wrapped", "c1", "ana"),
            zed("11:00:00"),
            sent("10:04:00", "released", "c1", "ana"),
        ],
        {LATE: 1, ANA + "handled": 1, ANA + "average_talk_seconds": 3540, ANA + "average_wrap_up_seconds": 0},
    ),
    # The wrap-up of 10:01:00 is still going on at 10:59:00, for the state that stands is wrap_up.
    "a too-late state with a later one standing only completes the wrap-ups begun before it": (
        [
            ANSWERED,
            WRAPPING,
            sent("10:30:00", "wrap_up", agent="ana"),
            zed("11:00:00"),
            sent("10:02:00", "not_ready", agent="ana"),
        ],
        {
            LATE: 1,
            ANA + "state": "wrap_up",
            ANA + "handled": 1,
            ANA + "average_talk_seconds": 50,
            ANA + "average_wrap_up_seconds": 3480,
        },
    ),
    "a too-late state completes no wrap-up begun after it": (
        [
            sent("10:15:00", "answered", "c1", "ana"),
            sent("10:20:00", "released", "c1", "ana"),
            zed("11:00:00"),
            sent("10:10:00", "available", agent="ana"),
        ],
        {LATE: 1, ANA + "state": "wrap_up", ANA + "since": at("10:20:00"), ANA + "handled": 0},
    ),
    "a too-late state with none standing is in force from the watermark on": (
        [
            sent("09:00:00", "available", agent="ana"),
            sent("10:00:00", "answered", "c1", "ana"),
            sent("10:30:00", "released", "c1", "ana", wrap_up=False),
            zed("11:00:00"),
            sent("10:10:00", "not_ready", agent="ana", reason="lunch"),
        ],
        {LATE: 1, ANA + "state": "not_ready", ANA + "reason": "lunch", ANA + "since": at("10:59:00")},
    ),
    # 10:05 is moved to 10:59; 10:40 is above all that ana has, and so not late.
    "a state never gives way to one said before it": (
        [
            sent("10:20:00", "answered", "c1", "ana"),
            sent("10:30:00", "released", "c1", "ana", wrap_up=False),
            zed("11:00:00"),
            sent("10:05:00", "available", agent="ana"),
            sent("10:40:00", "not_ready", agent="ana", reason="break"),
        ],
        {LATE: 1, ANA + "state": "not_ready", ANA + "since": at("10:40:00")},
    ),
    # Both the release and the state that ended its wrap-up have happened; the release comes an hour late.
    "a wrap-up that was over before its release came is not begun": (
        [
            sent("10:00:00", "answered", "c1", "ana"),
            sent("10:05:00", "available", agent="ana"),
            zed("11:00:00"),
            sent("10:04:00", "released", "c1", "ana"),
        ],
        {
            LATE: 1,
            ANA + "state": "available",
            ANA + "since": at("10:59:00"),
            ANA + "handled": 1,
            ANA + "average_talk_seconds": 3540,
            ANA + "average_wrap_up_seconds": 0,
        },
    ),
    "a contact that comes whole, an hour after it happened, is where it happened": (
        [zed("11:00:00"), QUEUED, sent("10:00:30", "abandoned", "c1")],
        {
            LATE: 0,
            HELP + "started": 1,
            HELP + "abandoned": 1,
            HELP + "average_time_to_abandon_seconds": 30,
        },
    ),
    "an instant more than a day ahead does not move the watermark": (
        [
            QUEUED,
            sent("2026-11-25T10:00:00Z", "available", agent="zed"),
            sent("10:00:30", "available", agent="ana"),
            ANSWERED,
        ],
        {LATE: 0, ANA + "state": "on_contact"},
    ),
    # The site allows 5 s: with ana's state of 10:00:20 the watermark is 10:00:15.
    "the site says how late is too late": (
        [
            {"type": "site.profile", "at": f"{DATE}T09:00:00.000Z", "lateness_seconds": 5},
            QUEUED,
            sent("10:00:20", "available", agent="ana"),
            ANSWERED,
        ],
        {
            LATE: 1,
            HELP + "average_speed_of_answer_seconds": 10,
            ANA + "since": at("10:00:15"),
        },
    ),
    "a too-late end completes the talk at the watermark": (
        [QUEUED, ANSWERED, sent("10:40:00", "available", agent="ana"), zed("11:00:00"), ENDED],
        {LATE: 1, ANA + "handled": 1, ANA + "average_talk_seconds": 3530, ANA + "state": "available"},
    ),
    "an end that comes late for nobody completes the talk when it happened": (
        [QUEUED, ANSWERED, zed("11:00:00"), ENDED],
        {LATE: 0, ANA + "handled": 1, ANA + "average_talk_seconds": 50, ANA + "state": "offline"},
    ),
    # ana has no leg any more when the end comes, so that it is not late; it is an hour later by then.
    "a late end counts for the team that the answering agent was in at its instant": (
        [
            profile("09:00:00", "ana", "north"),
            ANSWERED,
            sent("10:00:50", "released", "c1", "ana", wrap_up=False),
            profile("11:00:00", "ana", "south"),
            sent("10:01:00", "ended", "c1", resolved=True),
        ],
        {
            LATE: 0,
            "teams.north.first_contact_resolution.n": 1,
            "teams.south.first_contact_resolution.n": 0,
        },
    ),
    # Not ready from 10:59:00 on, which the wrap-up hides until `wrapped`, of 10:30:00, comes.
    "a state moved to where a wrap-up hides it shows no sooner once the wrap-up is over": (
        [
            sent("10:00:00", "answered", "c1", "ana"),
            sent("10:20:00", "released", "c1", "ana"),
            zed("11:00:00"),
            sent("10:10:00", "not_ready", agent="ana"),
            sent("10:30:00", "wrapped", "c1", "ana"),
        ],
        {LATE: 1, ANA + "state": "not_ready", ANA + "since": at("10:59:00"), ANA + "handled": 1},
    ),
    # ana's answer takes effect at 10:59:00, but she gave it before the survey.
    "an answer that comes too late is credited with the survey that was answered after it": (
        [
            sent("10:00:05", "answered", "c1", "ben"),
            sent("10:01:00", "held", "c1", "ben"),
            survey("10:02:00", "c1", csat=5),
            zed("11:00:00"),
            ANSWERED,
        ],
        {LATE: 1, ANA + "csat.n": 1, "agents.ben.csat.n": 0},
    ),
    # The survey makes nothing late: the answer is simply the next event of c1.
    "an answer that comes after the survey is credited with it": (
        [QUEUED, survey("10:05:00", "c1", csat=5), ANSWERED],
        {LATE: 0, ANA + "csat.n": 1},
    ),
    "a survey is not the one's who answered in its instant, but after it": (
        [ANSWERED, survey("10:05:00", "c1", csat=5), sent("10:05:00", "answered", "c1", "ben")],
        {ANA + "csat.n": 1, "agents.ben.csat.n": 0},
    ),
    # It was over at 12:01:00, two hours after the last that happened to it.
    "what comes for a contact that nobody worked on for two hours opens nothing": (
        [sent("10:01:00", "released", "c1", "ana", wrap_up=False), zed("12:02:00.001"), QUEUED],
        {LATE: 1, HELP + "waiting": 0, HELP + "started": 0},
    ),
    "what comes for one that nobody worked on for less waits from the watermark on": (
        [sent("10:01:00", "missed", "c1", "ana", cause="declined"), zed("12:02:00"), QUEUED],
        {LATE: 1, HELP + "waiting": 1, HELP + "started": 1, HELP + "longest_wait_seconds": 7320},
    ),
    # The recording is the last that happened to it: at 10:59:00 it is not over.
    "a contact that was recorded since is not over": (
        [
            sent("10:00:30", "abandoned", "c1"),
            ENDED,
            sent("10:59:30", "recorded", "c1", url="https://calls/1"),
            zed("11:00:00"),
            QUEUED,
        ],
        {LATE: 1, HELP + "abandoned": 1, HELP + "started": 0},
    ),
    # The answer takes effect at 10:59:00; what was on time after it follows.
    "what follows a moved event takes effect no earlier": (
        [QUEUED, OFFERED, WRAPPING, zed("11:00:00"), ANSWERED, sent("11:00:30", "wrapped", "c1", "ana")],
        {
            LATE: 1,
            HELP + "started": 1,
            HELP + "average_speed_of_answer_seconds": 10,
            ANA + "handled": 1,
            ANA + "average_talk_seconds": 0,
            ANA + "average_wrap_up_seconds": 90,
        },
    ),
}
