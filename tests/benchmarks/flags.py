"""`python -m tests.benchmarks.flags [AGENTS …]`: the flags of each second, each rule apart; CPU time.

Figures are of one second of a live floor, beside decoding 1,000 events, without the reading's own lookups,
which the view shares. `kept` evaluates each second with the same `Flags`, as a window does; `fresh` with new
ones, as after a jump.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterator
from random import Random
from statistics import median
from typing import Any

from console.flags.flags import Flags
from console.flags.rules.rules import Rulebook
from console.floor.floor import Floor
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from console.settings.rule_files import read_rules
from feeds.events import instant, instant_text
from feeds.protocol.decoding import decode_chunk
from tests.benchmarks.made_day import made_day

_SIZES = (100, 2_000, 10_000)
_CONTACTS_EACH = 12
_SECONDS, _FRESH_SECONDS = 40, 5
_CHUNK_LINES = 350
_WINDOW_MS = 1_800_000
Event = dict[str, Any]


def main() -> None:
    for agents in map(int, sys.argv[1:]) if len(sys.argv) > 1 else _SIZES:
        _measure(agents)


def _measure(agents: int) -> None:
    print(f"making an hour of {agents:,} agents …", file=sys.stderr)
    lines = _busy_hour(agents)
    first = len(lines) * 3 // 4  # where everybody still works
    floor = Floor(horizon_ms=None)
    for start in range(0, first, _CHUNK_LINES):
        _apply(floor, lines[start : min(first, start + _CHUNK_LINES)], start + 1)
    few = b"\n".join(lines[first : first + 1_000])
    decoding = min(_timed(lambda: decode_chunk(few, 1)) for _ in range(10))
    rules = read_rules().rules
    books = {"all rules": Rulebook(rules)}
    books.update({rule.id: Rulebook([rule]) for rule in rules if rule.watch != "feed_stale"})
    gc.collect()
    gc.freeze()  # as a program does once it has loaded: what is kept is not gone through again and again
    kept, fresh, found = _by_second(floor, lines, first, books)
    gc.unfreeze()
    print(f"\n{floor.applied:,} events of {agents:,} agents; decoding 1,000 of them: {decoding * 1e3:.2f} ms")
    print(f"{'':<20}{'flags':>7}{'kept ms':>10}{'most':>8}{'× decoding':>12}{'fresh ms':>10}")
    for name in books:
        usual = median(kept[name])
        print(
            f"{name:<20}{found[name]:>7}{usual * 1e3:>10.2f}{max(kept[name]) * 1e3:>8.2f}"
            f"{usual / decoding:>12.2f}{median(fresh[name]) * 1e3:>10.2f}"
        )


Times = dict[str, list[float]]


def _by_second(
    floor: Floor, lines: list[bytes], first: int, books: dict[str, Rulebook]
) -> tuple[Times, Times, dict[str, int]]:
    """How long each of *books* takes each second, kept and fresh, and how many flags it finds at the end."""
    kept, fresh = ({name: list[float]() for name in books} for _ in range(2))
    watched = {name: Flags(rulebook) for name, rulebook in books.items()}
    found = dict.fromkeys(books, 0)
    now = floor.latest - floor.latest % 1000
    for second in range(-3, _SECONDS):
        now += 1000
        until = first
        while (
            until < len(lines) and _at(lines[until]) <= now + 300
        ):  # the edge of a floor is ahead of its reading
            until += 1
        _apply(floor, lines[first:until], first + 1)
        first = until
        for name, flags in watched.items():
            taken, found[name] = _evaluated(floor, flags, now)
            if second >= 0:
                kept[name].append(taken)
            if 0 <= second < _FRESH_SECONDS:
                fresh[name].append(_evaluated(floor, Flags(books[name]), now)[0])
    return kept, fresh, found


def _evaluated(floor: Floor, flags: Flags, now: int) -> tuple[float, int]:
    """How long (s) *flags* take at *now* (ms), without what the view reads anyway, and how many are open."""
    reading = Reading(floor, rolling(now, _WINDOW_MS))
    for _ in reading.steps():
        pass
    _ = reading.open, reading.ends, reading.present, reading.agent_tenure
    start = time.process_time()
    found = flags.open(reading)
    return time.process_time() - start, len(found)


def _busy_hour(agents: int) -> list[bytes]:
    """A made hour, with scores and cries for help on its contacts, missed offers, and agents away."""
    random = Random(2)
    events = [json.loads(line) for line in made_day(agents, min(40, agents), _CONTACTS_EACH * agents)]
    events += [more for event in events for more in _beside(event, random)]
    events.sort(key=lambda event: str(event["at"]))
    return [
        json.dumps({**event, "seq": seq}, separators=(",", ":")).encode()
        for seq, event in enumerate(events, 1)
    ]


def _beside(event: Event, random: Random) -> Iterator[Event]:
    at, chance = instant(event["at"]), random.random()
    if event["type"] == "contact.answered":
        leg = {"contact": event["contact"], "agent": event["agent"]}
        if chance < 0.02:
            yield {"type": "contact.signal", "at": instant_text(at + 30_000), **leg, "signal": "help_request"}
        for step in range(1, 6):
            score = round(max(-1.0, min(1.0, random.gauss(0.3, 0.35))), 2)
            yield {"type": "contact.sentiment", "at": instant_text(at + step * 20_000), **leg, "score": score}
    elif event["type"] == "contact.offered" and chance < 0.05:
        leg = {"contact": event["contact"], "agent": event["agent"]}
        yield {"type": "contact.missed", "at": instant_text(at + 500), **leg, "cause": "no_answer"}
        yield {"type": "contact.offered", "at": instant_text(at + 600), **leg}
    elif event["type"] == "agent.state" and event["state"] == "available" and chance < 0.1:
        yield {**event, "at": instant_text(at + 1_800_000), "state": "not_ready", "reason": "coffee"}


def _apply(floor: Floor, lines: list[bytes], first: int) -> None:
    if lines:
        batch = decode_chunk(b"\n".join(lines), first)
        floor.apply_all(batch.events, batch.instants, batch.lines, "bench")


def _at(line: bytes) -> int:
    return instant(line.split(b'"at":"', 1)[1].split(b'"', 1)[0].decode())


def _timed(run: Callable[[], object]) -> float:
    start = time.process_time()
    run()
    return time.process_time() - start


if __name__ == "__main__":
    main()
