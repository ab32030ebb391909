"""Event files written in one go: a recording that appears only when it is whole."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import zstandard

from feeds.errors import UserError
from feeds.files.private_files import file_beside

SUFFIXES = (".jsonl", ".gz", ".zst")


@contextmanager
def whole_file(path: str | Path) -> Iterator[IO[bytes]]:
    """A file to write in place of *path*: plain, or packed where the suffix says .gz or .zst.

    It is written beside, and takes the place of *path* at the end of the block; where the block raises,
    *path* stays as it was and nothing is left over. A new file is its owner's alone; one that is replaced
    passes on its mode. A link is followed: what it names is replaced. Raises UserError where it cannot be
    written.
    """
    try:
        target = Path(os.path.realpath(path))
    except ValueError as error:  # a zero byte, or a half of a surrogate pair
        raise UserError(f"{path} cannot be written: {error}") from None
    if target.exists() and not target.is_file():
        raise UserError(f"{path} is no regular file; name a file to write")
    try:
        with file_beside(target) as (file, beside):
            with file, _packed(file, target.suffix) as packed:
                yield packed
            os.replace(beside, target)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror or error}") from None


@contextmanager
def _packed(file: IO[bytes], suffix: str) -> Iterator[IO[bytes]]:
    """What packs into *file*; the same events give the same bytes, so no name and no time go in."""
    if suffix == ".gz":
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as packer:
            yield cast(IO[bytes], packer)
    elif suffix == ".zst":
        with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as writer:
            yield cast(IO[bytes], writer)
    else:
        yield file
