"""Customer outcomes by hand: surveys and whose they are, resolution, bots, churn."""

from __future__ import annotations

import pytest

from tests.builders import Scene


def call(customer: str | None = None) -> Scene:
    """ana (north) answers c1 at 09:00:10 and ben (south) at 09:01; both are through with it by 09:02."""
    scene = Scene().at("09:00").queue("billing").agent("ana", team="north").agent("ben", team="south")
    scene.queued("c1", "billing", customer=customer).after(10).answered("c1", "ana")
    scene.at("09:01").answered("c1", "ben").released("c1", "ana", wrap_up=False)
    return scene.at("09:02").released("c1", "ben", wrap_up=False)


# Surveys -------------------------------------------------------------------------------------------


def test_that_csat_is_the_share_of_fours_and_fives() -> None:
    scene = Scene().at("09:00")
    for answer in (1, 3, 4, 5, 5):
        scene.surveyed(agent="ana", csat=answer)
    assert scene.read_agent("ana")["csat"] == {
        "share": pytest.approx(3 / 5),
        "mean": pytest.approx(3.6),
        "n": 5,
    }
    assert scene.read_floor()["csat"]["n"] == 5


def test_that_nps_is_promoters_less_detractors() -> None:
    scene = Scene().at("09:00")
    for answer in (0, 6, 7, 8, 9, 10, 10, 10):
        scene.surveyed(agent="ana", nps=answer)
    assert scene.read_agent("ana")["nps"] == {"score": pytest.approx(100 * (4 - 2) / 8), "n": 8}


@pytest.mark.parametrize(("answer", "score"), [(10, 100), (9, 100), (8, 0), (7, 0), (6, -100), (0, -100)])
def test_that_nps_of_one_answer_is_of_its_kind(answer: int, score: float) -> None:
    assert Scene().at("09:00").surveyed(nps=answer).read_floor()["nps"] == {"score": score, "n": 1}


def test_that_ces_is_a_mean() -> None:
    scene = (
        Scene()
        .at("09:00")
        .surveyed(agent="ana", ces=1)
        .surveyed(agent="ana", ces=7)
        .surveyed(agent="ana", csat=1)
    )
    assert scene.read_agent("ana")["ces"] == {"mean": 4, "n": 2}


def test_that_no_answer_means_none() -> None:
    row = Scene().at("09:00").available("ana").surveyed().read_floor()
    assert row["csat"] == {"share": None, "mean": None, "n": 0}
    assert row["nps"] == {"score": None, "n": 0}
    assert row["ces"] == {"mean": None, "n": 0}


def test_that_an_answer_belongs_to_the_contacts_last_answering_agent() -> None:
    found = call().surveyed("c1", csat=5).report()
    assert [found["agents"][name]["csat"]["n"] for name in ("ana", "ben")] == [0, 1]
    assert [found["teams"][name]["csat"]["n"] for name in ("north", "south")] == [0, 1]
    assert found["floor"]["csat"]["n"] == 1


def test_that_an_answer_that_names_its_agent_belongs_to_that_one() -> None:
    found = call().surveyed("c1", "ana", csat=5).report()
    assert [found["agents"][name]["csat"]["n"] for name in ("ana", "ben")] == [1, 0]


def test_that_an_answer_of_nobody_counts_for_the_floor_alone() -> None:
    found = call().surveyed("c9", csat=2).surveyed(csat=4).report()
    assert found["floor"]["csat"] == {"share": 0.5, "mean": 3, "n": 2}
    assert {row["csat"]["n"] for row in [*found["agents"].values(), *found["teams"].values()]} == {0}


def test_that_a_survey_counts_when_it_is_answered() -> None:
    scene = call().at("09:50").surveyed("c1", csat=5)
    assert scene.read_agent("ben", at="09:49")["csat"]["n"] == 0
    assert scene.read_agent("ben", at="09:50")["csat"]["n"] == 1
    assert scene.read_agent("ben", at="10:20")["csat"]["n"] == 0


def test_that_what_belongs_to_nobody_is_not_the_only_agents_either() -> None:
    found = Scene().at("09:00").agent("ana", team="north").available("ana").surveyed(csat=4).report()
    assert found["agents"]["ana"]["csat"]["n"] == 0
    assert found["teams"]["north"]["csat"]["n"] == 0
    assert found["floor"]["csat"]["n"] == 1


# First contact resolution --------------------------------------------------------------------------


@pytest.mark.parametrize("resolved", [True, False])
def test_that_the_sources_word_on_resolution_counts(resolved: bool) -> None:
    scene = call("bo").ended("c1", resolved=resolved).after(60).queued("c2", "billing", customer="bo")
    expected = {"share": float(resolved), "n": 1, "provisional": 0}
    found = scene.report()
    assert found["agents"]["ben"]["first_contact_resolution"] == expected
    assert found["teams"]["south"]["first_contact_resolution"] == expected
    assert found["floor"]["first_contact_resolution"] == expected
    assert found["agents"]["ana"]["first_contact_resolution"]["n"] == 0


def test_that_without_a_word_resolution_is_provisional_until_the_customer_is_back() -> None:
    scene = call("bo").ended("c1").at("09:30").queued("c2", "billing", customer="bo")
    assert scene.read_floor(at="09:29")["first_contact_resolution"] == {"share": 1, "n": 1, "provisional": 1}
    assert scene.read_floor(at="09:30")["first_contact_resolution"] == {"share": 0, "n": 1, "provisional": 1}


