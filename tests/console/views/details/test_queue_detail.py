"""Queue account: the same figures as the report's, the same contacts as explain's."""

from __future__ import annotations

import pytest

from console.metrics.explain.explain import explain
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling
from console.metrics.variants import VARIANTS
from console.views.details.queue_detail import SHOWN, queue_account
from tests.builders import Scene, floor_of
from tests.made_logs import made_log

MINUTE = 60_000


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("variant", VARIANTS)
def test_that_it_counts_what_explain_counts(seed: int, variant: str) -> None:
    floor = floor_of(made_log(seed, contacts=40))
    now = floor.latest - 10 * MINUTE
    for queue in floor.queues.queues:
        found = queue_account(floor, queue, now, 30 * MINUTE, variant)
        if found is None:
            assert floor.queues.queues[queue].first_at > now
            continue
        account = explain(floor, f"service_level.{variant}", Scope("queue", queue), rolling(now, 30 * MINUTE))
        assert found.level.value == account["value"]
        assert found.counted_total == len(account["counted"])
        assert sorted(stay.contact for stay in found.counted) == sorted(
            item["contact"] for item in account["counted"]
        )
        assert sum(stay.helped for stay in found.counted) == account["numerator"]


def scene() -> Scene:
    made = Scene().at("09:00").site(time_zone="Europe/Lisbon")
    made.queue("billing", threshold=20).agent("ana", queues=["billing"]).available("ana")
    made.answered_after(5, "c1", "billing", "ana")
    made.answered_after(30, "c2", "billing", "ana")
    made.abandoned_after(40, "c3", "billing").deflected_after(9, "c4", "billing")
    return made.queued("c5", "billing").after(15)


def test_that_it_says_what_became_of_each_contact() -> None:
    made = scene()
    found = queue_account(made.floor, "billing", made.clock, 30 * MINUTE)
    assert found is not None
    assert [(stay.contact, stay.words) for stay in found.counted] == [
        ("c3", "abandoned"),
        ("c2", "answered late"),
        ("c1", "answered in time"),
    ]
    assert [(stay.contact, stay.words) for stay in found.left_out] == [
        ("c5", "waiting"),
        ("c4", "callback requested"),
    ]
    assert found.division == "1 ÷ 3 = 33.3 %"
    assert "restore 80 %" in found.back
    assert found.waiting == "1 of the 1 waiting passes the threshold of 20 s within the next 20 s."


def test_that_a_queue_not_known_then_has_none() -> None:
    made = scene()
    assert queue_account(made.floor, "sales", made.clock, 30 * MINUTE) is None
    assert queue_account(made.floor, "billing", made.floor.since - 1, 30 * MINUTE) is None


def test_that_of_very_many_contacts_the_newest_are_listed() -> None:
    made = Scene().at("09:00").queue("billing").agent("ana", queues=["billing"]).available("ana")
    for number in range(SHOWN + 5):
        made.abandoned_after(6, f"c{number}", "billing")
    found = queue_account(made.floor, "billing", made.clock, 120 * MINUTE)
    assert found is not None
    assert (len(found.counted), found.counted_total) == (SHOWN, SHOWN + 5)
    assert found.counted[0].contact == f"c{SHOWN + 4}"
