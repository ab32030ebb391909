"""Recordings: `.jsonl`, `.jsonl.gz` and `.jsonl.zst` files, read as chunks of whole lines."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

import zstandard

from feeds.decoding import EVENT_LIMIT, FRAME_LIMIT, Batch, Invalid, decode_chunk

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_BLOCK = 256 * 1024


class RecordingError(Exception):
    """A recording cannot be read; the message says which, why, and what to do."""


class Recording:
    """One recorded log on disk.

    Reading twice gives the same batches. `size` and `position` are bytes of the file as it lies on disk, for
    showing progress. Every failure is a RecordingError.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.position = 0
        try:
            if self.path.is_dir():
                raise RecordingError(f"{path} is a directory; name a recording (.jsonl, .gz or .zst)")
            self.size = self.path.stat().st_size
        except OSError as error:
            raise RecordingError(_os_reason(self.path, error)) from None
        if self.size == 0:
            raise RecordingError(f"{path} is empty; a recording has one event a line")

    def batches(self) -> Iterator[Batch]:
        """The events of the recording in the order of its lines, some hundred at a time."""
        line = 1
        for lines, chunk in self._chunks():
            if chunk is None:
                reason = f"too large: at most {FRAME_LIMIT:,} bytes are read"
                yield Batch(invalid=[Invalid(line, reason, "")])
            else:
                yield decode_chunk(chunk, line)
            line += lines

    def _chunks(self) -> Iterator[tuple[int, bytes | None]]:
        """Runs of whole lines as (number of lines, their bytes); a line too long to hold as (1, None)."""
        try:
            with self.path.open("rb") as file:
                yield from _whole_lines(self._blocks(file))
        except (EOFError, zlib.error, gzip.BadGzipFile, zstandard.ZstdError) as error:
            raise RecordingError(
                f"{self.path} is damaged: {str(error).rstrip('.')}; "
                "unpack what can be saved and read the .jsonl"
            ) from None
        except OSError as error:
            raise RecordingError(_os_reason(self.path, error)) from None

    def _blocks(self, file: IO[bytes]) -> Iterator[bytes]:
        source: IO[bytes] = file
        head = file.peek(4)[:4] if isinstance(file, io.BufferedReader) else b""
        if head[:2] == b"\x1f\x8b":
            source = cast(IO[bytes], gzip.GzipFile(fileobj=file))
        elif head == b"\x28\xb5\x2f\xfd":
            source = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        elif self.path.suffix in (".gz", ".zst"):
            raise RecordingError(
                f"{self.path} is damaged: its name says {self.path.suffix}, its bytes do not"
            )
        first = True
        while block := source.read(_BLOCK):
            self.position = file.tell()
            if first:
                if b"\0" in block[:8192]:
                    raise RecordingError(f"{self.path} is no recording: it holds binary data")
                block = block.removeprefix(_BYTE_ORDER_MARK)
                first = False
            yield block.replace(b"\r\n", b"\n")
        self.position = self.size


def _whole_lines(blocks: Iterator[bytes]) -> Iterator[tuple[int, bytes | None]]:
    rest = b""
    skipping = False
    for block in blocks:
        if skipping:
            end = block.find(b"\n")
            if end < 0:
                continue
            skipping = False
            block = block[end + 1 :]
            yield 1, None
        data = rest + block
        end = data.rfind(b"\n") + 1
        if end:
            yield from _cut(data[:end])
        rest = data[end:]
        if len(rest) > FRAME_LIMIT:
            rest, skipping = b"", True
    if skipping:
        yield 1, None
    elif rest:
        yield 1, rest


def _cut(data: bytes) -> Iterator[tuple[int, bytes]]:
    """*data* (whole lines) in pieces that the quick reader takes, longer only where one line is."""
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + EVENT_LIMIT) + 1
        if end <= start:
            end = data.index(b"\n", start) + 1
        piece = data[start:end]
        yield piece.count(b"\n"), piece
        start = end


def _os_reason(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path} does not exist; check the name"
    return f"{path} cannot be read: {error.strerror or error}"
