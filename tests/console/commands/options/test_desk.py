"""The desk of a server: where its file is, and what happens where it cannot be used."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from console.commands.options.desk import VARIABLE, commands_of
from feeds.broadcast.broadcast import Broadcast
from feeds.broadcast.commands import Caller, NoCommands
from feeds.control import Command
from feeds.shared_desk.desk_file import DeskError
from feeds.shared_desk.source_commands import SourceCommands


def made(given: str | None = None, source: str = "lisbon") -> SourceCommands:
    return commands_of(given, Broadcast(source, "e1"), NoCommands(), lambda: 0)


def claim(commands: SourceCommands) -> str | None:
    return asyncio.run(commands.carry_out(Command(id="1", verb="claim", flag="f1"), Caller("rui")))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "desks"))
    return tmp_path / "desks"


def test_that_the_usual_file_is_named_by_the_source(folder: Path) -> None:
    commands = made(source="simulated-lisbon")
    assert claim(commands) is None
    commands.desk.close()
    assert b"flag.claimed" in (folder / "simulated-lisbon.jsonl").read_bytes()


def test_that_a_name_leads_nowhere_else(folder: Path) -> None:
    commands = made(source="../../etc/passwd")
    commands.desk.close()
    (name,) = [path.name for path in folder.iterdir() if path.suffix == ".jsonl"]
    assert "/" not in name
    assert not name.startswith(".")


def test_that_a_file_given_is_used_and_none_keeps_nothing(folder: Path, tmp_path: Path) -> None:
    commands = made(str(tmp_path / "mine.jsonl"))
    assert claim(commands) is None
    commands.desk.close()
    assert (tmp_path / "mine.jsonl").stat().st_size > 0
    commands = made("none")
    assert claim(commands) is None
    commands.desk.close()
    assert not folder.exists()


def test_that_a_second_server_of_a_source_keeps_its_desk_in_memory_and_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = made(), made()
    assert "used by another server" in capsys.readouterr().err
    assert claim(first) is None
    assert claim(second) is None
    first.desk.close()
    second.desk.close()


def test_that_a_file_given_that_cannot_be_used_is_an_error(folder: Path, tmp_path: Path) -> None:
    first = made(str(tmp_path / "mine.jsonl"))
    with pytest.raises(DeskError, match="used by another server"):
        made(str(tmp_path / "mine.jsonl"))
    first.desk.close()
    with pytest.raises(DeskError, match="cannot be opened"):
        made(str(tmp_path))
