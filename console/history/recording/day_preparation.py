"""Has the days that are being recorded made ready to be opened at once, by a process of its own."""

from __future__ import annotations

import logging
import subprocess
from collections.abc import Callable, Sequence

from console.history.archive import Archive

FIRST_SECONDS = 60.0
_EVERY_SECONDS = 3_600.0
_LOOK_SECONDS = 60.0
_END_SECONDS = 5.0
_log = logging.getLogger("floorlight.archive")


class DayPreparation:
    """Runs `archive prepare` at the end of each day, and every hour. Owned by the archive's thread.

    *program* is the command that runs this program, *source* gives the source being recorded, once it is
    known. What fails is logged: a day that is not ready opens more slowly.
    """

    def __init__(
        self,
        program: Sequence[str],
        archive: Archive,
        source: Callable[[], str | None],
        passed: Callable[[], float],
    ) -> None:
        self._program, self._archive, self._source, self._passed = program, archive, source, passed
        self._process: subprocess.Popen[bytes] | None = None
        self._day = ""
        self._due = self._look = passed() + FIRST_SECONDS

    @property
    def is_running(self) -> bool:
        """Whether days are being made ready."""
        return self._process is not None and self._process.poll() is None

    def run(self) -> None:
        """Start the process if it is time. Raises ArchiveError."""
        now, source = self._passed(), self._source()
        if now < self._look or source is None or self.is_running:
            return
        self._look = now + _LOOK_SECONDS
        newest = max((day.day for day in self._archive.days(source)), default="")
        if newest == self._day and now < self._due:
            return
        self._day, self._due = newest, now + _EVERY_SECONDS
        command = [*self._program, "archive", "prepare"]
        command += ["--archive", str(self._archive.path), "--source", source]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        except OSError as error:
            _log.warning("%s cannot be started: %s", command[0], error.strerror or error)

    def close(self) -> None:
        """End the process; what it has finished stays."""
        if self._process is None or not self.is_running:
            return
        self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
