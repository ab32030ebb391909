"""Names and definitions as records."""

from __future__ import annotations

import pytest

from console.floor.floor import Floor
from console.history.checkpoints import name_records
from console.history.checkpoints.name_records import NamesRead, name_parts
from tests.builders import floor_of
from tests.made_logs import made_log


def test_that_every_name_and_profile_is_there_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_records, "_PART", 7)
    floor, other, names = floor_of(made_log(1)), Floor(), NamesRead()
    takers = {
        "contact_names": names.take_contact_names,
        "customer_names": names.take_customer_names,
        "names": names.take_names,
        "schedules": names.take_schedules,
        "definitions": names.take_definitions,
    }
    parts = list(name_parts(floor))
    assert sum(kind == "contact_names" for kind, _ in parts) > 2
    for kind, payload in parts:
        takers[kind](payload)
    names.restore(other)
    assert other.books.contact_names == floor.books.contact_names
    assert other.books.customers == floor.books.customers
    assert list(other.queues.queues) == list(floor.queues.queues)
    for name, queue in floor.queues.queues.items():
        assert other.queues.queues[name].profiles.declared == queue.profiles.declared
    assert other.roster.teams == floor.roster.teams
    assert other.roster.reason_index == floor.roster.reason_index
    assert other.books.schedules.published == floor.books.schedules.published
    assert other.forecasts == floor.forecasts
