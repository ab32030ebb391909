"""One name made of all that a text from outside may do where it is shown, and what must not be left of it.

The checks know nothing of how the program makes a text safe: they read what is shown as a terminal, Qt or a
spreadsheet does.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unicodedata import bidirectional, category

from tests.builders import Scene

JOINED = ("می\u200cخواهم", "👩\u200d💻")
_OPENERS = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"),
    **dict.fromkeys("\u2066\u2067\u2068", "\u2069"),
}
_MARKS_MOST = 4


def hostile(kind: str, image: str = "/pic.png") -> str:
    """A name of *kind* (a word), no longer than an id may be; the image it asks for lies at *image*."""
    controls = "\x1b[31m\x9b2J\x00\r\n\t\u2028\u200b\x7f"
    order = "\u2069\u202c\u2067\u202egpj"
    markup = f"=1+{kind}<b>x</b><img src={image}>[bold red]y[/][link=z]R&D \",;'"
    return f"{markup}{controls}{order}{JOINED[0]}{JOINED[1]}e{9 * chr(0x301)}"


def lies_of(text: str, line_ends: bool = False) -> list[str]:
    """What is wrong with *text* as it is shown, which may have line ends of ours where *line_ends*."""
    allowed = "\n" if line_ends else ""
    found = [f"control {sign!r}" for sign in text if _obeyed(sign) and sign not in allowed]
    for line in text.split("\n") if line_ends else [text]:
        found += _disorder(line)
        found += ["marks upon marks"] if _tallest(line) > _MARKS_MOST else []
    return found


def _obeyed(sign: str) -> bool:
    return category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in "\u200b\u2060\ufeff"


def _disorder(line: str) -> list[str]:
    """What in *line* may change the order of what stands beside it."""
    opened: list[str] = []
    for sign in line:
        is_inside = "\u2069" in opened
        if sign in _OPENERS:
            if _OPENERS[sign] == "\u202c" and not is_inside:
                return [f"{sign!a} is not isolated"]
            opened.append(_OPENERS[sign])
        elif sign in "\u202c\u2069":
            if not opened or opened.pop() != sign:
                return [f"{sign!a} closes nothing"]
        elif not is_inside and (bidirectional(sign) in ("R", "AL", "AN") or sign in "\u200e\u200f\u061c"):
            return [f"{sign!a} is not isolated"]
    return [f"{len(opened)} left open"] if opened else []


def _tallest(line: str) -> int:
    tallest = height = 0
    for sign in line:
        height = height + 1 if category(sign) in ("Mn", "Me") else 0
        tallest = max(tallest, height)
    return tallest


# A floor of such names ----------------------------------------------------------------------------


def floor_of_such_names(image: str = "/pic.png") -> Scene:
    """Queues, teams, agents, leads, reasons, contacts and customers of such names, and flags of them."""
    scene = Scene().at("09:00").hello("e", hostile("source", image))
    scene.site(name=hostile("site", image), time_zone="Europe/Lisbon")
    goal = {"threshold_seconds": 20, "target": 0.8}
    for number in range(3):
        queue = hostile(f"q{number}", image) if number else "q0"
        name = hostile("queue", image) if number < 2 else None
        scene.send("queue.profile", queue=queue, name=name, service_level=goal, longest_wait_goal_seconds=30)
    team, lead = hostile("t", image), hostile("lead", image)
    scene.send("team.profile", team=team, name=hostile("team", image), lead=lead)
    queues = [hostile("q1", image), hostile("q2", image), "q0"]
    for number in range(4):
        agent = hostile(f"a{number}", image)
        name = hostile("agent", image) if number % 2 else None
        scene.send("agent.profile", agent=agent, name=name, team=team, queues=queues).available(agent)
        scene.scheduled(agent, ("on_queue", "09:00", "12:00"))
    for number, queue in enumerate(queues):
        contact = hostile(f"c{number}", image)
        scene.queued(contact, queue, customer=hostile("cu", image)).after(65)
        scene.offered(contact, hostile("a0", image)).answered(contact, hostile("a0", image))
        scene.queued(hostile(f"w{number}", image), queue)
        scene.abandoned(hostile("gone", image), queue)
        if number < 2:
            scene.released(contact, hostile("a0", image)).wrapped(contact, hostile("a0", image))
    scene.send(
        "contact.signal",
        contact=hostile("c2", image),
        agent=hostile("a0", image),
        signal="help_request",
        value=hostile("value", image),
        text=hostile("text", image),
    )
    scene.not_ready(hostile("a1", image), hostile("reason", image))
    scene.send("survey.answered", agent=hostile("a0", image), csat=4, comment=hostile("comment", image))
    scene.bot(hostile("bot", image), "contained", customer=hostile("cu", image)).churned(hostile("cu", image))
    return scene.after(400)


def log_of_such_names(folder: Path, *more: bytes) -> Path:
    """The same floor as a recording, with *more* lines at its end."""
    path = folder / "log.jsonl"
    lines = [json.dumps(event, ensure_ascii=False).encode() for event in floor_of_such_names().sent]
    path.write_bytes(b"\n".join((*lines, *more)) + b"\n")
    return path


def texts_in(found: Any) -> set[str]:
    """Every text in *found*, parsed JSON, keys included."""
    if isinstance(found, str):
        return {found}
    if isinstance(found, dict):
        return set(found).union(*map(texts_in, found.values()))
    return set().union(*map(texts_in, found)) if isinstance(found, list) else set()
