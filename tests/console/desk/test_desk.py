"""The desk: a live floor at whole seconds, its past on demand, and what a person has said of its flags."""

from __future__ import annotations

from pathlib import Path

from console.desk.desk import Desk
from console.desk.playhead import Playhead
from console.flags.rules.rules import Rule, Rulebook
from console.floor.floor import EventBatch, Floor
from console.settings.rule_files import read_rules
from console.sources.recording import RecordingSource
from console.views.floor.choices import Choices
from console.views.rows import AgentTile, FloorRows, Link
from console.window.session.link import link_of
from feeds.protocol.decoding import decode_chunk
from tests.builders import DAY, Scene
from tests.console.sources.played_source import take_in

# A scene changes the floor by itself: the desk need only notice.
NOTHING_MORE = EventBatch((), (), (), "scene")
SAMPLE = Path(__file__).parents[3] / "resources" / "samples" / "morning.jsonl.gz"


def desk_of(scene: Scene, rules: tuple[Rule, ...] = (), follows: bool = True) -> Desk:
    """A desk over the scene's floor, at its newest event."""
    desk = Desk(scene.floor, Rulebook(rules), Choices(), follows)
    desk.move_edge(None)
    return desk


def tile(rows: FloorRows | None, name: str) -> AgentTile:
    assert rows is not None
    return next(tile for group in rows.groups for tile in group.tiles if tile.id == name)


def scene_at_nine() -> Scene:
    scene = Scene().queue("billing", threshold=20).agent("ana", queues=["billing"])
    return scene.at("09:00:00.250").available("ana").at("09:00:10.500").queued("c1", "billing")


def test_that_nothing_is_shown_of_a_floor_where_nothing_has_happened() -> None:
    desk = Desk(Floor(), Rulebook(), Choices(), follows=True)
    assert desk.tick(0.02) is None
    assert not desk.line_is_due()


def test_that_a_live_floor_is_read_at_the_whole_second_and_shows_the_newest_state() -> None:
    scene = scene_at_nine()
    desk = desk_of(scene)
    rows = desk.tick(0.02)
    assert rows is not None
    assert rows.now == scene.ms("09:00:10")
    assert rows.queues[0].waiting.value == 1
    scene.at("09:00:10.700").answered("c1", "ana")
    desk.take(NOTHING_MORE)
    desk.move_edge(None)
    assert tile(desk.tick(0.02), "ana").state == "on_contact"


def test_that_it_is_read_again_only_when_something_is_new() -> None:
    desk = desk_of(scene_at_nine())
    assert desk.tick(0.02) is not None
    assert desk.tick(0.02) is None
    desk.move_edge(desk.playhead.end + 1000)
    assert desk.tick(0.02) is not None


def test_that_a_look_in_slices_shows_what_one_in_a_piece_does_and_nothing_before_its_end() -> None:
    whole = desk_of(scene_at_nine()).tick(0.02)
    desk, shown, ticks = desk_of(scene_at_nine()), None, 0
    while shown is None:
        shown, ticks = desk.tick(0.02, is_over=lambda: True), ticks + 1
        assert desk.is_reading is (shown is None)
    assert ticks > 3
    assert shown == whole


def test_that_what_is_chosen_in_the_middle_of_a_look_holds_for_all_of_the_next() -> None:
    desk = desk_of(scene_at_nine())
    desk.tick(0.02, is_over=lambda: True)
    desk.choose(Choices(window_ms=600_000))
    rows = desk.tick(0.02)
    assert rows is not None
    windows = {figure.window_seconds for figure in rows.headline.figures} - {None}
    assert windows == {600.0}


def test_that_a_flood_of_events_is_shown_some_times_a_second_and_its_last_one_too() -> None:
    scene = scene_at_nine()
    desk = desk_of(scene)
    desk.tick(0.02)
    shown = []
    for number in range(20):
        scene.at(f"09:00:10.{600 + number}").queued(f"more-{number}", "billing")
        desk.take(NOTHING_MORE)
        shown.append(desk.tick(0.004))
    assert 1 <= sum(rows is not None for rows in shown) < 5
    last = desk.tick(0.04)
    assert last is not None
    assert last.queues[0].waiting.value == 21


def test_that_dragging_back_shows_the_past_at_that_very_instant_and_end_returns() -> None:
    scene = scene_at_nine()
    desk = desk_of(scene)
    desk.tick(0.02)
    desk.move(lambda head: head.seek(scene.ms("09:00:05.300")))
    rows = desk.tick(0.02)
    assert rows is not None
    assert (rows.now, rows.queues[0].waiting.value) == (scene.ms("09:00:05.300"), 0)
    scene.at("09:00:20").answered("c1", "ana")
    desk.take(NOTHING_MORE)
    desk.move_edge(None)
    assert desk.tick(0.02) is None
    desk.move(Playhead.go_live)
    assert tile(desk.tick(0.02), "ana").state == "on_contact"


