"""The files of an import: plain or packed, whole or damaged, of any size."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from feeds.errors import UserError
from feeds.importers import source_file
from feeds.importers.source_file import SourceFile

TEXT = "﻿time,agent\r\n1,José\n\n2,Ana"
LINES = [(1, "time,agent"), (2, "1,José"), (3, ""), (4, "2,Ana")]


def file_of(folder: Path, content: bytes) -> SourceFile:
    path = folder / "file"
    path.write_bytes(content)
    return SourceFile(path)


def two_frames(content: bytes) -> bytes:
    return zstandard.compress(content[:9]) + zstandard.compress(content[9:])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress, two_frames])
def test_that_lines_have_their_numbers_and_no_ends(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    file = file_of(tmp_path, pack(TEXT.encode()))
    assert list(file.lines()) == LINES
    assert file.position == file.size
    assert file.lines_read == 4


def test_that_a_byte_of_another_encoding_costs_its_character_only(tmp_path: Path) -> None:
    file = file_of(tmp_path, "1,José\n2,Ana".encode("latin-1"))
    assert [line for _, line in file.lines()] == ["1,Jos�", "2,Ana"]
    assert file.unreadable == 1
    file.encoding = "latin-1"
    assert [line for _, line in file.lines()] == ["1,José", "2,Ana"]


def test_that_a_line_without_end_does_not_fill_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_file, "LINE_LIMIT", 8)
    file = file_of(tmp_path, b"short\n" + b"x" * 100 + b"\n12345678\nlast")
    assert list(file.lines()) == [(1, "short"), (2, "xxxxxxxx"), (3, "12345678"), (4, "last")]


def test_that_who_watches_is_called_while_the_lines_are_read(tmp_path: Path) -> None:
    file = file_of(tmp_path, b"1|2|3\n" * 100_000)
    seen: list[float] = []
    file.watch = lambda: seen.append(file.position / file.size)
    assert sum(1 for _ in file.lines()) == 100_000
    assert len(seen) == 100
    assert seen == sorted(seen)
    assert 0 < seen[10] < seen[50] < 0.6


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\3\4\0\0", "holds binary data"),
        (b"\xd3\x17P\x05\n", "holds binary data"),
        (gzip.compress(TEXT.encode() * 9, mtime=0)[:-9], "is damaged"),
        (zstandard.compress(TEXT.encode())[:-2], "is damaged: the last frame is cut short"),
        (zstandard.compress(TEXT.encode()) + b"xx", "is damaged"),
    ],
)
def test_that_a_file_that_cannot_be_read_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        list(file_of(tmp_path, content).lines())


def test_that_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nothing does not exist; check the name"):
        SourceFile(tmp_path / "nothing")
    with pytest.raises(UserError, match="is a directory"):
        SourceFile(tmp_path)


def test_that_a_run_of_zero_bytes_before_a_line_is_skipped(tmp_path: Path) -> None:
    file = file_of(tmp_path, b"\0\0\0first\nsecond\n\0\0third\n")
    assert list(file.lines()) == [(1, "first"), (2, "second"), (3, "third")]


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_that_a_file_of_blank_lines_is_refused_and_a_gap_is_not(
    tmp_path: Path, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_file, "BLANK_LIMIT", 100)
    rows = b"a,b\n" + b"\n" * 100 + b"1,2\n"
    assert [text for _, text in file_of(tmp_path, pack(rows)).lines() if text] == ["a,b", "1,2"]
    file = file_of(tmp_path, pack(b"a,b\n" + b"\n" * 10_000_000))
    with pytest.raises(UserError, match=r"file is blank from line 2 on, for more than 100 lines"):
        list(file.lines())
    assert file.lines_read == 102
