"""The floor's state: contacts found again, what is open, and how late an event may be."""

from __future__ import annotations

import pytest

from console.floor.state import LATENESS_MOST_MS, lateness_ms
from feeds.events import SiteSettings
from tests.builders import Scene


def morning() -> Scene:
    scene = Scene().queue("help").agent("ana", "ben", queues=["help"]).at("09:00").available("ana", "ben")
    return scene.at("09:10").queued("c1", "help").queued("c2", "help").answered("c2", "ana")


def test_that_a_contact_is_one_however_often_it_is_asked_for() -> None:
    scene = morning()
    assert scene.floor.contact("c1") is scene.floor.contact("c1")
    assert scene.floor.contact("new").name == "new"


def test_that_what_waits_or_has_legs_is_open_for_its_own_source() -> None:
    scene = morning()
    source = scene.floor.contact("c1").source
    assert {contact.name for contact in scene.floor.open_contacts(source)} == {"c1", "c2"}
    assert scene.floor.open_contacts("another") == []
    scene.abandoned("c1", "help").released("c2", "ana", wrap_up=False)
    assert scene.floor.open_contacts(source) == []


def test_that_the_data_covers_time_from_the_earliest_instant_asked_for() -> None:
    floor = morning().floor
    since = floor.since
    floor.extend_coverage(since + 1000)
    assert floor.since == since
    floor.extend_coverage(since - 1000)
    assert floor.since == floor.books.timeline.since == since - 1000


def test_that_an_epoch_opened_again_goes_on_where_it_was() -> None:
    floor = morning().floor
    first = floor.open_epoch("wire", "lisbon", "e1")
    assert floor.open_epoch("wire", "porto", "e1") is not first
    assert floor.open_epoch("wire", "lisbon", "e1") is first
    assert floor.source == "lisbon"


@pytest.mark.parametrize(
    ("seconds", "ms"), [(0, 0), (2.5, 2500), (86_400, LATENESS_MOST_MS), (90_000, LATENESS_MOST_MS)]
)
def test_that_an_event_may_be_as_late_as_the_site_says_and_at_most_a_day(seconds: float, ms: int) -> None:
    settings = SiteSettings().model_copy(update={"lateness_seconds": seconds})
    assert lateness_ms(settings) == ms
    floor = morning().floor
    floor.open_epoch("wire", "lisbon", "e1")
    floor.set_lateness(settings)
    assert {watermark.lateness for watermark in floor.watermarks.values()} == {ms}
