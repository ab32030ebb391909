"""Source files of an import: numbered lines of text, plain or compressed (.gz, .zst)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from feeds.errors import UserError
from feeds.files.unpacking import (
    BLOCK,
    DAMAGES,
    GZIP_MAGIC,
    ZSTD_MAGIC,
    BlockReader,
    WindowError,
    gz_blocks,
    zst_blocks,
)

LINE_LIMIT = 1024 * 1024
BLANK_LIMIT = 1_000_000  # most consecutive blank lines
_WATCHED_LINES = 1_000
# Control characters that no text has, other than those used as separators.
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x7f]")


class SourceFile:
    """One file to import. `size` and `position` are bytes of the file on disk, for progress; `lines_read`
    counts its lines, `unreadable` those with bytes invalid in its encoding; `watch` is called regularly while
    reading.

    Every failure is a UserError that names the file and says what to do.
    """

    def __init__(self, path: str | Path, encoding: str = "utf-8") -> None:
        self.path = Path(path)
        self.name = str(path)
        self.encoding = encoding
        self.position = 0
        self.lines_read = 0
        self.unreadable = 0
        self.watch: Callable[[], object] | None = None
        try:
            if self.path.is_dir():
                raise UserError(f"{path} is a directory; name the file to import")
            self.size = self.path.stat().st_size
        except OSError as error:
            raise UserError(self._os_reason(error)) from None

    def lines(self) -> Iterator[tuple[int, str]]:
        """(number, text) of each line, from 1, without line ends and byte-order mark.

        Bytes invalid in the file's encoding are read as U+FFFD, so a bad byte affects only its field. Lines
        are cut at LINE_LIMIT bytes, so memory is bounded for any file. A file with more than BLANK_LIMIT
        blank lines in a row is refused.
        """
        blank = 0
        try:
            with self.path.open("rb") as file:
                can_tell = file.seekable()
                for number, line in enumerate(_short_lines(self._unpacked(file)), 1):
                    self.lines_read = number
                    if number % _WATCHED_LINES == 0:
                        self.position = file.tell() if can_tell else 0
                        if self.watch is not None:
                            self.watch()
                    # A file truncated by a crash or a rotation may continue after a run of zero bytes.
                    line = line.lstrip(b"\0")
                    if number == 1:
                        if _BINARY.search(line, 0, 8192):
                            raise UserError(
                                f"{self.path} holds binary data; name a text file, or a .gz or .zst of one"
                            )
                        line = line.removeprefix(b"\xef\xbb\xbf")
                    text = line.rstrip(b"\r\n").decode(self.encoding, "replace")
                    if "\ufffd" in text:
                        self.unreadable += 1
                    blank = 0 if text else blank + 1
                    if blank > BLANK_LIMIT:
                        raise UserError(
                            f"{self.path} is blank from line {number - BLANK_LIMIT:,} on, for more than "
                            f"{BLANK_LIMIT:,} lines; remove them if rows follow"
                        )
                    yield number, text
                self.position = self.size
        except WindowError as error:
            raise UserError(f"{self.path} {error}") from None
        except DAMAGES as error:
            raise UserError(f"{self.path} is damaged: {error}; decompress what can be saved") from None
        except OSError as error:
            raise UserError(self._os_reason(error)) from None

    def _unpacked(self, file: io.BufferedReader) -> IO[bytes]:
        head = file.peek(4)[:4]
        if head[:2] == GZIP_MAGIC:
            return io.BufferedReader(BlockReader(gz_blocks(file)), BLOCK)
        if head == ZSTD_MAGIC:
            return io.BufferedReader(BlockReader(zst_blocks(file)), BLOCK)
        return file

    def _os_reason(self, error: OSError) -> str:
        if isinstance(error, FileNotFoundError):
            return f"{self.path} does not exist; check the name"
        return f"{self.path} cannot be read: {error.strerror or error}"


def _short_lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of *file* with their line ends, cut at LINE_LIMIT."""
    while line := file.readline(LINE_LIMIT):
        rest = line
        while len(rest) == LINE_LIMIT and not rest.endswith(b"\n"):
            rest = file.readline(LINE_LIMIT)
        yield line
