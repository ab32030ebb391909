"""The one effective state determined by the parts of an agent's legs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice

from console.floor.entities.agent import Agent
from console.floor.ledgers.codes import IDENTITY, MAX_LEGS, STATES, Activity, pack
from console.floor.ledgers.timeline import NEVER, Timeline
from feeds.lifecycle import EFFECTIVE_STATES, HELD, OFFERED, TALKING

_STRONGEST = tuple(EFFECTIVE_STATES)
PART_STATES = tuple(STATES[EFFECTIVE_STATES[part]] for part in sorted(EFFECTIVE_STATES))
# The code of an agent whose only leg is in this part.
ONE_LEG = tuple(
    pack(state, Activity.ON_QUEUE, part in (TALKING, HELD)) for part, state in enumerate(PART_STATES)
)
# An agent's state is determined by at most this many legs at once, the first ones; nobody has more.
LEGS_READ = MAX_LEGS + 1


def code_of_several(by_part: Sequence[Collection[int]], at: int, timeline: Timeline) -> tuple[int, int, int]:
    """The code determined by several legs, when the determining leg was answered, and its row's `makers`.

    *by_part* holds, by part, the instants (ms) at which its legs were answered.
    """
    strongest = next(part for part in _STRONGEST if by_part[part])
    live = len(by_part[TALKING]) + len(by_part[HELD])
    code = pack(PART_STATES[strongest], Activity.ON_QUEUE, live)
    if strongest == OFFERED:
        return code, NEVER, -1
    answered = tuple(islice(by_part[strongest], LEGS_READ))
    if len(answered) == 1:
        return code, answered[0], at - answered[0]
    return code, NEVER, timeline.keep_several(answered)


def spell_start(agent: Agent, at: int, code: int, is_stated: bool) -> int:
    """Since when *agent* is in the state of *code*, after another change of the same instant.

    A state that ends and starts again at one instant continues.
    """
    if (code ^ agent.turned_from) & IDENTITY:
        return at
    return at if agent.turned_since == NEVER and is_stated else agent.turned_since
