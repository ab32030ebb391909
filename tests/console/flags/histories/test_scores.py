"""Scores of live contacts: kept from second to second, and only those that have fallen."""

from __future__ import annotations

from console.flags.histories.scores import LowScores
from console.metrics.reading.reading import Reading
from tests.builders import Scene
from tests.console.flags.scenes import rule

FALLING = rule("sentiment_falling", warning=0.6, breach=1.2, clear=0.2, window_seconds=300.0)


def talking() -> Scene:
    scene = Scene().queue("billing").agent("ana", "ben").available("ana", "ben").at("09:00")
    for contact, agent in (("c1", "ana"), ("c2", "ben")):
        scene.queued(contact, "billing").answered(contact, agent)
    return scene


def score(scene: Scene, at: str, contact: str, value: float) -> Scene:
    return scene.at(at).send("contact.sentiment", contact=contact, score=value)


def fallen(kept: LowScores, scene: Scene, at: str) -> list[tuple[str, dict[float, int]]]:
    """The agents whose scores have fallen at *at*, and since when by each limit."""
    tracks = kept.tracks(Reading(scene.floor, scene.window(at)))
    return [(scene.floor.roster.by_index[track.leg.agent].name, dict(track.met)) for track in tracks]


def test_that_a_fall_is_found_as_it_comes_and_goes_once_it_is_better() -> None:
    scene, kept = talking(), LowScores(FALLING)
    score(score(scene, "09:01", "c1", 0.5), "09:01", "c2", 0.1)
    assert fallen(kept, scene, "09:01:01") == []
    score(scene, "09:01:02", "c1", -0.2)
    assert fallen(kept, scene, "09:01:03") == [("ana", {0.6: scene.ms("09:01:02")})]
    score(scene, "09:01:04", "c1", -0.8)
    met = {0.6: scene.ms("09:01:02"), 1.2: scene.ms("09:01:04")}
    assert fallen(kept, scene, "09:01:05") == fallen(LowScores(FALLING), scene, "09:01:05") == [("ana", met)]
    score(scene, "09:01:06", "c1", 0.4)
    assert fallen(kept, scene, "09:01:07") == []


def test_that_a_fall_ends_with_its_contact_and_with_the_window() -> None:
    scene, kept = talking(), LowScores(FALLING)
    for contact in ("c1", "c2"):
        score(score(scene, "09:01", contact, 0.9), "09:01:10", contact, -0.9)
    assert [name for name, _ in fallen(kept, scene, "09:01:10")] == ["ana", "ben"]
    scene.at("09:02").released("c1", "ana", wrap_up=False)
    assert [name for name, _ in fallen(kept, scene, "09:02")] == ["ben"]
    assert [name for name, _ in fallen(kept, scene, "09:06:09")] == ["ben"]
    assert fallen(kept, scene, "09:06:10") == []
    assert [name for name, _ in fallen(kept, scene, "09:01:59")] == ["ana", "ben"], "when rewound"


def test_that_a_fall_is_that_of_the_last_score_below_the_best() -> None:
    scene = talking()
    score(score(scene, "09:01", "c1", 0.5), "09:01:10", "c1", -0.25)
    (track,) = LowScores(FALLING).tracks(Reading(scene.floor, scene.window("09:02")))
    assert track.fall == 0.75
