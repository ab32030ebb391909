"""Floors for the widgets' tests, and what real views make of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from console.desk.desk import Desk
from console.settings.rule_files import read_rules
from console.views.floor.choices import Choices, LinkState
from console.views.goals import GOALS
from console.views.rows import FloorRows, Link, TimeLine
from tests.builders import Scene
from widgets.painting.text_layout import TextLine

NAMES = ("Ana Costa", "Maximiliane-Charlotte von Hohenstein-Waldburg", "Bo", "Inês Lopes", "Duarte Pinto")
QUEUES = ("sales", "technical-support", "customer-service-and-complaints")


def scene(agents: int = 12) -> Scene:
    """A floor whose first queue misses its goals: one waited too long, one waits, one agent is away."""
    floor = Scene().at("09:00").site(name="Lisbon", time_zone="Europe/Lisbon")
    for queue in QUEUES:
        name, level = queue.replace("-", " ").title(), {"threshold_seconds": 20, "target": 0.8}
        floor.send("queue.profile", queue=queue, channel="voice", name=name, service_level=level)
    for number in range(agents):
        agent, name = f"a{number}", f"{NAMES[number % len(NAMES)]} {number}"
        team, queues = f"team-{number % 3}", [QUEUES[number % 3], QUEUES[(number + 1) % 3]]
        floor.send("agent.profile", agent=agent, name=name, team=team, queues=queues)
        floor.available(agent)
    floor.queued("c1", "sales").after(65).answered("c1", "a0")
    floor.not_ready("a1", "Team coaching with customer relations").queued("c2", "sales").after(95)
    return floor


def desk_of(floor: Scene, link: Link = Link.LIVE, choices: Choices | None = None) -> Desk:
    desk = Desk(floor.floor, read_rules(), choices or Choices(goals=GOALS), follows=True)
    desk.link = LinkState(link, age_seconds=0.04)
    desk.move_edge(floor.clock)
    return desk


def rows(floor: Scene | None = None, link: Link = Link.LIVE, **choices: str) -> FloorRows:
    """What the screen shows of *floor* now."""
    return desk_of(floor or scene(), link, replace(Choices(goals=GOALS), **choices)).read()  # type: ignore[arg-type]


def time_line(floor: Scene | None = None) -> TimeLine:
    return desk_of(floor or scene()).time_line()


def overlapping(lines: Iterable[TextLine]) -> list[tuple[str, str]]:
    """The texts that lie on one another."""
    return [
        (one.text, other.text) for one, other in combinations(lines, 2) if one.rect.intersects(other.rect)
    ]
