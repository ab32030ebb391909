"""A served floor of 2,000 agents: a morning at a usual pace, then 2,000 events a second. Prints its address.

python -m tests.benchmarks.busy_floor
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator

from feeds.broadcast.broadcast import Broadcast
from feeds.events import instant, instant_text
from feeds.protocol.decoding import decode
from feeds.recordings.replay import DueEvent, Player
from feeds.transport.serving.server import Endpoint, FloorServer
from tests.benchmarks.made_day import made_day

EVENTS_A_SECOND = 2_000
MORNING = 300_000  # events
_SOURCE = "bench"


def main() -> None:
    day = list(busy_day())
    edge = day[MORNING].due
    broadcast = Broadcast(_SOURCE, "busy", 1.0)
    server = FloorServer(broadcast, Player(day, 1.0, edge), Endpoint("127.0.0.1", 0, None, None), waits=True)
    asyncio.run(server.run(lambda url: print(url, flush=True)))


def busy_day() -> Iterator[DueEvent]:
    """A made day whose second half plays so fast that 2,000 things happen each second."""
    lines = made_day(agents=2_000, queues=40, contacts=100_000)
    first: int | None = None
    for number, line in enumerate(lines):
        fields = json.loads(line)
        at = instant(fields["at"])
        if number >= MORNING:
            first = at if first is None else first
            at = first + (number - MORNING) * 1000 // EVENTS_A_SECOND
            line = json.dumps({**fields, "at": instant_text(at)}, separators=(",", ":")).encode()
        yield DueEvent(at, at, line, decode(line), _SOURCE)


if __name__ == "__main__":
    main()
