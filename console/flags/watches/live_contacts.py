"""Live contacts: which agent talked on or held which contact at an instant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from console.metrics.reading.overlap import overlapping
from console.metrics.reading.reading import Reading
from feeds.lifecycle import OFFERED, WRAPPING


@dataclass(frozen=True, slots=True)
class LiveContacts:
    """A talking or held leg: agent and queue (−1: none) by number, `since` its answer (ms)."""

    agent: int
    queue: int
    since: int


def live_contacts(reading: Reading, contacts: Sequence[int]) -> dict[int, list[LiveContacts]]:
    """The live legs of each of *contacts* (by number) at the end of *reading*'s window.

    A leg that a source lost (missing from a snapshot) is known only while it existed.
    """
    found: dict[int, list[LiveContacts]] = {number: [] for number in contacts}
    if not found:
        return found
    floor, at = reading.floor, reading.window.until
    for number, mine in found.items():
        contact = floor.store.at_hand.get(reading.books.contact_names[number])
        for leg in () if contact is None else contact.legs:
            is_over = leg.part == OFFERED or (leg.part == WRAPPING and leg.since <= at)
            if leg.answered <= at and not is_over:
                mine.append(LiveContacts(leg.agent.index, leg.queue, leg.answered))
    ended = overlapping(reading.books.legs, at, "answered_ago")
    talked = np.isin(ended["contact"], list(found)) & (at < ended["at"] - ended["wrap"])
    agents = reading.tenure_agent[ended["tenure"]]
    columns = (ended["contact"], agents, ended["queue"], ended["at"] - ended["answered_ago"])
    for number, agent, queue, answered in zip(*(column[talked].tolist() for column in columns), strict=True):
        found[number].append(LiveContacts(agent, queue, answered))
    return found
