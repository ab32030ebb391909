"""Logs out of order: what a made log's events look like when they arrive late, repeated, or in no order.

Each takes a log in order and gives it in another order of arrival, `seq` kept; definitions stay in place.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from feeds.events import instant, instant_text
from tests.made_logs import MINUTE, Event, made_log
from tests.oracle.reading import MOVABLE, millis

Pick = Callable[[Event], bool]
BEGIN = instant("2026-03-02T08:00:00Z")


def movable(event: Event) -> bool:
    """Whether it can be late at all."""
    return event["type"] in MOVABLE


def of_kinds(*kinds: str) -> Pick:
    """The test of being one of these types, without "contact."; of none, of being movable."""
    return lambda event: movable(event) and (not kinds or event["type"].removeprefix("contact.") in kinds)


def delayed(events: Sequence[Event], seed: int, pick: Pick, share: float, low: int, high: int) -> list[Event]:
    """The events, a share of those picked arriving between *low* and *high* ms after they happened."""
    rng = random.Random(seed)
    arrivals = []
    for index, event in enumerate(events):
        delay = rng.randint(low, high) if pick(event) and rng.random() < share else 0
        arrivals.append((millis(event["at"]) + delay, index))
    return [events[index] for _, index in sorted(arrivals)]


def late_within(events: Sequence[Event], seed: int, lateness_ms: int, share: float = 0.4) -> list[Event]:
    """The events, some coming late, none too late."""
    return delayed(events, seed, movable, share, 0, lateness_ms)


def late_by_minutes(events: Sequence[Event], seed: int, *kinds: str, share: float = 0.3) -> list[Event]:
    """The events, a share of those of some kinds (or any) 1 to 60 min late."""
    return delayed(events, seed, of_kinds(*kinds), share, MINUTE, 60 * MINUTE)


def in_no_order(events: Sequence[Event], seed: int) -> list[Event]:
    """The events, all that can be late changing places at random."""
    rng = random.Random(seed)
    moving = [event for event in events if movable(event)]
    rng.shuffle(moving)
    return [moving.pop() if movable(event) else event for event in events]


def backwards(events: Sequence[Event]) -> list[Event]:
    """The events, all that can be late coming last first."""
    moving = [event for event in events if movable(event)]
    return [moving.pop() if movable(event) else event for event in events]


def repeated(events: Sequence[Event], seed: int, share: float = 0.3) -> list[Event]:
    """The events, a share of them coming a second time, some time after the first."""
    rng = random.Random(seed)
    places = [(float(index), event) for index, event in enumerate(events)]
    places += [
        (index + rng.choice((0.5, 20.5, 200.5)), event) for index, event in places if rng.random() < share
    ]
    return [event for _, event in sorted(places, key=lambda place: place[0])]


def of_sources(events: Sequence[Event], seed: int, sources: int = 2) -> list[Event]:
    """The events as several sources send them, each in two epochs, with a `hello` wherever another speaks.

    One source sends a contact, and one an agent's states; `seq` starts again in each epoch, in order of
    what happened. A source's first epoch ends in the middle of the log. All say hello first, always in the
    same order, so that ties are broken alike whatever the order of arrival.
    """
    rng = random.Random(seed)
    middle = sorted(event["at"] for event in events)[len(events) // 2]
    homes: dict[str, int] = {}
    counts: dict[tuple[int, int], int] = {}
    named = {}
    for event in sorted(events, key=lambda event: (event["at"], event["seq"])):
        thing = str(event.get("contact") or event.get("agent") or "")
        home = homes.setdefault(thing, rng.randrange(sources))
        epoch = (home, int(event["at"] > middle))
        counts[epoch] = counts.get(epoch, 0) + 1
        named[event["seq"]] = (epoch, counts[epoch])
    first = min(event["at"] for event in events)
    sent = [hello((home, part), first) for part in (0, 1) for home in range(sources)]
    speaking = None
    for event in events:
        epoch, seq = named[event["seq"]]
        if epoch != speaking:
            sent.append(hello(epoch, event["at"]))
            speaking = epoch
        sent.append({**event, "seq": seq})
    return sent


def hello(epoch: tuple[int, int], at: str) -> Event:
    """The beginning of an epoch of a source, or the return to it."""
    home, part = epoch
    names = {"source": f"source-{home}", "epoch": f"epoch-{home}-{part}"}
    return {"type": "hello", "protocol": 1, "at": at, **names}


def wide(seeds: Sequence[int], contacts: int, agents: int) -> list[Event]:
    """Many made logs as one: the agents, contacts and sessions of each have names of their own."""
    events: list[Event] = []
    for seed in seeds:
        made = made_log(seed, contacts, agents)
        shift = millis(made[0]["at"])
        for event in made:
            own = {key: f"{event[key]}-{seed}" for key in ("agent", "contact", "session") if event.get(key)}
            events.append({**event, **own, "at": instant_text(BEGIN + millis(event["at"]) - shift)})
    events.sort(key=lambda event: event["at"])
    return [{**event, "seq": seq} for seq, event in enumerate(events, start=1)]


def with_late_profiles(events: Sequence[Event], seed: int, kind: str) -> tuple[list[Event], list[Event]]:
    """The events with profiles of *kind* changed again and again: as they arrive late, and in order.

    An agent changes the team, a site what its reasons mean, each from a past instant that no event shares.
    """
    rng = random.Random(seed)
    profiles = [event for event in events if event["type"] == kind]
    placed: list[tuple[int, int, Event]] = []
    for place, event in enumerate(events):
        placed.append((millis(event["at"]), place, event))
        if profiles and rng.random() < 0.03:
            since = millis(rng.choice(events[: place + 1])["at"]) + 1
            change: Event = {"team": rng.choice(("north", "south"))}
            if kind == "site.profile":
                change = {
                    "reasons": rng.choice(({"coffee": "lunch", "break": "training"}, {"coffee": "break"}))
                }
            changed = {
                **rng.choice(profiles),
                **change,
                "at": instant_text(since),
                "seq": len(events) + place,
            }
            placed.append((since, place, changed))
    in_order = sorted(placed, key=lambda each: each[:2])
    return [event for *_, event in placed], [event for *_, event in in_order]
