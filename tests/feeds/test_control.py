"""The control objects: which verbs there are, and what a command may hold."""

from __future__ import annotations

from typing import get_args

import pytest
from pydantic import ValidationError

from feeds.control import DESK_VERBS, PLATFORM_VERBS, VERBS, Command, Verb


def test_that_each_verb_is_the_platforms_or_the_desks() -> None:
    assert set(VERBS) == set(get_args(Verb))
    assert not set(DESK_VERBS) & set(PLATFORM_VERBS)
    assert len(VERBS) == len(set(VERBS)) == 30


def test_that_a_command_without_a_known_verb_is_none() -> None:
    with pytest.raises(ValidationError, match="verb"):
        Command.model_validate({"id": "1", "verb": "dance"})


def test_that_a_state_is_an_agents_or_a_tasks() -> None:
    assert Command(id="1", verb="set_state", state="available").state == "available"
    assert Command(id="1", verb="set_task", state="dropped").state == "dropped"
    with pytest.raises(ValidationError, match="state"):
        Command.model_validate({"id": "1", "verb": "set_state", "state": "asleep"})
