"""The feed thread: one client on a plain asyncio loop, with its arrivals put into the inbox."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from feeds.errors import UserError
from feeds.protocol.frames import Arrival
from feeds.protocol.sequence import EventSequences
from feeds.protocol.session import SessionState
from feeds.transport.client import ConnectionChange, SourceClient
from feeds.transport.failures import LostError
from feeds.transport.inbox import Inbox

# The interpreter's thread switch interval: shorter than the default, so that the feed's many events do not
# # block the window.
_SWITCH_SECONDS = 0.0005
_log = logging.getLogger("floorlight.feed")


class FeedRecorder(Protocol):
    """Keeps what a feed receives, called in the feed's thread. It does not raise."""

    async def take(self, arrivals: list[Arrival]) -> None:
        """Keep *arrivals*; while it is awaited, nothing is read."""

    def changed(self, standing: ConnectionChange) -> None:
        """Note a change of the connection."""


class LiveFeed:
    """A client in its own thread. The owner calls `start`, reads `inbox` and `standing`, calls `stop`.

    *recorder* keeps what has been put into the inbox.

    *notify* is called in that thread when there is news: arrivals in an empty inbox, a change of the
    connection, or the end of the thread.

    `failure` is set if the source is finally unusable; the thread has then ended. `broken` is the error that
    ended it unexpectedly. The owner may then `start` it again: nothing in the inbox is repeated or lost.
    """

    def __init__(
        self,
        client: SourceClient,
        capacity: int = 100_000,
        notify: Callable[[], object] = lambda: None,
        recorder: FeedRecorder | None = None,
    ) -> None:
        self.client = client
        self._recorder = recorder
        self.inbox: Inbox[Arrival] = Inbox(capacity, self._on_room, notify)
        self._notify = notify
        self.standing = ConnectionChange(SessionState.CONNECTING)
        self.failure: UserError | None = None
        self.broken: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._room: asyncio.Event | None = None
        self._stray: BaseException | None = None
        self._is_stopping = self._has_ended = False
        self._handed_on: tuple[str, tuple[str, int]] | None = None
        self._is_up = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def is_alive(self) -> bool:
        return self._thread is not None and self._thread.is_alive() and not self._has_ended

    def start(self) -> None:
        """Start the thread, again if it broke. Raises RuntimeError if no thread is available."""
        if self._thread is not None:
            self._thread.join()  # it is at its end
        sys.setswitchinterval(_SWITCH_SECONDS)
        self.broken = self._stray = None
        self._has_ended = False
        self._is_up.clear()
        thread = threading.Thread(target=self._run, name="feed", daemon=True)
        thread.start()
        self._thread = thread
        self._is_up.wait()

    def stop(self) -> None:
        """Close the connection and end the thread."""
        self._is_stopping = True
        if self._loop is not None and self._task is not None and self.is_alive:
            self._call(self._task.cancel)
        if self._thread is not None:
            self._thread.join()

    def retry_now(self) -> None:
        """Retry a lost connection without further waiting."""
        if self.is_alive:
            self._call(self.client.retry_now)

    def start_over(self) -> None:
        """Connect again, and ask for the present state in place of what was missed."""
        if self.is_alive:
            self._call(self.client.start_over)

    # In the feed's thread --------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
            if self.failure is None and not self._is_stopping:
                raise _EndedError("it ended unexpectedly")
        except BaseException as error:  # any error is reported to the owner
            self._rewind()
            self.broken = error
        finally:
            self._has_ended = True
            self._is_up.set()
            self._notify()

    async def _main(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._loop.set_exception_handler(self._on_stray)
        self._room = asyncio.Event()
        self._is_up.set()
        try:
            await self.client.run(self._arrived, self._changed)
        except asyncio.CancelledError:
            if self._stray is not None:
                raise self._stray from None
        except UserError as failure:
            self.failure = failure

    def _on_stray(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """End the feed after an error outside the client's task, since it can no longer be trusted."""
        error = context.get("exception")
        if error is None or isinstance(error, OSError):  # of a connection, whose reader also sees it
            _log.debug("%s: %s", context.get("message"), error)
            return
        self._stray = error
        if self._task is not None:
            self._task.cancel()

    async def _arrived(self, arrivals: list[Arrival]) -> None:
        assert self._room is not None
        self._room.clear()
        self.inbox.put(arrivals)
        numberings = self.client.session.numberings
        if numberings.source is not None and numberings.resume is not None:
            self._handed_on = numberings.source, numberings.resume
        if self._recorder is not None:
            await self._recorder.take(arrivals)
        while self.inbox.is_full:
            await self._room.wait()
            self._room.clear()

    def _changed(self, standing: ConnectionChange) -> None:
        self.standing = standing
        if self._recorder is not None:
            self._recorder.changed(standing)
        self._notify()

    def _rewind(self) -> None:
        """Request again what the session numbered but did not deliver before it broke."""
        session = self.client.session
        source, resume = self._handed_on or (None, None)
        if session.numberings.resume == resume:
            return
        session.numberings = EventSequences()
        if source is not None and resume is not None:
            session.numberings.open(source, resume[0])
            session.numberings.take(resume[1])

    # In the owner's thread -------------------------------------------------------------------------

    def _on_room(self) -> None:
        if self._room is not None:
            self._call(self._room.set)

    def send(self, text: bytes) -> Future[None]:
        """Send one object to the source; the result raises LostError without a connection.

        Raises LostError at once if the feed does not run.
        """
        if self._loop is None or not self.is_alive:
            raise LostError("not connected to the source")
        sending = self.client.send(text)
        try:
            return asyncio.run_coroutine_threadsafe(sending, self._loop)
        except RuntimeError:  # the loop has ended in the meantime
            sending.close()
            raise LostError("not connected to the source") from None

    def _call(self, act: Callable[[], object]) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(act)
        except RuntimeError:  # the loop has ended in the meantime
            return


class _EndedError(Exception):
    """Raised if the client ends unexpectedly."""
