"""Snapshots: the present sent again takes the place of what a source had open, and of nothing else."""

from __future__ import annotations

import json
import sys

import pytest

from feeds.events import instant
from tests import brute_force
from tests.builders import JSON, Scene, figures, floor_of, tiny_blocks
from tests.made_logs import made_log


def open_floor() -> Scene:
    """ana talks to c1, c2 waits in billing since 09:02, ben is on a break."""
    scene = (
        Scene().hello("b7").at("09:00").queue("billing").agent("ana", "ben", team="north", queues=["billing"])
    )
    scene.available("ana").not_ready("ben", "break").queued("c1", "billing").after(10).answered("c1", "ana")
    return scene.at("09:02").queued("c2", "billing").at("09:05")


def test_that_a_snapshot_of_the_present_changes_nothing() -> None:
    scene = open_floor()
    before = scene.seen()
    scene.snapshot(*[message for message in scene.sent if message["type"] != "hello"], complete_since="09:00")
    assert scene.seen() == before
    assert scene.anomalies() == {}


def test_that_a_snapshot_strikes_what_it_repeats_from_packed_blocks_too() -> None:
    with tiny_blocks():
        scene = open_floor()
        for number in range(40):
            scene.after(1).abandoned_after(1, f"other-{number}", "billing")
        before = scene.seen()
        scene.snapshot(*scene.sent[1:9])
    assert len(scene.floor.books.starts.blocks) > 2
    assert scene.seen() == before


def test_that_a_floor_built_by_a_snapshot_goes_on_with_true_starts() -> None:
    scene = (
        Scene()
        .at("09:10")
        .snapshot(
            Scene().said("queue.profile", "08:00", queue="billing", service_level={"threshold_seconds": 60}),
            Scene().said("agent.state", "09:00", agent="ana", state="available"),
            Scene().said("contact.queued", "09:04", contact="c1", queue="billing"),
            Scene().said("contact.answered", "09:05", contact="c1", agent="ana"),
            Scene().said("contact.queued", "09:09", contact="c2", queue="billing"),
            seq=500,
        )
    )
    found = scene.report()
    assert found["queues"]["billing"]["longest_wait_seconds"] == 60
    assert found["queues"]["billing"]["threshold_seconds"] == 60
    assert found["agents"]["ana"]["since"] == "2026-11-23T09:05:00.000Z"
    scene.at("09:11").released("c1", "ana", wrap_up=False).answered("c2", "ana")
    assert scene.read_agent("ana")["average_handle_time_seconds"] == 360
    assert scene.read_queue("billing", window="1m")["average_speed_of_answer_seconds"] == 120


def test_that_events_of_a_snapshot_are_exempt_from_lateness_and_numbers() -> None:
    scene = open_floor().snapshot(
        Scene().said("agent.state", "08:00", agent="ben", state="available"),
        Scene().said("contact.queued", "08:30", contact="c9", queue="billing"),
    )
    counts = scene.report()["counts"]
    assert (counts["late"], counts["duplicates"]) == (0, 0)
    assert scene.read_queue("billing")["longest_wait_seconds"] == 35 * 60


def test_that_what_is_not_sent_again_is_gone_and_counted_nowhere() -> None:
    scene = open_floor().snapshot(Scene().said("agent.state", "09:00", agent="ana", state="available"))
    found = scene.report()
    billing, ana = found["queues"]["billing"], found["agents"]["ana"]
    assert (billing["waiting"], billing["abandoned"], billing["deflected"], billing["offered"]) == (
        0,
        0,
        0,
        1,
    )
    assert (ana["state"], ana["handled"]) == ("available", 0)
    reasons = [item["reason"] for item in scene.explain("offered", "queue:billing")["left_out"]]
    assert reasons == ["end unknown: gone when the source sent a new snapshot"]


def test_that_the_past_before_a_snapshot_still_stands() -> None:
    scene = open_floor().snapshot()
    before = scene.report(at="09:04:59.999")
    assert before["queues"]["billing"]["waiting"] == 1
    assert before["agents"]["ana"]["state"] == "on_contact"
    assert scene.report(at="09:05")["queues"]["billing"]["waiting"] == 0


