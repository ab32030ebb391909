"""How a console stands to its source, as text: what changed, what came, and errors nobody foresaw."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from console.views.terminal.connection_text import (
    broken_text,
    connection_text,
    counters_text,
    error_text,
)
from tests.hostile_text import hostile, lies_of

NONE = {"events": 0, "unknown": 0, "invalid": 0, "duplicates": 0, "gaps": 0, "missing": 0, "unresumed": 0}


@pytest.mark.parametrize(
    ("state", "reason", "age", "words"),
    [
        ("live", "", 0.0, "connected to ws://floor"),
        ("stale", "", 12.4, "stale: no heartbeat from ws://floor for 0:12"),
        ("lost", "it goes away", 0.0, "connection lost: it goes away; retrying until it is back"),
    ],
)
def test_that_a_change_says_what_it_means(state: str, reason: str, age: float, words: str) -> None:
    assert connection_text(state, "ws://floor", reason, age) == words


def test_that_what_never_came_is_left_out_and_one_is_no_plural() -> None:
    assert counters_text(SimpleNamespace(**NONE, connections=1), None, None) == "0 events"
    found = SimpleNamespace(
        events=1, unknown=2, invalid=1, duplicates=1, gaps=1, missing=3, connections=2, unresumed=1
    )
    assert counters_text(found, 0.4, 61) == (
        "1 event · 0/s · 1:01 behind · 1 reconnection · 1 time not resumed · 1 gap · 3 missing"
        " · 1 repeat dropped · 1 invalid · 2 of unknown types"
    )


def test_that_an_error_is_one_short_line_whatever_it_says() -> None:
    assert error_text(ValueError("no\n such  thing")) == "no such thing (ValueError)"
    assert error_text(KeyError()) == "KeyError"
    assert len(error_text(ValueError("x" * 5000))) < 230


def test_that_no_text_of_a_source_misleads() -> None:
    assert lies_of(broken_text(hostile("source"), ValueError(hostile("source")))) == []
