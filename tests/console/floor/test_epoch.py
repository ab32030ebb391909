"""Epochs: duplicates dropped, gaps noticed and filled, several epochs and streams side by side."""

from __future__ import annotations

import pytest

from console.floor.epoch import Epoch
from feeds.events import AgentState, instant
from tests.builders import Scene, figures, floor_of


def epoch() -> Epoch:
    return Epoch("lisbon", "b7", 0)


def test_that_a_number_is_accepted_once() -> None:
    found = epoch()
    assert [found.accept(seq) for seq in (1, 2, 2, 1, 3)] == [True, True, False, False, True]
    assert found.gaps == []


def test_that_a_gap_is_noticed_and_filled_from_any_side() -> None:
    found = epoch()
    assert [found.accept(seq) for seq in (1, 8)] == [True, True]
    assert found.gaps == [(2, 7)]
    assert [found.accept(seq) for seq in (4, 2, 7, 4)] == [True, True, True, False]
    assert found.gaps == [(3, 3), (5, 6)]
    assert [found.accept(seq) for seq in (3, 5, 6, 6)] == [True, True, True, False]
    assert found.gaps == []


def test_that_what_lies_before_the_first_event_is_no_gap() -> None:
    found = epoch()
    assert found.accept(100)
    assert found.gaps == []
    assert found.accept(50)
    assert found.gaps == [(51, 99)]
    assert not found.accept(50)


def test_that_a_snapshot_stands_for_all_up_to_its_seq() -> None:
    found = epoch()
    assert found.accept(1)
    assert found.accept(5)
    found.skip_to(40)
    assert found.gaps == []
    assert not found.accept(3)
    assert found.accept(41)
    found.skip_to(10)
    assert found.last == 41


def test_that_epochs_order_before_their_numbers() -> None:
    first, second = Epoch("lisbon", "b7", 0), Epoch("lisbon", "b8", 1)
    assert first.order + 10_000_000_000 < second.order + 1


def test_that_a_repeated_event_is_dropped_and_counted() -> None:
    scene = Scene().at("09:00").queue("billing").queued("c1", "billing")
    before = scene.seen()
    scene.apply(scene.sent[-1])
    counts = scene.report()["counts"]
    assert (counts["duplicates"], counts["events"], counts["anomalies"]) == (1, 2, {})
    assert scene.seen() == before


def test_that_the_same_number_of_another_epoch_is_another_event() -> None:
    scene = Scene().hello("b7").at("09:00").available("ana").hello("b8").at("09:05").not_ready("ana", "break")
    assert [scene.sent[1]["seq"], scene.sent[3]["seq"]] == [1, 1]
    assert scene.state("ana") == "not_ready"
    counts = scene.report()["counts"]
    assert (counts["duplicates"], counts["control"], counts["events"]) == (0, 2, 2)


def test_that_an_epoch_taken_up_again_knows_its_numbers() -> None:
    scene = Scene().hello("b7").at("09:00").available("ana").hello("b8").offline("ana").hello("b7")
    scene.not_ready("ana", "break")
    assert scene.report()["counts"]["duplicates"] == 1
    assert scene.state("ana") == "offline"


def test_that_equal_instants_of_two_epochs_apply_in_the_order_of_the_epochs() -> None:
    scene = Scene().hello("b7").at("09:00").numbered(900).offline("ana").hello("b8").available("ana")
    assert scene.state("ana") == "available"
    scene.hello("b7").numbered(950).not_ready("ana", "break")
    assert scene.state("ana") == "available"


def test_that_an_event_without_seq_goes_by_its_line() -> None:
    scene = Scene()
    event = AgentState(at="2026-11-23T09:00:00Z", agent="ana", state="available")
    scene.floor.apply(event, line=7, stream="log")
    scene.floor.apply(event, line=7, stream="log")
    scene.floor.apply(event, line=8, stream="log")
    assert (scene.floor.applied, scene.floor.duplicates) == (2, 1)


def test_that_an_event_without_seq_or_line_follows_the_last() -> None:
    scene = Scene().at("09:00").available("ana")
    event = AgentState(at="2026-11-23T09:00:00Z", agent="ana", state="offline")
    scene.floor.apply(event, stream="log")
    scene.floor.apply(event, stream="log")
    assert (scene.floor.applied, scene.floor.duplicates) == (3, 0)
    assert scene.state("ana") == "offline"


def test_that_two_streams_have_numbers_of_their_own() -> None:
    scene = Scene().at("09:00").available("ana")
    event = AgentState(at="2026-11-23T09:00:00Z", seq=1, agent="ben", state="available")
    scene.floor.apply(event, 1, "other")
    assert sorted(scene.report()["agents"]) == ["ana", "ben"]
    assert scene.floor.duplicates == 0


def test_that_a_hello_of_one_stream_leaves_another_in_its_epoch() -> None:
    scene = Scene().hello("b7").at("09:00").available("ana")
    other = Scene(stream="other")
    other.floor = scene.floor
    other.hello("b9", source="porto").at("09:00").available("ben")
    scene.at("09:01").offline("ana")
    assert scene.floor.duplicates == 0
    assert {(epoch.source, epoch.name, epoch.last) for epoch in scene.floor.epochs.values()} == {
        ("lisbon", "b7", 2),
        ("porto", "b9", 1),
    }


def test_that_gaps_of_a_log_are_reported_by_epoch() -> None:
    scene = Scene().hello("b7").at("09:00").available("ana").numbered(5).offline("ana")
    found = next(iter(scene.floor.epochs.values()))
    assert (found.source, found.name, found.gaps) == ("lisbon", "b7", [(2, 4)])


def test_that_control_objects_are_no_events() -> None:
    scene = Scene().at("09:00").available("ana").at("23:00")
    scene.apply({"type": "heartbeat", "at": scene.text(), "seq": 1})
    scene.apply({"type": "received", "at": scene.text()})
    assert scene.floor.latest == instant("2026-11-23T09:00:00Z")
    counts = scene.report()["counts"]
    assert (counts["events"], counts["control"]) == (1, 2)


def test_that_a_log_applied_twice_counts_once() -> None:
    scene = Scene().at("09:00").queue("billing").queued("c1", "billing").after(5).answered("c1", "ana")
    twice = floor_of([*scene.sent, *scene.sent])
    assert figures(twice, scene.clock) == figures(scene.floor, scene.clock)
    assert twice.duplicates == len(scene.sent)


def test_that_only_the_newest_gaps_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.floor.epoch.MISSING_KEPT", 3)
    found = epoch()
    assert all(found.accept(seq) for seq in range(1, 21, 2))
    assert found.missing == [(14, 14), (16, 16), (18, 18)]
    # Nobody knows any more whether 12 has come: it counts as a repetition, as what did come must.
    assert not found.accept(12)
    assert found.accept(14)
    assert found.accept(50)
    assert found.accept(30)
    assert found.missing == [(18, 18), (20, 29), (31, 49)]
