"""`floorlight wallboard`: what it refuses before a screen is filled, and what it shows there."""

from __future__ import annotations

from typing import Any

import pytest

from console.commands.window import wallboard
from console.settings.layout_files import find_layout
from console.views.wallboard.layouts import Layout
from tests.console.commands.without_display import SAMPLE, Here, assert_one_line


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["wallboard", "--demo", "--speed", "4"], "--speed is for recordings"),
        (["wallboard", SAMPLE, "--layout", "nosuch"], "no layout is named 'nosuch'"),
    ],
)
def test_that_what_cannot_be_done_is_one_line(arguments: list[str], words: str, here: Here) -> None:
    assert_one_line(here(*arguments), words)


def test_that_the_layout_fills_the_screen_named_and_no_window_opens(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Any] = []

    class App:
        def show_wallboard(self, layout: Layout, screen: int) -> None:
            given.append((layout, screen))

        def show_demo(self) -> None:
            given.append("demo")

    def in_window(show: Any, health: str | None, has_window: bool = True) -> int:
        show(App())
        given.append(has_window)
        return 0

    monkeypatch.setattr(wallboard, "in_window", in_window)
    assert here("wallboard", "--demo", "--layout", "queues", "--screen", "2") == (0, "")
    assert given == [(find_layout("queues"), 2), "demo", False]
