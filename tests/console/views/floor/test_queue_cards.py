"""Queue cards: their order, what makes one worse than another, and counts kept fresh between two seconds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.views.floor.choices import WORST, Choices
from console.views.floor.floor_view import FloorView
from console.views.floor.queue_cards import badness, free_text, longest_wait_figure
from console.views.rows import Figure, QueueCard, Severity
from tests.builders import Scene
from tests.console.views.floor.test_floor_view import LIVE


def morning() -> Scene:
    """Sales has somebody waiting for 90 s, help answered in time."""
    scene = Scene().queue("help").queue("sales").agent("ana", "ben", queues=["help", "sales"])
    scene.at("09:00").available("ana", "ben").answered_after(5, "c1", "help", "ana")
    scene.abandoned_after(60, "c2", "sales").queued("c3", "sales")
    return scene.after(90)


def cards(scene: Scene, **choices: object) -> tuple[QueueCard, ...]:
    found = Choices(**choices)  # type: ignore[arg-type]
    return FloorView(scene.floor, found).read(scene.ms(), LIVE).queues


def test_that_a_card_shows_what_the_report_says() -> None:
    scene = morning()
    sales = next(card for card in cards(scene) if card.id == "sales")
    row = scene.read_queue("sales")
    assert sales.waiting.value == row["waiting"] == 1
    assert sales.longest_wait.value == row["longest_wait_seconds"] == 90
    assert sales.service_level.value == row["service_level"]["offered"] == 0
    assert sales.free_text == "2 of 2 available"


def test_that_a_persons_own_order_comes_first_and_the_worst_first_where_asked() -> None:
    scene = morning()
    assert [card.id for card in cards(scene)] == ["help", "sales"]
    assert [card.id for card in cards(scene, queue_list=("sales",))] == ["sales", "help"]
    assert [card.id for card in cards(scene, queue_order=WORST)] == ["sales", "help"]


def test_that_what_needs_a_person_is_worse_than_any_figure() -> None:
    help_, sales = cards(morning())
    assert badness(sales) < badness(help_)
    assert badness(replace(help_, severity=Severity.WARNING)) < badness(sales)
    unknown = replace(help_, service_level=replace(help_.service_level, value=None))
    assert badness(unknown) >= badness(help_)


@pytest.mark.parametrize(
    ("seconds", "goal", "severity"),
    [
        (10.0, 60.0, Severity.NONE),
        (60.0, 60.0, Severity.WARNING),
        (61.0, 60.0, Severity.BREACH),
        (None, 60.0, Severity.NONE),
    ],
)
def test_that_a_wait_is_held_against_its_goal(seconds: float | None, goal: float, severity: Severity) -> None:
    figure = longest_wait_figure("queue:help", seconds, goal)
    assert figure.severity is severity
    assert (figure.text == "–") == (seconds is None)


def test_that_counts_are_fresh_and_what_is_timed_stays_until_the_next_second() -> None:
    scene = morning()
    view = FloorView(scene.floor, Choices())
    rows = view.read(scene.ms(), LIVE)
    scene.after(3).queued("c4", "sales").offline("ben")
    help_, sales = view.refresh_counts(rows, scene.ms()).queues
    assert (sales.waiting.text, sales.free_text) == ("2", "1 of 1 available")
    assert sales.longest_wait == rows.queues[1].longest_wait
    assert help_.free_text == "1 of 1 available"


def test_that_nobody_waiting_leaves_no_longest_wait_and_what_is_as_it_was_is_the_same_card() -> None:
    scene = morning()
    view = FloorView(scene.floor, Choices())
    rows = view.read(scene.ms(), LIVE)
    scene.after(3).send("contact.abandoned", contact="c3", queue="sales")
    help_, sales = view.refresh_counts(rows, scene.ms()).queues
    assert (sales.longest_wait.text, sales.longest_wait.value) == ("–", None)
    assert help_ is rows.queues[0]


def test_that_who_is_available_is_said_of_those_there() -> None:
    assert free_text(1, 2_000) == "1 of 2,000 available"
    assert isinstance(cards(morning())[0].free, Figure)


def test_that_a_queue_without_a_goal_of_its_own_says_so() -> None:
    scene = Scene().at("09:00").send("queue.profile", queue="q-1").queue("q-2")
    scene.send("contact.queued", contact="c", queue="q-3").after(1)
    goals = {
        card.id: card.service_level.goal
        for card in FloorView(scene.floor, Choices()).read(scene.ms(), LIVE).queues
    }
    assert goals["q-1"] == goals["q-3"] == "default goal ≥ 80 % in 20 s"
    assert goals["q-2"].startswith("goal ≥ ")


def test_that_queues_are_grouped_by_channel_the_worst_first() -> None:
    scene = Scene().at("09:00").queue("chat-a", channel="chat").queue("calls-b").queue("calls-a")
    scene.queued("c", "calls-a").after(600)
    cards = FloorView(scene.floor, Choices(queue_order="channel")).read(scene.ms(), LIVE).queues
    assert [card.id for card in cards] == ["calls-a", "calls-b", "chat-a"]
