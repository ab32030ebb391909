"""Unpacking: whatever a packed file holds, it comes in blocks of bounded size."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Iterator
from typing import IO

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from feeds.files.unpacking import BLOCK, WINDOW_LIMIT, BlockReader, WindowError, gz_blocks, zst_blocks

Blocks = Callable[[IO[bytes]], Iterator[bytes]]


def zstd(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(plain)


KINDS = [(gzip.compress, gz_blocks), (zstd, zst_blocks)]


def gather(blocks: Iterator[bytes], got: bytearray) -> None:
    for block in blocks:
        got += block


def frame_with_window(log: int) -> bytes:
    parameters = zstandard.ZstdCompressionParameters(window_log=log)
    packing = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    return packing.compress(b"\n" * 1000) + packing.flush()


@pytest.mark.parametrize(("pack", "blocks"), KINDS)
def test_that_a_bomb_comes_in_small_blocks(pack: Callable[[bytes], bytes], blocks: Blocks) -> None:
    plain = b"\n" * (64 * 1024 * 1024)
    sizes = [len(block) for block in blocks(io.BytesIO(pack(plain)))]
    assert max(sizes) <= BLOCK
    assert sum(sizes) == len(plain)


class _Counted:
    """A decompressor's output, counted as it comes out of it."""

    def __init__(self, inner: zstandard.ZstdDecompressionObj) -> None:
        self._inner = inner
        self.most = 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def decompress(self, packed: bytes) -> bytes:
        unpacked = self._inner.decompress(packed)
        self.most = max(self.most, len(unpacked))
        return unpacked


def test_that_no_single_step_unpacks_more_than_a_few_megabytes(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[_Counted] = []

    real = zstandard.ZstdDecompressor

    class Counting:
        def __init__(self, max_window_size: int) -> None:
            self._inner = real(max_window_size=max_window_size)

        def decompressobj(self) -> _Counted:
            made.append(_Counted(self._inner.decompressobj()))
            return made[-1]

    monkeypatch.setattr("feeds.files.unpacking.zstandard.ZstdDecompressor", Counting)
    bomb = zstd(b"\n" * (256 * 1024 * 1024))
    assert sum(map(len, zst_blocks(io.BytesIO(bomb)))) == 256 * 1024 * 1024
    assert 0 < max(counted.most for counted in made) <= 17 * 1024 * 1024


@pytest.mark.parametrize("log", [27, 31])
def test_that_a_window_too_large_is_refused_with_what_to_do(log: int) -> None:
    assert 1 << log > WINDOW_LIMIT
    with pytest.raises(WindowError, match=r"more than 64 MiB.*zstd -d --long=31"):
        list(zst_blocks(io.BytesIO(frame_with_window(log))))


def test_that_the_largest_window_allowed_is_read() -> None:
    assert b"".join(zst_blocks(io.BytesIO(frame_with_window(26)))) == b"\n" * 1000


@pytest.mark.parametrize(("pack", "blocks"), KINDS)
@given(parts=st.lists(st.binary(max_size=400), min_size=1, max_size=6), cut=st.integers(0, 40))
def test_that_joined_files_are_one_and_a_cut_one_gives_its_beginning(
    pack: Callable[[bytes], bytes], blocks: Blocks, parts: list[bytes], cut: int
) -> None:
    packed = b"".join(map(pack, parts))
    plain = b"".join(parts)
    assert b"".join(blocks(io.BytesIO(packed))) == plain
    last = len(pack(parts[-1]))
    if 0 < cut < last:
        got = bytearray()
        with pytest.raises(EOFError):
            gather(blocks(io.BytesIO(packed[:-cut])), got)
        assert plain.startswith(bytes(got))
        assert len(got) >= len(plain) - len(parts[-1])


@given(st.lists(st.binary(min_size=1, max_size=50)), st.integers(1, 60))
def test_that_blocks_read_as_a_file(blocks: list[bytes], size: int) -> None:
    file = io.BufferedReader(BlockReader(iter(blocks)), size)
    assert file.read() == b"".join(blocks)