def test_that_a_second_snapshot_replaces_the_present_of_the_first() -> None:
    scene = (
        Scene()
        .at("09:10")
        .snapshot(
            Scene().said("contact.queued", "09:00", contact="c1", queue="billing"),
            Scene().said("contact.queued", "09:05", contact="c2", queue="billing"),
            seq=100,
        )
    )
    assert scene.read_queue("billing")["waiting"] == 2
    scene.at("09:20").snapshot(
        Scene().said("contact.queued", "09:05", contact="c2", queue="billing"),
        Scene().said("contact.queued", "09:15", contact="c3", queue="billing"),
        seq=200,
    )
    billing = scene.read_queue("billing")
    assert (billing["waiting"], billing["longest_wait_seconds"]) == (2, 15 * 60)
    assert [item["contact"] for item in scene.explain("waiting")["counted"]] == ["c2", "c3"]
    assert billing["started"] == 3


def test_that_another_sources_present_is_left_alone() -> None:
    scene = open_floor().hello("p1", source="porto").queued("p9", "sales").snapshot(seq=50)
    found = scene.report()["queues"]
    assert found["sales"]["waiting"] == 0
    assert found["billing"]["waiting"] == 1
    assert scene.state("ana") == "on_contact"


def test_that_a_lost_leg_leaves_the_agent_in_the_state_said() -> None:
    scene = open_floor().snapshot(Scene().said("contact.queued", "09:02", contact="c2", queue="billing"))
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["since"][11:19]) == ("available", "09:05:00")
    scene.at("09:06").released("c1", "ana")
    assert scene.anomalies() == {"released without a live leg": 1}


def test_that_a_leg_that_moved_on_unseen_is_what_the_snapshot_says() -> None:
    scene = open_floor().snapshot(
        Scene().said("contact.queued", "09:00", contact="c1", queue="billing"),
        Scene().said("contact.answered", "09:00:10", contact="c1", agent="ana"),
        Scene().said("contact.held", "09:04", contact="c1", agent="ana"),
    )
    assert scene.state("ana") == "hold"
    scene.at("09:06").released("c1", "ana", wrap_up=False)
    ana = scene.read_agent("ana")
    assert (ana["average_talk_seconds"], ana["average_hold_seconds"]) == (230, 120)


def test_that_a_snapshot_holds_no_later_numbers_back() -> None:
    scene = open_floor()
    seq = scene.seq
    scene.snapshot(seq=seq + 10).numbered(seq + 5).available("ben")
    assert scene.report()["counts"]["duplicates"] == 1
    scene.numbered(seq + 11).available("ben")
    assert scene.state("ben") == "available"
    assert next(iter(scene.floor.epochs.values())).gaps == []


def test_that_complete_since_bounds_scheduled_time() -> None:
    scene = Scene().at("10:00")
    schedule = scene.said(
        "schedule.published",
        "07:00",
        agent="ana",
        start=scene.text("09:00"),
        end=scene.text("12:00"),
        activities=[{"activity": "on_queue", "start": scene.text("09:00"), "end": scene.text("12:00")}],
    )
    scene.snapshot(schedule, scene.said("agent.state", "08:00", agent="ana", state="available"))
    assert scene.read_agent("ana", at="10:30", window="2h")["conformance"] == pytest.approx(120 / 30)
    assert scene.explain("adherence", "agent:ana", "10:30", "2h")["denominator"] == 30 * 60
    scene.snapshot(complete_since="09:30")
    assert scene.explain("adherence", "agent:ana", "10:30", "2h")["denominator"] == 60 * 60


def test_that_what_is_no_event_in_a_snapshot_is_an_anomaly() -> None:
    scene = open_floor().snapshot({"type": "agent.state"}, {"no": "type"}, {"type": "heartbeat"})
    assert scene.anomalies() == {"no event in a snapshot": 3}


def test_that_a_snapshot_can_come_before_any_hello_or_event() -> None:
    scene = Scene().at("09:00").snapshot(Scene().said("agent.state", "08:00", agent="ana", state="available"))
    assert scene.state("ana") == "available"
    assert scene.read_agent("ana")["since"] == "2026-11-23T08:00:00.000Z"


@pytest.mark.parametrize("seed", range(4))
def test_that_a_snapshot_of_everything_and_the_deltas_are_all_events(seed: int) -> None:
    events = made_log(seed, contacts=30, agents=4)
    cut = len(events) // 2
    snapshot = {
        "type": "snapshot",
        "at": events[cut - 1]["at"],
        "seq": cut,
        "complete_since": events[0]["at"],
        "events": [{key: value for key, value in event.items() if key != "seq"} for event in events[:cut]],
    }
    whole, sent = floor_of(events), floor_of([snapshot, *events[cut:]])
    end = whole.latest
    for window in (1_800_000, 3 * 3_600_000, None):
        assert figures(sent, end, window) == figures(whole, end, window)


