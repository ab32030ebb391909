"""The lives of contacts: waits, offers, holds, transfers, and what agents have in hand at once."""

from __future__ import annotations

from collections import defaultdict

from feeds.events import instant
from tests.feeds.simulator import JSON, Played


def test_that_waits_are_skewed_and_most_are_short(played: Played) -> None:
    voice = played.day()["channels"]["voice"]
    assert voice["wait_p50_seconds"] < 0.6 * voice["average_speed_of_answer_seconds"]
    assert voice["wait_p90_seconds"] > 4 * voice["wait_p50_seconds"]
    assert 0.02 < voice["abandon_rate"] < 0.15
    assert voice["average_time_to_abandon_seconds"] > voice["average_speed_of_answer_seconds"]


def test_that_work_takes_as_long_as_each_channel_asks(played: Played) -> None:
    times = {
        name: channel["average_handle_time_seconds"] for name, channel in played.day()["channels"].items()
    }
    assert 180 < times["voice"] < 320
    assert times["chat"] > 1.3 * times["voice"]
    assert 200 < times["email"] < 400
    assert 180 < times["callback"] < 340


def test_that_calls_come_one_at_a_time_and_chats_up_to_three(played: Played) -> None:
    channel = {event["contact"]: event["channel"] for event in played.of("contact.queued")}
    legs: dict[str, dict[str, str]] = defaultdict(dict)
    offered: set[tuple[str, str]] = set()
    most = dict.fromkeys(("voice", "chat", "message", "email", "callback"), 0)
    for event in played.events:
        kind, agent, contact = event["type"], event.get("agent", ""), event.get("contact", "")
        if kind in ("contact.offered", "contact.answered"):
            legs[agent][contact] = channel[contact]
            offered.discard((agent, contact))
            if kind == "contact.offered":
                offered.add((agent, contact))
            for name in most:
                if name in legs[agent].values():
                    most[name] = max(most[name], len(legs[agent]))
        elif kind in ("contact.missed", "contact.wrapped") or (
            kind == "contact.released" and event.get("wrap_up") is False
        ):
            legs[agent].pop(contact)
            offered.discard((agent, contact))
        elif kind in ("contact.abandoned", "contact.deflected"):
            for who, what in [leg for leg in offered if leg[1] == contact]:
                legs[who].pop(what)
                offered.remove((who, what))
    assert most == {"voice": 1, "chat": 3, "message": 3, "email": 1, "callback": 1}


def test_that_chat_agents_have_about_two_chats_at_once(played: Played) -> None:
    digital = {event["team"] for event in played.of("agent.profile") if "live-chat" in event["queues"]}
    teams = played.day()["teams"]
    assert all(1.4 < teams[team]["concurrency"] < 2.7 for team in digital)
    assert all(found["concurrency"] == 1 for team, found in teams.items() if team not in digital)


def test_that_transfers_are_blind_and_warm(played: Played) -> None:
    kinds = {"blind": 0, "warm": 0}
    answered = {(event["contact"], event["agent"]) for event in played.of("contact.answered")}
    queued = {(event["contact"], event["queue"]) for event in played.of("contact.queued")}
    for event in played.of("contact.transferred"):
        kinds[event["kind"]] += 1
        if event["kind"] == "warm":
            assert (event["contact"], event["to_agent"]) in answered
        else:
            assert (event["contact"], event["to_queue"]) in queued
    assert kinds["blind"] > kinds["warm"] > 0
    assert 0.04 < played.day()["floor"]["transfer_rate"] < 0.12


def test_that_who_misses_an_offer_is_set_aside_for_a_while(played: Played) -> None:
    missed = list(played.of("contact.missed"))
    rested = [event for event in played.of("agent.state") if event.get("reason") == "Missed call"]
    assert len(missed) >= len(rested) > len(missed) / 3
    assert {(event["agent"], event["at"]) for event in rested} <= {
        (event["agent"], event["at"]) for event in missed
    }


def test_that_whoever_is_promised_a_call_gets_one(played: Played) -> None:
    customers = {event["contact"]: event.get("customer") for event in played.of("contact.queued")}
    called = [event for event in played.of("contact.queued") if event["queue"] == "call-backs"]
    promised = [
        event
        for event in played.of("contact.deflected")
        if event["to"] == "callback" and instant(event["at"]) < played.settings.start + 7 * 3_600_000
    ]
    assert promised
    for promise in promised:
        due = (instant(promise["at"]) + 299_000, instant(promise["at"]) + 1_801_000)
        assert any(
            customers[event["contact"]] == customers[promise["contact"]]
            and due[0] <= instant(event["at"]) <= due[1]
            for event in called
        )


def test_that_without_a_queue_for_them_call_backs_are_outbound() -> None:
    from feeds.simulator.site.settings import SimulationSettings
    from tests.feeds.simulator import assert_legal, play

    played = play(SimulationSettings(agents=20, queues=2, hours=5))
    assert_legal(played)
    back = [event for event in played.of("contact.queued") if event["channel"] == "callback"]
    assert back
    assert {event.get("direction") for event in back} == {"outbound"}


def test_that_moods_and_recordings_belong_to_who_talked(played: Played) -> None:
    answered: dict[str, set[str]] = defaultdict(set)
    for event in played.events:
        if event["type"] == "contact.answered":
            answered[event["contact"]].add(event["agent"])
        elif event["type"] in ("contact.sentiment", "contact.signal"):
            assert event["agent"] in answered[event["contact"]]
        elif event["type"] == "contact.recorded":
            assert event["seconds"] > 0
    signals: list[JSON] = list(played.of("contact.signal"))
    assert {event["signal"] for event in signals} == {
        "silence",
        "crosstalk",
        "keyword",
        "script",
        "help_request",
    }
