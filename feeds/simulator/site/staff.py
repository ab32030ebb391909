"""The staff of the simulated floor: people with names, teams, skills and habits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from feeds.events import Channel
from feeds.simulator.site.catalogue import CHATS_AT_ONCE, QueueKind
from feeds.simulator.site.names import ELUSIVE, EXCELLENT, LONG_WINDED, people, slug, teams
from feeds.simulator.site.random_streams import RandomStream

SPOKEN, DIGITAL, WRITTEN = "spoken", "digital", "written"
FAMILY: dict[Channel, str] = {
    "voice": SPOKEN,
    "callback": SPOKEN,
    "chat": DIGITAL,
    "message": DIGITAL,
    "email": WRITTEN,
    "task": WRITTEN,
}
_TEAM_SIZE = 14
_SKILLS = 3
_CAPACITY: dict[str, dict[str, int]] = {
    SPOKEN: {"voice": 1, "callback": 1},
    DIGITAL: {"chat": CHATS_AT_ONCE, "message": CHATS_AT_ONCE},
    WRITTEN: {"email": 1, "task": 1},
}


@dataclass(frozen=True, slots=True)
class Habits:
    """A person's habits. Paces scale talk and wrap-up; `overrun` is by how many minutes breaks run over.

    `quality` affects customers' ratings (0 is usual), `wanders` is how often a shift they are briefly away.
    """

    talk: float = 1.0
    wrap_up: float = 1.0
    overrun: float = 0.6
    lateness: float = 0.6
    misses: float = 0.015
    quality: float = 0.0
    wanders: float = 0.25
    away_minutes: float = 4.0


@dataclass(frozen=True, slots=True)
class Person:
    """One agent: `queues` in order of skill, `families` their kinds of work."""

    id: str
    name: str
    team: str
    queues: tuple[str, ...]
    families: frozenset[str]
    habits: Habits

    @property
    def capacity(self) -> dict[str, int]:
        """The concurrent contacts of each channel."""
        return {channel: n for family in sorted(self.families) for channel, n in _CAPACITY[family].items()}


@dataclass(frozen=True, slots=True)
class Team:
    """A team and its lead."""

    id: str
    name: str
    lead: str


@dataclass(slots=True)
class Staff:
    """Everybody."""

    people: list[Person] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)

    def of(self, family: str) -> list[Person]:
        return [person for person in self.people if family in person.families]


def staff_of(agents: int, queues: Sequence[QueueKind], rng: RandomStream) -> Staff:
    """*agents* people who together serve all *queues*, in proportion to their work."""
    staff, names, team_names = Staff(), people(rng), teams()
    taken: set[str] = set()
    groups = _groups(agents, queues)
    number = 0
    for families, size in groups:
        own = [queue for queue in queues if FAMILY[queue.channel] in families]
        skills = _skills(size, own)
        for first in range(0, size, _TEAM_SIZE):
            name = next(team_names)
            team = Team(slug(name), name, next(names))
            staff.teams.append(team)
            for place in range(first, min(first + _TEAM_SIZE, size)):
                called, habits = _somebody(number, agents, names, rng)
                number += 1
                staff.people.append(
                    Person(_new_id(called, taken), called, team.id, skills[place], families, habits)
                )
    return staff


def _groups(agents: int, queues: Sequence[QueueKind]) -> list[tuple[frozenset[str], int]]:
    """The families of work, with how many people do each combination; few people do several."""
    weights: dict[str, float] = {}
    for queue in queues:
        family = FAMILY[queue.channel]
        weights[family] = weights.get(family, 0.0) + queue.weight
    names = sorted(weights, key=lambda family: -weights[family])
    if agents < 2 * len(names):
        several = [frozenset(names[first::agents]) for first in range(min(agents, len(names)))]
        return [(several[place % len(several)], 1) for place in range(agents)]
    total = sum(weights.values())
    sizes = {family: max(1, round(agents * weights[family] / total)) for family in names}
    sizes[names[0]] += agents - sum(sizes.values())
    return [(frozenset((family,)), sizes[family]) for family in names]


def _skills(size: int, queues: Sequence[QueueKind]) -> list[tuple[str, ...]]:
    """The queues of each of *size* people: a first one by its weight, and some more of the same family."""
    owed = {queue.id: 0.0 for queue in queues}
    total = sum(queue.weight for queue in queues)
    found: list[list[str]] = []
    ids = list(owed)
    for place in range(size):
        for queue in queues:
            owed[queue.id] += queue.weight / total
        first = max(ids, key=lambda name: owed[name])
        owed[first] -= 1.0
        at = ids.index(first)
        more = [ids[(at + step) % len(ids)] for step in (1, 2 + place % 3)]
        found.append(list(dict.fromkeys([first, *more]))[:_SKILLS])
    known = {name for skills in found for name in skills}
    for place, name in enumerate(name for name in ids if name not in known):
        found[place % size].append(name)
    return [tuple(skills) for skills in found]


def _somebody(number: int, agents: int, names: object, rng: RandomStream) -> tuple[str, Habits]:
    """Person number *number*: three have notable habits, if there are enough people to notice them."""
    habits = Habits(
        talk=rng.lognormal(1.0, 0.11),
        wrap_up=rng.lognormal(1.0, 0.2),
        overrun=rng.exponential(0.6),
        lateness=rng.exponential(0.7),
        misses=rng.between(0.004, 0.025),
        quality=0.6 * rng.normal(),
        wanders=rng.between(0.05, 0.4),
    )
    if agents >= 10 and number in (2, 5, 8):
        known = {
            2: (LONG_WINDED, Habits(talk=1.9, wrap_up=1.5, quality=0.2)),
            5: (ELUSIVE, Habits(overrun=7.0, lateness=7.0, misses=0.09, wanders=3.5, away_minutes=14.0)),
            8: (
                EXCELLENT,
                Habits(talk=0.86, wrap_up=0.6, overrun=0.0, lateness=0.0, misses=0.0, quality=1.6),
            ),
        }
        return known[number]
    return next(names), habits  # type: ignore[call-overload]


def _new_id(name: str, taken: set[str]) -> str:
    base = slug(name).replace("--", "-")
    found, number = base, 2
    while found in taken:
        found, number = f"{base}-{number}", number + 1
    taken.add(found)
    return found
