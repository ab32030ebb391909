"""Tests of members: one agent over several queues, its pauses written once, and what its device says."""

from __future__ import annotations

import pytest

from tests.feeds.platforms.asterisk.scripted_floor import ANA, KIM, Floor, Phone, of_member


def _floor() -> Floor:
    floor = Floor()
    floor.open()
    return floor


def _states(floor: Floor) -> list[str]:
    return [line.removeprefix("agent.state ") for line in floor.sent if line.startswith("agent.state")]


def test_that_a_member_of_several_queues_is_one_agent_who_comes_once_and_goes_once() -> None:
    floor = _floor()
    for verb in ("Added", "Removed"):
        for queue in ("support", "sales"):
            floor.member(verb, queue, KIM)
    assert floor.sent == [
        "agent.profile Kim Novak Kim Novak ('support',)",
        "agent.state Kim Novak available",
        "agent.profile Kim Novak Kim Novak ('support', 'sales')",
        "agent.profile Kim Novak Kim Novak ('sales',)",
        "agent.profile Kim Novak Kim Novak ()",
        "agent.state Kim Novak offline",
    ]


def test_that_a_pause_reported_for_each_queue_is_one_change_with_its_reason() -> None:
    floor = _floor()
    for queue in ("support", "sales"):
        floor.member("Added", queue, KIM)
    floor.events.clear()
    for queue in ("support", "sales"):
        floor.member("Pause", queue, KIM, Paused=1, PausedReason="Lunch")
    for queue in ("support", "sales"):
        floor.member("Pause", queue, KIM, Paused=0)
    assert floor.sent == ["agent.state Kim Novak not_ready Lunch", "agent.state Kim Novak available"]


def test_that_an_empty_reason_is_none_and_one_queues_pause_is_not_the_agents() -> None:
    floor = _floor()
    for queue in ("support", "sales"):
        floor.member("Added", queue, KIM)
    floor.events.clear()
    floor.member("Pause", "support", KIM, Paused=1, PausedReason="")
    assert floor.sent == []
    floor.member("Pause", "sales", KIM, Paused="1", PausedReason="  ")
    assert floor.sent == ["agent.state Kim Novak not_ready"]
    floor.member("Pause", "sales", KIM, Paused="1", PausedReason="Coffee")
    assert floor.sent == ["agent.state Kim Novak not_ready Coffee"]


def test_that_what_the_device_does_in_a_call_is_not_written_again_as_a_state() -> None:
    floor = _floor()
    floor.member("Added", "support", KIM)
    floor.talk("c1", "support", KIM)
    for status in (6, 2, 7, 8, 3, 0, 1):
        floor.member("Status", "support", KIM, Status=status)
    floor.member("Penalty", "support", KIM, Penalty=5)
    floor.member("Ringinuse", "support", KIM, Ringinuse=1)
    assert floor.sent == []


@pytest.mark.parametrize("status", [4, 5])
def test_that_a_member_whose_device_cannot_be_reached_is_offline(status: int) -> None:
    floor = _floor()
    floor.member("Added", "support", KIM)
    floor.member("Status", "support", KIM, Status=status)
    floor.member("Status", "support", KIM, Status=1)
    assert _states(floor) == ["Kim Novak available", "Kim Novak offline", "Kim Novak available"]


def test_that_a_member_added_paused_is_not_ready() -> None:
    floor = _floor()
    floor.member("Added", "support", KIM, Paused=1, PausedReason="Training")
    assert _states(floor) == ["Kim Novak not_ready Training"]


def test_that_a_wrap_up_ends_before_another_state_is_written() -> None:
    floor = _floor()
    floor.member("Added", "support", KIM, Wrapuptime=30)
    floor.channel("c1")
    floor.talk("c1", "support", KIM)
    floor.complete("c1", "support", KIM)
    floor.member("Pause", "support", KIM, Paused=1, PausedReason="Lunch", Wrapuptime=30)
    assert floor.sent[1:] == ["contact.wrapped c1 Kim Novak", "agent.state Kim Novak not_ready Lunch"]


def test_that_a_member_of_other_interfaces_and_no_name_is_the_agent_at_the_device() -> None:
    floor = _floor()
    floor.member("Added", "support", Phone("Ana Ruiz", "Local/101@agents/n", "PJSIP/101"))
    floor.member("Added", "sales", Phone("PJSIP/101", "PJSIP/101", "PJSIP/101"))
    floor.member("Pause", "sales", Phone("", "PJSIP/101"), Paused=1)
    assert set(floor.translator.agents) == {"Ana Ruiz"}
    assert [place.queue for place in floor.translator.memberships("Ana Ruiz")] == ["support", "sales"]


def test_that_a_member_that_was_nameless_keeps_its_id_when_its_name_is_known() -> None:
    floor = _floor()
    floor.member("Added", "support", Phone("PJSIP/101", "PJSIP/101"))
    floor.events.clear()
    floor.member("Added", "sales", ANA)
    assert floor.sent == ["agent.profile 101 Ana Ruiz ('support', 'sales')"]


def test_that_two_people_at_one_device_one_after_the_other_are_two_agents() -> None:
    floor = _floor()
    floor.member("Added", "support", KIM)
    floor.member("Removed", "support", KIM)
    floor.member("Added", "support", Phone("Eve Martin", KIM.interface, KIM.state_interface))
    assert _states(floor) == ["Kim Novak available", "Kim Novak offline", "Eve Martin available"]


def test_that_who_is_removed_or_paused_without_having_been_there_says_nothing() -> None:
    floor = _floor()
    floor.member("Removed", "support", KIM)
    floor.say("QueueMemberPause", Queue="support", Paused=1)
    floor.say("QueueMemberAdded", Interface="PJSIP/7")
    floor.say("QueueMemberAdded", **of_member("", ANA))
    assert floor.sent == []


def test_that_what_commands_need_of_a_member_is_known_also_after_it_left() -> None:
    floor = _floor()
    floor.member("Added", "support", KIM, Paused=1)
    places = floor.translator.memberships("Kim Novak")
    assert [tuple(place) for place in places] == [("support", KIM.interface, True)]
    floor.member("Removed", "support", KIM)
    assert floor.translator.memberships("Kim Novak") == []
    member = floor.translator.member("Kim Novak")
    assert member is not None
    assert tuple(member) == (KIM.interface, KIM.state_interface, KIM.name)
    assert floor.translator.member("nobody") is None
