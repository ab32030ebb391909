"""What is recorded about a session: its connections, their changes, and what is quarantined."""

from __future__ import annotations

from collections.abc import Callable

from console.history.days.records import ConnectionRecord, QuarantineRecord, Record, SessionRecord
from feeds.protocol.session import Session, SessionState
from feeds.transport.client import ConnectionChange


class SessionRecords:
    """Follows *session* and passes on what is to be kept of it. Owned by who records, in the feed's thread.

    *keep* takes a record; *now* is the time of day in ms, which stands in before the source's clock is known.
    """

    def __init__(
        self,
        session: Session,
        keep: Callable[[Record], object],
        passed: Callable[[], float],
        now: Callable[[], int],
    ) -> None:
        self._session, self._keep = session, keep
        self._passed, self._now = passed, now
        self._quarantined = len(session.quarantine)
        self._connections = session.counters.connections
        self._current: SessionRecord | None = None

    def arrived(self) -> None:
        """Note what has arrived."""
        session = self._session
        if session.counters.connections != self._connections:
            self._connections = session.counters.connections
            self._end("")
            self._begin()
        if len(session.quarantine) > self._quarantined:
            found, at = session.quarantine[self._quarantined :], self._at()
            self._quarantined = len(session.quarantine)
            for invalid in found:
                self._keep(QuarantineRecord(at, invalid.line, invalid.reason, invalid.raw))

    def changed(self, standing: ConnectionChange) -> None:
        """Note a change of the connection."""
        if standing.state is SessionState.LOST:
            self._end(standing.reason)
        self._keep(ConnectionRecord(self._at(), standing.state.value, standing.reason))

    def close(self) -> None:
        """Note that the console leaves."""
        self._end("closed here")

    def _begin(self) -> None:
        hello = self._session.hello
        if hello is not None:
            self._current = SessionRecord(self._at(), hello.epoch, int(hello.resumed), None, None, "")
            self._keep(self._current)

    def _end(self, reason: str) -> None:
        current, self._current = self._current, None
        if current is not None:
            last = self._session.numberings.current.last or None
            self._keep(current._replace(last_seq=last, ended_at=self._at(), reason=reason))

    def _at(self) -> int:
        there = self._session.source_now(self._passed())
        return self._now() if there is None else there
