"""Writes recordings: lines reach the disk within a second, in a file that can be continued.

Plain, gzip or Zstandard, by the file's name. Each flush ends a block that a reader can decompress, so if the
writer is killed only unflushed data is lost. The writer's `Durability` decides how soon data survives a crash
of the machine.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

import zstandard

from feeds.errors import UserError
from feeds.files.private_files import (
    is_open_to_others,
    make_exclusively,
    mending,
    open_to_append,
    sync_folder,
)
from feeds.files.syncing import Syncing
from feeds.recordings.durability import Durability
from feeds.recordings.file_lock import lock

_GZIP = 31  # zlib's window size, plus 16 for a gzip header
_PENDING = 256 * 1024
_COPIED = 1024 * 1024


class WritingError(UserError):
    """Raised if a recording cannot be written; the message says which and why."""


class Packer(Protocol):
    """Compresses a stream; `flush` ends a block that can be decompressed, `end` the stream."""

    def pack(self, plain: bytes) -> bytes: ...
    def flush(self) -> bytes: ...
    def end(self) -> bytes: ...


class _Plain:
    def pack(self, plain: bytes) -> bytes:
        return plain

    def flush(self) -> bytes:
        return b""

    def end(self) -> bytes:
        return b""


class _Gzip:
    def __init__(self) -> None:
        self._packing = zlib.compressobj(wbits=_GZIP)

    def pack(self, plain: bytes) -> bytes:
        return self._packing.compress(plain)

    def end(self) -> bytes:
        return self._packing.flush()

    def flush(self) -> bytes:
        return self._packing.flush(zlib.Z_SYNC_FLUSH)


class _Zstandard:
    def __init__(self) -> None:
        self._packing = zstandard.ZstdCompressor().compressobj()

    def pack(self, plain: bytes) -> bytes:
        return self._packing.compress(plain)

    def end(self) -> bytes:
        return self._packing.flush()

    def flush(self) -> bytes:
        return self._packing.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


def packer_of(packing: str) -> Packer:
    """The compressor for *packing*: `.gz`, `.zst`, or none."""
    kinds: dict[str, type[_Gzip] | type[_Zstandard]] = {".gz": _Gzip, ".zst": _Zstandard}
    kind = kinds.get(packing)
    return _Plain() if kind is None else kind()


def _packing_of(path: Path) -> str:
    """The compression of the file *path*: by its bytes, or by its name if it is empty."""
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(4)
        if head:
            return ".gz" if head[:2] == b"\x1f\x8b" else ".zst" if head == b"\x28\xb5\x2f\xfd" else ""
    return path.suffix.lower() if path.suffix.lower() in (".gz", ".zst") else ""


class RecordingWriter:
    """A growing recording. Owned by the recorder; a second writer of the file is refused.

    Existing content stays; new lines are appended. The writer locks the file on creation; `close` releases
    it, and removes a new file that was never written. `packing` is `.gz`, `.zst` or empty, by its bytes or,
    if it is new, its name. A new file is for its owner only.

    After `flush`, lines survive a crash of this program. With the durability `event` they also survive a
    crash of the machine at once, with `second` within a second, with `none` whenever the system writes them.

    `say` receives remarks: that others can read the file, or that it was moved, deleted or truncated while
    written, which loses nothing more: see `check_file`. Every failure is a WritingError.
    """

    def __init__(
        self,
        path: str | Path,
        durability: Durability = "second",
        say: Callable[[str], object] = lambda words: None,
    ) -> None:
        self.path = Path(path)
        self.durability = durability
        self._say = say
        self._file: IO[bytes] | None = None
        self._pending = bytearray()
        self._packer: Packer | None = None
        self._syncing = Syncing()
        self._written: int | None = None
        self._last_remark: str | None = None
        self._was_made = not self.path.exists()
        if self.path.is_dir():
            raise WritingError(f"{path} is a directory; name a file (.jsonl, .jsonl.gz or .jsonl.zst)")
        self._hold()
        self._is_open_to_others = is_open_to_others(self._opened().fileno())

    @property
    def is_new(self) -> bool:
        """Whether the file is still empty."""
        return self._size() == 0

    @property
    def is_regular(self) -> bool:
        """Whether it is a regular file, not a device or a pipe."""
        return stat.S_ISREG(os.fstat(self._opened().fileno()).st_mode)

    def cut_to(self, size: int) -> None:
        """Truncate the file to *size* bytes, removing an incomplete line."""
        try:
            self._opened().truncate(size)
        except OSError as error:
            raise self._failed(error) from None

    def replace_with(self, part: Path) -> None:
        """Replace this file with *part*, which is beside it."""
        self._opened().close()
        try:
            os.replace(part, self.path)
        except OSError as error:
            raise self._failed(error) from None
        self._hold()

    def write(self, line: bytes) -> None:
        """Append *line*, given without a line end."""
        self._pending += line
        self._pending += b"\n"
        if len(self._pending) >= _PENDING:
            self.flush()

    def flush(self) -> None:
        """Write all lines, so that they survive a crash of this program."""
        if self._pending:
            if self._packer is None:
                self._packer = packer_of(self.packing)
            plain, self._pending = bytes(self._pending), bytearray()
            self._put(self._packer.pack(plain) + self._packer.flush())
            if self.durability == "event":
                self._sync()

    @property
    def is_behind(self) -> bool:
        """Never: `flush` has written everything when it returns."""
        return False

    def sync_soon(self) -> None:
        """With the durability `second`, start syncing flushed data to disk."""
        if self.durability == "second" and self.is_regular:
            try:
                self._syncing.begin(self._opened().fileno())
            except OSError as error:
                raise self._failed(error) from None

    def check_file(self) -> None:
        """Check that the file still has its name and content; called at least once a second.

        A file that was moved, or whose name now belongs to another file, is still written. A deleted file is
        copied back to its path, or beside it if another file is there. A truncated file is continued after
        the rest.
        """
        if not self.is_regular:
            return
        found = os.fstat(self._opened().fileno())
        if self._written is not None and found.st_size < self._written:
            lost = self._written - found.st_size
            self._say(
                f"{self.path} was truncated by another program: {lost:,} bytes are lost; recording continues"
            )
            self._packer, self._written = None, found.st_size
        if self._is_in_place(found):
            self._last_remark = None
        elif found.st_nlink == 0:
            self._put_back()
        else:
            self._say_once(
                f"{self.path} was moved or replaced: recording continues in the file that was opened, "
                "wherever it is now"
            )

    def close(self) -> None:
        """Write the rest and close the file; may be called twice."""
        if self._file is None:
            return
        try:
            self.flush()
            if self._packer is not None:
                packer, self._packer = self._packer, None
                self._put(packer.end())
            if self._size():
                self.check_file()
            if self.durability != "none":
                self._sync()
        finally:
            self._syncing.end()
            is_empty = self.is_regular and self._size() == 0
            is_ours = is_empty and self._is_in_place(os.fstat(self._file.fileno()))
            self._file.close()
            self._file = None
            if self._was_made and is_ours:
                self.path.unlink(missing_ok=True)

    def _hold(self) -> None:
        """Open and lock the file."""
        can_read = self.path.is_file() or not self.path.exists()
        try:
            self._file = open_to_append(self.path, can_read)
            self.packing = _packing_of(self.path)
        except (OSError, ValueError) as error:
            raise self._failed(error) from None
        self._lock()
        if self.durability != "none":
            sync_folder(self.path.absolute().parent)

    def _lock(self) -> None:
        if not lock(self._opened().fileno()):
            self._opened().close()
            self._file = None
            raise WritingError(f"{self.path} is being written by another recording; name another file")

    def _is_in_place(self, found: os.stat_result) -> bool:
        """Whether the file's name still refers to *found*, the open file."""
        try:
            return os.path.samestat(found, self.path.stat())
        except OSError:
            return False

    def _put_back(self) -> None:
        """Copy the open file, which no longer has a name, to its path or beside it, and continue there."""
        place = self.path if not os.path.lexists(self.path) else _free_name(self.path)
        old = self._opened()
        try:
            file = make_exclusively(place)
            try:
                copied = _copy(old.fileno(), file)
                new = open_to_append(place, can_read=True)
            finally:
                os.close(file)
        except OSError as error:
            reason = error.strerror or error
            self._say_once(f"{self.path} was deleted and cannot be put back yet: {place}: {reason}")
            return
        self._syncing.end()
        self._syncing = Syncing()
        self._file, self.path, self._last_remark = new, place, None
        old.close()
        self._lock()
        self._say(f"the file was deleted: all {copied:,} bytes are in {place}, where recording continues")
        if self.durability != "none":
            self._sync()
            sync_folder(place.absolute().parent)

    def _say_once(self, words: str) -> None:
        if self._last_remark != words:
            self._last_remark = words
            self._say(words)

    def _sync(self) -> None:
        if not self.is_regular:
            return
        try:
            os.fsync(self._opened().fileno())
        except OSError as error:
            raise self._failed(error) from None

    def _put(self, packed: bytes) -> None:
        """Write all of *packed*; on failure, the file keeps its previous content."""
        if self._is_open_to_others:
            self._is_open_to_others = False
            mended = mending(self.path)
            self._say(f"{self.path} can be read by other users of this machine; `{mended}` fixes it")
        size = self._size()
        rest = memoryview(packed)
        try:
            while rest:
                rest = rest[self._opened().write(rest) :]
        except OSError as error:
            self._packer, self._pending = None, bytearray()
            if self.is_regular:
                self._opened().truncate(size)
            raise self._failed(error) from None
        if self._written is None or size >= self._written:
            self._written = size + len(packed)

    def _size(self) -> int:
        return os.fstat(self._opened().fileno()).st_size

    def _opened(self) -> IO[bytes]:
        assert self._file is not None
        return self._file

    def _failed(self, error: OSError | ValueError) -> WritingError:
        return WritingError(f"{self.path} cannot be written: {getattr(error, 'strerror', None) or error}")


def _free_name(path: Path) -> Path:
    """An unused name beside *path*: `day-2.jsonl.gz` for `day.jsonl.gz`."""
    stem, dot, suffixes = path.name.partition(".")
    number = 2
    while os.path.lexists(found := path.with_name(f"{stem}-{number}{dot}{suffixes}")):
        number += 1
    return found


def _copy(source: int, target: int) -> int:
    """Copy the open file *source* to *target*; returns the number of bytes."""
    copied = 0
    while block := os.pread(source, _COPIED, copied):
        rest = memoryview(block)
        while rest:
            rest = rest[os.write(target, rest) :]
        copied += len(block)
    return copied
