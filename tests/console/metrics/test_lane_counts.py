"""Lane counts: rows count by queue and channel, and add up to queues, channels and the floor."""

from __future__ import annotations

import numpy as np
import pytest

from console.floor.ledgers.codes import CHANNEL_INDEX
from console.metrics.lane_counts import LANES, Counts, WaitingCounts, count_lanes, count_waiting
from console.metrics.reading.reading import Reading
from tests.builders import Scene


def counts(scene: Scene) -> Counts:
    return count_lanes(Reading(scene.floor, scene.window()))


def waiting(scene: Scene) -> WaitingCounts:
    return count_waiting(Reading(scene.floor, scene.window()))


def two_queues() -> Scene:
    scene = Scene().at("09:00").queue("sales").queue("chat", channel="chat")
    return scene.agent("ana", queues=["sales", "chat"]).available("ana")


def test_that_an_entry_counts_in_the_lane_of_its_queue_and_channel() -> None:
    scene = two_queues().answered_after(5, "c1", "sales", "ana")
    scene.send("contact.queued", contact="c2", queue="sales", channel="email")
    found = counts(scene.after(1))
    sales_voice, sales_email = CHANNEL_INDEX["voice"], CHANNEL_INDEX["email"]
    assert np.flatnonzero(found.started).tolist() == [sales_voice, sales_email]
    assert np.flatnonzero(found.answered).tolist() == [sales_voice]
    assert np.flatnonzero(waiting(scene).waiting).tolist() == [sales_email]


def test_that_lanes_add_up_to_queues_channels_and_the_floor() -> None:
    scene = two_queues().abandoned_after(60, "c1", "sales").queued("c2", "chat").queued("c3", "sales")
    found = counts(scene.after(30)).by_scope()
    assert found.started[:2].tolist() == [2, 1]
    assert found.started[2 : 2 + LANES].tolist() == [2, 1, 0, 0, 0, 0]
    assert found.started[-1] == 3
    assert found.part(slice(0, 2)).abandoned.tolist() == [1, 0]
    assert found.part(slice(0, 2)).abandon_wait.tolist() == [60_000, 0]


@pytest.mark.parametrize(("wait", "past", "soon"), [(0, 0, 0), (1, 0, 1), (20, 0, 1), (20.001, 1, 0)])
def test_that_who_waits_is_past_the_threshold_or_soon_to_be(wait: float, past: int, soon: int) -> None:
    found = waiting(two_queues().queued("c1", "sales").after(wait)).by_scope()
    assert (found.waiting[-1], found.past_threshold[-1], found.breach_soon[-1]) == (1, past, soon)


def test_that_handled_time_counts_where_the_entry_was_answered() -> None:
    scene = two_queues().queued("c1", "chat").after(5).answered("c1", "ana").after(60)
    scene.released("c1", "ana").after(10).wrapped("c1", "ana")
    found = counts(scene.after(1)).by_scope()
    assert (found.handled[:2].tolist(), found.handle_time[:2].tolist()) == ([0, 1], [0, 70_000])
