"""`floorlight support`: an archive where it is asked for, and nothing where it cannot be written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from console.cli import main


def test_that_the_archive_is_written_and_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "support.zip"
    assert main(["support", "-o", str(path)]) == 0
    assert capsys.readouterr().out == f"wrote {path}\n"
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist()


@pytest.mark.parametrize(
    ("name", "words"), [("support.tar", "ends in .zip"), ("no/support.zip", "cannot be")]
)
def test_that_what_cannot_be_written_is_one_line(
    tmp_path: Path, name: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["support", "-o", str(tmp_path / name)]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
