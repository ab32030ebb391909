"""Causes of misses: found once each, and again when a wait goes on or the past changes."""

from __future__ import annotations

from console.metrics.explain.account import Item
from console.views.explain.causes import NO_ONE, Causes
from tests.builders import Scene


def scene() -> Scene:
    made = Scene().at("09:00").queue("billing", threshold=20).agent("ana", queues=["billing"])
    return made.not_ready("ana").after(60)


def item(made: Scene, start: str, end: str | None, contact: str = "c1") -> Item:
    ended = None if end is None else made.ms(end)
    return Item({"contact": contact}, made.ms(start), ended, 0, 30.0, "answered late", 0, 20_000)


def test_that_who_was_available_is_named() -> None:
    made = scene()
    causes = Causes(made.floor)
    assert causes.of([item(made, "09:00:10", "09:00:40")], made.clock) == {0: NO_ONE}
    made.available("ana").after(60)
    assert causes.of([item(made, "09:00:50", "09:01:30")], made.clock) == {0: "available: ana 0:10"}


def test_that_a_wait_that_goes_on_is_looked_at_again() -> None:
    made = scene()
    causes, waits = Causes(made.floor), item(made, "09:00:55", None)
    assert causes.of([waits], made.clock) == {0: NO_ONE}
    made.available("ana").after(5)
    assert causes.of([waits], made.clock) == {0: "available: ana 0:05"}


def test_that_a_late_event_changes_a_cause() -> None:
    made = scene()
    causes, late = Causes(made.floor), item(made, "09:00:10", "09:00:40")
    assert causes.of([late], made.clock) == {0: NO_ONE}
    made.at("09:00:15").available("ana").at("09:01")
    assert causes.of([late], made.clock) == {0: "available: ana 0:15"}


def test_that_only_entries_have_a_cause_and_none_before_the_data_begins() -> None:
    made = scene()
    causes = Causes(made.floor)
    leg = Item({"contact": "c1", "agent": "ana"}, made.clock, made.clock, 1)
    assert causes.of([leg], made.clock) == {}
    assert causes.of([item(made, "08:59", "09:00")], made.clock) == {0: "who was available is not known"}
