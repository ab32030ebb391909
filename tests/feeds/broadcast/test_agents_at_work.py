"""Agents at work, as a source's present says them: the state that counts, and since when it holds."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.builders import Scene
from tests.feeds.broadcast.test_snapshot import present_of


def morning() -> Scene:
    return Scene().queue("help").agent("ana", queues=["help"]).at("09:00").available("ana")


def joined(scene: Scene) -> Scene:
    """A floor that is given nothing but a snapshot of the present of *scene*."""
    sent = [json.loads(kept.text) for kept in present_of(scene.sent).events(scene.clock)]
    now = scene.text()
    return Scene().at(now).snapshot(*sent, complete_since=now)


def shown(scene: Scene) -> tuple[str, str | None, str]:
    row = scene.read_agent("ana")
    return row["state"], row["reason"], row["since"][11:16]


def test_that_an_idle_agent_is_in_the_state_last_set_since_its_instant() -> None:
    scene = morning().at("09:05").not_ready("ana", "lunch").at("09:20")
    assert shown(joined(scene)) == ("not_ready", "lunch", "09:05")


def test_that_a_state_true_again_after_a_contact_holds_from_the_end_of_the_contact() -> None:
    scene = morning().at("09:10").queued("c1", "help").answered("c1", "ana")
    scene.at("09:15").released("c1", "ana", wrap_up=False).ended("c1").at("09:20")
    assert shown(joined(scene)) == ("available", None, "09:15")


def test_that_a_reason_stays_with_a_state_that_is_true_again() -> None:
    scene = morning().at("09:05").not_ready("ana", "meeting")
    scene.at("09:10").queued("c1", "help").answered("c1", "ana")
    scene.at("09:15").released("c1", "ana", wrap_up=False).ended("c1").at("09:20")
    assert shown(joined(scene)) == ("not_ready", "meeting", "09:15")


def test_that_who_went_offline_did_so_at_an_instant() -> None:
    scene = morning().at("17:00").offline("ana").at("17:05")
    assert shown(joined(scene)) == ("offline", None, "17:00")


@pytest.mark.parametrize(
    ("happened", "state"),
    [
        (lambda scene: scene.offered("c1", "ana"), "ringing"),
        (lambda scene: scene.answered("c1", "ana"), "on_contact"),
        (lambda scene: scene.answered("c1", "ana").held("c1", "ana"), "hold"),
        (lambda scene: scene.answered("c1", "ana").released("c1", "ana"), "wrap_up"),
    ],
    ids=["offered", "answered", "held", "released"],
)
def test_that_each_kind_of_work_is_shown_since_when_it_began(
    happened: Callable[[Scene], Scene], state: str
) -> None:
    scene = happened(morning().at("09:10").queued("c1", "help")).at("09:12")
    assert shown(joined(scene)) == shown(scene) == (state, None, "09:10")
