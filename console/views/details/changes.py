"""What changed between two instants: queues, agents' states, and flags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo

from console.flags.flags import Flags
from console.flags.rules.conditions import Condition
from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.floor.ledgers.codes import State, states_of
from console.metrics.reading.reading import Reading
from console.metrics.reading.stepwise import Steps
from console.metrics.reading.windows import rolling
from console.metrics.report import numbers, shares
from console.metrics.service_level import queue_figures
from console.views.attention.attention import scope_name
from console.views.attention.flag_text import flag
from console.views.floor.choices import Choices
from console.views.named_instant import instant_words, named_instant
from console.views.names import agent_name, queue_name
from console.views.text import NONE, number_text, share_text, state_text, timer_text

_BETWEEN = re.compile(
    r"\s*(?:what changed\s+)?(?:between\s+|from\s+)?(.+?)\s*(?:\.\.|–|\s-\s|\band\b|\bto\b)\s*(.+?)\s*",
    re.IGNORECASE,
)
_Figures = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two instants: of what `kind` (queue, agent, flag), whose, and both states."""

    kind: str
    who: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FloorChanges:
    """All differences between two instants, which `span` names."""

    span: str
    rows: tuple[Change, ...]


def changes_between(
    floor: Floor, flags: Flags, before: int, after: int, choices: Choices
) -> Steps[FloorChanges]:
    """What differs on *floor* at *after* from *before* (ms), in steps; *flags* are of this reading alone.

    Figures are of the window of *choices*. What is the same at both instants is left out, whatever happened
    between them.
    """
    readings = [Reading(floor, rolling(at, choices.window_ms)) for at in (before, after)]
    queues, states, open_then = [], [], []
    for reading in readings:
        yield from reading.steps()
        queues.append(_queues(reading))
        yield
        states.append(_states(reading))
        yield
        open_then.append((yield from flags.opening(reading)))
        yield
    here = zone(floor.site.at(after).time_zone)
    return FloorChanges(
        f"{instant_words(before, here)} to {instant_words(after, here)}",
        (
            *_changed_queues(floor, after, *queues),
            *_changed_states(floor, after, *states),
            *_changed_flags(floor, before, after, *open_then),
        ),
    )


def named_span(text: str, shown: int, edge: int, here: tzinfo) -> tuple[int, int] | None:
    """The two instants (ms) that *text* names, the earlier first, such as `10:35 to 10:45`; None without."""
    found = _BETWEEN.fullmatch(text)
    if found is None:
        return None
    instants = [named_instant(part, shown, edge, here) for part in found.groups()]
    at = sorted(named.at for named in instants if named is not None and not named.is_day)
    return (at[0], at[1]) if len(at) == 2 and at[0] < at[1] else None


def _queues(reading: Reading) -> dict[str, _Figures]:
    """The figures of each known queue, by id, with their names."""
    figures = queue_figures(reading)[0]
    waiting, longest = figures.waiting.waiting.tolist(), numbers(figures.longest_wait)
    level = shares(figures.service_level("offered"))
    return {
        reading.floor.queues.by_index[index].name: [
            ("waiting", number_text(waiting[index])),
            ("longest wait", timer_text(longest[index])),
            ("service level", share_text(level[index])),
        ]
        for index in reading.known_queues.tolist()
    }


def _states(reading: Reading) -> dict[str, str]:
    """The effective state of each known agent, by id."""
    codes = states_of(reading.standing.code)[reading.agent_tenure].tolist()
    agents = reading.floor.roster.by_index
    return {
        agents[index].name: state_text(State(codes[index]).name.lower())
        for index in reading.known_agents.tolist()
    }


def _changed_queues(
    floor: Floor, at: int, before: dict[str, _Figures], after: dict[str, _Figures]
) -> Iterator[Change]:
    for queue, figures in after.items():
        then = dict(before.get(queue, []))
        for name, text in figures:
            if then.get(name, NONE) != text:
                yield Change("queue", f"{queue_name(floor, queue, at)}, {name}", then.get(name, NONE), text)


def _changed_states(floor: Floor, at: int, before: dict[str, str], after: dict[str, str]) -> Iterator[Change]:
    changed = [
        Change("agent", agent_name(floor, agent, at), before.get(agent, NONE), state)
        for agent, state in after.items()
        if before.get(agent, NONE) != state
    ]
    yield from sorted(changed, key=lambda change: change.who.casefold())


def _changed_flags(
    floor: Floor, then: int, now: int, before: list[Condition], after: list[Condition]
) -> Iterator[Change]:
    known, standing = {seen.id for seen in before}, {seen.id for seen in after}
    for seen in after:
        if seen.id not in known:
            yield Change("flag", scope_name(floor, seen.scope, now), NONE, flag(floor, seen, now).what)
    for seen in before:
        if seen.id not in standing:
            yield Change("flag", scope_name(floor, seen.scope, then), flag(floor, seen, then).what, "cleared")
