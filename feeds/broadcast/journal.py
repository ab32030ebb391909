"""The journal: all numbered items of one epoch of a source, read by each console at its own position.

Texts are stored once for all consoles, in blocks; full blocks are compressed (zstd, to about a tenth).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict, deque
from dataclasses import dataclass

import msgspec
import zstandard

from feeds.instants import instant

BLOCK_BYTES = 64 * 1024
_UNPACKED_KEPT = 8


class _JournalMark(msgspec.Struct):
    at: str = ""


_mark_of = msgspec.json.Decoder(_JournalMark)


@dataclass(slots=True)
class _Block:
    """Items [first, first + count) of the journal; `before` is the seq before its first event."""

    first: int
    before: int
    count: int
    latest: int
    packed: bytes


@dataclass(frozen=True, slots=True)
class JournalPage:
    """The result of a read: texts in order, which have a seq, the seq before the first, the next place."""

    texts: list[bytes]
    numbered: list[bool]
    before: int
    following: int

    @property
    def last(self) -> int:
        """The seq of the last event among them."""
        return self.before + sum(self.numbered)

    def after(self, seq: int) -> JournalPage:
        """The part after event *seq*."""
        texts, numbered, before = list(self.texts), list(self.numbered), self.before
        while texts and before < seq:
            before += numbered.pop(0)
            texts.pop(0)
        return JournalPage(texts, numbered, before, self.following)


class Journal:
    """A numbered log. Owned by one thread; only `append` and `note` write.

    An item is an event, with the next seq, or a note without one (a snapshot). A place is the index of an
    item, counted from 0 and never reused. With `keep_bytes`, the oldest blocks are dropped when the
    compressed ones exceed it; `first_place` then moves up.
    """

    def __init__(self, epoch: str, keep_bytes: int | None = None) -> None:
        self.epoch = epoch
        self.keep_bytes = keep_bytes
        self.last = 0
        self.end = 0
        self.latest = -(2**61)
        self.first_at: int | None = None
        self.packed_bytes = 0
        self.forgotten_until = -(2**61)
        self.is_closed = False
        self._blocks: deque[_Block] = deque()
        self._tail: list[bytes] = []
        self._tail_numbered: list[bool] = []
        self._tail_bytes = 0
        self._tail_before = 0
        self._tail_latest = -(2**61)
        self._unpacked: OrderedDict[int, tuple[list[bytes], list[bool]]] = OrderedDict()
        self._packer = zstandard.ZstdCompressor(level=3)

    @property
    def first_place(self) -> int:
        """The place of the oldest item kept."""
        return self._blocks[0].first if self._blocks else self.end - len(self._tail)

    @property
    def is_whole(self) -> bool:
        """Whether nothing has been dropped."""
        return self.first_place == 0

    def append(self, at: int, text: bytes) -> None:
        """Append the event *text*, which happened at *at* (ms) and has the seq `self.last + 1`."""
        self._add(at, text, True)

    def note(self, at: int, text: bytes) -> None:
        """Append *text* without a number."""
        self._add(at, text, False)

    def _add(self, at: int, text: bytes, is_numbered: bool) -> None:
        if self._tail and self._tail_bytes + len(text) > BLOCK_BYTES:
            self._seal()
        if self.first_at is None:
            self.first_at = at
        self.last += is_numbered
        self.end += 1
        self._tail.append(text)
        self._tail_numbered.append(is_numbered)
        self._tail_bytes += len(text) + 1
        if at > self._tail_latest:
            self._tail_latest = at
            self.latest = max(self.latest, at)

    def _seal(self) -> None:
        # A mark before each text is whether it has a number.
        marked = (b"%d%s" % item for item in zip(self._tail_numbered, self._tail, strict=True))
        packed = self._packer.compress(b"\n".join(marked))
        first = self.end - len(self._tail)
        self._blocks.append(_Block(first, self._tail_before, len(self._tail), self._tail_latest, packed))
        self.packed_bytes += len(packed)
        self._tail, self._tail_numbered, self._tail_bytes = [], [], 0
        self._tail_before, self._tail_latest = self.last, -(2**61)
        while self.keep_bytes is not None and self.packed_bytes > self.keep_bytes and len(self._blocks) > 1:
            gone = self._blocks.popleft()
            self.packed_bytes -= len(gone.packed)
            self.forgotten_until = max(self.forgotten_until, gone.latest)
            self._unpacked.pop(gone.first, None)

    # Reading ---------------------------------------------------------------------------------------

    def read(self, place: int) -> JournalPage:
        """The items from *place* to the end of its block; empty at the end.

        *place* must not be before `first_place`.
        """
        if place >= self.end:
            return JournalPage([], [], self.last, self.end)
        before, first, texts, numbers = self._around(place)
        skipped = place - first
        return JournalPage(
            texts[skipped:], numbers[skipped:], before + sum(numbers[:skipped]), first + len(texts)
        )

    def seq_before(self, place: int) -> int:
        """The seq of the last event before *place*."""
        return self.read(place).before

    def after(self, seq: int) -> int | None:
        """The place after event *seq*; None if it is not kept."""
        if seq >= self.last:
            return self.end if seq == self.last and not self._has_note_at_end() else self._place_of(seq + 1)
        place = self._place_of(seq + 1)
        return None if place is None or place < self.first_place else place

    def _has_note_at_end(self) -> bool:
        return bool(self._tail_numbered) and not self._tail_numbered[-1]

    def _place_of(self, seq: int) -> int | None:
        """The place of the first item after event *seq* - 1."""
        if seq <= 1 and self.is_whole:
            return 0
        starts = self._befores()
        index = max(0, bisect_right(starts, seq - 2) - 1) if starts else -1
        if index < 0 or (seq - 1 < starts[0]):
            return None
        place = self._blocks[index].first if index < len(self._blocks) else self.end - len(self._tail)
        while place < self.end:
            before, first, texts, numbers = self._around(place)
            count = before
            for offset, number in enumerate(numbers):
                if count >= seq - 1:
                    return first + offset
                count += number
            place = first + len(texts)
        return self.end

    def _befores(self) -> list[int]:
        befores = [block.before for block in self._blocks]
        return [*befores, self._tail_before] if self._tail else befores

    def since(self, at: int) -> int | None:
        """The place of the first item that happened at *at* (ms) or later.

        None if it may have been dropped, or has not arrived.
        """
        if (not self.is_whole and at <= self.forgotten_until) or at > self.latest:
            return None
        for block in self._blocks:
            if block.latest >= at:
                return self._first_since(block.first, at)
        return self._first_since(self.end - len(self._tail), at)

    def _first_since(self, place: int, at: int) -> int:
        _, first, texts, _ = self._around(place)
        for offset, text in enumerate(texts):
            try:
                if instant(_mark_of.decode(text).at) >= at:
                    return first + offset
            except (msgspec.MsgspecError, ValueError):
                continue
        return first + len(texts)

    def _around(self, place: int) -> tuple[int, int, list[bytes], list[bool]]:
        """The block that holds *place*: the seq before it, its first place, its texts, which have a seq."""
        first = self.end - len(self._tail)
        if place >= first:
            return self._tail_before, first, self._tail, self._tail_numbered
        low, high = 0, len(self._blocks) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._blocks[middle].first <= place else (low, middle - 1)
        block = self._blocks[low]
        items = self._unpacked.get(block.first)
        if items is None:
            marked = zstandard.decompress(block.packed).split(b"\n")
            items = [item[1:] for item in marked], [item[:1] == b"1" for item in marked]
            self._unpacked[block.first] = items
            if len(self._unpacked) > _UNPACKED_KEPT:
                self._unpacked.popitem(last=False)
        else:
            self._unpacked.move_to_end(block.first)
        return block.before, block.first, *items
