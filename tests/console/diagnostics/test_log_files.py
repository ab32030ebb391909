"""The log: a line of JSON a record, in a small file of its owner's, and never in the way of the program."""

from __future__ import annotations

import ast
import faulthandler
import json
import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.diagnostics import log_files
from console.diagnostics.log_files import CRASHES, HEALTH, LOG, health_kept, logging_to_file, parts

ROOT = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("FLOORLIGHT_LOG_FOLDER", str(tmp_path / "deep" / "log"))
    yield tmp_path / "deep" / "log"
    assert not [one for one in logging.getLogger().handlers if isinstance(one, log_files.RotatingFile)]


def records(name: str = LOG) -> list[Any]:
    there = [path.read_text("utf-8") for path in parts(name) if path.exists()]
    return [json.loads(line) for text in there for line in text.splitlines()]


def logged(level: str) -> list[str]:
    with logging_to_file(level):
        for name in ("debug", "info", "warning", "error"):
            getattr(logging.getLogger("floorlight.test"), name)("said at %s", name)
    return [record["level"] for record in records()]


@pytest.mark.parametrize(
    ("level", "kept"),
    [
        ("debug", ["debug", "info", "warning", "error"]),
        ("info", ["info", "warning", "error"]),
        ("error", ["error"]),
    ],
)
def test_that_it_keeps_what_is_of_the_level_or_above(level: str, kept: list[str], folder: Path) -> None:
    assert logged(level) == kept


def test_that_warnings_stand_on_standard_error_in_one_line_each(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logging_to_file("error"):
        logging.getLogger("floorlight.test").warning("one\n\x1b[31mtwo", exc_info=ValueError("why"))
        logging.getLogger("floorlight.test").info("no warning")
    (line,) = capsys.readouterr().err.splitlines()
    assert "\x1b" not in line


def test_that_a_record_has_its_template_its_words_and_its_errors(folder: Path) -> None:
    with logging_to_file():
        try:
            raise KeyError("ws://kim:hush@host")
        except KeyError as error:
            logging.getLogger("floorlight.test").error("no %s of wss://kim:hush@x", "use", exc_info=error)
        logging.getLogger("library").error("of somebody else's")
    own, other = records()
    assert (own["logger"], own["template"]) == ("floorlight.test", "no %s of wss://kim:hush@x")
    assert own["words"] == "no use of wss://[redacted]@x"
    assert own["errors"][0]["type"] == "KeyError"
    assert "hush" not in own["words"] + own["error_words"]
    assert other["template"] is None


def test_that_a_large_one_is_rotated_and_old_parts_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_files, "_LIMIT", 2000)
    with logging_to_file():
        for number in range(100):
            logging.getLogger("floorlight.test").info("%s", number)
    names = {path.name for path in folder.iterdir() if path.name.startswith(LOG)}
    assert names == {LOG, f"{LOG}.1", f"{LOG}.2"}
    assert all(path.stat().st_size <= 2000 for path in folder.iterdir())
    kept = [int(record["words"]) for record in records()]
    assert kept == list(range(kept[0], 100))


@pytest.mark.skipif(os.name != "posix", reason="no such modes")
def test_that_nobody_else_can_read_it(folder: Path) -> None:
    umask = os.umask(0)
    try:
        logged("debug")
    finally:
        os.umask(umask)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_that_a_command_that_says_nothing_writes_no_log(folder: Path) -> None:
    with logging_to_file():
        pass
    assert records() == []


def test_that_a_folder_that_cannot_be_made_is_in_nobodys_way(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.parent.write_text("a file where the folder should be", "utf-8")
    with logging_to_file():
        logging.getLogger("floorlight.test").info("into nothing")
    with health_kept() as keep:
        keep("{}")
    assert capsys.readouterr().err == ""


def test_that_one_sample_of_health_in_ten_is_kept(folder: Path) -> None:
    with health_kept() as keep:
        for number in range(25):
            keep(json.dumps({"applied": number, "trouble": "100 %s"}))
    assert [sample["applied"] for sample in records(HEALTH)] == [0, 10, 20]


def test_that_python_writes_where_it_was_when_it_crashes(folder: Path) -> None:
    was_enabled = faulthandler.is_enabled()
    faulthandler.disable()
    try:
        with logging_to_file():
            assert faulthandler.is_enabled()
            assert (folder / CRASHES).read_bytes() == b""
        assert not faulthandler.is_enabled()
    finally:
        if was_enabled:
            faulthandler.enable()


def test_that_the_root_logger_is_left_as_it_was(folder: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    logged("debug")
    assert (root.level, root.handlers) == before


@pytest.mark.parametrize("top", ["console", "feeds", "widgets"])
def test_that_every_template_is_a_constant_so_that_a_support_file_may_hold_it(top: str) -> None:
    for path in (ROOT / top).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("_log", "logging", "logger")
                and node.func.attr in ("debug", "info", "warning", "error", "critical", "exception")
            ):
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
