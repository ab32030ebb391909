"""The program's log: one line of JSON per record, in a rotated file.

Records keep template and arguments apart, so that a support file can include the one without the other.
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
HEALTH_EVERY = 10  # keep one sample in this many
BACKUPS = 2  # rotated files kept
OWN = "floorlight"  # logger of this program; its templates are constants
_LIMIT = 1024 * 1024  # bytes of a file


def log_folder() -> Path:
    """The log's folder: FLOORLIGHT_LOG_FOLDER, else the system's folder for logs."""
    named = os.environ.get("FLOORLIGHT_LOG_FOLDER")
    return Path(named) if named else platformdirs.user_log_path("floorlight", appauthor=False)


def parts(name: str) -> list[Path]:
    """The file *name* in the log's folder with its rotated parts, oldest first; they need not exist."""
    path = log_folder() / name
    return [*(path.with_name(f"{name}.{number}") for number in range(BACKUPS, 0, -1)), path]


@contextlib.contextmanager
def logging_to_file(level: str = "info") -> Iterator[None]:
    """Log to the file from *level* up, and warnings to standard error; also enable crash dumps."""
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
    """A rotating handler of the file *name* in the log's folder, readable by its owner only.

    The file is created with the first record. Failures to write are ignored.
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
        """Rotate the file; keep it if the system refuses because another process has it open."""
        try:
            super().doRollover()
        except OSError:
            self.stream = self._open()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Drop a record that cannot be written."""


@contextlib.contextmanager
def health_kept() -> Iterator[Callable[[str], object]]:
    """A function that writes one in HEALTH_EVERY health lines to a file beside the log."""
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
    """Formats a record as a line of JSON: instant, level, logger, template, arguments without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        """*record* as one line."""
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
    """Warnings on standard error: one line, no traceback."""

    def emit(self, record: logging.LogRecord) -> None:
        with contextlib.suppress(OSError, ValueError):  # stderr is closed: carry on
            print(plain_text(record.getMessage()), file=sys.stderr, flush=True)


@contextlib.contextmanager
def _crashes_kept() -> Iterator[None]:
    """Enable Python's crash dumps, into a file beside the log."""
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
