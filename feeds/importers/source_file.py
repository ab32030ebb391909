"""The files an import reads: lines of text with their numbers, plain or packed (.gz, .zst)."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import zstandard

from feeds.errors import UserError
from feeds.recording import zst_blocks

LINE_LIMIT = 1024 * 1024
_WATCHED_LINES = 1_000
_BLOCK = 256 * 1024


class SourceFile:
    """One file to import. `size` and `position` are bytes of the file as it lies on disk, to show progress;
    `lines_read` counts its lines, `unreadable` those with bytes that are not of its encoding; `watch` is
    called now and then while they are read.

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
        """(number, text) of each line, the first being 1; line ends and a byte-order mark are taken off.

        What is not of the file's encoding is read as U+FFFD, so one bad byte costs only its field. A line of
        more than LINE_LIMIT bytes is cut there, so no file of any kind fills the memory.
        """
        try:
            with self.path.open("rb") as file:
                can_tell = file.seekable()
                for number, line in enumerate(_short_lines(self._unpacked(file)), 1):
                    self.lines_read = number
                    if number % _WATCHED_LINES == 0:
                        self.position = file.tell() if can_tell else 0
                        if self.watch is not None:
                            self.watch()
                    # A file cut off by a crash or a rotation may go on after a run of zero bytes.
                    line = line.lstrip(b"\0")
                    if number == 1:
                        if b"\0" in line[:8192]:
                            raise UserError(
                                f"{self.path} holds binary data; name a text file, or a .gz or .zst of one"
                            )
                        line = line.removeprefix(b"\xef\xbb\xbf")
                    text = line.rstrip(b"\r\n").decode(self.encoding, "replace")
                    if "\ufffd" in text:
                        self.unreadable += 1
                    yield number, text
                self.position = self.size
        except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
            raise UserError(f"{self.path} is damaged: {error}; unpack what can be saved") from None
        except OSError as error:
            raise UserError(self._os_reason(error)) from None

    def _unpacked(self, file: io.BufferedReader) -> IO[bytes]:
        head = file.peek(4)[:4]
        if head[:2] == b"\x1f\x8b":
            return cast(IO[bytes], gzip.GzipFile(fileobj=file))
        if head == b"\x28\xb5\x2f\xfd":
            return io.BufferedReader(_Zst(file), _BLOCK)
        return file

    def _os_reason(self, error: OSError) -> str:
        if isinstance(error, FileNotFoundError):
            return f"{self.path} does not exist; check the name"
        return f"{self.path} cannot be read: {error.strerror or error}"


def _short_lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of *file*, each with its end; of one longer than LINE_LIMIT, the beginning."""
    while line := file.readline(LINE_LIMIT):
        rest = line
        while len(rest) == LINE_LIMIT and not rest.endswith(b"\n"):
            rest = file.readline(LINE_LIMIT)
        yield line


class _Zst(io.RawIOBase):
    """The unpacked bytes of the zstd frames in *packed*. Raises EOFError where the last frame is cut short,
    which zstandard's own reader takes for the end."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._blocks = zst_blocks(packed)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._blocks, b"")
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
