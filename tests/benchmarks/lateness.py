"""`make bench`: what events that come late cost, beside `json.loads` of the same lines in one run.

First a day on which a share of the events comes up to the lateness late, then days whose events come in no
order at all: there, ten times the events may cost no more than one and a half times as much each.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Sequence
from random import Random

from console.floor.floor import Floor
from feeds.instants import instant
from feeds.protocol.decoding import Batch, decode_chunk
from tests.benchmarks.made_day import made_day

SHARES = (0.0, 0.01, 0.1, 0.5, 1.0)
LATENESS_MS = 60_000
_ROUNDS = 3
_CHUNK_LINES = 350

Order = list[bytes]


def main() -> None:
    gc.disable()
    lines = made_day(agents=300, queues=20, contacts=4_000)
    print(f"{len(lines):,} events of 300 agents; best of {_ROUNDS}, CPU time\n")
    for share in SHARES:
        _row(f"{share:4.0%} up to {LATENESS_MS // 1000} s late", late_within(lines, share))
    print("\nin no order, 30 agents:")
    costs = []
    for contacts in (460, 4_600):
        mixed = in_no_order(made_day(agents=30, queues=5, contacts=contacts))
        costs.append((_row(f"{len(mixed):6,} events", mixed), calls_an_event(mixed)))
        print(f"{'':<24} {costs[-1][1]:6.0f} calls an event")
    (few, few_calls), (many, many_calls) = costs
    print(
        f"ten times the events: {many / few:.2f} × the time, "
        f"{many_calls / few_calls:.2f} × the calls an event"
    )


def is_movable(line: bytes) -> bool:
    """Whether the event can be late at all."""
    return b'"type":"contact.' in line or b'"type":"agent.state"' in line


def late_within(lines: Sequence[bytes], share: float) -> Order:
    """The lines, a share of them arriving up to the lateness after they happened."""
    random = Random(1)
    arrivals = []
    for place, line in enumerate(lines):
        delay = random.randint(1, LATENESS_MS) if is_movable(line) and random.random() < share else 0
        arrivals.append((instant(json.loads(line)["at"]) + delay, place))
    return [lines[place] for _, place in sorted(arrivals)]


def in_no_order(lines: Sequence[bytes]) -> Order:
    """The lines, all that can be late changing places at random."""
    moving = [line for line in lines if is_movable(line)]
    Random(1).shuffle(moving)
    return [moving.pop() if is_movable(line) else line for line in lines]


def batches(lines: Order) -> list[Batch]:
    """The lines as events, decoded before anything is measured."""
    return [
        decode_chunk(b"\n".join(lines[start : start + _CHUNK_LINES]) + b"\n", start + 1)
        for start in range(0, len(lines), _CHUNK_LINES)
    ]


def apply(arrived: list[Batch]) -> Floor:
    """A floor with all of it applied."""
    floor = Floor(horizon_ms=None)
    for batch in arrived:
        floor.apply_all(batch.events, batch.instants, batch.lines, "bench")
    return floor


def _row(name: str, lines: Order) -> float:
    """Measure and print one order of arrival: the seconds an event takes to apply."""
    arrived = batches(lines)
    base = best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        for line in lines:
            json.loads(line)
        base = min(base, time.process_time() - start)
        start = time.process_time()
        floor = apply(arrived)
        best = min(best, time.process_time() - start)
        late = floor.late
        del floor
        gc.collect()
    each = best / len(lines)
    print(
        f"{name:<24} {each * 1e6:6.2f} µs an event {1 / each:9,.0f} events/s  {best / base:5.2f} × json.loads"
        f"  {bytes_kept(lines) / len(lines):5.0f} bytes kept an event  {late:6,} too late"
    )
    return each


def calls_an_event(lines: Order) -> float:
    """The calls, of Python's functions and the built-in ones, that it takes to apply an event."""
    arrived, calls = batches(lines), 0

    def count(_frame: object, kind: str, _arg: object) -> None:
        nonlocal calls
        calls += kind in ("call", "c_call")

    sys.setprofile(count)
    apply(arrived)
    sys.setprofile(None)
    return calls / len(lines)


def bytes_kept(lines: Order) -> int:
    """What a floor holds of all the lines once they have been applied, the events themselves let go."""
    gc.collect()
    tracemalloc.start()
    floor = Floor(horizon_ms=None)
    for start in range(0, len(lines), _CHUNK_LINES):
        batch = decode_chunk(b"\n".join(lines[start : start + _CHUNK_LINES]) + b"\n", start + 1)
        floor.apply_all(batch.events, batch.instants, batch.lines, "bench")
    del batch
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert floor.applied
    return kept


if __name__ == "__main__":
    main()
