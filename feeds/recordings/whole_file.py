"""Atomic writing of a recording: the file appears only when it is complete."""

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
    """A file to write in place of *path*: plain, or compressed if the suffix is .gz or .zst.

    It is written beside *path* and replaces it at the end of the block; if the block raises, *path* stays
    unchanged and nothing is left behind. A new file is for its owner only; a replaced one passes on its mode.
    Links are followed: their target is replaced. Raises UserError if it cannot be written.
    """
    try:
        target = Path(os.path.realpath(path))
    except ValueError as error:  # a zero byte, or half of a surrogate pair
        raise UserError(f"{path} cannot be written: {error}") from None
    if target.exists() and not target.is_file():
        raise UserError(f"{path} is not a regular file; name a file to write")
    try:
        with file_beside(target) as (file, beside):
            with file, _packed(file, target.suffix) as packed:
                yield packed
            os.replace(beside, target)
    except OSError as error:
        raise UserError(f"{path} cannot be written: {error.strerror or error}") from None


@contextmanager
def _packed(file: IO[bytes], suffix: str) -> Iterator[IO[bytes]]:
    """A compressor into *file*, without name and time, so that equal events give equal bytes."""
    if suffix == ".gz":
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6, mtime=0) as packer:
            yield cast(IO[bytes], packer)
    elif suffix == ".zst":
        with zstandard.ZstdCompressor().stream_writer(file, closefd=False) as writer:
            yield cast(IO[bytes], writer)
    else:
        yield file
