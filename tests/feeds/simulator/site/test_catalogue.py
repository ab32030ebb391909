"""The queues of an imaginary floor: as many as asked for, and what their contacts cost."""

from __future__ import annotations

import pytest

from feeds.simulator.site.catalogue import DIGITAL, SPOKEN, QueueKind, catalogue
from feeds.simulator.site.random_streams import RandomStream


@pytest.mark.parametrize("count", [1, 8, 40])
def test_that_there_are_as_many_queues_as_asked_for_each_of_its_own_id_and_name(count: int) -> None:
    queues = catalogue(count, RandomStream(1, "queues"))
    assert len({queue.id for queue in queues}) == len({queue.name for queue in queues}) == count
    assert all(queue.weight > 0 for queue in queues)


def test_that_the_best_known_queues_come_first_and_a_seed_gives_the_same_again() -> None:
    queues = catalogue(30, RandomStream(7, "queues"))
    assert [queue.name for queue in queues[:2]] == ["Customer Service", "Billing"]
    assert queues == catalogue(30, RandomStream(7, "queues"))
    assert queues[:8] == catalogue(8, RandomStream(2, "queues"))
    assert {queue.channel for queue in queues} == {"voice", "chat", "email", "message", "callback"}


def test_that_chats_share_an_agents_time_and_calls_do_not() -> None:
    call, chat = QueueKind("a", "A", "voice", 0.1), QueueKind("b", "B", "chat", 0.1)
    assert call.effort == call.handling > call.work.talk + call.work.wrap_up
    assert chat.effort < 0.6 * chat.handling
    assert call.channel in SPOKEN
    assert chat.channel in DIGITAL


def test_that_a_slower_pace_stretches_the_talk_only() -> None:
    usual, slow = QueueKind("a", "A", "email", 0.1), QueueKind("a", "A", "email", 0.1, pace=2.0)
    assert usual.handling < slow.handling < 2 * usual.handling
