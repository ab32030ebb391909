"""Remarks: one line each on standard error, whatever they say."""

from __future__ import annotations

import sys

import pytest

from console.commands.options.stderr import passing_remark, remark
from tests.hostile_text import hostile, lies_of

CLEARED = "\x1b[K"


@pytest.mark.parametrize("is_terminal", [True, False])
def test_that_a_remark_is_one_line_that_no_terminal_obeys(
    is_terminal: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: is_terminal)
    remark(hostile("source"))
    passing_remark(hostile("source"))
    err = capsys.readouterr().err
    lines = [part for part in err.replace(CLEARED, "").replace("\r", "\n").split("\n") if part]
    assert len(lines) == 1 + is_terminal
    assert [lie for line in lines for lie in lies_of(line)] == []
    assert err.count(CLEARED) == 2 * is_terminal


def test_that_what_passes_is_shown_on_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    passing_remark("12 events")
    assert capsys.readouterr().err == ""
