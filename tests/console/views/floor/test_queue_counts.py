"""Queue counts: as of the newest event, whatever changed since they were last counted."""

from __future__ import annotations

import pytest

from console.views.floor.choices import Choices
from console.views.floor.floor_view import FloorView
from console.views.rows import QueueCard
from tests.builders import Scene
from tests.console.views.floor.test_floor_view import LIVE


class Shown:
    """A floor page whose counts follow the newest event."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.view = FloorView(scene.floor, Choices())
        self.rows = self.view.read(scene.ms(), LIVE)

    def card(self, queue: str) -> QueueCard:
        self.rows = self.view.refresh_counts(self.rows, self.scene.ms())
        return next(card for card in self.rows.queues if card.id == queue)

    def counts(self, queue: str) -> tuple[object, object, object]:
        card = self.card(queue)
        return card.waiting.value, card.free.value, card.staffed.value


def two_queues() -> Scene:
    scene = Scene().at("09:00").queue("sales").queue("help").agent("ana", "ben", queues=["sales", "help"])
    return scene.agent("cyd", queues=["help"]).available("ana", "ben", "cyd").after(60)


def test_that_an_agent_counts_in_every_queue_they_serve() -> None:
    shown = Shown(two_queues())
    assert (shown.counts("sales"), shown.counts("help")) == ((0, 2, 2), (0, 3, 3))
    shown.scene.after(1).not_ready("ana", "lunch").offline("cyd")
    assert (shown.counts("sales"), shown.counts("help")) == ((0, 1, 2), (0, 1, 2))
    shown.scene.after(1).available("cyd")
    assert (shown.counts("sales"), shown.counts("help")) == ((0, 1, 2), (0, 2, 3))


def test_that_who_leaves_a_queue_is_counted_where_they_went() -> None:
    shown = Shown(two_queues())
    shown.scene.after(1).queued("c1", "sales").queued("c2", "sales")
    assert shown.card("sales").waiting.value == 2
    shown.scene.after(1).queued("c1", "help").answered("c2", "ana")
    assert (shown.counts("sales"), shown.counts("help")) == ((0, 1, 2), (1, 2, 3))


def test_that_an_agent_who_serves_another_queue_from_now_on_counts_there() -> None:
    shown = Shown(two_queues())
    assert shown.counts("sales") == (0, 2, 2)
    shown.scene.after(1).send("agent.profile", agent="cyd", queues=["sales"])
    assert (shown.counts("sales"), shown.counts("help")) == ((0, 3, 3), (0, 2, 2))


def test_that_outbound_contacts_do_not_wait() -> None:
    shown = Shown(two_queues())
    shown.scene.after(1).send("contact.queued", contact="c1", queue="sales", direction="outbound")
    assert shown.card("sales").waiting.value == 0


@pytest.mark.parametrize("channel", ["voice", "chat"])
def test_that_the_headline_counts_by_the_channel_of_the_contact_or_of_its_queue(channel: str) -> None:
    scene = two_queues().queue("talk", channel="chat").after(1)
    shown = Shown(scene)
    shown.view.choices = Choices(channel=channel)
    shown.rows = shown.view.read(scene.ms(), LIVE)
    scene.after(1).queued("c1", "talk").queued("c2", "sales").queued("c3", "sales")
    scene.send("contact.queued", contact="c4", queue="sales", channel="chat")
    shown.card("sales")
    assert next(f.value for f in shown.rows.headline.figures if f.metric == "waiting") == 2


def test_that_a_missed_contact_still_waits_and_one_lost_does_not() -> None:
    shown = Shown(two_queues())
    shown.scene.after(1).queued("c1", "sales").offered("c1", "ana").after(1).missed("c1", "ana")
    assert shown.counts("sales") == (1, 2, 2)
    shown.scene.after(1).send("contact.abandoned", contact="c1", queue="sales")
    assert shown.counts("sales") == (0, 2, 2)
