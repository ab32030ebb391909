"""Files that appear only when they are whole, plain or packed, the same bytes for the same events."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard

from feeds.errors import UserError
from feeds.recordings.whole_file import whole_file

LINES = b'{"type":"agent.state"}\n' * 100


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".gz":
        return gzip.decompress(data)
    if path.suffix == ".zst":
        return zstandard.ZstdDecompressor().decompressobj().decompress(data)
    return data


@pytest.mark.parametrize("name", ["log.jsonl", "log.jsonl.gz", "log.jsonl.zst"])
def test_that_the_suffix_says_how_a_file_is_packed_and_equal_events_give_equal_bytes(
    tmp_path: Path, name: str
) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        with whole_file(tmp_path / folder / name) as file:
            file.write(LINES)
    assert unpacked(tmp_path / "one" / name) == LINES
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_that_a_failure_leaves_what_was_there_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"before")
    with pytest.raises(TypeError), whole_file(path) as file:
        file.writelines([LINES, None])  # type: ignore[list-item]
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_that_a_link_is_followed_to_the_file_it_names(tmp_path: Path) -> None:
    link, target = tmp_path / "link.jsonl", tmp_path / "log.jsonl"
    target.write_bytes(b"before")
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("this system makes no links")
    with whole_file(link) as file:
        file.write(LINES)
    assert link.is_symlink()
    assert target.read_bytes() == LINES


@pytest.mark.parametrize("name", ["no/such/folder.jsonl", "zero\0byte.jsonl", "."])
def test_that_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(UserError, match=r"cannot be written|is not a regular file"),
        whole_file(tmp_path / name),
    ):
        pass