def present(events: list[JSON]) -> list[JSON]:
    """What a source sends again of its present: all definitions and states, and the open contacts."""
    then = brute_force.fold(
        brute_force.settle(brute_force.read_steps([json.dumps(event) for event in events])), sys.maxsize
    )
    live = {entry.contact for entry in then.entries if entry.end is None}
    live |= {leg.contact for leg in then.legs if leg.live}
    known = ("agent.state", "site.profile", "queue.profile", "agent.profile", "team.profile")
    return [
        {key: value for key, value in event.items() if key != "seq"}
        for event in events
        if event["type"] in known or (event["type"].startswith("contact.") and event["contact"] in live)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_that_a_snapshot_in_the_middle_that_says_nothing_new_changes_nothing(seed: int) -> None:
    events = made_log(seed, contacts=30, agents=4)
    cut = len(events) // 2
    snapshot = {"type": "snapshot", "at": events[cut - 1]["at"], "seq": cut, "events": present(events[:cut])}
    whole, sent = floor_of(events), floor_of([*events[:cut], snapshot, *events[cut:]])
    for at in (whole.latest, whole.latest - 3_600_000):
        assert figures(sent, at) == figures(whole, at)
    assert sent.books.anomaly_counts == whole.books.anomaly_counts


@pytest.mark.parametrize("seed", range(8))
def test_that_a_snapshot_of_the_present_and_the_deltas_agree_from_there_on(seed: int) -> None:
    events = made_log(seed, contacts=30, agents=4)
    cut = len(events) // 2
    at, first = events[cut - 1]["at"], events[0]["at"]
    snapshot = {
        "type": "snapshot",
        "at": at,
        "seq": cut,
        "complete_since": first,
        "events": present(events[:cut]),
    }
    whole, sent = floor_of(events), floor_of([snapshot, *events[cut:]])
    window = whole.latest - instant(at) - 1
    ours, theirs = figures(sent, whole.latest, window), figures(whole, whole.latest, window)
    assert sent.books.anomaly_counts == whole.books.anomaly_counts == {}
    for name, queue in theirs["queues"].items():
        assert ours["queues"][name] == queue
    for name, agent in theirs["agents"].items():
        same = ("state", "reason", "handled", "average_handle_time_seconds", "transfer_rate", "missed_rate")
        assert {key: ours["agents"][name][key] for key in same} == {key: agent[key] for key in same}
        assert ours["agents"][name]["occupancy"] == pytest.approx(agent["occupancy"])


def test_that_a_state_of_the_snapshots_own_number_ends_the_wrap_up_of_a_contact_that_is_lost() -> None:
    scene = Scene().hello("b7").at("09:00").answered("c1", "ana").answered("c1", "ben")
    scene.at("09:01").released("c1", "ana").at("09:05").available("ana").snapshot()
    assert scene.read_agent("ana")["handled"] == 1
    assert scene.read_agent("ben")["state"] == "offline"


def test_that_a_state_in_it_ends_the_wrap_up_of_a_contact_it_repeats() -> None:
    scene = (
        Scene().hello("b7").at("09:00").answered("c1", "ana").at("09:01").released("c1", "ana").at("09:05")
    )
    scene.snapshot(*scene.sent[1:], scene.said("agent.state", "09:03", agent="ana", state="available"))
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["since"][11:19]) == ("available", "09:03:00")
    assert ana["average_wrap_up_seconds"] == 120


def test_that_of_a_contact_sent_in_part_only_the_rest_is_lost() -> None:
    scene = Scene().hello("b7").at("09:00").answered("c1", "ana").answered("c1", "ben").at("09:02")
    scene.snapshot(scene.said("contact.answered", "09:00", contact="c1", agent="ana"), complete_since="09:00")
    assert (scene.state("ana"), scene.state("ben")) == ("on_contact", "offline")
    # Until the snapshot ben did talk, as far as anybody knew.
    assert scene.state("ben", "09:01") == "on_contact"
    assert scene.after(60).released("c1", "ana", wrap_up=False).read_floor()["handled"] == 1
