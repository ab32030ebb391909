"""Syncing: bringing a file to the disk in a thread, since a disk may take longer than a feed can wait."""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor


class Syncing:
    """One file's way to the disk, one fsync at a time. Owned by its writer, which ends it."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None

    def begin(self, file: int) -> None:
        """Bring what is written to the open *file* to the disk, unless that is still going on.

        Raises OSError where the last time failed.
        """
        if self._running is not None:
            if not self._running.done():
                return
            self._running.result()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "recording to disk")
        self._running = self._pool.submit(os.fsync, file)

    def end(self) -> None:
        """Wait for what is going on; the file may be closed then."""
        if self._pool is not None:
            self._pool.shutdown()
        self._pool = self._running = None
