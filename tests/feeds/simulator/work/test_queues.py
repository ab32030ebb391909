"""Who is free and who waits while the imaginary floor runs."""

from __future__ import annotations

import simpy

from feeds.simulator.site.catalogue import QueueKind
from feeds.simulator.site.staff import Habits, Person
from feeds.simulator.work.queues import SimulatedAgent, SimulatedContact, SimulatedQueue

CALLS, CHATS = QueueKind("calls", "Calls", "voice", 0.5), QueueKind("chats", "Chats", "chat", 0.5)


def agent_of(*queues: SimulatedQueue, name: str = "ana") -> SimulatedAgent:
    families = frozenset(queue.family for queue in queues)
    ids = tuple(queue.kind.id for queue in queues)
    agent = SimulatedAgent(Person(name, name, "north", ids, families, Habits()), list(queues))
    agent.said = "available"
    agent.update_free()
    return agent


def test_that_an_agent_on_a_call_is_free_for_nothing_until_it_is_over() -> None:
    calls, chats = SimulatedQueue(CALLS), SimulatedQueue(CHATS)
    agent = agent_of(calls, chats)
    agent.take(calls.family)
    assert not calls.free
    assert not chats.free
    agent.let_go()
    assert list(calls.free) == list(chats.free) == [agent]


def test_that_an_agent_has_room_for_three_chats_and_then_for_none() -> None:
    calls, chats = SimulatedQueue(CALLS), SimulatedQueue(CHATS)
    agent = agent_of(calls, chats)
    rooms = []
    for _ in range(3):
        agent.take(chats.family)
        rooms.append((agent in chats.free, agent in calls.free))
    assert rooms == [(True, False), (True, False), (False, False)]


def test_that_who_took_a_contact_last_is_the_last_to_be_offered_another() -> None:
    calls = SimulatedQueue(CALLS)
    first, second = agent_of(calls, name="ana"), agent_of(calls, name="dev")
    first.take(calls.family)
    first.let_go()
    assert list(calls.free) == [second, first]


def test_that_who_is_about_to_leave_takes_no_more() -> None:
    calls = SimulatedQueue(CALLS)
    agent = agent_of(calls)
    agent.leaving = True
    agent.update_free()
    assert not calls.free


def test_that_whoever_awaits_the_end_of_the_work_hears_of_the_last_contact() -> None:
    calls = SimulatedQueue(CALLS)
    agent = agent_of(calls)
    agent.take(calls.family)
    idle = agent.idle = simpy.Environment().event()
    agent.let_go()
    assert idle.triggered
    assert agent.idle is None


def test_that_those_who_gave_up_are_passed_over_for_who_still_waits() -> None:
    calls = SimulatedQueue(CALLS)
    gone = SimulatedContact("c1", calls, None)
    waiting = SimulatedContact("c2", calls, None, waits=True)
    calls.waiting.extend([gone, waiting])
    assert calls.first() is waiting
    waiting.waits = False
    assert calls.first() is None


def test_that_customers_come_back_in_the_order_of_their_instants_and_not_before() -> None:
    calls = SimulatedQueue(CALLS)
    calls.expect(200, "bo", 1)
    calls.expect(100, "al", 2)
    assert calls.back(99) is None
    assert [calls.back(200), calls.back(200), calls.back(200)] == [("al", 2), ("bo", 1), None]
