"""The inspector's page, opened from the window."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from console.window.app import App
from tests.builders import DAY
from tests.console.window.apps import log_of, open_whole, reported, state


def test_that_lines_that_are_no_events_are_reported_and_found_in_the_inspector(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    open_whole(app, qtbot, log_of(tmp_path, state("09:00:00"), "nonsense", state("09:00:01", "bob")))
    qtbot.waitUntil(lambda: "1 line is not an event: the inspector" in reported(app))
    app.window.go_to("inspector")
    assert app.session is not None
    assert "nonsense" in str(app.session.inspect("").quarantine)


def test_that_the_inspector_of_a_paused_recording_is_filled_as_it_opens(
    app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    open_whole(app, qtbot, log_of(tmp_path, "nonsense", state("09:00:00")), at=f"{DAY}T09:00:00Z")
    assert app.session is not None
    app.session.tick.rest()  # no tick fills it
    app.window.go_to("inspector")
    assert [finding.what for finding in app.inspector.page.quarantine.rows] != []
    assert dict(app.inspector.page.counters.counters)["applied"] == "1"


def test_that_the_inspector_follows_the_theme_of_the_window(app: App) -> None:
    app.window.go_to("inspector")
    for theme in ("light", "dark"):
        app.window.appearance.choose(theme)
        assert app.inspector.page.theme is app.window.theme
