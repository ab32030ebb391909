"""The file of a checkpoint."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.history.checkpoints.checkpoint_file import (
    UNREADABLE,
    CheckpointFile,
    CheckpointHead,
    frames_of,
    write_checkpoint,
)

HEAD = CheckpointHead(
    b"1", b"", "2026-11-23", [], [("lisbon", "day")], 1, 2, [("day", 3, "odd", "{")], ["cut"]
)
PARTS = [("one", b"x" * 100), ("two", b"")]


def written(folder: Path) -> Path:
    path = folder / "checkpoints" / "lisbon" / "2026-11-23.floor"
    for _ in write_checkpoint(path, HEAD, list(frames_of(PARTS))):
        assert not [found for found in path.parent.iterdir() if found.suffix != ".part"]
    return path


def test_that_what_is_written_is_read(tmp_path: Path) -> None:
    file = CheckpointFile(written(tmp_path))
    assert file.head == HEAD
    assert [part for part, _ in file.parts()] == PARTS
    assert sum(length for _, length in file.parts()) == file.size


def test_that_every_flipped_byte_is_found(tmp_path: Path) -> None:
    path = written(tmp_path)
    content = path.read_bytes()
    for place in range(len(content)):
        path.write_bytes(content[:place] + bytes([content[place] ^ 64]) + content[place + 1 :])
        with pytest.raises(UNREADABLE):
            list(CheckpointFile(path).parts())


def test_that_a_file_replaced_meanwhile_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path)
    file = CheckpointFile(path)
    path.unlink()
    written(tmp_path)
    with pytest.raises(ValueError, match="replaced"):
        list(file.parts())
