"""The desk's flags: what the source says of them is followed, and a stale feed is one of them."""

from __future__ import annotations

from console.desk.desk import Desk
from console.flags.rules.rules import Rulebook
from console.history.days.records import AnswerRecord
from console.settings.rule_files import read_rules
from console.views.floor.choices import Choices, LinkState
from console.views.rows import Attention, Link
from tests.builders import Scene
from tests.console.flags.scenes import rule

AWAY = rule("time_in_state", state="not_ready", warning=60.0, what="away {value}")


def desk_of(scene: Scene, *rules: object) -> Desk:
    desk = Desk(scene.floor, Rulebook(rules), Choices(), follows=True)  # type: ignore[arg-type]
    desk.move_edge(None)
    return desk


def column(desk: Desk) -> Attention:
    return desk.read().attention


def away() -> Scene:
    scene = Scene().agent("ana").at("09:00").not_ready("ana").at("09:01:30")
    return scene.queue("billing")


def test_that_what_another_desk_acknowledged_is_acknowledged_here() -> None:
    scene = away()
    desk = desk_of(scene, AWAY)
    (card,) = column(desk).cards
    assert not card.acknowledged
    scene.send("flag.acknowledged", flag=card.id, by="lea")
    (card,) = column(desk).cards
    assert card.acknowledged


def test_that_what_another_desk_snoozed_is_counted_and_not_shown_until_its_end() -> None:
    scene = away()
    desk = desk_of(scene, AWAY)
    (card,) = column(desk).cards
    scene.send("flag.snoozed", flag=card.id, by="lea", until=scene.text("09:05"))
    found = column(desk)
    assert (found.cards, found.quiet) == ((), "1 snoozed")
    desk.move_edge(scene.ms("09:05"))
    assert len(column(desk).cards) == 1


def test_that_an_acknowledgement_stays_when_a_late_event_moves_the_beginning() -> None:
    scene = Scene().agent("ana").at("09:00:02").not_ready("ana").at("09:01:30").queue("billing")
    desk = desk_of(scene, AWAY)
    (card,) = column(desk).cards
    desk.acknowledge(card.id)
    scene.at("09:00:01").not_ready("ana")
    (again,) = column(desk).cards
    assert again.since == card.since - 1000
    assert again.acknowledged


def test_that_only_the_flags_of_the_live_present_are_passed_on() -> None:
    scene = away()
    desk = desk_of(scene, AWAY)
    desk.read()
    assert desk.live_flags is None
    desk.link = LinkState(Link.LIVE, age_seconds=0.4)
    desk.read()
    assert desk.live_flags is not None
    (now, (up,)) = desk.live_flags
    assert (now, up.scope) == (scene.ms("09:01:30"), "agent:ana")
    desk.move(lambda head: head.seek(scene.ms("09:00:30")))
    desk.read()
    assert desk.live_flags == (now, [up])


def test_that_what_was_done_here_before_a_restart_still_holds() -> None:
    scene = away()
    desk = desk_of(scene, AWAY)
    (card,) = column(desk).cards
    at = desk.playhead.now
    desk.restore([AnswerRecord(at, card.id, "acknowledged", None, "")])
    assert column(desk).cards[0].acknowledged
    desk.restore([AnswerRecord(at, card.id, "snoozed", at + 60_000, "")])
    assert column(desk).quiet == "1 snoozed"


def test_that_a_stale_feed_is_a_flag_that_clears_itself() -> None:
    desk = desk_of(away(), *read_rules().watching("feed_stale"))
    desk.link = LinkState(Link.STALE, age_seconds=41.0)
    (card,) = column(desk).cards
    assert (card.who, card.what, card.severity.name) == ("Feed", "No data for 0:41", "BREACH")
    desk.move_edge(desk.playhead.end + 4_000)
    desk.link = LinkState(Link.RECONNECTING, age_seconds=45.0, retry_in=3.0)
    assert column(desk).cards[0].id == card.id
    desk.link = LinkState(Link.LIVE, age_seconds=0.4)
    assert column(desk).cards == ()


def test_that_of_a_silent_source_the_floor_stays_and_only_its_age_goes_on() -> None:
    scene = away()
    desk = desk_of(scene, rule("time_in_state", state="not_ready", warning=120.0, what="away {value}"))
    desk.move_edge(scene.ms("09:01:30"))
    desk.tick(0.02)
    shown = []
    for second in range(1, 90):
        desk.move_edge(scene.ms("09:01:30") + 1000 * second)
        desk.link = LinkState(Link.STALE, age_seconds=second + 0.1)
        shown.append(desk.tick(1.0))
    texts = [rows.headline.link_text for rows in shown if rows is not None]
    assert len(texts) == 89
    assert texts[-1] == "STALE 1:29"
    assert {rows.now for rows in shown if rows is not None} == {scene.ms("09:01:30")}
    assert {len(rows.attention.cards) for rows in shown if rows is not None} == {0}
