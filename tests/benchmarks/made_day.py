"""A made day for measuring: constant load, one event a line, the same bytes for the same seed."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from random import Random
from typing import Any

from feeds.events import instant, instant_text

START = instant("2026-11-22T07:00:00.000Z")
_HOUR = 3_600_000

Dated = tuple[int, dict[str, Any]]


def made_day(agents: int, queues: int, contacts: int, seed: int = 1) -> list[bytes]:
    """The lines of a floor of *agents* on *queues* that handles *contacts* calls, as fast as they free up."""
    random = Random(seed)
    dated = [*_definitions(agents, queues), *_calls(agents, queues, contacts, random)]
    dated.sort(key=lambda item: item[0])
    return [
        json.dumps(
            {"type": event.pop("type"), "at": instant_text(at), "seq": seq, **event},
            separators=(",", ":"),
        ).encode()
        for seq, (at, event) in enumerate(dated, 1)
    ]


def _definitions(agents: int, queues: int) -> Iterator[Dated]:
    yield START, {"type": "site.profile", "name": "Bench", "time_zone": "Europe/Lisbon"}
    for queue in range(queues):
        yield (
            START,
            {
                "type": "queue.profile",
                "queue": f"queue-{queue:03}",
                "name": f"Queue {queue}",
                "channel": "voice",
                "service_level": {"threshold_seconds": 20, "target": 0.8},
                "short_abandon_seconds": 5,
            },
        )
    for agent in range(agents):
        name = f"agent-{agent:05}"
        served = [f"queue-{(agent + step) % queues:03}" for step in range(min(2, queues))]
        profile = {"name": f"Agent {agent}", "team": f"team-{agent % 40:02}", "queues": served}
        yield START, {"type": "agent.profile", "agent": name, **profile}
        yield START, {"type": "schedule.published", "agent": name, **_shift(agent)}
        yield START + agent % 60_000, {"type": "agent.state", "agent": name, "state": "available"}


def _shift(agent: int) -> dict[str, Any]:
    pause = START + 2 * _HOUR + agent % 16 * 900_000
    edges = [START, pause, pause + 900_000, START + 9 * _HOUR]
    spans = zip(("on_queue", "break", "on_queue"), edges, edges[1:], strict=False)
    activities = [
        {"activity": what, "start": instant_text(start), "end": instant_text(end)}
        for what, start, end in spans
    ]
    return {"start": instant_text(edges[0]), "end": instant_text(edges[-1]), "activities": activities}


def _calls(agents: int, queues: int, contacts: int, random: Random) -> Iterator[Dated]:
    free = [(START + 60_000 + random.randrange(60_000), agent) for agent in range(agents)]
    heapq.heapify(free)
    for number in range(contacts):
        at, agent = heapq.heappop(free)
        name, queue = f"agent-{agent:05}", f"queue-{agent % queues:03}"
        contact = f"c-20261122-{number:07}"
        queued = {
            "contact": contact,
            "queue": queue,
            "channel": "voice",
            "direction": "inbound",
            "customer": f"customer-{random.randrange(contacts):07}",
            "priority": random.randrange(1, 6),
        }
        yield at, {"type": "contact.queued", **queued}
        at += int(random.expovariate(1 / 12_000))
        if random.random() < 0.06:
            yield at, {"type": "contact.abandoned", "contact": contact, "queue": queue}
            yield at, {"type": "contact.ended", "contact": contact}
        else:
            for step in _answered(contact, name, queue, at, random):
                at = step[0]
                yield step
        at += random.randrange(1, 60_000)
        if random.random() < 0.05:
            state = {"type": "agent.state", "agent": name}
            yield at, {**state, "state": "not_ready", "reason": "break"}
            at += 600_000
            yield at, {**state, "state": "available"}
        heapq.heappush(free, (at + 1, agent))


def _answered(contact: str, agent: str, queue: str, at: int, random: Random) -> Iterator[Dated]:
    leg = {"contact": contact, "agent": agent}
    yield at, {"type": "contact.offered", **leg}
    at += random.randrange(1_000, 6_000)
    yield at, {"type": "contact.answered", **leg, "queue": queue}
    talk = 20_000 + int(random.expovariate(1 / 200_000))
    if random.random() < 0.2:
        yield at + talk // 3, {"type": "contact.held", **leg}
        yield at + talk // 2, {"type": "contact.resumed", **leg}
    at += talk
    yield at, {"type": "contact.released", **leg, "wrap_up": True}
    yield at, {"type": "contact.ended", "contact": contact, "resolved": random.random() < 0.8}
    at += int(random.expovariate(1 / 25_000))
    yield at, {"type": "contact.wrapped", **leg, "code": "done"}
    if random.random() < 0.05:
        csat = random.choice((1, 2, 3, 4, 4, 5, 5, 5))
        yield at + 1, {"type": "survey.answered", "contact": contact, "csat": csat}
