"""What the customer outcomes are made of: answers, resolutions, bot sessions and customers."""

from __future__ import annotations

import pytest

from tests.builders import Scene
from tests.console.metrics.explain.played import left_out, values


@pytest.mark.parametrize(
    ("metric", "total", "n"),
    [
        ("csat.share", 1, 2),
        ("csat.mean", 7, 2),
        ("nps.score", 100, 1),
        ("ces.mean", 3, 1),
        ("csat.n", 2, None),
    ],
)
def test_that_surveys_are_listed_one_by_one(metric: str, total: int, n: int | None) -> None:
    scene = Scene().at("09:00").answered("c1", "ana").surveyed("c1", csat=5, nps=10).surveyed("c1", csat=2)
    scene.surveyed(agent="ana", ces=3)
    found = scene.explain(metric, "agent:ana")
    assert (found["numerator"], found["denominator"]) == (total, n)
    assert {item.get("contact") or item["agent"] for item in found["counted"]} <= {"c1", "ana"}
    assert all(
        item["reason"] == f"no {metric[: metric.index('.')].upper()} answer" for item in found["left_out"]
    )


def test_that_resolutions_show_what_cannot_be_judged() -> None:
    scene = Scene().at("09:00").queued("c1", "billing", customer="bo").answered("c1", "ana").ended("c1")
    scene.answered("c2", "ana").ended("c2", resolved=False).answered("c3", "ana").ended("c3")
    found = scene.explain("first_contact_resolution.share", "agent:ana")
    assert values(found) == {"c1": 1, "c2": 0}
    assert left_out(found) == {"c3": "resolution not reported, and the customer is unknown"}
    found = scene.explain("first_contact_resolution.provisional")
    assert values(found) == {"c1": 1}
    assert left_out(found)["c2"] == "resolution reported by the source"
    assert scene.explain("first_contact_resolution.n")["numerator"] == 2


def test_that_bot_sessions_are_listed_by_name() -> None:
    scene = (
        Scene()
        .at("09:00")
        .bot("s1", "contained")
        .bot("s2", "contained", positive=False)
        .bot("s3", "abandoned")
    )
    assert values(scene.explain("bot_containment.share"), "session") == {"s1": 1, "s2": 1, "s3": 0}
    assert values(scene.explain("bot_automation_score.share"), "session") == {"s1": 1, "s2": 0, "s3": 0}
    assert scene.explain("bot_containment.n")["numerator"] == 3
    assert scene.explain("bot_automation_score.n")["value"] == 3


def test_that_churn_shows_who_left_and_of_how_many() -> None:
    scene = Scene().at("09:00").queued("c1", "billing", customer="bo").answered("c1", "ana")
    scene.released("c1", "ana", wrap_up=False).churned("cy")
    found = scene.explain("churn_rate.share")
    assert (values(found, "customer"), found["denominator"]) == ({"cy": 1}, 1)
    assert values(scene.explain("churn_rate.n"), "customer") == {"bo": 1}
