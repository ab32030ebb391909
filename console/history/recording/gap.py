"""What was received and could not be kept: counted exactly, and recorded once there is room again."""

from __future__ import annotations

from dataclasses import dataclass

from console.history.days.records import GapRecord
from feeds.events import Hello
from feeds.protocol.frames import read_object


@dataclass(slots=True)
class _Part:
    """The lines lost of one epoch."""

    epoch: str
    first_seq: int | None = None
    last_seq: int | None = None
    first_at: int | None = None
    last_at: int | None = None
    events: int = 0
    lines: int = 0

    def record(self) -> GapRecord:
        return GapRecord(
            self.epoch,
            self.first_seq,
            self.last_seq,
            self.first_at,
            self.last_at,
            self.events,
            self.lines,
        )


class Gap:
    """The lines lost one after the other, from the epoch *epoch* on. `hello` is the newest among them."""

    def __init__(self, epoch: str) -> None:
        self.hello: bytes | None = None
        self._parts = [_Part(epoch)]

    @property
    def records(self) -> list[GapRecord]:
        """What is to be recorded of it: a record for each epoch."""
        return [part.record() for part in self._parts if part.lines]

    def add(self, line: bytes) -> None:
        """Count *line*, which is lost."""
        arrival = read_object(line, 1)
        if isinstance(arrival.event, Hello):
            self.hello = line
            self._parts.append(_Part(arrival.event.epoch))
        part = self._parts[-1]
        part.lines += 1
        if arrival.seq is None:
            return
        part.events += 1
        part.first_seq = arrival.seq if part.first_seq is None else part.first_seq
        part.last_seq = arrival.seq
        if arrival.event is not None:
            part.first_at = arrival.at if part.first_at is None else part.first_at
            part.last_at = arrival.at


def epoch_of(line: bytes) -> str | None:
    """The epoch that *line* begins, if it is a hello."""
    if b'"hello"' not in line:
        return None
    event = read_object(line, 1).event
    return event.epoch if isinstance(event, Hello) else None
