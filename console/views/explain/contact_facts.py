"""The facts of contacts and agents from the floor's books: legs with their holds, whoever had them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from console.floor.entities.agent import Leg
from console.floor.floor import Floor
from console.floor.ledgers.codes import Ints, State
from console.floor.ledgers.ledger import STRUCK, Ledger
from console.floor.ledgers.timeline import NEVER
from feeds.lifecycle import OFFERED, WRAPPING

Rows = Iterator[dict[str, int]]


@dataclass(frozen=True, slots=True)
class LegFacts:
    """One agent's leg: instants in ms, None where it has not come to that.

    `holds` are (start, end) of each hold, an end None while it lasts; empty if only `held`, their sum in ms,
    is known.
    """

    contact: int
    agent: int
    queue: int
    offered: int | None
    answered: int | None
    released: int | None
    ended: int | None
    holds: tuple[tuple[int, int | None], ...] = ()
    held: int = 0
    transferred: bool = False


def contact_index(floor: Floor, name: str) -> int | None:
    """The number of the contact with the id *name*; None if it is not known."""
    contact = floor.store.at_hand.get(name)
    return contact.index if contact is not None else floor.store.over.get(name)


def rows_of(ledger: Ledger, field: str, value: Ints | int) -> Rows:
    """The rows of *ledger* whose *field* is *value* (or one of them), in order of their instants."""
    columns = ledger.window(NEVER, STRUCK - 1)
    chosen = np.flatnonzero(np.isin(columns[field], value))
    chosen = chosen[np.argsort(columns["at"][chosen], kind="stable")]
    for row in chosen.tolist():
        yield {name: int(column[row]) for name, column in columns.items()}


def agent_of(floor: Floor, tenure: int) -> int:
    """The number of the agent of *tenure*; −1 for none."""
    return floor.books.tenures.agent[tenure] if tenure >= 0 else -1


def completed_legs(floor: Floor, field: str, value: Ints | int) -> list[LegFacts]:
    """The completed legs whose *field* (`contact`, `tenure`) is *value*."""
    found = []
    for row in rows_of(floor.books.legs, field, value):
        agent, ended = agent_of(floor, row["tenure"]), row["at"]
        answered, released = ended - row["answered_ago"], ended - row["wrap"]
        holds: tuple[tuple[int, int | None], ...] = ()
        if row["hold"]:
            holds = _holds(floor, agent, answered, released, row["hold"])
        found.append(
            LegFacts(
                row["contact"],
                agent,
                row["queue"],
                None,
                answered,
                released,
                ended,
                holds,
                row["hold"],
                bool(row["transferred"]),
            )
        )
    return found


def open_leg(leg: Leg) -> LegFacts:
    """The facts of a leg that is open now."""
    edges = [*leg.holds, None] if len(leg.holds) % 2 else list(leg.holds)
    holds = tuple((int(edges[place] or 0), edges[place + 1]) for place in range(0, len(edges), 2))
    is_offered = leg.part == OFFERED
    return LegFacts(
        leg.contact.index,
        leg.agent.index,
        leg.queue,
        leg.opened if is_offered or leg.opened != leg.answered else None,
        None if is_offered else leg.answered,
        leg.wrapping_from if leg.part == WRAPPING else None,
        None,
        holds,
        0,
        leg.transferred,
    )


def is_held(leg: LegFacts) -> bool:
    """Whether *leg* is on hold now."""
    return any(end is None for _, end in leg.holds)


def _holds(floor: Floor, agent: int, start: int, end: int, held: int) -> tuple[tuple[int, int | None], ...]:
    """When the contact was on hold, from the agent's states; empty where these do not add up to *held* ms.

    They do not while the agent has several contacts.
    """
    moments = [(max(at, start), state) for at, state in states_between(floor, agent, start, end)]
    steps = pairwise([*moments, (end, 0)])
    spans = tuple((at, then) for (at, state), (then, _) in steps if state == State.HOLD and then > at)
    return spans if sum(then - at for at, then in spans) == held else ()


def states_between(floor: Floor, agent: int, start: int, end: int) -> list[tuple[int, int]]:
    """(since, state) of *agent* (by number) in [start, end] (ms): the state at *start*, then each change."""
    timeline, tenures = floor.books.timeline, floor.books.tenures.columns()
    own = np.flatnonzero(tenures.agent == agent)
    before = timeline.as_of(start - 1, start, known_at=end)
    codes = (before.code[own[own < len(before.code)]] & 7).tolist()
    found = [(start, code) for code in codes if code != State.ABSENT]
    rows = timeline.rows.window(start - 1, end)
    mine = np.flatnonzero(np.isin(rows["tenure"], own) & (rows["code"] & 7 != State.ABSENT))
    mine = mine[np.argsort(rows["at"][mine], kind="stable")]
    for at, code in zip(rows["at"][mine].tolist(), rows["code"][mine].tolist(), strict=True):
        if not found or found[-1][1] != code & 7:
            found.append((at, code & 7))
    return found


def legs_of_contact(floor: Floor, name: str, index: int) -> list[LegFacts]:
    """All answered or offered legs of a contact, by their starts."""
    contact = floor.store.at_hand.get(name)
    open_legs: Iterable[LegFacts] = () if contact is None else [open_leg(leg) for leg in contact.legs]
    return sorted(
        [*completed_legs(floor, "contact", index), *open_legs],
        key=lambda leg: leg.offered or leg.answered or 0,
    )
