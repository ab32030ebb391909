"""A long reading in short pieces, and how a change of the past in between is noticed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from console.metrics.reading.stepwise import Steps, finished, past_of
from tests.builders import Scene


def counted(pieces: int) -> Steps[str]:
    for _ in range(pieces):
        yield
    return f"{pieces} pieces"


@pytest.mark.parametrize("pieces", [0, 1, 5])
def test_that_all_steps_taken_at_once_give_what_they_make(pieces: int) -> None:
    assert finished(counted(pieces)) == f"{pieces} pieces"


def morning() -> Scene:
    return Scene().queue("help").agent("ana", queues=["help"]).at("09:00").available("ana")


@pytest.mark.parametrize(
    "happens",
    [
        lambda scene: scene.at("09:05").not_ready("ana"),
        lambda scene: scene.at("09:05").queued("c1", "help").answered("c1", "ana"),
    ],
    ids=["a state", "a contact"],
)
def test_that_what_happens_next_leaves_the_past_as_it_was(happens: Callable[[Scene], Scene]) -> None:
    scene = morning()
    before = past_of(scene.floor)
    assert past_of(happens(scene).floor) == before


@pytest.mark.parametrize(
    "happens",
    [
        lambda scene: scene.at("09:05").available("ben"),
        lambda scene: scene.at("09:05").queue("sales"),
        lambda scene: scene.at("09:05").agent("ana", team="north"),
    ],
    ids=["another agent", "another queue", "another team"],
)
def test_that_whatever_moves_the_past_is_noticed(happens: Callable[[Scene], Scene]) -> None:
    scene = morning()
    before = past_of(scene.floor)
    assert past_of(happens(scene).floor) != before
