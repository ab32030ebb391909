"""`make bench`: decoding, applying and reading, measured beside `json.loads` of the same bytes in one run."""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence

from console.floor.floor import Floor
from console.metrics.handling import agent_figures
from console.metrics.reading.reading import Reading
from console.metrics.reading.windows import rolling
from console.metrics.service_level import queue_figures
from feeds.protocol.decoding import Batch, decode_chunk
from tests.benchmarks.made_day import made_day

_ROUNDS = 5
_CHUNK_LINES = 350


def main() -> None:
    print("making a day of 2,000 agents …", file=sys.stderr)
    lines = made_day(agents=2_000, queues=40, contacts=80_000)
    size = sum(map(len, lines)) / len(lines)
    print(f"{len(lines):,} events of 2,000 agents, {size:.0f} bytes a line; best of {_ROUNDS}, CPU time\n")
    chunks = [lines[start : start + _CHUNK_LINES] for start in range(0, len(lines), _CHUNK_LINES)]
    joined = [b"\n".join(chunk) + b"\n" for chunk in chunks]
    texts = [line.decode() for line in lines]
    gc.disable()
    base, loads_text, decoding, applying = _best_of(
        lambda: _loads(lines),
        lambda: _loads(texts),
        lambda: _decode(joined),
        lambda: _apply(joined),
    )
    _row("json.loads of the lines", base, base, len(lines))
    _row("  the same, decoded to text before", loads_text, base, len(lines))
    _row("decode + validate", decoding, base, len(lines))
    _row("decode + validate + apply", applying, base, len(lines))
    print(f"\nbytes kept an event: {_bytes_kept(joined) / len(lines):.0f} (goal: at most 150)")
    _full_read(decoding / len(lines))


def _best_of(*runs: Callable[[], object]) -> list[float]:
    """The best CPU time of each, in seconds, taken in turns so that all meet the same machine."""
    best = [float("inf")] * len(runs)
    for _ in range(_ROUNDS):
        for index, run in enumerate(runs):
            start = time.process_time()
            run()
            best[index] = min(best[index], time.process_time() - start)
            gc.collect()
    return best


def _row(name: str, seconds: float, base: float, events: int) -> None:
    print(f"{name:<36} {seconds / events * 1e6:6.2f} µs an event   {seconds / base:5.2f} × json.loads")


def _loads(lines: Sequence[bytes | str]) -> None:
    for line in lines:
        json.loads(line)


def _decode(chunks: list[bytes]) -> None:
    line = 1
    for chunk in chunks:
        line += len(decode_chunk(chunk, line).events)


def _apply(chunks: list[bytes]) -> Floor:
    floor = Floor(horizon_ms=None)
    line = 1
    for chunk in chunks:
        batch: Batch = decode_chunk(chunk, line)
        floor.apply_all(batch.events, batch.instants, batch.lines, "bench")
        line += len(batch.events)
    return floor


def _bytes_kept(chunks: list[bytes]) -> int:
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    floor = _apply(chunks)
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert floor.applied
    return after - before


def _full_read(decoding: float) -> None:
    print("\nmaking 10,000 agents on 500 queues …", file=sys.stderr)
    lines = made_day(agents=10_000, queues=500, contacts=90_000, seed=2)
    floor = _apply([b"\n".join(lines[i : i + _CHUNK_LINES]) for i in range(0, len(lines), _CHUNK_LINES)])
    window = rolling(floor.latest - 600_000, 1_800_000)

    def read() -> None:
        reading = Reading(floor, window)
        queue_figures(reading)
        agent_figures(reading)

    first = time.process_time()
    read()
    first = time.process_time() - first
    (again,) = _best_of(read)
    print(
        f"\na full read, 30 minutes of 10,000 agents and 500 queues ({floor.applied:,} events held):"
        f"\n  {again * 1e3:.1f} ms ({first * 1e3:.1f} ms the first time), "
        f"as long as decoding {again / decoding:,.0f} events (goal: at most 20,000)"
    )


if __name__ == "__main__":
    main()
