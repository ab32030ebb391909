"""What the window announces: flags that rise while one listens, and a source that is lost or back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.views.rows import Attention, AttentionCard, Link, Severity
from tests.widgets.accessible_tree import active
from tests.widgets.floors import rows
from widgets.window.announcements import Announcements

OLD = AttentionCard(
    "longest_wait queue:a 1", "queue:a", "Sales", "1:42", "", 1, "0:10", Severity.BREACH, "over limit"
)
NEW = replace(OLD, id="service_level queue:b 9", who="Help", what="71 %", since=9, word="below goal")


class Heard:
    """Keeps what is announced."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Severity]] = []

    def say(self, text: str, severity: Severity = Severity.NONE) -> None:
        self.said.append((text, severity))


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def announcements(heard: Heard) -> Announcements:
    return Announcements(heard)  # type: ignore[arg-type]


def test_that_only_what_rises_while_one_listens_is_announced(
    announcements: Announcements, heard: Heard
) -> None:
    with active():
        announcements.take(Link.LIVE, Attention((OLD,)))
        assert not heard.said
        announcements.take(Link.LIVE, Attention((NEW, OLD)))
        announcements.take(Link.LIVE, Attention((OLD,)))
        announcements.take(Link.LIVE, Attention((NEW, OLD)))
    assert heard.said == [("Help, service level, below goal: 71 %", Severity.BREACH)]


@pytest.mark.parametrize("link", [Link.REWOUND, Link.REPLAY, Link.STALE])
def test_that_flags_of_the_past_are_not_announced(
    announcements: Announcements, heard: Heard, link: Link
) -> None:
    with active():
        announcements.take(Link.LIVE, Attention((OLD,)))
        announcements.take(link, Attention((NEW, OLD)))
    assert not [text for text, _ in heard.said if "Help" in text]


def test_that_a_lost_source_interrupts_and_its_return_does_not(
    announcements: Announcements, heard: Heard
) -> None:
    with active():
        for link in (Link.STALE, Link.LIVE, Link.LIVE, Link.STALE, Link.RECONNECTING, Link.LIVE):
            announcements.take(link)
    lost = ("The source is lost: the data is stale", Severity.BREACH)
    back = ("The data is live again", Severity.NONE)
    assert heard.said == [back, lost, back]


def test_that_another_floor_begins_without_announcements(announcements: Announcements, heard: Heard) -> None:
    with active():
        announcements.take(Link.LIVE, Attention((OLD,)))
        announcements.start_again()
        announcements.take(Link.LIVE, Attention((NEW, OLD)))
    assert not heard.said


def test_that_nothing_is_kept_while_nobody_listens(announcements: Announcements, heard: Heard) -> None:
    announcements.take(Link.LIVE, Attention((OLD,)))
    with active():
        announcements.take(Link.LIVE, Attention((NEW, OLD)))
    assert not heard.said


def test_that_the_flags_of_rows_are_taken(announcements: Announcements, heard: Heard) -> None:
    shown = rows()
    with active():
        announcements.take_rows(replace(shown, attention=Attention((OLD,))))
        announcements.take_rows(replace(shown, attention=Attention((NEW, OLD))))
    assert len(heard.said) == 1
