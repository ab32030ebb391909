"""The log: what the program says of itself, one line of JSON a record, in a file that is kept small.

Each record keeps its template and its words apart, so that a support file can hold the one without the other.
"""

from __future__ import annotations

import contextlib
import faulthandler
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

from console.diagnostics.redaction import error_outline, without_secrets
from console.views.text import plain_text
from feeds.files.private_files import open_to_append

LEVELS = ("debug", "info", "warning", "error")
LOG, HEALTH, CRASHES = "floorlight.log", "health.jsonl", "crashes.txt"
HEALTH_EVERY = 10  # one sample of so many is kept
BACKUPS = 2  # the older parts of a file that are kept
OWN = "floorlight"  # the loggers of the program's own code; their templates are constants
_LIMIT = 1024 * 1024  # bytes of a file


def log_folder() -> Path:
    """Where the log lies: FLOORLIGHT_LOG_FOLDER, else the folder the system has for logs."""
    named = os.environ.get("FLOORLIGHT_LOG_FOLDER")
    return Path(named) if named else platformdirs.user_log_path("floorlight", appauthor=False)


def parts(name: str) -> list[Path]:
    """The file *name* of the log's folder with its older parts, oldest first, whether they exist or not."""
    path = log_folder() / name
    return [*(path.with_name(f"{name}.{number}") for number in range(BACKUPS, 0, -1)), path]


@contextlib.contextmanager
def logging_to_file(level: str = "info") -> Iterator[None]:
    """Log to the file from *level* up, warnings also to standard error; what crashes Python is kept too."""
    root = logging.getLogger()
    before = root.level
    handlers: list[logging.Handler] = [_Stderr(logging.WARNING), RotatingFile(LOG, level)]
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(min(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))
    try:
        with _crashes_kept():
            yield
    finally:
        root.setLevel(before)
        for handler in handlers:
            root.removeHandler(handler)
            handler.close()


class RotatingFile(RotatingFileHandler):
    """The file *name* of the log's folder, its owner's alone, begun anew when it is large.

    It is made with the first record. Where it cannot be written nothing is said: the program goes on.
    """

    def __init__(self, name: str, level: str = "debug") -> None:
        path = log_folder() / name
        super().__init__(path, maxBytes=_LIMIT, backupCount=BACKUPS, encoding="utf-8", delay=True)
        self.setLevel(level.upper())
        self.setFormatter(JsonLines())

    def _open(self) -> io.TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        open_to_append(path).close()
        return path.open("a", encoding="utf-8", errors="backslashreplace")

    def doRollover(self) -> None:  # noqa: N802  # the standard library's name
        """Begin the file anew; where another process has it open, and a system minds that, go on with it."""
        try:
            super().doRollover()
        except OSError:
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Let a record go that cannot be written."""


@contextlib.contextmanager
def health_kept() -> Iterator[Callable[[str], object]]:
    """What keeps lines of health, one of HEALTH_EVERY, in a file beside the log."""
    handler = RotatingFile(HEALTH)
    handler.setFormatter(logging.Formatter("%(message)s"))
    number = 0

    def write(line: str) -> None:
        nonlocal number
        if number % HEALTH_EVERY == 0:
            handler.handle(logging.makeLogRecord({"msg": line}))
        number += 1

    try:
        yield write
    finally:
        handler.close()


class JsonLines(logging.Formatter):
    """A record as one line of JSON: instant, level, logger, template, and the words without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        """*record* as its line."""
        found: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "template": str(record.msg) if record.name.split(".")[0] == OWN else None,
            "words": without_secrets(record.getMessage()),
        }
        if record.exc_info and record.exc_info[1] is not None:
            found["errors"] = error_outline(record.exc_info[1])
            found["error_words"] = without_secrets(str(record.exc_info[1]))
        return json.dumps(found, separators=(",", ":"))


class _Stderr(logging.Handler):
    """Warnings for whoever started the program: their words in one line, no traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError, ValueError):  # nobody reads it: no reason to stop
            print(plain_text(record.getMessage()), file=sys.stderr, flush=True)


@contextlib.contextmanager
def _crashes_kept() -> Iterator[None]:
    """Let Python write where it was when it crashes, into a file beside the log."""
    path = log_folder() / CRASHES
    if faulthandler.is_enabled():  # by PYTHONFAULTHANDLER, for standard error
        yield
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists() and path.stat().st_size > _LIMIT:
            path.unlink()
        file = open_to_append(path)
    except OSError:
        yield
        return
    with file:
        faulthandler.enable(file)
        try:
            yield
        finally:
            faulthandler.disable()
