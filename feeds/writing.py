"""Writing recordings: lines that are on disk within a second, in a file that can be gone on with.

Plain, gzip or Zstandard, as the file's name says. Each flush ends a block that a reader can unpack, so of a
file whose writer was killed all is read but what was never flushed.
"""

from __future__ import annotations

import os
import stat
import zlib
from pathlib import Path
from typing import IO, Protocol

import zstandard

from feeds.errors import UserError
from feeds.locking import lock

_GZIP = 31  # zlib's window size, plus 16 for a gzip header
_PENDING = 256 * 1024


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
    it is new, its name say. Every failure is a WritingError.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._file: IO[bytes] | None = None
        self._pending = bytearray()
        self._packer: Packer | None = None
        self._was_made = not self.path.exists()
        if self.path.is_dir():
            raise WritingError(f"{path} is a directory; name a file (.jsonl, .jsonl.gz or .jsonl.zst)")
        self._hold()

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

    def close(self) -> None:
        """Write what is left, and let the file go; harmless when done twice."""
        if self._file is None:
            return
        try:
            self.flush()
            if self._packer is not None:
                packer, self._packer = self._packer, None
                self._put(packer.end())
        finally:
            is_empty = self.is_regular and self._size() == 0
            self._file.close()
            self._file = None
            if self._was_made and is_empty:
                self.path.unlink(missing_ok=True)

    def _hold(self) -> None:
        """Open the file, and let no other writer have it."""
        try:
            self._file = self.path.open("ab", buffering=0)
            self.packing = _packing_of(self.path)
        except OSError as error:
            raise self._failed(error) from None
        if not lock(self._file.fileno()):
            self._file.close()
            self._file = None
            raise WritingError(f"{self.path} is being written by another recording; name another file")

    def _put(self, packed: bytes) -> None:
        """Write *packed* whole; if that fails, the file keeps what it had."""
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

    def _size(self) -> int:
        return os.fstat(self._opened().fileno()).st_size

    def _opened(self) -> IO[bytes]:
        assert self._file is not None
        return self._file

    def _failed(self, error: OSError) -> WritingError:
        return WritingError(f"{self.path} cannot be written: {error.strerror or error}")
