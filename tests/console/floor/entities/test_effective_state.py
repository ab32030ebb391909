"""The effective state: the strongest part of all legs makes it."""

from __future__ import annotations

import pytest

from console.floor.entities.effective_state import ONE_LEG, code_of_several
from console.floor.ledgers.codes import State, state_of
from console.floor.ledgers.schedule import Schedules
from console.floor.ledgers.tenures import Tenures
from console.floor.ledgers.timeline import NEVER, Timeline
from feeds.lifecycle import HELD, OFFERED, TALKING, WRAPPING


def timeline() -> Timeline:
    return Timeline(Tenures(), Schedules())


def by_part(*legs: tuple[int, int]) -> list[list[int]]:
    """When each of *legs*, pairs of a part and an instant, was answered: a list for each part."""
    return [
        [answered for other, answered in legs if other == part] for part in (OFFERED, TALKING, HELD, WRAPPING)
    ]


@pytest.mark.parametrize(
    ("parts", "state"),
    [
        ([OFFERED, WRAPPING], State.WRAP_UP),
        ([OFFERED, WRAPPING, HELD], State.HOLD),
        ([OFFERED, HELD, TALKING, WRAPPING], State.ON_CONTACT),
        ([OFFERED, OFFERED], State.RINGING),
    ],
)
def test_that_the_strongest_part_makes_the_state(parts: list[int], state: State) -> None:
    code, _, _ = code_of_several(by_part(*((part, 10) for part in parts)), 20, timeline())
    assert state_of(code) is state


def test_that_one_leg_makes_the_state_of_its_part() -> None:
    states = [state_of(ONE_LEG[part]).name for part in (OFFERED, TALKING, HELD, WRAPPING)]
    assert states == ["RINGING", "ON_CONTACT", "HOLD", "WRAP_UP"]


def test_that_the_one_leg_that_makes_the_state_says_when_it_was_answered() -> None:
    assert code_of_several(by_part((TALKING, 12), (WRAPPING, 5)), 20, timeline())[1:] == (12, 8)


def test_that_several_answers_are_kept_together() -> None:
    kept = timeline()
    _, answered, makers = code_of_several(by_part((TALKING, 12), (TALKING, 15)), 20, kept)
    assert (answered, kept.several[-2 - makers]) == (NEVER, (12, 15))
