"""Writing recordings: lines that are on disk within a second, in a file that can be gone on with.

Plain, gzip or Zstandard, as the file's name says. Each flush ends a block that a reader can unpack, so of a
file whose writer was killed all is read but what was never flushed. How soon it outlives the machine too is
the writer's `Durability`.
"""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Literal, Protocol

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
from feeds.recordings.file_lock import lock

_GZIP = 31  # zlib's window size, plus 16 for a gzip header
_PENDING = 256 * 1024
_COPIED = 1024 * 1024

Durability = Literal["second", "event", "none"]
DURABILITIES: tuple[Durability, ...] = ("second", "event", "none")


class WritingError(UserError):
    """A recording cannot be written; the message says which and why."""


class Packer(Protocol):
    """Packs bytes that come piece by piece; `flush` ends a block that can be unpacked, `end` the whole."""

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
    """What packs as *packing* says: `.gz`, `.zst`, or not at all."""
    kinds: dict[str, type[_Gzip] | type[_Zstandard]] = {".gz": _Gzip, ".zst": _Zstandard}
    kind = kinds.get(packing)
    return _Plain() if kind is None else kind()


def _packing_of(path: Path) -> str:
    """How the file *path* is packed: what its bytes say, else, when it has none, its name."""
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(4)
        if head:
            return ".gz" if head[:2] == b"\x1f\x8b" else ".zst" if head == b"\x28\xb5\x2f\xfd" else ""
    return path.suffix.lower() if path.suffix.lower() in (".gz", ".zst") else ""


class RecordingWriter:
    """A recording that grows. Owned by the one who records; a second writer of the file is refused.

    What is there already stays; new lines go after it. Made, it holds the file; `close` lets it go, and takes
    a file away that was made and never written. `packing` is `.gz`, `.zst` or nothing, as its bytes or, when
    it is new, its name say. A new file is its owner's alone.

    `flush` brings lines to where they outlive this program. With the durability `event` they then outlive the
    machine's end too, with `second` within a second, with `none` when the system sees fit.

    `say` hears what a person should know: that others can read the file, or that it was moved, deleted or cut
    while it was written. Nothing is lost by that: see `check_file`. Every failure is a WritingError.
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
        self._told: str | None = None
        self._was_made = not self.path.exists()
        if self.path.is_dir():
            raise WritingError(f"{path} is a directory; name a file (.jsonl, .jsonl.gz or .jsonl.zst)")
        self._hold()
        self._is_open_to_others = is_open_to_others(self._opened().fileno())

    @property
    def is_new(self) -> bool:
        """Whether the file holds nothing yet."""
        return self._size() == 0

    @property
    def is_regular(self) -> bool:
        """Whether it is a file that can be read again, and not a device or a pipe."""
        return stat.S_ISREG(os.fstat(self._opened().fileno()).st_mode)

    def cut_to(self, size: int) -> None:
        """Cut what lies after byte *size*: a line that was never finished."""
        try:
            self._opened().truncate(size)
        except OSError as error:
            raise self._failed(error) from None

    def replace_with(self, part: Path) -> None:
        """Put the file *part*, which lies beside this one, in its place."""
        self._opened().close()
        try:
            os.replace(part, self.path)
        except OSError as error:
            raise self._failed(error) from None
        self._hold()

    def write(self, line: bytes) -> None:
        """Add *line*, which has no end of its own."""
        self._pending += line
        self._pending += b"\n"
        if len(self._pending) >= _PENDING:
            self.flush()

    def flush(self) -> None:
        """Bring all lines to where they outlive this program."""
        if self._pending:
            if self._packer is None:
                self._packer = packer_of(self.packing)
            plain, self._pending = bytes(self._pending), bytearray()
            self._put(self._packer.pack(plain) + self._packer.flush())
            if self.durability == "event":
                self._sync()

    def sync_soon(self) -> None:
        """With the durability `second`, bring what is flushed to the disk, without waiting for it."""
        if self.durability == "second" and self.is_regular:
            try:
                self._syncing.begin(self._opened().fileno())
            except OSError as error:
                raise self._failed(error) from None

    def check_file(self) -> None:
        """See whether the file still lies where it is meant to; called at least once a second.

        One that was moved, or whose name is another file's now, is written on where it is. One that was
        deleted is copied to its own place again, or where another file has that, beside it. One that was cut
        goes on after what is left of it.
        """
        if not self.is_regular:
            return
        found = os.fstat(self._opened().fileno())
        if self._written is not None and found.st_size < self._written:
            lost = self._written - found.st_size
            self._say(
                f"{self.path} was cut by somebody: {lost:,} bytes of it are lost; recording goes on in it"
            )
            self._packer, self._written = None, found.st_size
        if self._is_in_place(found):
            self._told = None
        elif found.st_nlink == 0:
            self._put_back()
        else:
            self._say_once(
                f"{self.path} was moved or replaced: recording goes on in the file that was opened, "
                "wherever it lies now"
            )

    def close(self) -> None:
        """Write what is left, and let the file go; harmless when done twice."""
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
        """Open the file, and let no other writer have it."""
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
        """Whether the name of the file still leads to *found*, the file that is open."""
        try:
            return os.path.samestat(found, self.path.stat())
        except OSError:
            return False

    def _put_back(self) -> None:
        """Copy the open file, which has no name any more, to its own place or beside it, and go on there."""
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
        self._file, self.path, self._told = new, place, None
        old.close()
        self._lock()
        self._say(f"the file was deleted: all {copied:,} bytes of it are in {place}, where recording goes on")
        if self.durability != "none":
            self._sync()
            sync_folder(place.absolute().parent)

    def _say_once(self, words: str) -> None:
        if self._told != words:
            self._told = words
            self._say(words)

    def _sync(self) -> None:
        if not self.is_regular:
            return
        try:
            os.fsync(self._opened().fileno())
        except OSError as error:
            raise self._failed(error) from None

    def _put(self, packed: bytes) -> None:
        """Write *packed* whole; if that fails, the file keeps what it had."""
        if self._is_open_to_others:
            self._is_open_to_others = False
            mended = mending(self.path)
            self._say(f"{self.path} can be read by other users of this machine; `{mended}` mends it")
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
    """A name beside *path* that no file has: `day-2.jsonl.gz` for `day.jsonl.gz`."""
    stem, dot, suffixes = path.name.partition(".")
    number = 2
    while os.path.lexists(found := path.with_name(f"{stem}-{number}{dot}{suffixes}")):
        number += 1
    return found


def _copy(source: int, target: int) -> int:
    """Copy all of the open file *source* to *target*; how many bytes that were."""
    copied = 0
    while block := os.pread(source, _COPIED, copied):
        rest = memoryview(block)
        while rest:
            rest = rest[os.write(target, rest) :]
        copied += len(block)
    return copied
