"""Every event has its words, and what is missing leaves no hole in them."""

from __future__ import annotations

import pytest

from console.views.terminal.event_text import EventTexts
from feeds.events import CONTROL_TYPES, MODELS
from tests.feeds import AT, FULL, MINIMAL


@pytest.mark.parametrize("name", sorted(MODELS))
def test_that_every_type_is_written_with_all_its_fields_and_with_few(name: str) -> None:
    texts = EventTexts()
    for fields in (FULL[name], MINIMAL[name]):
        words = texts.words(fields)
        assert words
        assert "None" not in words
        assert "()" not in words
        assert "  " not in words
        assert words == words.strip()


@pytest.mark.parametrize("name", sorted(set(MODELS) - CONTROL_TYPES))
def test_that_names_come_from_profiles_and_ids_stand_in_for_them(name: str) -> None:
    named, plain = EventTexts(), EventTexts()
    named.learn({"type": "agent.profile", "at": AT, "agent": "ana", "name": "Ana Silva"})
    named.learn({"type": "queue.profile", "at": AT, "queue": "billing", "name": "Billing & more"})
    if "agent" in FULL[name] and "ana" in plain.words(FULL[name]):
        assert "Ana Silva" in named.words(FULL[name])
    if "queue" in FULL[name] and "billing" in plain.words(FULL[name]):
        assert "Billing & more" in named.words(FULL[name])


def test_that_a_contact_is_in_the_queue_it_came_to_last() -> None:
    texts = EventTexts()
    for fields in (
        {"type": "contact.queued", "at": AT, "contact": "c1", "queue": "billing"},
        {
            "type": "contact.transferred",
            "at": AT,
            "contact": "c1",
            "agent": "a",
            "kind": "blind",
            "to_queue": "help",
        },
    ):
        texts.learn(fields)
    assert texts.queue_of({"type": "contact.ended", "contact": "c1"}) == "help"
    assert texts.queue_of({"type": "contact.ended", "contact": "c2"}) is None
    assert texts.queue_of({"type": "survey.answered", "contact": "c1", "queue": "billing"}) == "billing"


def test_that_schedules_are_written_in_the_sites_time() -> None:
    texts = EventTexts()
    texts.learn({"type": "site.profile", "at": AT, "time_zone": "Asia/Kolkata"})
    words = texts.words({**FULL["schedule.exception"], "end": "2026-11-22T20:00:00Z"})
    assert "2026-11-22 14:45 to 2026-11-23 01:30" in words


def test_that_a_name_from_right_to_left_turns_no_sentence_round() -> None:
    texts, name = EventTexts(), "أحمد"
    texts.learn({"type": "agent.profile", "agent": "a1", "name": name})
    words = texts.words({"type": "agent.state", "agent": "a1", "state": "not_ready", "reason": name})
    assert words == f"\u2068{name}\u2069 is not ready: \u2068{name}\u2069"
