"""The verbs as pure functions: who, when, and limits."""

from __future__ import annotations

from typing import get_args

import pytest

from feeds.control import Command, DeskVerb
from feeds.instants import instant_text
from feeds.shared_desk.desk_acts import _ACTS, DeskAct, NotDoneError, check_size, fields_of_act, future
from tests.feeds.shared_desk.scenes import MINUTE, START, source


def test_that_every_verb_of_the_desk_but_the_audit_head_is_an_act() -> None:
    assert set(_ACTS) == set(get_args(DeskVerb)) - {"audit_head"}


def test_that_an_event_has_the_user_and_the_sources_time_whatever_the_console_says() -> None:
    with source() as found:
        command = Command.model_validate({"id": "1", "verb": "claim", "flag": "f1", "by": "somebody else"})
        fields = fields_of_act(DeskAct(command, "rui", START, found.broadcast))
    assert fields == {"type": "flag.claimed", "at": instant_text(START), "flag": "f1", "by": "rui"}


def test_that_an_instant_to_come_is_kept_as_written() -> None:
    with source() as found:
        until = instant_text(START + MINUTE)
        assert (
            future(
                DeskAct(Command(id="1", verb="announce", until=until), "rui", START, found.broadcast), "until"
            )
            == until
        )
        assert (
            future(DeskAct(Command(id="1", verb="announce"), "rui", START, found.broadcast), "until") is None
        )


@pytest.mark.parametrize("name", ["text", "title", "reason", "assignee", "head", "device"])
def test_that_a_text_has_a_limit(name: str) -> None:
    check_size(Command.model_validate({"id": "1", "verb": "announce", name: "x" * 8_000}))
    with pytest.raises(NotDoneError, match="8,000"):
        check_size(Command.model_validate({"id": "1", "verb": "announce", name: "x" * 8_001}))
