"""Broadcast: what a source tells, made into numbered streams, one for each scope that a console asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from feeds.compaction import Present, snapshot_text
from feeds.decoding import RefusedError, decode
from feeds.events import Snapshot, instant
from feeds.instants import instant_text
from feeds.journal import Journal
from feeds.open_work import Kept
from feeds.replay import FAST, NEW_ROUND, Told
from feeds.retelling import numbered
from feeds.scope import Foresight, Scope, Sieve

_CATCH_UP = 500
_STREAMS_KEPT = 16
_REUSED = 200  # things told after which a snapshot is made anew


@dataclass(frozen=True, slots=True)
class Pictured:
    """A snapshot: its text, the seq of the last event it holds, and the place in the journal after that."""

    text: bytes
    seq: int
    place: int


@dataclass(eq=False, slots=True)
class Stream:
    """One numbering of what a scope sees. After its end it goes on in `following`, if in any."""

    journal: Journal
    sieve: Sieve
    following: Stream | None = None
    previous: Stream | None = None
    newest: Pictured | None = None

    def tell(self, at: int, text: bytes, event: Any) -> None:
        """Add what the scope sees of an event."""
        for seen in self.sieve.through(text, event):
            self.journal.append(at, numbered(seen, self.journal.last + 1))


class Broadcast:
    """All streams of one source. Owned by one loop: it `tell`s, consoles read the streams' journals.

    *epoch* names the numbering: equal for equal contents, told in equal order. `told` keeps everything, for
    scopes that are asked for later, unless *keep_bytes* bounds what each journal keeps.
    """

    def __init__(
        self,
        source: str,
        epoch: str,
        speed: float = 1.0,
        keep_bytes: int | None = None,
        foresee: Callable[[Scope], Foresight] | None = None,
        sources: int = 1,
    ) -> None:
        self.source = source
        self.is_unpaced = speed == FAST
        self.speed = 1.0 if self.is_unpaced else speed
        self.foresee = foresee
        self.present = Present()
        self.on_note: Callable[[str], None] = lambda text: None
        self.round = 1
        self._epoch, self._keep_bytes, self._sources = epoch, keep_bytes, sources
        self.streams: dict[Scope, Stream] = {}
        self._foreseen: dict[Scope, Foresight | None] = {Scope(): None}
        self._noted: set[tuple[str, ...]] = set()
        self.everything = self.streams[Scope()] = self._new_stream(Scope())

    def _new_stream(self, scope: Scope) -> Stream:
        name = self._epoch if self.round == 1 else f"{self._epoch}-{self.round}"
        if not scope.is_everything:
            name = hashlib.sha256(f"{name} {scope.name}".encode()).hexdigest()[:16]
        mark = "" if self.round == 1 else f"~{self.round}"
        return Stream(Journal(name, self._keep_bytes), Sieve(scope, self._foreseen.get(scope), mark))

    # Telling ---------------------------------------------------------------------------------------

    def tell(self, told: Told) -> None:
        """Say one thing in all streams."""
        if told.event is NEW_ROUND:
            self.next_round(told.at)
            return
        if isinstance(told.event, Snapshot):
            self._tell_present(told.event, told)
            return
        if told.event is not None:
            self.present.take(told.at, told.text, told.event, told.source)
        for stream in self.streams.values():
            stream.tell(told.at, told.text, told.event)

    def _tell_present(self, snapshot: Snapshot, told: Told) -> None:
        """The source told its present anew, so it is told anew from here."""
        self.present.replace(snapshot, told.source)
        since = instant(snapshot.complete_since or snapshot.at)
        whole = None if self._sources > 1 else told.text
        for scope, stream in self.streams.items():
            if whole is not None and scope.is_everything:
                text = numbered(whole, stream.journal.last)
            else:
                text = self.snapshot(stream, told.at, since)
            stream.journal.note(told.at, text)
            stream.newest = None

    def snapshot(self, stream: Stream, now: int, complete_since: int | None = None) -> bytes:
        """The present at *now* (ms), as *stream* sees it, after its last event so far."""
        kept = [known for known in self.present.events(now) if stream.sieve.sees(known.event)]
        text, left_out = snapshot_text(
            kept, now, stream.journal.last, now if complete_since is None else complete_since
        )
        if left_out and tuple(left_out) not in self._noted:
            self._noted.add(tuple(left_out))
            self.on_note(f"a snapshot would be too large; left out: {', '.join(left_out)}")
        return text

    def picture(self, stream: Stream, now: int) -> Pictured:
        """The present at *now* (ms), or a little before: many who come at once are given the same snapshot.

        What has been told since it was made is read in the journal from its place on.
        """
        made, journal = stream.newest, stream.journal
        if made is None or journal.end - made.place > _REUSED or made.place < journal.first_place:
            text = self.snapshot(stream, now)
            made = stream.newest = Pictured(text, journal.last, journal.end)
        return made

    def next_round(self, at: int) -> None:
        """All streams end here; others begin with nothing open, in new epochs, at the instant *at* (ms)."""
        self.round += 1
        self.present = Present()
        for scope, ended in list(self.streams.items()):
            stream = self._new_stream(scope)
            stream.journal.note(at, _nothing(at))
            stream.previous, ended.following, ended.previous = ended, stream, None
            ended.journal.is_closed = True
            self.streams[scope] = stream
        self.everything = self.streams[Scope()]

    # Scopes ----------------------------------------------------------------------------------------

    def open(self, scope: Scope) -> Iterator[None]:
        """Make the stream of *scope*, in short steps between which other work may be done.

        It begins with the first thing that is kept, so that equal contents are numbered equally.
        """
        if scope in self.streams:
            return
        if self.foresee is not None and scope not in self._foreseen:
            self._foreseen[scope] = self.foresee(scope)
        stream, whole = self._new_stream(scope), self.everything
        if not whole.journal.is_whole:
            # What was before is gone: begin with the present.
            now = whole.journal.latest
            for kept in self.present.events(now):
                stream.sieve.through(kept.text, kept.event)
            stream.journal.epoch = f"{stream.journal.epoch}-{whole.journal.last}"
            stream.journal.note(now, self.snapshot(stream, now))
            self.streams[scope] = stream
            return
        place = 0
        while place < whole.journal.end:
            page = whole.journal.read(place)
            for first in range(0, len(page.texts), _CATCH_UP):
                for text in page.texts[first : first + _CATCH_UP]:
                    _retell(stream, text)
                yield
                if scope in self.streams:  # another console asked for the same meanwhile
                    return
                if whole is not self.everything:  # another round has begun meanwhile
                    yield from self.open(scope)
                    return
            place = page.following if page.following > place else whole.journal.end
        self.streams[scope] = stream

    def forget_streams(self, used: Collection[Scope]) -> None:
        """Where there are many, let go the streams that nobody uses; asked for again, they are equal."""
        unused = [scope for scope in self.streams if scope not in used and not scope.is_everything]
        for scope in unused[: max(0, len(self.streams) - _STREAMS_KEPT)]:
            del self.streams[scope]
            self._foreseen.pop(scope, None)

    def expect(self, scope: Scope) -> Callable[[], None] | None:
        """What must be read before *scope* can be opened, which may take a while; None when nothing."""
        if self.foresee is None or scope in self._foreseen:
            return None
        foresee = self.foresee

        def read() -> None:
            self._foreseen[scope] = foresee(scope)

        return read


def _retell(stream: Stream, text: bytes) -> None:
    try:
        event = decode(text)
    except RefusedError:
        return
    if isinstance(event, Snapshot):
        _retell_snapshot(stream, text, event)
        return
    at = 0 if event is None else instant(getattr(event, "at", "1970-01-01T00:00:00Z"))
    stream.tell(max(at, stream.journal.latest) if event is None else at, text, event)


def _retell_snapshot(stream: Stream, text: bytes, snapshot: Snapshot) -> None:
    fields = msgspec.json.decode(text, type=dict[str, msgspec.Raw])
    kept: list[Kept] = []
    for raw in msgspec.json.decode(fields["events"], type=list[msgspec.Raw]):
        try:
            event = decode(bytes(raw))
        except RefusedError:
            continue
        if event is not None and stream.sieve.sees(event):
            kept.append(Kept(instant(getattr(event, "at", snapshot.at)), len(kept), bytes(raw), event))
    now, since = instant(snapshot.at), instant(snapshot.complete_since or snapshot.at)
    stream.journal.note(now, snapshot_text(kept, now, stream.journal.last, since)[0])


def _nothing(at: int) -> bytes:
    """A snapshot of a floor where nothing is yet."""
    told = instant_text(at).encode()
    return b'{"type":"snapshot","at":"%s","seq":0,"complete_since":"%s","events":[]}' % (told, told)
