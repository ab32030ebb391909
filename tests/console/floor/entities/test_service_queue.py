"""Queues: known by their events, undeclared until a profile, and ruled by the profile of the instant."""

from __future__ import annotations

import pytest

from tests.builders import Scene


def test_that_an_undeclared_queue_has_the_defaults() -> None:
    scene = Scene().at("09:00").queued("c1", "billing").after(20).answered("c1", "ana")
    found = scene.report()
    billing = found["queues"]["billing"]
    assert (billing["threshold_seconds"], billing["target"], billing["answered_in_threshold"]) == (20, 0.8, 1)
    assert list(found["channels"]) == ["voice"]


@pytest.mark.parametrize(
    "message",
    [
        {"type": "contact.queued", "contact": "c1", "queue": "billing"},
        {"type": "contact.answered", "contact": "c1", "agent": "ana", "queue": "billing"},
        {"type": "contact.abandoned", "contact": "c1", "queue": "billing"},
        {"type": "contact.deflected", "contact": "c1", "queue": "billing", "to": "bot"},
        {"type": "forecast.published", "queue": "billing", "intervals": []},
        {"type": "survey.answered", "queue": "billing", "csat": 5},
        {"type": "bot.started", "session": "s1", "queue": "billing"},
    ],
)
def test_that_an_unknown_queue_is_made_by_events_that_name_it(message: dict[str, str]) -> None:
    scene = Scene().at("09:00").apply({"at": "2026-11-23T09:00:00Z", "seq": 1, **message})
    assert list(scene.report()["queues"]) == ["billing"]
    assert scene.report(at="08:59:59.999")["queues"] == {}


def test_that_a_queue_is_known_from_its_earliest_event() -> None:
    scene = Scene().at("09:10").queue("billing").at("09:00").queued("c1", "billing")
    assert list(scene.report(at="09:00")["queues"]) == ["billing"]
    assert scene.read_queue("billing", at="09:00:30")["waiting"] == 1


def test_that_a_profile_of_the_past_rules_the_entries_since_then() -> None:
    scene = Scene().at("09:10").queue("billing", threshold=60).answered_after(30, "c1", "billing", "ana")
    scene.at("09:05").answered_after(30, "c2", "billing", "ben")
    assert scene.read_queue("billing", at="09:20")["answered_in_threshold"] == 1
    scene.at("09:00").queue("billing", threshold=40)
    assert scene.read_queue("billing", at="09:20")["answered_in_threshold"] == 2


def test_that_profiles_of_many_queues_do_not_mix() -> None:
    scene = Scene().at("09:00")
    for number in range(20):
        scene.at("09:00").queue(f"q{number}", threshold=number)
        scene.answered_after(10, f"c{number}", f"q{number}", "ana")
    found = scene.report(at="09:01")["queues"]
    assert [found[f"q{number}"]["answered_in_threshold"] for number in (0, 9, 10, 19)] == [0, 0, 1, 1]
    assert scene.read_floor(at="09:01")["answered_in_threshold"] == 10


def test_that_a_threshold_of_fractions_is_exact_to_the_millisecond() -> None:
    scene = Scene().at("09:00").queue("billing", threshold=0.25, short=0.1)
    scene.answered_after(0.25, "c1", "billing", "ana").answered_after(0.251, "c2", "billing", "ana")
    scene.abandoned_after(0.1, "c3", "billing").abandoned_after(0.099, "c4", "billing")
    billing = scene.read_queue("billing")
    assert (billing["answered_in_threshold"], billing["short_abandoned"]) == (1, 1)


def test_that_limits_beyond_all_waits_are_limits_still() -> None:
    scene = Scene().at("09:00").queue("billing", threshold=1e300, short=1e300)
    scene.answered_after(3600, "c1", "billing", "ana").abandoned_after(3600, "c2", "billing")
    billing = scene.read_queue("billing", window="3h")
    assert billing["service_level"]["offered"] == 1
    assert billing["short_abandoned"] == 1


def test_that_entries_before_1970_have_their_rules() -> None:
    scene = Scene("1965-05-05").at("09:00").queue("billing", threshold=60)
    scene.answered_after(30, "c1", "billing", "ana")
    assert scene.read_queue("billing")["answered_in_threshold"] == 1


def test_that_a_wait_of_decades_is_read_as_it_was() -> None:
    scene = Scene("1970-01-02").at("09:00").queue("billing").queued("c1", "billing")
    scene.at("2020-01-02T09:00:00Z").answered("c1", "ana")
    billing = scene.read_queue("billing")
    assert billing["wait_p50_seconds"] == billing["maximum_wait_seconds"] == (50 * 365 + 12) * 86_400
