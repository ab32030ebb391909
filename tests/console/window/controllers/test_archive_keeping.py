"""What live sources send is kept by the settings, and the window says how large the archive is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.clock import WallClock
from console.history.archive import Archive
from console.history.days.day_file import DayFile
from console.history.days.errors import ArchiveError
from console.settings.preferences import ArchiveChoices, Preferences
from console.sources.live import LiveSource
from console.views.rows import AttentionCard
from console.window.app import App
from feeds.events import instant_text
from tests.builders import archived, archived_lines, days_of_events
from tests.console.sources.played_source import PlayedSource, until
from tests.console.sources.test_live_archive import records
from tests.console.window.apps import is_on_floor, reported
from tests.console.window.controllers.test_settings_window import settings_of
from tests.faults.recordings import numbers_in

Open = Callable[..., App]


@pytest.fixture
def opened(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a window that keeps what comes in an archive."""
    monkeypatch.setenv("FLOORLIGHT_SETTINGS", str(tmp_path / "settings.toml"))
    monkeypatch.delenv("FLOORLIGHT_ARCHIVE")
    made: list[App] = []

    def open_app(record: str = "on", keeps: bool = True) -> App:
        choices = ArchiveChoices.model_validate({"folder": str(tmp_path / "archive"), "record": record})
        app = App(Preferences(archive=choices), keeps=keeps)
        app.window.resize(1280, 800)
        app.window.show()
        made.append(app)
        return app

    yield open_app
    for app in made:
        app.end()


def follow(app: App) -> PlayedSource:
    played = PlayedSource(WallClock())
    app.follow_client(played)
    return played


def say_all(app: App, qtbot: QtBot, played: PlayedSource, *agents: str, after: int = 0) -> None:
    now = instant_text(WallClock().now())
    qtbot.waitUntil(lambda: played.runs > 0)
    played.greet(now, after=after)
    played.say(*({"type": "agent.state", "at": now, "agent": name, "state": "available"} for name in agents))
    with qtbot.waitSignal(app.arrived):
        played.beat(now)
    qtbot.waitUntil(lambda: is_on_floor(app))


def kept_numbers(path: Path) -> list[int]:
    lines = archived_lines(Archive(path))
    return [number for stream in lines.values() for number in numbers_in(stream)]


def test_that_a_live_source_is_kept_and_shown_again(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    first = opened()
    say_all(first, qtbot, follow(first), "ana", "bob")
    first.stop()
    until(lambda: kept_numbers(tmp_path / "archive") == [1, 2])
    second = opened()
    played = follow(second)
    qtbot.waitUntil(lambda: is_on_floor(second))
    assert second.desk is not None
    assert len(second.desk.floor.roster.agents) == 2
    qtbot.waitUntil(lambda: "ws://lisbon.example" in reported(second))
    say_all(second, qtbot, played, "cid", after=2)
    assert (reported(second), len(second.desk.floor.roster.agents)) == ("", 3)
    second.stop()
    until(lambda: kept_numbers(tmp_path / "archive") == [1, 2, 3])


@pytest.mark.parametrize("how", [{"record": "off"}, {"keeps": False}])
def test_that_nothing_is_kept_if_it_is_not_wanted(
    how: dict[str, str | bool], opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    app = opened(**how)
    say_all(app, qtbot, follow(app), "ana")
    app.stop()
    assert not (tmp_path / "archive").exists()


def test_that_a_second_window_says_quietly_that_it_keeps_nothing(opened: Open, qtbot: QtBot) -> None:
    first, second = opened(), opened()
    say_all(first, qtbot, follow(first), "ana")
    path = first.archive.path
    until(lambda: bool(Archive(path).files()))
    say_all(second, qtbot, follow(second), "ana")
    qtbot.waitUntil(lambda: reported(second).startswith("Not kept here: another program is writing lisbon"))
    assert second.window.notice.property("bad") is not True
    second.window.show_error("worse")
    second.archive.show_aside()
    assert reported(second) == "worse"


def test_that_an_archive_that_cannot_be_written_is_said_while_the_floor_goes_on(
    opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = opened()
    with monkeypatch.context() as patch:
        patch.setattr(DayFile, "commit", _refuse)
        say_all(app, qtbot, follow(app), "ana")
        qtbot.waitUntil(lambda: "disk is full; what comes waits in memory" in reported(app))
    qtbot.waitUntil(lambda: reported(app) == "", timeout=20_000)


def _refuse(file: DayFile) -> None:
    raise ArchiveError(f"{file.path} cannot be used: database or disk is full")


def test_that_flags_and_what_was_done_with_them_are_kept_and_hold_after_a_restart(
    opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    first = opened()
    played, now = follow(first), WallClock().now()
    qtbot.waitUntil(lambda: played.runs > 0)
    at = instant_text(now - 3_000_000)
    queue = {"type": "queue.profile", "queue": "billing", "name": "Billing", "channel": "voice"}
    played.greet(instant_text(now))
    played.say(
        {**queue, "service_level": {}, "longest_wait_goal_seconds": 60, "at": at},
        {"type": "contact.queued", "contact": "c1", "queue": "billing", "at": at},
    )
    say = {"type": "agent.state", "state": "available", "agent": "bob", "at": instant_text(now)}
    with qtbot.waitSignal(first.arrived):
        played.say(say)
        played.beat(instant_text(now))
    qtbot.waitUntil(lambda: bool(records(tmp_path / "archive", "flags")), timeout=20_000)
    flag = shown_flags(first)[0].id
    first.window.acknowledged.emit(flag)
    first.window.snoozed.emit("another", 60)
    first.stop()
    until(lambda: len(records(tmp_path / "archive", "answers")) == 2)
    assert flag in [record[0] for record in records(tmp_path / "archive", "flags")]
    assert [answer[1:3] for answer in records(tmp_path / "archive", "answers")] == [
        (flag, "acknowledged"),
        ("another", "snoozed"),
    ]
    second = opened()
    follow(second)
    qtbot.waitUntil(lambda: any(card.id == flag and card.acknowledged for card in shown_flags(second)))


def shown_flags(app: App) -> Sequence[AttentionCard]:
    rows = None if app.desk is None else app.desk.rows
    return () if rows is None else rows.attention.cards


def test_that_the_settings_show_the_size_and_what_is_saved_holds(
    opened: Open, qtbot: QtBot, tmp_path: Path
) -> None:
    archived(tmp_path, *days_of_events(3))
    app = opened()
    follow(app)
    dialog = settings_of(app)
    note = dialog.notes["archive.folder"]
    qtbot.waitUntil(lambda: "kB in 3 days." in note.text())
    source = None if app.session is None else app.session.tick.source
    assert isinstance(source, LiveSource)
    assert source.archive is not None
    dialog._change("archive.keep_days", 7)
    assert source.archive.limits.days == 90
    dialog._on_save()
    assert source.archive.limits == (7, 20 * 10**9)


def test_that_an_archive_that_cannot_be_measured_is_said(opened: Open, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "archive").write_bytes(b"")
    dialog = settings_of(opened())
    qtbot.waitUntil(lambda: "an archive is a folder" in dialog.notes["archive.folder"].text())
    dialog.reject()


def test_that_an_archive_of_nothing_is_empty(opened: Open, qtbot: QtBot) -> None:
    dialog = settings_of(opened())
    qtbot.waitUntil(lambda: "archive is empty." in dialog.notes["archive.folder"].text())
    dialog.reject()
