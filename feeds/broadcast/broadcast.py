"""Broadcast: a source's events as numbered streams, one for each scope requested by a console."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from typing import Any

from feeds.broadcast.agents_at_work import Kept
from feeds.broadcast.journal import Journal
from feeds.broadcast.known_agents import KnownAgents
from feeds.broadcast.masking import Mask
from feeds.broadcast.scope import ConsoleScope, Foresight, Sieve
from feeds.broadcast.snapshot import PresentEvents, picture_of
from feeds.broadcast.snapshot_encoding import EncodedSnapshot, part_text
from feeds.events import Snapshot, instant
from feeds.limits import PART_BYTES, UNUSED_SCOPE_NAMES, UNUSED_SCOPE_SECONDS, UNUSED_SCOPES
from feeds.protocol.decoding import RefusedError, decode
from feeds.protocol.objects import elements, head_of
from feeds.protocol.rewriting import numbered
from feeds.protocol.snapshot_parts import PartError, SnapshotParts
from feeds.recordings.replay import FAST, NEW_ROUND, DueEvent

_CATCH_UP = 500
_REUSED = 200  # items after which a snapshot is rebuilt


@dataclass(eq=False, slots=True)
class Stream:
    """One numbered stream of a scope. After its end it continues in `following`, if any."""

    journal: Journal
    sieve: Sieve
    mask: Mask | None = None
    following: Stream | None = None
    previous: Stream | None = None
    newest: EncodedSnapshot | None = None

    def append(self, at: int, text: bytes, event: Any) -> None:
        """Append the parts of an event visible in the scope."""
        for seen in self.sieve.through(text, event):
            for shown in (seen,) if self.mask is None else self.mask.through(seen):
                self.journal.append(at, numbered(shown, self.journal.last + 1))

    def shown(self, text: bytes, event: Any) -> bytes | None:
        """The event *text* of a snapshot, as visible in the scope; None if it is not."""
        if not self.sieve.sees(event):
            return None
        return text if self.mask is None else self.mask.shown(text)


class Broadcast:
    """All streams of one source. Owned by one event loop, which calls `take`; consoles read the journals.

    *epoch* names the numbering: equal for equal contents in equal order. `everything` keeps all items, for
    scopes requested later, unless *keep_bytes* bounds each journal. `run` identifies this run among all of
    the same contents. *count* returns the total number of events, if known, which takes a while; `total` is
    its result, 0 if unknown.
    """

    def __init__(
        self,
        source: str,
        epoch: str,
        speed: float = 1.0,
        keep_bytes: int | None = None,
        foresee: Callable[[ConsoleScope], Foresight] | None = None,
        sources: int = 1,
        count: Callable[[], int] | None = None,
    ) -> None:
        self.source = source
        self.is_unpaced = speed == FAST
        self.speed = 1.0 if self.is_unpaced else speed
        self.foresee = foresee
        self.count = count
        self.total = 0
        self.present = PresentEvents()
        self.known = KnownAgents()
        self.on_note: Callable[[str], None] = lambda text: None
        self.kept_by_desk: Callable[[], list[tuple[int, bytes, Any]]] = list
        self.round = 1
        self.run = uuid.uuid4().hex[:8]
        self._epoch, self._keep_bytes, self._sources = epoch, keep_bytes, sources
        self.streams: dict[ConsoleScope, Stream] = {}
        self._foreseen: dict[ConsoleScope, Foresight | None] = {ConsoleScope(): None}
        self._noted: set[tuple[str, ...]] = set()
        self._parts: dict[str, SnapshotParts] = {}
        self._unused: dict[ConsoleScope, float] = {}
        self.everything = self.streams[ConsoleScope()] = self._new_stream(ConsoleScope())

    def _new_stream(self, scope: ConsoleScope) -> Stream:
        name = self._epoch if self.round == 1 else f"{self._epoch}-{self.round}"
        if not scope.is_everything:
            name = hashlib.sha256(f"{name} {scope.name}".encode()).hexdigest()[:16]
        mark = "" if self.round == 1 else f"~{self.round}"
        if not scope.is_masked:
            return Stream(Journal(name, self._keep_bytes), Sieve(scope, self._foreseen.get(scope), mark))
        # What an agent will be in some time must not show them before.
        sieve = Sieve(scope)
        mask = Mask(sieve.sees_agent, lambda: self.known.agents)
        return Stream(Journal(name, self._keep_bytes), sieve, mask)

    def renumber(self, epoch: str) -> None:
        """Use *epoch* for the numbering; only before the first item."""
        self._epoch = self.everything.journal.epoch = epoch

    # Input -----------------------------------------------------------------------------------------

    def take(self, item: DueEvent) -> None:
        """Append one item to all streams."""
        if item.event is NEW_ROUND:
            self.next_round(item.at)
            return
        if isinstance(item.event, Snapshot):
            self._pass_on_snapshot(item.event, item)
            return
        if item.event is not None:
            self.present.take(item.at, item.text, item.event, item.source)
            self.known.take(item.event)
        for stream in self.streams.values():
            stream.append(item.at, item.text, item.event)

    def _pass_on_snapshot(self, part: Snapshot, item: DueEvent) -> None:
        """The source sent a new snapshot: pass it on once all parts are here."""
        try:
            snapshot = self._parts.setdefault(item.source, SnapshotParts()).take(part, len(item.text))
        except PartError as wrong:
            self.on_note(f"a snapshot of {item.source} is skipped: {wrong}")
            return
        if snapshot is None:
            return
        for event in self.present.replace(snapshot, item.source):
            self.known.take(event)
        since = instant(snapshot.complete_since or snapshot.at)
        is_alone = self._sources == 1 and part.parts is None
        for scope, stream in self.streams.items():
            last = stream.journal.last
            if is_alone and scope.is_everything and len(item.text) <= PART_BYTES:
                stream.journal.note(item.at, numbered(item.text, last))
            else:
                for text in self.picture_now(stream, item.at, since):
                    stream.journal.note(item.at, text)
            stream.newest = None

    def picture_now(self, stream: Stream, now: int, complete_since: int | None = None) -> EncodedSnapshot:
        """A snapshot of *stream* at *now* (ms), after its last event."""
        kept = _shown(stream, self.present.events(now))
        since = now if complete_since is None else complete_since
        picture = picture_of(kept, now, stream.journal.last, since, stream.journal.end)
        if (left_out := tuple(picture.left_out)) and left_out not in self._noted:
            self._noted.add(left_out)
            self.on_note(f"a snapshot would be too large; left out: {', '.join(left_out)}")
        return picture

    def picture(self, stream: Stream, now: int) -> EncodedSnapshot:
        """A snapshot at *now* (ms) or a little before: consoles that connect together share it.

        Later events are read in the journal from its place.
        """
        made, journal = stream.newest, stream.journal
        if made is None or journal.end - made.place > _REUSED or made.place < journal.first_place:
            made = stream.newest = self.picture_now(stream, now)
        return made

    def next_round(self, at: int) -> None:
        """End all streams; new ones start in new epochs at *at* (ms), with nothing open but the desk."""
        self.round += 1
        self.present, self.known = PresentEvents(), KnownAgents()
        self._parts.clear()
        for kept_at, text, event in self.kept_by_desk():
            self.present.take(kept_at, text, event)
        for scope, ended in list(self.streams.items()):
            stream = self._new_stream(scope)
            for part in self.picture_now(stream, at):
                stream.journal.note(at, part)
            stream.previous, ended.following, ended.previous = ended, stream, None
            ended.journal.is_closed = True
            self.streams[scope] = stream
        self.everything = self.streams[ConsoleScope()]

    # Scopes ----------------------------------------------------------------------------------------

    def open(self, scope: ConsoleScope) -> Iterator[None]:
        """Create the stream of *scope* in short steps, between which other work may run.

        It starts with the first item kept, so that equal contents get equal numbers.
        """
        if scope in self.streams:
            return
        if self.foresee is not None and scope not in self._foreseen and not scope.is_masked:
            self._foreseen[scope] = self.foresee(scope)
        stream, whole = self._new_stream(scope), self.everything
        place = 0
        if not whole.journal.is_whole:
            # Earlier items are gone: start with a snapshot.
            place = whole.journal.end
            yield from self._begin_with_present(stream, whole)
        while place < whole.journal.end:
            if place < whole.journal.first_place:  # dropped in the meantime
                yield from self.open(scope)
                return
            page = whole.journal.read(place)
            for first in range(0, len(page.texts), _CATCH_UP):
                for text in page.texts[first : first + _CATCH_UP]:
                    _rewrite(stream, text)
                yield
                if scope in self.streams:  # another console requested the same in the meantime
                    return
                if whole is not self.everything:  # another round has started in the meantime
                    yield from self.open(scope)
                    return
            place = page.following if page.following > place else whole.journal.end
        self.streams[scope] = stream

    def _begin_with_present(self, stream: Stream, whole: Stream) -> Iterator[None]:
        """Start *stream* with the current state; the caller handles items that arrive during its pauses."""
        now = whole.journal.latest
        stream.journal.epoch = f"{stream.journal.epoch}-{whole.journal.last}"
        present = self.present.events(now)
        for number, kept in enumerate(present):
            for seen in stream.sieve.through(kept.text, kept.event):
                if stream.mask is not None:
                    stream.mask.through(seen)
            if number % _CATCH_UP == _CATCH_UP - 1:
                yield
        for text in picture_of(_shown(stream, present), now, 0, now):
            stream.journal.note(now, text)
            yield

    def forget_streams(self, used: Set[ConsoleScope], passed: float) -> int:
        """Drop unused streams a while after their last console left; a recreated one is equal.

        *passed* are seconds of a monotonic clock. A console gone briefly resumes where it was; large scopes
        are dropped at once. Returns the number of names dropped.
        """
        known = {scope for scope in (*self.streams, *self._foreseen) if not scope.is_everything}
        self._unused = {scope: self._unused.get(scope, passed) for scope in known - used}
        names = forgotten = 0
        newest_first = sorted(self._unused.items(), key=lambda item: -item[1])
        for number, (scope, since) in enumerate(newest_first):
            names += scope.size
            is_kept = number < UNUSED_SCOPES and names <= UNUSED_SCOPE_NAMES
            if passed - since >= UNUSED_SCOPE_SECONDS or not is_kept:
                self._forget(scope)
                forgotten += scope.size
        for scope, stream in self.streams.items():
            if scope not in used:
                stream.newest = None
        return forgotten

    def _forget(self, scope: ConsoleScope) -> None:
        self._unused.pop(scope, None)
        self._foreseen.pop(scope, None)
        stream = self.streams.pop(scope, None)
        while stream is not None:  # rounds reference each other
            stream.following, stream.previous, stream = None, None, stream.previous

    def expect(self, scope: ConsoleScope) -> Callable[[], Foresight] | None:
        """A function that reads what is needed to open *scope*, which may take a while; None if nothing.

        Pass its result to `expected`.
        """
        if self.foresee is None or scope in self._foreseen or scope.is_masked:
            return None
        foresee = self.foresee
        return lambda: foresee(scope)

    def expected(self, scope: ConsoleScope, foresight: Foresight) -> None:
        """Set the result of the read for *scope*."""
        self._foreseen[scope] = foresight


def _shown(stream: Stream, present: list[Kept]) -> list[Kept]:
    """Those of *present* that are visible in the scope of *stream*, as they are."""
    if stream.mask is None:
        return [kept for kept in present if stream.sieve.sees(kept.event)]
    found = ((kept, stream.shown(kept.text, kept.event)) for kept in present)
    return [kept._replace(text=text) for kept, text in found if text is not None]


def _rewrite(stream: Stream, text: bytes) -> None:
    try:
        event = decode(text)
    except RefusedError:
        return
    if isinstance(event, Snapshot):
        _rewrite_snapshot(stream, text, event)
        return
    at = 0 if event is None else instant(getattr(event, "at", "1970-01-01T00:00:00Z"))
    stream.append(max(at, stream.journal.latest) if event is None else at, text, event)


def _rewrite_snapshot(stream: Stream, text: bytes, snapshot: Snapshot) -> None:
    """Append the events of *snapshot* visible in the scope, in the same number of parts."""
    kept: list[bytes] = []
    for fields, raw in zip(snapshot.events, elements(bytes(head_of(text).events)), strict=True):
        try:
            event = decode(raw) if fields else None
        except RefusedError:
            continue
        if event is not None and (shown := stream.shown(raw, event)) is not None:
            kept.append(shown)
    now, since = instant(snapshot.at), instant(snapshot.complete_since or snapshot.at)
    stream.journal.note(now, part_text(kept, now, stream.journal.last, since, snapshot.part, snapshot.parts))