def test_that_the_sources_clock_moves_times_on_while_nothing_comes() -> None:
    scene = scene_at_nine()
    desk = desk_of(scene)
    desk.move_edge(scene.ms("09:01:40.500"))
    rows = desk.tick(0.02)
    assert rows is not None
    assert rows.queues[0].longest_wait.value == 89.5


HELD = Rule(id="hold", watch="time_in_state", state="hold", warning=30.0, what="On hold {value}")


def on_hold() -> Scene:
    scene = scene_at_nine().at("09:00:11").answered("c1", "ana").at("09:00:20").held("c1", "ana")
    return scene.at("09:00:55").queued("c2", "billing")


def test_that_a_flag_lights_its_tile_and_stands_in_the_column() -> None:
    rows = desk_of(on_hold(), (HELD,)).tick(0.02)
    assert rows is not None
    (card,) = rows.attention.cards
    assert (card.who, card.what, card.age) == ("ana", "On hold 0:35", "0:05")
    assert tile(rows, "ana").reason == "On hold 0:35"


def test_that_a_snoozed_flag_is_not_shown_until_its_time_is_over() -> None:
    scene = on_hold()
    desk = desk_of(scene, (HELD,))
    rows = desk.read()
    desk.snooze(rows.attention.cards[0].id, 60)
    hidden = desk.read().attention
    assert (hidden.cards, hidden.quiet) == ((), "1 snoozed")
    desk.move_edge(scene.ms("09:02:00"))
    assert len(desk.read().attention.cards) == 1


def test_that_an_acknowledged_flag_stays_and_says_so() -> None:
    desk = desk_of(on_hold(), (HELD,))
    desk.acknowledge(desk.read().attention.cards[0].id)
    assert [card.acknowledged for card in desk.read().attention.cards] == [True]


def test_that_more_flags_than_a_person_can_use_are_counted_and_shown_on_demand() -> None:
    scene = Scene().queue("billing", threshold=20)
    for number in range(7):
        name = f"agent-{number}"
        scene.at("09:00:00").agent(name, queues=["billing"]).available(name).queued(name, "billing")
        scene.at("09:00:05").answered(name, name).at("09:00:06").held(name, name)
    desk = desk_of(scene.at("09:01:00").queued("last", "billing"), (HELD,))
    column = desk.read().attention
    assert (len(column.cards), column.more) == (5, 2)
    desk.show_rest(True)
    column = desk.read().attention
    assert (len(column.cards), column.more) == (7, 0)


def test_that_a_recordings_line_spans_it_and_has_the_marks_found_so_far() -> None:
    source = RecordingSource([str(SAMPLE)])
    desk = Desk(source.floor, read_rules(), Choices(), follows=False)
    while source.progress is not None:
        take_in(source, desk, _Hurried(), 0.0)
    desk.move_edge(None)
    assert desk.time_line().marks == ()
    while desk.marks.advance():
        pass
    line = desk.time_line()
    assert (line.start, line.end) == (source.floor.since, source.floor.latest)
    assert line.marks
    assert all(line.start <= mark.at <= line.end for mark in line.marks)


class _Hurried:
    """A clock on which any time is over: a source stops after each step."""

    def now(self) -> int:
        return 0

    def passed(self) -> float:
        return 1.0


def test_that_a_recording_can_be_used_while_it_is_read() -> None:
    source = RecordingSource([str(SAMPLE)])
    desk = Desk(source.floor, Rulebook(), Choices(), follows=False)
    take_in(source, desk, _Hurried(), 0.0)
    desk.move_edge(source.edge(_Hurried()))
    assert source.progress is not None
    assert link_of(source.state(_Hurried()), desk.playhead).link is Link.LOADING
    assert desk.tick(0.02) is not None
    done, total = source.progress
    assert 0 < done <= total


def test_that_events_taken_in_are_applied_once_each() -> None:
    desk = Desk(Floor(), Rulebook(), Choices(), follows=True)
    line = (
        b'{"type":"agent.state","at":"%sT09:00:00Z","agent":"ana","state":"available","seq":1}' % DAY.encode()
    )
    batch = decode_chunk(line, 1)
    for _ in range(2):
        desk.take(EventBatch(batch.events, batch.instants, batch.lines, "wire"))
    assert (desk.floor.applied, desk.floor.duplicates) == (1, 1)
