"""The floor: the fold of all events, total, bounded, and readable while it goes on."""

from __future__ import annotations

import pytest

from tests.builders import JSON, Scene, figures, floor_of, send, tiny_blocks
from tests.made_logs import made_log

HOUR = 3_600_000


def quiet_hours(scene: Scene, hours: int) -> Scene:
    """A contact every half minute, each of another customer, abandoned or answered by ana."""
    for number in range(hours * 120):
        scene.after(25).queued(f"c{number}", "billing", customer=f"customer-{number}").after(5)
        if number % 3:
            scene.answered(f"c{number}", "ana").released(f"c{number}", "ana", wrap_up=number % 2 == 0)
        else:
            scene.abandoned(f"c{number}", "billing").bot(f"s{number}", "contained").after(-60)
    return scene


def test_that_counts_cover_what_came_in() -> None:
    scene = Scene().hello("b7").at("09:00").queue("billing").queued("c1", "billing").queued("c1", "billing")
    scene.apply(scene.sent[-1])
    assert scene.report()["counts"] == {
        "events": 3,
        "control": 1,
        "invalid": 0,
        "unknown": 0,
        "anomalies": {"queued where it already waits": 1},
        "late": 0,
        "duplicates": 1,
    }


def test_that_one_event_at_a_time_is_as_all_at_once() -> None:
    scene = Scene()
    events = made_log(3, contacts=20, agents=3)
    for event in events:
        scene.apply(event)
    whole = floor_of(events)
    assert figures(scene.floor, whole.latest) == figures(whole, whole.latest)
    assert scene.floor.applied == len(events)


def test_that_events_nobody_counts_change_no_figure() -> None:
    scene = Scene().at("09:00").available("ana").answered("c1", "ana").at("09:05")
    before, phone = scene.seen(), {"agent": "ana", "device": "SIP/7", "reachable": False}
    scene.send("flag.acknowledged", flag="f1", by="lead").send("flag.snoozed", flag="f1", by="lead")
    scene.send("flag.claimed", flag="f1", by="lead").send("agent.device", **phone)
    scene.send("contact.prioritised", contact="c1", priority=3)
    scene.send("supervision.started", agent="ana", supervisor="lead", kind="whisper", contact="c1")
    scene.send("supervision.ended", agent="ana", supervisor="lead", kind="whisper", contact="c1")
    assert scene.seen() == before
    assert [event.type for event in scene.floor.desk_events] == ["flag.claimed", "agent.device"]


def test_that_forecasts_are_kept_as_sent() -> None:
    scene = Scene().at("09:00")
    interval = {"start": scene.text("09:00"), "minutes": 30.0, "contacts": 12.0, "handle_seconds": 240.0}
    scene.send("forecast.published", queue="billing", intervals=[interval])
    [(at, sent)] = scene.floor.forecasts
    assert (at, sent.queue, sent.intervals[0].contacts) == (scene.ms("09:00"), "billing", 12)


def test_that_a_bot_session_is_started_and_ended_once() -> None:
    scene = Scene().at("09:00").bot("s1", "contained", customer="bo").bot("s1", "abandoned")
    assert scene.anomalies() == {"bot session started twice": 1, "bot session ended twice": 1}
    assert scene.read_floor()["bot_containment"] == {"share": 1, "n": 1}


def test_that_a_bot_session_can_end_that_nobody_saw_start() -> None:
    scene = Scene().at("09:00").send("bot.ended", session="s1", outcome="contained")
    assert scene.read_floor()["bot_automation_score"] == {"share": 1, "n": 1}
    assert scene.anomalies() == {}


# The horizon ---------------------------------------------------------------------------------------


def test_that_a_horizon_bounds_what_is_kept_and_nothing_of_what_is_recent() -> None:
    with tiny_blocks():
        bounded, unbounded = Scene(horizon_ms=HOUR), Scene()
        for scene in (bounded, unbounded):
            quiet_hours(
                scene.at("03:00").queue("billing").agent("ana", queues=["billing"]).available("ana"), 6
            )
    assert bounded.floor.books.nbytes < unbounded.floor.books.nbytes / 2
    assert bounded.report(window="30m") == unbounded.report(window="30m")
    assert bounded.explain("service_level.offered") == unbounded.explain("service_level.offered")


def test_that_names_and_customers_are_forgotten_with_what_used_them() -> None:
    with tiny_blocks():
        scene = quiet_hours(Scene(horizon_ms=HOUR).at("02:00").queue("billing").available("ana"), 8)
    books = scene.floor.books
    assert len(books.contact_names) < 600
    assert len(books.customers) < 600
    assert len(scene.floor.bots.names()) < 200
    served = scene.read_floor()["churn_rate"]["n"]
    assert served == len({leg["contact"] for leg in scene.explain("handled")["counted"]})


def test_that_a_name_used_again_after_its_time_is_a_new_contact() -> None:
    with tiny_blocks():
        scene = Scene(horizon_ms=HOUR).at("01:00").queue("billing").queued("old", "billing").ended("old")
        quiet_hours(scene, 8)
        scene.queued("old", "billing").after(5).answered("old", "ana")
    assert "queued after it ended" not in scene.anomalies()
    assert [item["contact"] for item in scene.explain("answered", window="1s")["counted"]] == ["old"]


def test_that_an_open_entry_outlives_the_horizon() -> None:
    with tiny_blocks():
        scene = Scene(horizon_ms=HOUR).at("02:00").queue("billing").queued("old", "billing").available("ana")
        quiet_hours(scene, 5)
        longest = scene.read_queue("billing")["longest_wait_seconds"]
        assert longest == (scene.clock - scene.ms("02:00")) / 1000
        scene.answered("old", "ana")
    assert scene.read_queue("billing")["maximum_wait_seconds"] == longest
    assert "old" in [item["contact"] for item in scene.explain("answered", window="1s")["counted"]]


