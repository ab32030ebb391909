"""Missed offers: counted by agent within a window, and since when they have been too many."""

from __future__ import annotations

from console.flags.histories.misses import Misses, PastMisses
from console.metrics.reading.reading import Reading
from tests.builders import Scene

WINDOW = 600_000


def scene() -> Scene:
    """Ana misses at 09:00, 09:02 and 09:09, and Ben at 09:02."""
    made = (
        Scene()
        .queue("billing")
        .agent("ana", "ben")
        .available("ana", "ben")
        .at("08:59")
        .queued("c1", "billing")
    )
    for time, agent in (("09:00", "ana"), ("09:02", "ana"), ("09:02", "ben"), ("09:09", "ana")):
        made.at(time).offered("c1", agent).missed("c1", agent)
    return made


def past(of: Scene, at: str) -> PastMisses:
    return PastMisses(Reading(of.floor, of.window(at)), Misses())


def test_that_misses_are_counted_within_the_window_alone() -> None:
    assert past(scene(), "09:01").counts(WINDOW) == ([0], [1])
    assert past(scene(), "09:09").counts(WINDOW) == ([0, 1], [3, 1])
    assert past(scene(), "09:10").counts(WINDOW) == ([0, 1], [2, 1])
    assert past(Scene().queue("billing"), "09:10").counts(WINDOW) == ([], [])


def test_that_too_many_begin_with_the_miss_that_completes_the_count() -> None:
    made = scene()
    assert past(made, "09:09").since(0, 3, 3, WINDOW) == made.ms("09:09")
    assert past(made, "09:09").since(0, 2, 2, WINDOW) == made.ms("09:02")
    assert past(made, "09:11").since(0, 3, 2, WINDOW) == made.ms("09:09"), "two are enough to stay"
    assert past(made, "09:09").since(1, 2, 1, WINDOW) is None
