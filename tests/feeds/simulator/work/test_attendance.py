"""People at work: in time mostly, off to breaks when the contact lets them, each in their own way."""

from __future__ import annotations

from feeds.events import instant
from feeds.simulator.site.names import ELUSIVE, EXCELLENT, LONG_WINDED
from tests.feeds.simulator import JSON, Played


def ids(played: Played) -> dict[str, str]:
    return {event["name"]: event["agent"] for event in played.of("agent.profile")}


def test_that_adherence_is_in_the_nineties_and_better_adjusted(played: Played) -> None:
    found = played.day()["floor"]
    assert 0.9 <= found["adherence"] < found["adherence_adjusted"] <= 0.99
    assert 0.9 < found["conformance"] < 1.1


def test_that_occupancy_is_in_the_eighties_at_the_busy_hour(played: Played) -> None:
    assert 0.8 < played.between(1.6, 2.6)["floor"]["occupancy"] < 0.94


def test_that_breaks_start_late_because_the_call_ran_over(played: Played) -> None:
    due = {
        (event["agent"], instant(spell["start"]))
        for event in played.of("schedule.published")
        for spell in event["activities"]
        if spell["activity"] in ("break", "lunch")
    }
    ended = {(event["agent"], event["at"]) for event in played.of("contact.wrapped", "contact.released")}
    ran_over = [
        event
        for event in played.of("agent.state")
        if event.get("reason") in ("break", "Coffee", "lunch")
        and (event["agent"], event["at"]) in ended
        and any(
            agent == event["agent"] and 60_000 < instant(event["at"]) - start < 1_800_000
            for agent, start in due
        )
    ]
    assert len(ran_over) > 20


def test_that_nobody_has_work_in_hand_when_they_say_where_they_are(played: Played) -> None:
    """A platform would say so in the middle of a call only if it was broken."""
    talking: dict[str, set[str]] = {}
    for event in played.events:
        kind, agent = event["type"], event.get("agent", "")
        if kind == "contact.answered":
            talking.setdefault(agent, set()).add(event["contact"])
        elif kind == "contact.released":
            talking[agent].remove(event["contact"])
        elif kind == "agent.state":
            assert not talking.get(agent), event


def test_that_the_three_everybody_knows_are_as_everybody_knows(played: Played) -> None:
    named, found = ids(played), played.day()
    agents: JSON = found["agents"]
    long_winded, elusive, excellent = (agents[named[name]] for name in (LONG_WINDED, ELUSIVE, EXCELLENT))
    voice = found["channels"]["voice"]["average_handle_time_seconds"]
    assert long_winded["average_handle_time_seconds"] > 1.3 * voice
    assert excellent["average_wrap_up_seconds"] < 0.85 * found["floor"]["average_wrap_up_seconds"]
    assert excellent["csat"]["mean"] > found["floor"]["csat"]["mean"]
    assert elusive["adherence"] < found["floor"]["adherence"] - 0.04
    assert elusive["missed_rate"] > 2 * found["floor"]["missed_rate"]
    assert excellent["adherence"] > found["floor"]["adherence"]
    assert excellent["missed_rate"] == 0


def test_that_people_have_names_teams_leads_and_skills_of_their_own(played: Played) -> None:
    profiles = list(played.of("agent.profile"))
    teams = {event["team"]: event for event in played.of("team.profile")}
    assert len({event["name"] for event in profiles}) == len(profiles) == 150
    assert all(event["lead"] == teams[event["team"]]["lead"] for event in profiles)
    served = {queue for event in profiles for queue in event["queues"]}
    assert served == {event["queue"] for event in played.of("queue.profile")}
    assert len({tuple(event["queues"]) for event in profiles}) > 6


def test_that_leads_listen_to_who_talks_and_come_when_asked(played: Played) -> None:
    asked = {event["contact"] for event in played.of("contact.signal") if event["signal"] == "help_request"}
    leads = {event["agent"]: event["lead"] for event in played.of("agent.profile")}
    listening = list(played.of("supervision.started"))
    assert all(event["supervisor"] == leads[event["agent"]] for event in listening)
    assert any(event["contact"] in asked and event["kind"] != "monitor" for event in listening)
    assert {event["kind"] for event in listening} == {"monitor", "whisper", "barge"}
