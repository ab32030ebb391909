"""The status line of a long command: at the foot of a terminal, and nowhere else."""

from __future__ import annotations

import sys

import pytest

from console.commands.options.status_line import StatusLine
from tests.hostile_text import hostile, lies_of


def test_that_the_foot_is_written_over_and_wiped_before_a_line_that_stays(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    status = StatusLine()
    status.show("120 events")
    status.show("7 s")
    status.say("connected")
    status.clear()
    assert capsys.readouterr().err == "\r120 events\r7 s       \r   \rconnected\n"


def test_that_elsewhere_only_lines_that_stay_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    status = StatusLine()
    status.show("120 events")
    status.say("connected")
    assert capsys.readouterr().err == "connected\n"


def test_that_no_text_of_a_source_commands_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    status = StatusLine()
    status.show(hostile("source") * 20)
    status.say(hostile("source"))
    written = capsys.readouterr().err
    assert [lie for part in written.split("\r") for lie in lies_of(part.strip("\n"))] == []
    assert max(len(part.strip("\n")) for part in written.split("\r")) <= 100 + len(hostile("source"))


def test_that_a_reader_who_has_gone_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            raise BrokenPipeError

        def flush(self) -> None:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stderr", Gone())
    status = StatusLine()
    status.show("120 events")
    status.say("connected")
    assert status._shown == 0
