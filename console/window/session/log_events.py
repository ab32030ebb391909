"""The events of recordings or of an archived day, for the inspector: read once, beside the window."""

from __future__ import annotations

import heapq
import threading
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

import msgspec

from console.sources.loading import Loading
from console.views.details.inspector import RawLine, has_words, raw_line
from console.views.terminal.connection_text import error_text
from feeds.errors import UserError
from feeds.instants import instant
from feeds.protocol.decoding import numbered_lines
from feeds.recordings.reader import EventLog

_BLOCK = 500  # events that are packed together, unless they are long
_BLOCK_BYTES = 1 << 18
_STEP = 100  # the events shown change at every so many
_BESIDE = 200  # events shown at least before and after the playhead, if there are as many
_REST_SECONDS = 0.001  # after each chunk, for the window
_START = -(2**62)


class _Dated(msgspec.Struct):
    at: str = ""


_dated = msgspec.json.Decoder(_Dated)


class Around(NamedTuple):
    """The events around an instant, in order; `current` is the number of the last until then, or 0."""

    events: tuple[RawLine, ...]
    current: int
    note: str


class LogEvents:
    """All events of what *loading* has loaded, packed in memory.

    `begin` starts to read them in a thread, which calls *notify* when it has read or filtered them all. The
    instant of an event is the latest one until then, so that instants never decrease in the order of arrival.
    """

    def __init__(self, loading: Loading, notify: Callable[[], object]) -> None:
        self._loading = loading
        self._notify = notify
        self._stopped = threading.Event()
        self._instants = array("q")
        self._starts = array("q")
        self._blocks: list[bytes] = []
        self._is_read = False
        self._failure = ""
        self._wanted = ""
        self._found: array[int] | None = None
        self._shown: tuple[RawLine, ...] = ()
        self._shown_from = -1
        self._filtering: threading.Event | None = None
        self._block = lru_cache(4)(self._unpack)

    def begin(self) -> None:
        """Start to read."""
        threading.Thread(target=self._read, name="events for the inspector", daemon=True).start()

    def stop(self) -> None:
        """Read and filter no more."""
        self._stopped.set()
        if self._filtering is not None:
            self._filtering.set()

    def instant(self, number: int) -> int | None:
        """The instant (ms) of the event *number*; None if there is none."""
        return self._instants[number - 1] if self._is_read and 0 < number <= len(self._instants) else None

    def around(self, at: int, wanted: str = "", chosen: int = 0) -> Around:
        """The events around the instant *at* (ms) with all words of *wanted*.

        The current one is the last until then, or *chosen* if it is one of the same instant.
        """
        if self._failure or not self._is_read:
            return Around((), 0, self._failure or "The events are being read …")
        if wanted != self._wanted:
            self._filter(wanted)
        if self._wanted and self._found is None:
            return Around((), 0, "The events are being filtered …")
        numbers: Sequence[int] = range(len(self._instants)) if self._found is None else self._found
        reached = bisect_right(self._instants, at)
        place = bisect_left(numbers, reached) - 1
        if self.instant(chosen) == at:
            beside = bisect_left(numbers, chosen - 1)
            if beside < len(numbers) and numbers[beside] == chosen - 1:
                place = beside
        if not numbers:
            return Around(
                (), 0, "No event has all of these words." if self._wanted else "There are no events."
            )
        low = max(0, max(0, place) // _STEP * _STEP - _BESIDE)
        if self._shown_from != low:
            shown = numbers[low : low + 2 * _BESIDE + _STEP]
            self._shown = tuple(raw_line(number + 1, self._line(number)) for number in shown)
            self._shown_from = low
        return Around(self._shown, numbers[place] + 1 if place >= 0 else 0, "")

    # Reading ---------------------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            self._pack(self._lines(self._loading.logs()))
        except UserError as error:
            self._failure = f"The events cannot be shown: {error}"
        except Exception as error:
            self._failure = f"The events cannot be shown: {error_text(error)}"
        self._is_read = True
        if not self._stopped.is_set():
            self._notify()

    def _lines(self, logs: Sequence[EventLog]) -> Iterator[tuple[int, bytes]]:
        if len(logs) == 1:
            return self._dated_lines(logs[0])
        return heapq.merge(*map(self._dated_lines, logs), key=itemgetter(0))

    def _dated_lines(self, log: EventLog) -> Iterator[tuple[int, bytes]]:
        """(the latest instant until then, text) of each line of *log* that is not blank."""
        latest = _START
        for count, chunk in log.chunks():
            if count == 0:  # too large to be an event
                continue
            if self._stopped.wait(_REST_SECONDS):
                return
            for _, line in numbered_lines(chunk, 1):
                with suppress(msgspec.MsgspecError, ValueError):  # in quarantine, and listed where it came
                    latest = max(latest, instant(_dated.decode(line).at))
                yield latest, line

    def _pack(self, lines: Iterator[tuple[int, bytes]]) -> None:
        block: list[bytes] = []
        size = 0
        for at, line in lines:
            self._instants.append(at)
            block.append(line)
            size += len(line)
            if len(block) >= _BLOCK or size >= _BLOCK_BYTES:
                self._close(block)
                block, size = [], 0
        if block:
            self._close(block)

    def _close(self, block: list[bytes]) -> None:
        self._starts.append(len(self._instants) - len(block))
        self._blocks.append(zlib.compress(b"\n".join(block), 1))

    def _unpack(self, block: int) -> list[bytes]:
        return zlib.decompress(self._blocks[block]).split(b"\n")

    def _line(self, number: int) -> bytes:
        block = bisect_right(self._starts, number) - 1
        return self._block(block)[number - self._starts[block]]

    # Filtering -------------------------------------------------------------------------------------

    def _filter(self, wanted: str) -> None:
        """Find the events with all words of *wanted*; a search for others ends."""
        if self._filtering is not None:
            self._filtering.set()
        self._wanted, self._found, self._filtering, self._shown_from = wanted, None, None, -1
        if wanted:
            ended = self._filtering = threading.Event()
            threading.Thread(
                target=self._search, args=(wanted, ended), name="filtering events", daemon=True
            ).start()

    def _search(self, wanted: str, ended: threading.Event) -> None:
        found = array("q")
        for block, start in enumerate(self._starts):
            if ended.wait(_REST_SECONDS):
                return
            found.extend(
                start + place for place, line in enumerate(self._unpack(block)) if has_words(line, wanted)
            )
        if wanted == self._wanted:
            self._found = found
            self._notify()
