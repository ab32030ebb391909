"""Syncs a file to disk in a thread, since a disk may take longer than a feed can wait."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor


class Syncing:
    """Syncs one file, one fsync at a time. Owned by its writer, which closes it."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None

    def begin(self, file: int) -> None:
        """Start syncing the open *file* to disk, unless a sync is running.

        Raises OSError if the previous sync failed.
        """
        if self._running is not None:
            if not self._running.done():
                return
            self._running.result()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "recording to disk")
        self._running = self._pool.submit(os.fsync, file)

    def end(self) -> None:
        """Wait for a running sync; the file may then be closed."""
        if self._pool is not None:
            self._pool.shutdown()
        self._pool = self._running = None
