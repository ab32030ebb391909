"""The files an import reads: lines of text with their numbers, plain or packed (.gz, .zst)."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import zstandard

from feeds.errors import UserError


class SourceFile:
    """One file to import. `size` and `position` are bytes of the file as it lies on disk, to show progress.

    Every failure is a UserError that names the file and says what to do.
    """

    def __init__(self, path: str | Path, encoding: str = "utf-8") -> None:
        self.path = Path(path)
        self.name = self.path.name
        self.encoding = encoding
        self.position = 0
        try:
            if self.path.is_dir():
                raise UserError(f"{path} is a directory; name the file to import")
            self.size = self.path.stat().st_size
        except OSError as error:
            raise UserError(self._os_reason(error)) from None

    def lines(self) -> Iterator[tuple[int, str]]:
        """(number, text) of each line, the first being 1; line ends and a byte-order mark are taken off.

        What is not of the file's encoding is read as U+FFFD, so one bad byte costs only its field.
        """
        try:
            with self.path.open("rb") as file:
                for number, line in enumerate(self._unpacked(file), 1):
                    self.position = file.tell() if file.seekable() else 0
                    if number == 1:
                        if b"\0" in line[:8192]:
                            raise UserError(
                                f"{self.path} holds binary data; name a text file, or a .gz or .zst of one"
                            )
                        line = line.removeprefix(b"\xef\xbb\xbf")
                    yield number, line.rstrip(b"\r\n").decode(self.encoding, "replace")
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
            reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
            return cast(IO[bytes], io.BufferedReader(reader))
        return file

    def _os_reason(self, error: OSError) -> str:
        if isinstance(error, FileNotFoundError):
            return f"{self.path} does not exist; check the name"
        return f"{self.path} cannot be read: {error.strerror or error}"
