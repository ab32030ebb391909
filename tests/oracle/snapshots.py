"""A source's present sent again: what it repeats stands, what it adds is put in, what it leaves out is lost.

Its readings: an event sent again is known by all it says but its `seq`; a new one has the key of its own
`at`, before what its source sends at that instant, but after what the snapshot lists before it. It is never
late, moves no watermark, and makes others late like any event. An entry or leg that is open by all that is
known and sent, and not by what is sent alone, ends at the snapshot's `at` and is counted nowhere; a stated
state that it does not send again stays. What came before the snapshot by `seq` and arrives after it is a
repetition.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.oracle.contacts import Contact, Placed, States, fold_contact
from tests.oracle.reading import MOVABLE, REMARKS, Arrival, Event, Key, millis

if TYPE_CHECKING:
    from tests.oracle.lateness import Settling

# Less than between two numbers that a source gives.
JUST_AFTER = 1e-6


def take(settling: Settling, arrival: Arrival) -> None:
    """Send a source's present again. It is a lower bound to all that comes after from that source."""
    at, epoch, seq = arrival.key
    source, events = arrival.source, arrival.event["events"]
    held = settling.placed.copy()
    newest: dict[tuple[str | None, int], Key] = {}
    sent: dict[str, list[Placed]] = {}
    states: States = {}
    found = []
    for place, event in enumerate(events):
        same = event.get("contact"), millis(event["at"])
        known = next((each for each in held if content(each.event) == content(event)), None)
        key = (same[1], epoch, place - len(events)) if known is None else known.key
        key = max(key, newest.get(same, key))
        newest[same] = (key[0], key[1], key[2] + JUST_AFTER)
        placed = Placed(Arrival(source, key, event), same[1])
        if event["type"] == "agent.state":
            placed.spares = settling.over_of(event["agent"])
            states.setdefault(event["agent"], []).append(placed)
        elif event["type"] in MOVABLE - REMARKS:
            sent.setdefault(event["contact"], []).append(placed)
        if known is None:
            found.append(placed)
    for placed in found:
        insert(settling, placed)
    lost = [
        Placed(Arrival(source, arrival.key, {"type": "contact.lost", "contact": name, **missing}), at)
        for name, sources in settling.sources.items()
        if source in sources and (missing := missing_of(settling.contact(name), sent.get(name, []), states))
    ]
    for placed in lost:
        insert(settling, placed)
    settling.floors[source] = max(at, settling.floors.get(source, at))
    settling.stands[epoch] = max(int(seq), settling.stands.get(epoch, 0))


def content(event: Event) -> Event:
    """All that an event says but its number."""
    return {key: value for key, value in event.items() if key != "seq"}


def missing_of(whole: Contact, sent: list[Placed], states: States) -> Event:
    """What *whole* leaves open and *sent* alone does not: its queue, and the agents of its legs."""
    alone = fold_contact(whole.name, sent, states, sys.maxsize)
    agents = [leg.agent for leg in whole.live_legs if alone.live_leg(leg.agent) is None]
    waits = whole.open_entry is not None and not same_stay(whole, alone)
    return {"agents": agents, "waits": waits} if agents or waits else {}


def same_stay(whole: Contact, alone: Contact) -> bool:
    """Whether a contact waits in the same queue since the same `at`."""
    one, other = whole.open_entry, alone.open_entry
    if one is None or other is None:
        return False
    return (one.queue, one.began_at) == (other.queue, other.began_at)


def insert(settling: Settling, placed: Placed) -> None:
    """Put in what a snapshot adds."""
    if placed.event["type"] in MOVABLE or placed.event["type"] == "contact.lost":
        settling.keep(placed)
        for kind in ("agent", "contact"):
            if placed.event.get(kind) is not None:
                each = (kind, placed.event[kind])
                settling.applied[each] = max(settling.applied.get(each, placed.key), placed.key)
    else:
        settling.placed.append(placed)
