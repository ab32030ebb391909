"""The neighbours of an instant: the next and the previous event or flag."""

from __future__ import annotations

from console.desk.neighbours import event_beside, flag_beside
from console.views.rows import Mark, Severity
from tests.builders import Scene

MARKS = [Mark(at, Severity.BREACH, "over limit", f"flag of {at}") for at in (100, 300, 500)]


def test_that_each_event_is_met_once_in_both_directions() -> None:
    scene = Scene().queue("q").agent("ana", queues=["q"]).at("09:00").available("ana")
    scene.at("09:01").queued("c1", "q").after(5).answered("c1", "ana").after(60)
    scene.send("contact.released", contact="c1", agent="ana", wrap_up=False)
    times = [scene.ms(time) for time in ("09:00", "09:01", "09:01:05", "09:02:05")]
    at, met = times[0] - 1, []
    while (later := event_beside(scene.floor, at, is_later=True)) is not None:
        met.append(at := later)
    assert met == times
    back = [at]
    while (before := event_beside(scene.floor, back[-1], is_later=False)) is not None:
        back.append(before)
    assert back[: len(times)] == times[::-1]


def test_that_the_nearest_flag_is_found_on_either_side() -> None:
    assert flag_beside(MARKS, 300, is_later=True) == 500
    assert flag_beside(MARKS, 300, is_later=False) == 100
    assert flag_beside(MARKS, 299, is_later=True) == 300
    assert flag_beside(MARKS, 500, is_later=True) is None
    assert flag_beside([], 500, is_later=False) is None