def test_that_schedules_outlive_the_horizon_while_their_span_lasts() -> None:
    with tiny_blocks():
        scene = (
            Scene(horizon_ms=HOUR)
            .at("02:00")
            .queue("billing")
            .scheduled("ana", ("on_queue", "02:00", "12:00"))
        )
        scene.scheduled("ben", ("on_queue", "02:00", "03:00"))
        quiet_hours(scene.available("ana", "ben"), 6)
    agents = scene.report()["agents"]
    assert (agents["ana"]["adherence"], agents["ana"]["adherence_now"]) == (1, "in")
    assert agents["ben"]["adherence_now"] == "unscheduled"


def test_that_a_day_that_began_beyond_the_horizon_can_be_read() -> None:
    with tiny_blocks():
        scene = (
            Scene(horizon_ms=HOUR)
            .at("02:00")
            .queue("billing")
            .scheduled("ana", ("on_queue", "02:00", "12:00"))
        )
        quiet_hours(scene.available("ana").answered("old", "ana").after(30), 6)
        found = scene.report(window="day")
    assert found["agents"]["ana"]["adherence_now"] == "in"
    assert min(value for value in found["floor"].values() if isinstance(value, int | float)) >= 0


def test_that_bot_sessions_beyond_the_horizon_can_be_explained() -> None:
    with tiny_blocks():
        scene = quiet_hours(Scene(horizon_ms=HOUR).at("02:00").queue("billing").available("ana"), 6)
    found = scene.explain("bot_containment.share", window="day")
    assert found["value"] == 1
    assert found["numerator"] == len(found["counted"]) > 0


def test_that_a_contact_laid_away_is_taken_up_where_it_was() -> None:
    with tiny_blocks():
        scene = (
            Scene().at("06:00").queue("billing").queued("old", "billing", customer="bo", direction="outbound")
        )
        scene.answered("old", "ana").released("old", "ana", wrap_up=False).ended("old")
        quiet_hours(scene, 2)
        scene.surveyed("old", csat=5).queued("old", "billing")
    assert scene.anomalies() == {"queued after it ended": 1}
    assert scene.read_agent("ana", window="1s")["csat"]["n"] == 1
    assert scene.read_queue("billing")["waiting"] == 0


def test_that_a_contact_nobody_answered_is_taken_up_as_such() -> None:
    with tiny_blocks():
        scene = Scene().at("06:00").queue("billing").agent("ana", team="north").available("ana")
        scene.abandoned_after(5, "old", "billing")
        quiet_hours(scene, 2)
        scene.surveyed("old", csat=5)
    assert scene.read_floor(window="1s")["csat"]["n"] == 1
    assert scene.read_agent("ana", window="1s")["csat"]["n"] == 0


def test_that_a_late_event_of_a_contact_of_long_ago_is_applied_at_the_watermark() -> None:
    with tiny_blocks():
        scene = Scene().at("06:00").queue("billing").answered("old", "ana").after(60)
        scene.released("old", "ana", wrap_up=False)
        quiet_hours(scene, 2)
        end = scene.clock
        scene.at("06:00:30").answered("old", "zoe")
    zoe = scene.read_agent("zoe", at=end)
    assert (zoe["state"], zoe["since"][11:19]) == ("on_contact", "08:00:00")
    assert scene.report()["counts"]["late"] == 1


def test_that_an_agent_of_many_events_keeps_to_what_was_settled() -> None:
    with tiny_blocks():
        scene = quiet_hours(Scene().at("06:00").queue("billing").available("ana"), 2)
        scene.after(-3600).offline("ana").after(3600)
    assert scene.state("ana") == "wrap_up"
    assert scene.report()["counts"]["late"] == 1
    assert min(scene.read_agent("ana")[key] for key in ("occupancy", "utilisation")) >= 0


# Long logs, read as they grow ----------------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 7, 1000])
def test_that_batches_do_not_matter(batch: int) -> None:
    events: list[JSON] = made_log(11, contacts=25, agents=3)
    whole = floor_of(events)
    with tiny_blocks():
        split = floor_of(events, batch=batch)
    assert figures(split, whole.latest, None) == figures(whole, whole.latest, None)
    assert split.applied == whole.applied


def test_that_a_floor_read_at_every_step_ends_as_one_never_read() -> None:
    events = made_log(12, contacts=15, agents=3)
    read = floor_of([])
    for line, event in enumerate(events, 1):
        send(read, [event], line)
        if line % 5 == 0:
            figures(read, read.latest)
    whole = floor_of(events)
    assert figures(read, whole.latest, None) == figures(whole, whole.latest, None)


def test_that_a_floor_of_nothing_can_be_read() -> None:
    found = Scene().report(at="09:00", window="day")
    assert (found["queues"], found["channels"], found["agents"], found["teams"]) == ({}, {}, {}, {})
    assert found["floor"]["offered"] == found["floor"]["handled"] == 0
    assert found["floor"]["service_level"]["offered"] is None


def test_that_a_floor_without_queues_can_be_read() -> None:
    scene = Scene().at("09:00").answered("c1", "ana").after(60).released("c1", "ana", wrap_up=False)
    everything = scene.read_floor()
    assert (everything["handled"], everything["average_handle_time_seconds"]) == (1, 60)
    assert everything["occupancy"] == 1
