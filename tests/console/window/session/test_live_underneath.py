"""A live floor that nobody sees takes in what comes, and costs no reading."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.clock import WallClock
from console.desk.desk import Desk, Shown
from console.flags.rules.rules import Rulebook
from console.sources.live import LiveSource
from console.views.floor.choices import Choices
from console.window.session.live_underneath import LiveUnderneath
from feeds.events import instant_text
from tests.console.sources.played_source import PlayedSource, stopped, until


def test_that_it_takes_in_what_comes_until_it_ends(qtbot: QtBot, qapp: QApplication) -> None:
    clock = WallClock()
    played = PlayedSource(clock)
    source = LiveSource("Connecting", lambda: played)
    with stopped(source):
        until(lambda: source.feed is not None)
        desk = Desk(source.floor, Rulebook(), Choices(), follows=True)
        live = LiveUnderneath(source, desk, clock, qapp)
        assert desk.shown is Shown.NOTHING
        now = instant_text(clock.now())
        played.greet(now)
        played.say({"type": "agent.state", "at": now, "agent": "ana", "state": "available"})
        qtbot.waitUntil(lambda: source.floor.applied == 1)
        assert desk.rows is None
        live.end()
        played.say({"type": "agent.state", "at": now, "agent": "bob", "state": "available"})
        assert source.floor.applied == 1
        live.deleteLater()


def test_that_an_error_in_an_event_fails_the_source_and_not_the_window(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = WallClock()
    played = PlayedSource(clock)
    source = LiveSource("Connecting", lambda: played)
    with stopped(source):
        until(lambda: source.feed is not None)
        desk = Desk(source.floor, Rulebook(), Choices(), follows=True)

        def fail(batch: object) -> None:
            raise RuntimeError("no room")

        monkeypatch.setattr(desk, "take", fail)
        live = LiveUnderneath(source, desk, clock, qapp)
        played.greet(instant_text(clock.now()))
        qtbot.waitUntil(lambda: source.failure is not None)
        live.stop()
        live.deleteLater()
    assert "could not be applied" in str(source.failure)
    assert "live events could not be applied" in caplog.text
