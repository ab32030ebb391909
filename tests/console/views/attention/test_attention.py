"""The attention column: five cards at once, the seen ones last, the snoozed ones counted."""

from __future__ import annotations

from console.metrics.reading.severity import Severity
from console.views.attention.attention import SHOWN, attention
from console.views.attention.flag_text import Flag
from tests.builders import Scene


def flags(count: int, scope: str = "agent:ana") -> list[Flag]:
    return [
        Flag(f"f{n}", scope, Severity.BREACH, n * 1000, f"what {n}", "", "why", "over limit")
        for n in range(count)
    ]


FLOOR = (
    Scene()
    .send("queue.profile", queue="billing", name="Billing & tax")
    .send("agent.profile", agent="ana", name="Ana Silva")
)
NOW = FLOOR.ms("09:00")


def test_that_a_quiet_floor_has_an_empty_column() -> None:
    found = attention(FLOOR.floor, [], NOW)
    assert (found.cards, found.more, found.quiet, found.total) == ((), 0, "", 0)


def test_that_a_card_says_who_what_why_and_since_when() -> None:
    one = Flag(
        "x", "agent:ana", Severity.WARNING, NOW - 65_000, "On hold 1:05", "hold", "because", "near limit"
    )
    (card,) = attention(FLOOR.floor, [one], NOW).cards
    assert (card.id, card.who, card.what, card.why, card.age) == (
        "x",
        "Ana Silva",
        "On hold 1:05",
        "because",
        "1:05",
    )
    assert (card.severity, card.word) == (Severity.WARNING, "near limit")
    assert (card.since, card.acknowledged) == (NOW - 65_000, False)


def test_that_a_queue_goes_by_its_name() -> None:
    (card,) = attention(FLOOR.floor, flags(1, "queue:billing"), NOW).cards
    assert card.who == "Billing & tax"


def test_that_five_are_shown_and_the_rest_counted() -> None:
    found = attention(FLOOR.floor, flags(8), NOW)
    assert [card.id for card in found.cards] == ["f0", "f1", "f2", "f3", "f4"]
    assert (len(found.cards), found.more, found.total) == (SHOWN, 3, 8)


def test_that_an_acknowledged_flag_steps_back_behind_all_others() -> None:
    found = attention(FLOOR.floor, flags(3), NOW, acknowledged={"f0"})
    assert [card.id for card in found.cards] == ["f1", "f2", "f0"]
    assert [card.acknowledged for card in found.cards] == [False, False, True]


def test_that_a_snoozed_flag_is_counted_and_not_shown() -> None:
    found = attention(FLOOR.floor, flags(7), NOW, snoozed={"f1", "gone"})
    assert [card.id for card in found.cards] == ["f0", "f2", "f3", "f4", "f5"]
    assert (found.more, found.total, found.quiet) == (1, 6, "1 snoozed")


def test_that_teams_channels_the_floor_and_the_feed_have_names_too() -> None:
    FLOOR.send("team.profile", team="north", name="North side")
    for scope, name in (
        ("team:north", "North side"),
        ("channel:voice", "Voice"),
        ("floor", "Floor"),
        ("feed", "Feed"),
    ):
        (card,) = attention(FLOOR.floor, flags(1, scope), NOW).cards
        assert card.who == name


def test_that_a_request_for_help_comes_before_any_duration() -> None:
    scene = Scene().at("09:00").queue("q").agent("ana", queues=["q"])
    long = Flag("long 1", "agent:ana", Severity.BREACH, 0, "Contact 40:00", "", "", "over limit")
    help_flag = Flag(
        "help 9", "agent:ana", Severity.BREACH, 9, "Asks for help", "", "", "alarm", is_help=True
    )
    late = Flag("late 1", "agent:ana", Severity.WARNING, 0, "Late", "", "", "near limit")
    shown = attention(scene.floor, [long, help_flag, late], scene.ms())
    assert [card.id for card in shown.cards] == ["help 9", "long 1", "late 1"]
    after = attention(scene.floor, [long, help_flag, late], scene.ms(), acknowledged={"help 9"})
    assert after.cards[-1].id == "help 9"


def test_that_what_is_snoozed_is_listed_with_its_end() -> None:
    scene = Scene().at("09:00").queue("q")
    flag = Flag("wait 1", "queue:q", Severity.BREACH, 0, "Longest wait 4:00", "", "", "over limit")
    shown = attention(scene.floor, [flag], scene.ms(), snoozed={"wait 1"}, until=lambda _: scene.ms("09:15"))
    assert [(one.who, one.what, one.until) for one in shown.snoozed] == [("q", "Longest wait 4:00", "09:15")]
    assert shown.quiet == "1 snoozed"
