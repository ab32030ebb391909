"""The feed's own thread: one client on a plain asyncio loop, and its arrivals into the inbox."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable

from feeds.arrivals import Arrival
from feeds.client import SourceClient, Standing
from feeds.errors import UserError
from feeds.inbox import Inbox
from feeds.session import State

# How long a thread may keep Python to itself while another waits: shorter than usual, so that the feed's many
# events do not stop the window.
_SWITCH_SECONDS = 0.0005


class LiveFeed:
    """A client in a thread of its own. The owner calls `start`, reads `inbox` and `standing`, calls `stop`.

    `failure` says why the source cannot be used, once that is final; the thread has then ended by itself.
    """

    def __init__(self, client: SourceClient, capacity: int = 100_000) -> None:
        self.client = client
        self.inbox: Inbox[Arrival] = Inbox(capacity, self._on_room)
        self.standing = Standing(State.CONNECTING)
        self.failure: UserError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._room: asyncio.Event | None = None
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        sys.setswitchinterval(_SWITCH_SECONDS)
        self._thread.start()
        self._is_up.wait()

    def stop(self) -> None:
        """Close the connection and end the thread."""
        if self._loop is not None and self._task is not None and self._thread.is_alive():
            self._call(self._task.cancel)
        self._thread.join()

    # In the feed's thread --------------------------------------------------------------------------

    def _run(self) -> None:
        asyncio.run(self._main())

    async def _main(self) -> None:
        self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        self._room = asyncio.Event()
        self._is_up.set()
        try:
            await self.client.run(self._arrived, self._changed)
        except asyncio.CancelledError:
            pass
        except UserError as failure:
            self.failure = failure

    async def _arrived(self, arrivals: list[Arrival]) -> None:
        assert self._room is not None
        self._room.clear()
        self.inbox.put(arrivals)
        while self.inbox.is_full:
            await self._room.wait()
            self._room.clear()

    def _changed(self, standing: Standing) -> None:
        self.standing = standing

    # In the owner's thread -------------------------------------------------------------------------

    def _on_room(self) -> None:
        if self._room is not None:
            self._call(self._room.set)

    def _call(self, act: Callable[[], object]) -> None:
        assert self._loop is not None
        try:
            self._loop.call_soon_threadsafe(act)
        except RuntimeError:  # the loop has ended meanwhile
            return