@pytest.mark.parametrize(("back", "share"), [("09:02:00.000", 0), ("09:02:00.001", 1)])
def test_that_a_customer_back_after_a_day_does_not_count(back: str, share: float) -> None:
    scene = call("bo").ended("c1").at(f"2026-11-24T{back}Z").queued("c2", "billing", customer="bo")
    found = scene.read_floor(window="25h")["first_contact_resolution"]
    assert found == {"share": share, "n": 1, "provisional": 1}


def test_that_a_customer_queued_elsewhere_before_the_end_is_not_back() -> None:
    scene = call("bo").at("09:02:30").queued("c2", "billing", customer="bo").at("09:03").ended("c1")
    assert scene.read_floor()["first_contact_resolution"]["share"] == 1


def test_that_another_customer_changes_nothing() -> None:
    scene = call("bo").ended("c1").after(60).queued("c2", "billing", customer="cy").queued("c3", "billing")
    assert scene.read_floor()["first_contact_resolution"]["share"] == 1


def test_that_the_same_contact_queued_again_is_the_customer_back() -> None:
    scene = call("bo").ended("c1").after(60).queued("c1", "billing")
    assert scene.read_floor()["first_contact_resolution"]["share"] == 0


def test_that_an_unknown_customer_without_a_word_is_not_counted() -> None:
    scene = call().ended("c1")
    assert scene.read_floor()["first_contact_resolution"] == {"share": None, "n": 0, "provisional": 0}


def test_that_a_contact_nobody_answered_is_not_counted() -> None:
    scene = (
        Scene().at("09:00").queue("billing").queued("c1", "billing", customer="bo").ended("c1", resolved=True)
    )
    assert scene.read_floor()["first_contact_resolution"]["n"] == 0


# Bots ----------------------------------------------------------------------------------------------


def test_that_containment_is_contained_over_ended() -> None:
    scene = Scene().at("09:00").bot("s1", "contained").bot("s2", "handed_over").bot("s3", "abandoned")
    scene.bot("s4", "contained", positive=False).send("bot.started", session="s5")
    everything = scene.read_floor()
    assert everything["bot_containment"] == {"share": 0.5, "n": 4}
    assert everything["bot_automation_score"] == {"share": 0.25, "n": 4}


def test_that_a_customer_back_within_a_day_was_not_automated() -> None:
    scene = Scene().at("09:00").bot("s1", "contained", customer="bo").bot("s2", "contained", positive=True)
    assert scene.read_floor()["bot_automation_score"]["share"] == 1
    scene.at("09:10").queued("c1", "billing", customer="bo")
    assert scene.read_floor()["bot_automation_score"]["share"] == 0.5
    assert scene.read_floor(at="09:09")["bot_automation_score"]["share"] == 1


def test_that_a_customer_queued_before_the_session_ended_is_not_back() -> None:
    scene = (
        Scene()
        .at("09:00")
        .queued("c1", "billing", customer="bo")
        .after(1)
        .bot("s1", "contained", customer="bo")
    )
    assert scene.read_floor()["bot_automation_score"]["share"] == 1


def test_that_bots_belong_to_the_floor_alone() -> None:
    scene = (
        Scene().at("09:00").agent("ana", team="north").available("ana").bot("s1", "contained").churned("bo")
    )
    found = scene.report()
    for row in (found["agents"]["ana"], found["teams"]["north"]):
        assert row["bot_containment"] == row["bot_automation_score"] == {"share": None, "n": 0}
        assert row["churn_rate"] == {"share": None, "n": 0}


# Churn ---------------------------------------------------------------------------------------------


def test_that_churn_is_customers_lost_over_customers_served() -> None:
    scene = Scene().at("09:00").queue("billing")
    for number in range(5):
        scene.queued(f"c{number}", "billing", customer=f"customer-{number % 4}").answered(f"c{number}", "ana")
        scene.released(f"c{number}", "ana", wrap_up=False)
    scene.churned("customer-0").churned("customer-0").at("09:10")
    assert scene.read_floor()["churn_rate"] == {"share": 0.25, "n": 4}


def test_that_churn_without_customers_served_is_none() -> None:
    assert Scene().at("09:00").churned("bo").read_floor()["churn_rate"] == {"share": None, "n": 0}


def test_that_churn_is_none_until_a_source_has_reported_any() -> None:
    scene = Scene().at("09:00").queue("billing").queued("c1", "billing", customer="bo").answered("c1", "ana")
    scene.released("c1", "ana", wrap_up=False)
    assert scene.read_floor()["churn_rate"] == {"share": None, "n": 1}
    scene.at("09:10").churned("cy").at("09:20")
    assert scene.read_floor()["churn_rate"] == {"share": 1, "n": 1}
    assert scene.read_floor(at="09:09")["churn_rate"] == {"share": None, "n": 1}


def test_that_a_customer_named_after_the_leg_was_served_too() -> None:
    scene = Scene().at("09:00").queue("billing").answered("c1", "ana").after(60)
    scene.released("c1", "ana", wrap_up=False).after(5).queued("c1", "billing", customer="bo")
    assert scene.read_floor()["churn_rate"]["n"] == 1
    assert scene.read_floor(at="09:01:04")["churn_rate"]["n"] == 0


def test_that_an_abandoned_customer_was_not_served() -> None:
    scene = (
        Scene().at("09:00").queue("billing").queued("c1", "billing", customer="bo").abandoned("c1", "billing")
    )
    assert scene.read_floor()["churn_rate"]["n"] == 0
