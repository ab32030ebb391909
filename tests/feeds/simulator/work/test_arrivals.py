"""What comes in: the day's two humps, bots, the outage at 10:40 and its end."""

from __future__ import annotations

from feeds.events import instant
from feeds.simulator.site.settings import SimulationSettings
from tests.feeds.simulator import HOUR, Played, play


def started(played: Played, start: float, end: float) -> int:
    """Calls from *start* to *end*, local hours."""
    return int(played.between(start - 8, end - 8)["channels"]["voice"]["started"])


def test_that_arrivals_follow_the_day(played: Played) -> None:
    morning, busy = started(played, 8, 9), started(played, 9.6, 10.6)
    noon, afternoon = started(played, 12.5, 13.5), started(played, 14.5, 15.5)
    assert morning < 0.85 * busy
    assert noon < busy
    assert noon < afternoon


def test_that_the_outage_is_felt_by_everyone_and_over_by_noon(played: Played) -> None:
    before, height, after = (
        played.between(start, end)["channels"]["voice"] for start, end in ((1, 2.6), (2.8, 3.5), (4.5, 6))
    )
    usual = before["service_level"]["offered"]
    assert usual > 0.7
    assert height["service_level"]["offered"] < 0.5 * usual
    assert after["service_level"]["offered"] > 0.7
    assert height["abandon_rate"] > 4 * before["abandon_rate"]
    assert height["average_handle_time_seconds"] > 1.05 * before["average_handle_time_seconds"]
    assert height["started"] / 0.7 > 1.2 * before["started"] / 1.6
    excused = {
        event["agent"] for event in played.of("schedule.exception") if event["reason"] == "System outage"
    }
    cut_off = {
        event["agent"] for event in played.of("agent.state") if event.get("reason") == "System problem"
    }
    assert excused == cut_off != set()


def test_that_the_outage_comes_once() -> None:
    later = SimulationSettings().start + 24 * HOUR
    played = play(SimulationSettings(agents=30, queues=4, hours=28))
    assert not [
        event
        for event in played.of("agent.state")
        if event.get("reason") == "System problem" and instant(event["at"]) > later
    ]


def test_that_bots_contain_some_hand_over_some_and_lose_a_few(played: Played) -> None:
    queued = {event["contact"]: event for event in reversed(list(played.of("contact.queued")))}
    started_at = {event["session"]: event for event in played.of("bot.started")}
    outcomes = {"contained": 0, "handed_over": 0, "abandoned": 0}
    for event in played.of("bot.ended"):
        outcomes[event["outcome"]] += 1
        if event["outcome"] == "handed_over":
            contact = queued[event["contact"]]
            session = started_at[event["session"]]
            assert contact["queue"] == session["queue"]
            assert contact.get("customer") == session.get("customer")
    total = sum(outcomes.values())
    assert 0.35 < outcomes["contained"] / total < 0.6
    assert 0.3 < outcomes["handed_over"] / total < 0.6
    assert 0 < outcomes["abandoned"] / total < 0.2
