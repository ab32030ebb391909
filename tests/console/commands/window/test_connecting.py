"""`floorlight connect`: what it refuses before a window opens, and the client it hands to the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from console.commands.window import connecting
from tests.console.commands.without_display import Here, assert_one_line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ws://127.0.0.1:9"], "no display"),
        (["ws://floor.example"], "another machine needs wss://, or --insecure"),
        (["http://127.0.0.1:9"], "http://127.0.0.1:9"),
        (["ws://127.0.0.1:9", "--ca-file", "ca.pem"], "not encrypted"),
    ],
)
def test_that_what_cannot_be_done_is_one_line(arguments: list[str], words: str, here: Here) -> None:
    assert_one_line(here("connect", *arguments), words)


def test_that_the_window_follows_the_source_named(
    here: Here, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given: list[Any] = []

    class App:
        def follow_client(self, client: Any) -> None:
            given.append((client.address.url, client.session.counters.connections))

    def in_window(show: Any, health: str | None) -> int:
        show(App())
        given.append(health)
        return 0

    monkeypatch.setattr(connecting, "in_window", in_window)
    assert here("connect", "ws://127.0.0.1:9", "--health-log", "h.jsonl") == (0, "")
    assert given == [("ws://127.0.0.1:9", 0), "h.jsonl"]
