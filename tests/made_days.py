"""Random floors over several days, whose work goes on past midnight."""

from __future__ import annotations

import json
import random
import re
from typing import Any

from feeds.events import instant, instant_text
from tests.arrival_orders import late_within
from tests.made_logs import made_log, shuffled
from tests.test_late_snapshots import with_snapshot

JSON = dict[str, Any]

FIRST = "2026-06-14T22:30:00.000Z"
_DAY = 86_400_000
_INSTANT = re.compile(r'"(\d{4}-\d\d-\d\dT[\d:.]+Z)"')


def made_days(seed: int, days: int, contacts: int = 20, source: str = "lisbon") -> list[JSON]:
    """What *source* sends on so many nights: in order, out of order, or with a snapshot in the middle."""
    nights = [_night(seed, number, contacts) for number in range(days)]
    found: list[JSON] = []
    for number, night in enumerate(nights):
        for seq, event in enumerate(night, len(found) + 1):
            event["seq"] = seq
        orders = (
            lambda events, seed: events,
            shuffled,
            lambda events, seed: late_within(events, seed, 60_000),
            lambda events, seed: with_snapshot(events, list(events), seed, 0.5),
        )
        found += orders[(seed + number) % len(orders)](night, seed)
    hello = {"type": "hello", "protocol": 1, "source": source, "epoch": f"e{seed}", "at": FIRST}
    return [hello, *found]


def _night(seed: int, number: int, contacts: int) -> list[JSON]:
    """Some three hours from half past ten in the evening."""
    made = made_log(seed + number % 2 * 1_000, contacts=contacts, agents=4)
    start = min(instant(event["at"]) for event in made)
    shift = instant(FIRST) + number * _DAY - start + random.Random(seed).randrange(1_000)

    def moved(found: re.Match[str]) -> str:
        return f'"{instant_text(instant(found[1]) + shift)}"'

    night = json.loads(_INSTANT.sub(moved, json.dumps(made)))
    for event in night:
        for key in ("contact", "session"):
            if event.get(key):
                event[key] = f"{number}-{event[key]}"
    return [event for event in night if number == 0 or event["type"] != "site.profile"]
