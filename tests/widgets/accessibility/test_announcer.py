"""Announcements: in words, by severity, and never more than one in two seconds."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.views.rows import Severity
from tests.widgets.accessible_tree import active
from widgets.accessibility.announcer import PAUSE_MS, Announcer

Politeness = QAccessible.AnnouncementPoliteness
Said = list[tuple[str, QAccessible.AnnouncementPoliteness]]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """What is announced, and how."""
    found: Said = []

    def take(event: object) -> None:
        assert isinstance(event, QAccessibleAnnouncementEvent)
        found.append((event.message(), event.politeness()))

    monkeypatch.setattr(QAccessible, "updateAccessibility", take)
    return found


@pytest.fixture
def announcer(qtbot: QtBot) -> Announcer:
    window = QWidget()
    qtbot.addWidget(window)
    return Announcer(window)


def test_that_a_breach_interrupts_and_anything_else_waits(announcer: Announcer, said: Said) -> None:
    with active():
        announcer.say("Sales, longest wait", Severity.BREACH)
        announcer.pause.timeout.emit()
        announcer.pause.stop()
        announcer.say("Page 2 of 3")
    assert said == [("Sales, longest wait", Politeness.Assertive), ("Page 2 of 3", Politeness.Polite)]


def test_that_what_comes_during_the_pause_is_said_together_the_worst_first(
    announcer: Announcer, said: Said
) -> None:
    with active():
        announcer.say("One")
        assert announcer.pause.isActive()
        assert announcer.pause.interval() == PAUSE_MS == 2_000
        announcer.say("Two", Severity.WARNING)
        for text in ("Three", "Four", "Four", "Five"):
            announcer.say(text, Severity.BREACH)
        assert len(said) == 1
        announcer.pause.timeout.emit()
        announcer.pause.timeout.emit()
    assert said[1:] == [("Three. Four. Five. And 1 more", Politeness.Assertive)]


def test_that_nothing_is_said_or_kept_while_nobody_listens(announcer: Announcer, said: Said) -> None:
    announcer.say("One")
    assert not announcer.pause.isActive()
    with active():
        announcer.say("")
        announcer.say("Two")
        announcer.say("Three")
    announcer.pause.timeout.emit()  # nobody listens any more
    assert [text for text, _ in said] == ["Two"]
