"""Reads recordings: `.jsonl`, `.jsonl.gz` and `.jsonl.zst` files, in chunks of whole lines."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from feeds.errors import UserError
from feeds.files.unpacking import BLOCK, DAMAGES, GZIP_MAGIC, ZSTD_MAGIC, WindowError, gz_blocks, zst_blocks
from feeds.protocol.decoding import EVENT_LIMIT, FRAME_LIMIT, Batch, Invalid, decode_chunk, shown

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class RecordingError(UserError):
    """Raised for an unreadable recording; the message says which, why, and how to fix it."""


class EventLog(Protocol):
    """A recorded log, wherever it is kept. Reading twice gives the same batches.

    `path` names it in messages, `stream` identifies the numbering of events without `seq`. `size` and
    `position` are bytes, for progress. `cut`, set once everything is read, says that it is not whole.
    """

    path: Path
    stream: str
    size: int
    position: int
    cut: str | None

    @property
    def cut_words(self) -> str:
        """The remark on a log that is not whole."""

    def batches(self) -> Iterator[Batch]:
        """The events in line order, some hundred at a time."""

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        """Runs of whole lines as (number of lines, bytes); an oversized line as (0, its start)."""


def open_log(log: str | Path | EventLog) -> EventLog:
    """*log* itself, or the recording at that path. Raises RecordingError."""
    return Recording(log) if isinstance(log, str | Path) else log


class Recording(EventLog):
    """One recorded log on disk.

    Reading twice gives the same batches. `size` and `position` are bytes of the file on disk, for progress.
    `cut`, set once everything is read, says that the file is truncated, as when its writer was killed; all
    complete lines were read. Every failure is a RecordingError.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.stream = str(self.path)
        self.position = 0
        self.cut: str | None = None
        try:
            if self.path.is_dir():
                raise RecordingError(f"{path} is a directory; name a recording (.jsonl, .gz or .zst)")
            self.size = self.path.stat().st_size
        except OSError as error:
            raise RecordingError(_os_reason(self.path, error)) from None

    @property
    def cut_words(self) -> str:
        """The remark on a truncated recording."""
        return f"{self.path} is truncated: it ends {self.cut}; all complete lines were read"

    def batches(self) -> Iterator[Batch]:
        """The events of the recording in line order, some hundred at a time."""
        line = 1
        for lines, chunk in self.chunks():
            if lines == 0:
                reason = f"too large: at most {FRAME_LIMIT:,} bytes are read"
                yield Batch(invalid=[Invalid(line, reason, shown(chunk))])
            else:
                yield decode_chunk(chunk, line)
            line += lines or 1

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        """Runs of whole lines as (number of lines, bytes); an oversized line as (0, its start).

        The last line may lack a line end; if its JSON is incomplete too, it is skipped and `cut` is set.
        """
        self.cut = None
        some = False
        try:
            with self.path.open("rb") as file:
                for lines, chunk in _whole_lines(self._blocks(file)):
                    if lines == 1 and not chunk.endswith(b"\n") and self._is_torn(chunk):
                        self.cut = self.cut or "in the middle of its last line"
                    else:
                        some = True
                        yield lines, chunk
            if self.cut is not None and not some:
                raise EOFError("it ends within its first line")
        except WindowError as error:
            raise RecordingError(f"{self.path} {error}") from None
        except DAMAGES as error:
            raise RecordingError(
                f"{self.path} is damaged: {str(error).rstrip('.')}; "
                "unpack what can be saved and read the .jsonl"
            ) from None
        except OSError as error:
            raise RecordingError(_os_reason(self.path, error)) from None

    def _is_torn(self, line: bytes) -> bool:
        """Whether *line*, the last of the file and without a line end, is incomplete."""
        try:
            json.loads(line)
        except (ValueError, RecursionError):
            return self.cut is not None or line.lstrip()[:1] == b"{"
        return False

    def _blocks(self, file: IO[bytes]) -> Iterator[bytes]:
        first = True
        for block in self._unpacked(file):
            self.position = min(file.tell(), self.size) if file.seekable() else 0
            if first:
                if b"\0" in block[:8192]:
                    raise RecordingError(f"{self.path} is not a recording: it holds binary data")
                block = block.removeprefix(_BYTE_ORDER_MARK)
                first = False
            yield block.replace(b"\r\n", b"\n")
        if first and self.cut is None:
            raise RecordingError(f"{self.path} is empty; a recording has one event per line")
        self.position = self.size

    def _unpacked(self, file: IO[bytes]) -> Iterator[bytes]:
        head = file.peek(4)[:4] if isinstance(file, io.BufferedReader) else b""
        if head[:2] == GZIP_MAGIC:
            yield from self._up_to_the_cut(gz_blocks(file))
            return
        if head == ZSTD_MAGIC:
            yield from self._up_to_the_cut(zst_blocks(file))
            return
        elif self.path.suffix in (".gz", ".zst") and head:
            suffix = self.path.suffix
            raise RecordingError(f"{self.path} is damaged: its name says {suffix}, its bytes do not")
        while block := file.read(BLOCK):
            yield block

    def _up_to_the_cut(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """*blocks* of a compressed file, even if it is truncated."""
        try:
            yield from blocks
        except EOFError:
            self.cut = "within a compressed block"


def _whole_lines(blocks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    rest = b""
    skipped: bytes | None = None
    for block in blocks:
        if skipped is not None:
            end = block.find(b"\n")
            if end < 0:
                continue
            yield 0, skipped
            block, skipped = block[end + 1 :], None
        data = rest + block
        end = data.rfind(b"\n") + 1
        if end:
            yield from _cut(data[:end])
        rest = data[end:]
        if len(rest) > FRAME_LIMIT:
            rest, skipped = b"", rest[:4096]
    if skipped is not None:
        yield 0, skipped
    elif rest:
        yield 1, rest


def _cut(data: bytes) -> Iterator[tuple[int, bytes]]:
    """*data* (whole lines) in pieces for the fast reader, longer only for a single long line."""
    start = 0
    while start < len(data):
        end = data.rfind(b"\n", start, start + EVENT_LIMIT) + 1
        if end <= start:
            end = data.index(b"\n", start) + 1
        piece = data[start:end]
        yield _line_count(piece), piece
        start = end


def _line_count(piece: bytes) -> int:
    """How many lines end in *piece*. Searching for each is slow for blank lines."""
    return len(piece) - len(piece.translate(None, b"\n")) if piece.isspace() else piece.count(b"\n")


def _os_reason(path: Path, error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return f"{path} does not exist; check the name"
    return f"{path} cannot be read: {error.strerror or error}"
