"""Since when somebody has waited long: waits that hand over to each other, and what comes often."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.flags.histories.waits import PastWaits, joined, often
from console.metrics.reading.reading import Reading
from tests.builders import Scene
from tests.console.flags.scenes import BREACH, NONE, WARNING, rule, severity, since
from tests.console.flags.watches.queue_scenes import WAIT, billing


def test_that_it_stays_the_same_flag_while_another_long_wait_takes_over() -> None:
    scene = billing().at("09:00").queued("c1", "billing").at("09:01").queued("c2", "billing")
    scene.at("09:03").answered("c1", "ana").at("09:05").answered("c2", "ben")
    assert since(scene, "09:02:59", WAIT) == since(scene, "09:04:59", WAIT) == scene.ms("09:01:36")
    assert severity(scene, "09:05", WAIT) is NONE


def test_that_it_is_another_flag_after_a_gap() -> None:
    scene = billing().at("09:00").queued("c1", "billing").at("09:01").queued("c2", "billing")
    scene.at("09:02").answered("c1", "ana")
    assert since(scene, "09:01:59", WAIT) == scene.ms("09:01:36")
    assert severity(scene, "09:02:10", WAIT) is NONE
    assert since(scene, "09:02:40", WAIT) == scene.ms("09:02:36")


def test_that_one_wait_hands_over_to_the_next_all_morning() -> None:
    scene = billing()
    for number in range(12):  # each waits 25 minutes, the next begins 20 minutes later
        scene.at(f"{8 + number * 20 // 60:02}:{number * 20 % 60:02}:30").queued(f"c{number}", "billing")
        if number:
            scene.after(300).answered(f"c{number - 1}", "ana").released(f"c{number - 1}", "ana", False)
    assert since(scene, "12:12", WAIT) == scene.ms("08:02:06")


def test_that_outbound_entries_neither_wait_nor_bridge_a_gap() -> None:
    scene = billing().at("09:00").queued("c1", "billing").queued("o1", "billing", direction="outbound")
    scene.at("09:03").answered("c1", "ana")
    assert severity(scene, "09:04", WAIT) is NONE
    scene.at("09:04").queued("c2", "billing").at("09:07").answered("o1", "ben")
    assert since(scene, "09:08", WAIT) == scene.ms("09:05:36")


def test_that_a_wait_once_long_stays_so_until_it_is_shorter_by_clear() -> None:
    calm = rule("longest_wait", warning=0.5, breach=1.0, clear=0.3, default_goal_seconds=100.0)
    scene = Scene().queue("billing").at("09:00").queued("c1", "billing").after(25).queued("c2", "billing")
    scene.at("09:01:00").abandoned("c1", "billing")
    assert severity(scene, "09:00:49.999", calm) is NONE
    assert severity(scene, "09:00:50", calm) is WARNING
    assert severity(scene, "09:01:00", calm) is WARNING, "35 s is shorter than 50 s, not by 30 s"
    assert since(scene, "09:01:10", calm) == scene.ms("09:00:50")
    scene.at("09:01:20").abandoned("c2", "billing").queued("c3", "billing")
    assert severity(scene, "09:01:45", calm) is NONE, "c3 has waited 25 s"
    assert severity(scene, "09:02:09", calm) is NONE
    assert since(scene, "09:02:10", calm) == scene.ms("09:02:10")


def test_that_a_breach_too_stays_until_it_is_better_by_clear() -> None:
    calm = rule("longest_wait", warning=0.5, breach=1.0, clear=0.4, default_goal_seconds=100.0)
    scene = Scene().queue("billing").at("09:00").queued("c1", "billing").after(20).queued("c2", "billing")
    scene.at("09:01:40").abandoned("c1", "billing")
    assert severity(scene, "09:01:39.999", calm) is WARNING
    assert severity(scene, "09:01:50", calm) is BREACH, "90 s is more than 60 s"
    scene.at("09:02").abandoned("c2", "billing")
    assert severity(scene, "09:02", calm) is NONE


def waits(scene: Scene, at: str) -> PastWaits:
    return PastWaits(Reading(scene.floor, scene.window(at)))


def test_that_a_wait_never_entered_or_no_longer_long_enough_has_not_risen() -> None:
    scene = billing().at("09:00").queued("c1", "billing")
    assert waits(scene, "09:01").rose(0, 120_000, 90_000) is None
    assert waits(scene, "09:01:40").rose(0, 120_000, 90_000) is None
    assert waits(scene, "09:02").rose(0, 120_000, 90_000) == scene.ms("09:02")
    assert waits(Scene().queue("help"), "09:02").rose(0, 120_000, 90_000) is None


def test_that_what_has_risen_stays_so_while_another_waits_nearly_as_long() -> None:
    scene = billing().at("09:00").queued("c1", "billing").at("09:01").queued("c2", "billing")
    scene.at("09:02:30").answered("c1", "ana")
    assert waits(scene, "09:02:40").rose(0, 120_000, 90_000) == scene.ms("09:02")


@pytest.mark.parametrize(
    ("spans", "since", "begin"),
    [
        ([], 100, 100),
        ([(50, 120)], 100, 50),
        ([(50, 90)], 100, 100),
        ([(50, 90), (80, 110)], 100, 50),
        ([(10, 40), (50, 90), (80, 110)], 100, 50),
    ],
)
def test_that_spans_hang_together_where_none_ends_before_the_next_begins(
    spans: list[tuple[int, int]], since: int, begin: int
) -> None:
    table = np.array(spans, dtype=np.int64).reshape(-1, 2)
    assert joined(table[:, 0], table[:, 1], since) == begin


@given(st.lists(st.integers(0, 100), max_size=12), st.integers(1, 4), st.integers(1, 30))
def test_that_often_is_what_counting_at_every_instant_finds(at: list[int], enough: int, window: int) -> None:
    instants = np.array(sorted(at), dtype=np.int64)
    begin, end = often(instants, enough, window)
    for now in range(140):
        counted = sum(now - window < one <= now for one in at) >= enough
        assert counted == any(b <= now < e for b, e in zip(begin.tolist(), end.tolist(), strict=True))
