"""What supervisors do, as events: who did it is always said, except where a source acts by itself."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from feeds import desk_events
from feeds.desk_events import By, MoveEnded, NoteAdded, TaskSet
from tests.feeds import AT, FULL, encoded


def test_that_every_act_of_a_user_names_the_user() -> None:
    acts = [
        found for found in vars(desk_events).values() if isinstance(found, type) and issubclass(found, By)
    ]
    named = [act.model_fields["type"].default for act in acts if "type" in act.model_fields]
    assert len(named) == 11
    for name in named:
        without = {key: value for key, value in FULL[name].items() if key != "by"}
        with pytest.raises(ValidationError, match="by"):
            vars(desk_events)[_class_of(name)].model_validate_json(encoded(without))


def _class_of(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("."))


def test_that_a_move_may_end_by_itself() -> None:
    assert MoveEnded(at=AT, move="m1").by is None


def test_that_a_note_is_about_an_instant_at_least() -> None:
    with pytest.raises(ValidationError, match="about"):
        NoteAdded.model_validate({"at": AT, "note": "n1", "about": {}, "text": "x", "by": "rui"})


def test_that_a_task_is_open_done_or_dropped() -> None:
    with pytest.raises(ValidationError, match="state"):
        TaskSet.model_validate({"at": AT, "task": "t1", "text": "x", "state": "late", "by": "rui"})
