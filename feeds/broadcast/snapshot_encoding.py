"""Encodes a snapshot in parts that fit a frame, each on demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from feeds.instants import instant_text
from feeds.limits import PART_BYTES, PART_EVENTS
from feeds.protocol.rewriting import numbered


class EncodedSnapshot:
    """A snapshot of the event *texts*, after event *seq*. May be sent to many consoles.

    `place` is the next place in the journal. Indexing returns a part's text.
    """

    def __init__(
        self,
        texts: Sequence[bytes],
        now: int,
        seq: int,
        complete_since: int,
        left_out: Sequence[str] = (),
        place: int = 0,
    ) -> None:
        self.seq, self.place = seq, place
        self.left_out = left_out
        self._said = (now, seq, complete_since)
        self._groups = list(_groups(texts))
        self._parts: list[bytes | None] = [None] * len(self._groups)

    def __len__(self) -> int:
        return len(self._groups)

    def __getitem__(self, index: int) -> bytes:
        part = self._parts[index]
        if part is None:
            part = self._parts[index] = self._encoded(index)
            self._groups[index] = ()
        return part

    def __iter__(self) -> Iterator[bytes]:
        return (self[index] for index in range(len(self)))

    def _encoded(self, index: int) -> bytes:
        now, seq, complete_since = self._said
        part, parts = (index + 1, len(self)) if len(self) > 1 else (None, None)
        return part_text(self._groups[index], now, seq, complete_since, part, parts, self.left_out)


def part_text(
    texts: Sequence[bytes],
    now: int,
    seq: int,
    complete_since: int,
    part: int | None = None,
    parts: int | None = None,
    left_out: Sequence[str] = (),
) -> bytes:
    """A snapshot of the events *texts*, or one part of it; instants are ms."""
    fields = [
        b'{"type":"snapshot","at":"%s","seq":%d' % (instant_text(now).encode(), seq),
        b'"complete_since":"%s"' % instant_text(complete_since).encode(),
    ]
    if part is not None and parts is not None:
        fields.append(b'"part":%d,"parts":%d' % (part, parts))
    if left_out:
        fields.append(b'"left_out":%s' % msgspec.json.encode(left_out))
    fields.append(b'"events":[%s]}' % b",".join(numbered(text, None) for text in texts))
    return b",".join(fields)


def _groups(texts: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """*texts* split into runs that each fit a part; one run if empty."""
    begin = size = 0
    for number, text in enumerate(texts):
        size += len(text) + 1
        if number > begin and (size > PART_BYTES or number - begin >= PART_EVENTS):
            yield texts[begin:number]
            begin, size = number, len(text) + 1
    yield texts[begin:]
