"""What the site publishes: profiles with goals, schedules, and forecasts that come near the truth."""

from __future__ import annotations

from itertools import pairwise

from feeds.events import instant
from tests.feeds.simulator import Played


def test_that_the_site_comes_first_and_knows_its_clock(played: Played) -> None:
    first = played.events[0]
    assert (first["type"], first["time_zone"]) == ("site.profile", "Europe/Lisbon")
    reasons = {event["reason"] for event in played.of("agent.state") if "reason" in event}
    activities = {"break", "lunch", "meeting", "training", "coaching", "other"}
    assert reasons <= set(first["reasons"]) | activities


def test_that_every_queue_has_its_goals(played: Played) -> None:
    for event in played.of("queue.profile"):
        assert event["service_level"]["threshold_seconds"] > 0
        assert 0.5 < event["service_level"]["target"] < 1
        assert event["longest_wait_goal_seconds"] > event["service_level"]["threshold_seconds"]
        assert event["handle_goal_seconds"] > 60 < 2 * event["wrap_up_goal_seconds"] + 60


def test_that_shifts_are_staggered_and_hold_breaks(played: Played) -> None:
    schedules = list(played.of("schedule.published"))
    begins = {event["activities"][0]["start"] for event in schedules}
    assert len(begins) >= 5
    for event in schedules:
        spells = event["activities"]
        assert any(spell["activity"] == "break" for spell in spells)
        for before, after in pairwise(spells):
            assert before["end"] == after["start"]
        assert instant(event["start"]) <= instant(spells[0]["start"])
        assert instant(spells[-1]["end"]) <= instant(event["end"])
    found = {spell["activity"] for event in schedules for spell in event["activities"]}
    assert found >= {"on_queue", "break", "lunch", "training", "coaching", "meeting"}


def test_that_the_forecast_is_near_the_truth_before_the_outage(played: Played) -> None:
    start = played.settings.start
    expected = sum(
        interval["contacts"]
        for event in played.of("forecast.published")
        for interval in event["intervals"]
        if start <= instant(interval["start"]) < start + 2.5 * 3_600_000
    )
    happened = played.between(0, 2.5)["floor"]["started"]
    assert 0.85 < happened / expected < 1.15


def test_that_a_forecast_asks_for_more_agents_than_the_load_alone(played: Played) -> None:
    for event in played.of("forecast.published"):
        for interval in event["intervals"]:
            assert interval["handle_seconds"] > 100
            if event["queue"] == "customer-service":
                erlangs = interval["contacts"] * interval["handle_seconds"] / interval["minutes"] / 60
                assert interval["required_agents"] > erlangs
