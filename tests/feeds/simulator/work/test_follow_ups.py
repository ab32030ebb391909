"""What follows contacts: what customers say, whether they come back, and who leaves."""

from __future__ import annotations

from collections import Counter

from tests.feeds.simulator import Played


def test_that_customers_are_as_content_as_a_manager_would_believe(played: Played) -> None:
    found = played.day()["floor"]
    assert found["csat"]["n"] > 200
    assert 0.75 < found["csat"]["share"] < 0.92
    assert 10 < found["nps"]["score"] < 65
    assert 4.5 < found["ces"]["mean"] < 6.6
    assert 0 < found["churn_rate"]["share"] < 0.03


def test_that_most_are_helped_at_once_and_some_come_back(played: Played) -> None:
    found = played.day()["floor"]["first_contact_resolution"]
    assert 0.66 < found["share"] < 0.84
    assert 0 < found["provisional"] < found["n"]
    times = Counter(event["customer"] for event in played.of("contact.queued") if "customer" in event)
    assert max(times.values()) >= 3
    assert sum(count > 1 for count in times.values()) > 0.05 * len(times)


def test_that_the_outage_is_in_what_customers_say(played: Played) -> None:
    calm, outage = played.between(0.5, 2.6)["floor"]["csat"], played.between(2.9, 4)["floor"]["csat"]
    assert outage["n"] > 30
    assert outage["share"] < calm["share"]
