"""Contacts: what each event does to entries and legs, and every anomaly by its reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feeds.events import ContactHeld
from tests.builders import Scene


def ringing() -> Scene:
    """c1 waits in billing since 09:00 and rings at ana and ben since 09:00:05."""
    scene = Scene().at("09:00").queue("billing").queue("sales").queued("c1", "billing")
    return scene.after(5).offered("c1", "ana").offered("c1", "ben").after(5)


def talking() -> Scene:
    """ana talks to c1 since 09:00:10."""
    return ringing().answered("c1", "ana")


def states(scene: Scene) -> list[str]:
    return [scene.state("ana"), scene.state("ben")]


# Entries -------------------------------------------------------------------------------------------


def test_that_an_answer_ends_the_entry_whatever_queue_it_names() -> None:
    scene = ringing().answered("c1", "ana", queue="sales")
    found = scene.report()["queues"]
    assert (found["billing"]["answered"], found["sales"]["answered"]) == (1, 0)
    assert found["billing"]["waiting"] == 0
    assert scene.anomalies() == {"answered from another queue": 1}


def test_that_an_answer_that_names_the_queue_is_no_anomaly() -> None:
    scene = ringing().answered("c1", "ana", queue="billing")
    assert scene.anomalies() == {}
    assert scene.read_queue("billing")["answered"] == 1


def test_that_being_queued_elsewhere_is_an_overflow_and_a_new_wait() -> None:
    scene = ringing().queued("c1", "sales")
    found = scene.report(at="09:00:40")["queues"]
    assert (found["billing"]["deflected"], found["billing"]["waiting"]) == (1, 0)
    assert (found["sales"]["started"], found["sales"]["longest_wait_seconds"]) == (1, 30)
    left_out = scene.explain("answered", "queue:billing")["left_out"]
    assert left_out == [{"contact": "c1", "reason": "overflowed to another queue"}]


def test_that_being_queued_where_it_waits_changes_nothing() -> None:
    scene = ringing().queued("c1", "billing", customer="bo", direction="outbound")
    assert scene.anomalies() == {"queued where it already waits": 1}
    billing = scene.read_queue("billing", at="09:01")
    assert (billing["started"], billing["longest_wait_seconds"]) == (1, 60)
    assert states(scene) == ["ringing", "ringing"]


@pytest.mark.parametrize("verb", ["abandoned", "deflected"])
def test_that_leaving_ends_the_entry_whatever_queue_it_names(verb: str) -> None:
    scene = ringing()
    getattr(scene, verb)("c1", "sales")
    assert scene.read_queue("billing")[verb] == 1
    assert scene.read_queue("sales")[verb] == 0
    assert scene.anomalies() == {f"{verb} from another queue": 1}


@pytest.mark.parametrize("verb", ["abandoned", "deflected"])
def test_that_leaving_without_waiting_changes_nothing(verb: str) -> None:
    scene = talking()
    getattr(scene, verb)("c1", "billing")
    assert scene.anomalies() == {f"{verb} while not waiting": 1}
    assert scene.read_queue("billing")[verb] == 0
    assert scene.state("ana") == "on_contact"


@pytest.mark.parametrize("end", ["abandoned", "deflected", "ended", "queued"])
def test_that_every_end_but_an_answer_takes_all_offers_back(end: str) -> None:
    scene = ringing()
    if end == "ended":
        scene.ended("c1")
    else:
        getattr(scene, end)("c1", "sales" if end == "queued" else "billing")
    assert states(scene) == ["offline", "offline"]
    scene.after(1).missed("c1", "ana")
    assert scene.anomalies() == {"missed without an offer": 1}


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("callback", "deflected to a callback"),
        ("voicemail", "deflected to voicemail"),
        ("overflow", "overflowed to another queue"),
        ("bot", "deflected to a bot"),
        ("timeout", "timed out of the queue"),
        ("other", "left the queue, other reason"),
    ],
)
def test_that_a_deflection_keeps_where_to(to: str, reason: str) -> None:
    scene = ringing().deflected("c1", "billing", to)
    assert scene.read_queue("billing")["deflected"] == 1
    found = scene.explain("abandoned", "queue:billing")["left_out"]
    assert found == [{"contact": "c1", "reason": reason}]


def test_that_an_end_while_waiting_is_a_deflection() -> None:
    scene = ringing().ended("c1")
    billing = scene.read_queue("billing")
    assert (billing["deflected"], billing["abandoned"], billing["waiting"]) == (1, 0, 0)


def test_that_a_contact_can_come_back_after_its_end() -> None:
    scene = ringing().ended("c1").after(60).queued("c1", "sales")
    assert scene.anomalies() == {"queued after it ended": 1}
    assert scene.read_queue("sales")["waiting"] == 1


# Offers and misses ---------------------------------------------------------------------------------


def test_that_an_offer_rings_until_it_is_missed() -> None:
    scene = ringing().missed("c1", "ana")
    assert states(scene) == ["offline", "ringing"]
    assert scene.read_agent("ana")["missed_rate"] == 1
    assert scene.anomalies() == {}


def test_that_an_answer_takes_the_others_offers_back() -> None:
    assert states(talking()) == ["on_contact", "offline"]


def test_that_an_offer_to_who_has_it_opens_nothing() -> None:
    scene = talking().after(5).offered("c1", "ana")
    assert scene.anomalies() == {"offered to an agent who has it": 1}
    assert scene.state("ana") == "on_contact"
    scene.after(5).released("c1", "ana", wrap_up=False)
    assert scene.state("ana") == "offline"


def test_that_an_offer_to_who_wraps_it_up_opens_nothing_and_is_no_fault() -> None:
    scene = talking().after(5).released("c1", "ana").after(5).offered("c1", "ana")
    assert scene.state("ana") == "wrap_up"
    assert scene.anomalies() == {}


def test_that_an_offer_of_a_contact_that_waits_nowhere_rings() -> None:
    scene = Scene().at("09:00").available("ana").offered("c1", "ana")
    assert scene.state("ana") == "ringing"
    scene.ended("c1")
    assert scene.state("ana") == "available"


def test_that_a_miss_of_a_talking_leg_changes_nothing() -> None:
    scene = talking().missed("c1", "ana")
    assert scene.anomalies() == {"missed without an offer": 1}
    assert scene.state("ana") == "on_contact"


# Legs ----------------------------------------------------------------------------------------------


def test_that_an_answer_by_who_already_talks_changes_nothing_of_the_leg() -> None:
    scene = talking().after(10).held("c1", "ana").after(10).answered("c1", "ana")
    assert scene.anomalies() == {"answered by an agent who already has it": 1}
    assert scene.state("ana") == "hold"
    scene.after(10).released("c1", "ana", wrap_up=False)
    ana = scene.read_agent("ana")
    assert (ana["handled"], ana["average_talk_seconds"], ana["average_hold_seconds"]) == (1, 10, 20)


def test_that_an_answer_of_a_leg_at_hand_still_ends_the_entry_and_the_others_offers() -> None:
    scene = talking().after(10).queued("c1", "sales").offered("c1", "ben").after(20).answered("c1", "ana")
    assert scene.read_queue("sales")["answered"] == 1
    assert states(scene) == ["on_contact", "offline"]
    assert scene.anomalies() == {"answered by an agent who already has it": 1}


def test_that_ones_own_wrapping_leg_completes_before_one_answers_again() -> None:
    scene = talking().after(30).released("c1", "ana").after(10).answered("c1", "ana")
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["handled"]) == ("on_contact", 1)
    assert (ana["average_talk_seconds"], ana["average_wrap_up_seconds"]) == (30, 10)
    scene.after(5).released("c1", "ana", wrap_up=False)
    assert scene.read_agent("ana")["handled"] == 2
    assert scene.anomalies() == {}


def test_that_a_second_agent_joins_without_ending_the_firsts_leg() -> None:
    scene = talking().after(10).answered("c1", "ben")
    assert states(scene) == ["on_contact", "on_contact"]
    scene.after(10).released("c1", "ana", wrap_up=False)
    assert states(scene) == ["offline", "on_contact"]
    assert scene.anomalies() == {}


def test_that_hold_time_is_not_talk_time() -> None:
    scene = talking().after(10).held("c1", "ana").after(20).resumed("c1", "ana").after(30).held("c1", "ana")
    scene.after(40).released("c1", "ana", wrap_up=False)
    ana = scene.read_agent("ana")
    assert (ana["average_talk_seconds"], ana["average_hold_seconds"]) == (40, 60)
    assert ana["average_handle_time_seconds"] == 100


def test_that_a_leg_released_from_hold_wraps_up() -> None:
    scene = (
        talking().after(10).held("c1", "ana").after(20).released("c1", "ana").after(5).wrapped("c1", "ana")
    )
    ana = scene.read_agent("ana")
    parts = [ana[f"average_{part}_seconds"] for part in ("talk", "hold", "wrap_up")]
    assert parts == [10, 20, 5]


def test_that_a_transfer_marks_the_leg_and_ends_nothing() -> None:
    scene = talking().transferred("c1", "ana")
    assert scene.state("ana") == "on_contact"
    scene.after(5).held("c1", "ana").after(5).resumed("c1", "ana").released("c1", "ana", wrap_up=False)
    assert scene.read_agent("ana")["transfer_rate"] == 1


def test_that_a_transfer_is_marked_during_wrap_up_too() -> None:
    scene = talking().after(5).released("c1", "ana").transferred("c1", "ana").after(5).wrapped("c1", "ana")
    assert scene.read_agent("ana")["transfer_rate"] == 1
    assert scene.anomalies() == {}


def test_that_a_leg_is_complete_at_its_release_when_no_wrap_up_follows() -> None:
    scene = talking().after(20).released("c1", "ana", wrap_up=False)
    ana = scene.read_agent("ana")
    assert (ana["state"], ana["handled"], ana["average_wrap_up_seconds"]) == ("offline", 1, 0)


def test_that_the_end_completes_live_legs_and_leaves_wrap_up_alone() -> None:
    scene = talking().after(10).answered("c1", "ben").after(10).released("c1", "ana").after(10).ended("c1")
    assert states(scene) == ["wrap_up", "offline"]
    ben = scene.read_agent("ben")
    assert (ben["handled"], ben["average_talk_seconds"], ben["average_wrap_up_seconds"]) == (1, 20, 0)
    scene.after(10).wrapped("c1", "ana")
    assert scene.read_agent("ana")["average_wrap_up_seconds"] == 20
    assert scene.anomalies() == {}


def test_that_the_end_completes_a_held_leg() -> None:
    scene = talking().after(10).held("c1", "ana").after(15).ended("c1")
    ana = scene.read_agent("ana")
    assert (ana["handled"], ana["average_hold_seconds"], ana["state"]) == (1, 15, "offline")


def test_that_a_second_end_is_an_anomaly_but_ends_what_came_since() -> None:
    scene = talking().after(10).ended("c1", resolved=True).after(10).answered("c1", "ana").after(10)
    scene.ended("c1", resolved=False)
    assert scene.anomalies() == {"ended twice": 1}
    assert scene.state("ana") == "offline"
    assert scene.read_agent("ana")["handled"] == 2
    assert scene.read_agent("ana")["first_contact_resolution"] == {"share": 1, "n": 1, "provisional": 0}


def test_that_a_direct_contact_has_legs_and_no_entry() -> None:
    scene = Scene().at("09:00").queue("billing").answered("c1", "ana").after(30).released("c1", "ana")
    scene.after(10).wrapped("c1", "ana")
    ana = scene.read_agent("ana")
    assert (ana["handled"], ana["average_handle_time_seconds"]) == (1, 40)
    assert scene.read_floor()["answered"] == 0
    assert scene.anomalies() == {}


def test_that_remarks_change_nothing() -> None:
    scene = talking()
    before = scene.seen()
    scene.send("contact.sentiment", contact="c1", score=-0.5, agent="ana")
    scene.send("contact.signal", contact="c1", signal="silence", agent="ana")
    scene.send("contact.recorded", contact="c1", url="https://recordings.example/c1")
    assert scene.seen() == before
    assert scene.anomalies() == {}


Misstep = Callable[[Scene], Scene]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (lambda scene: scene.held("c1", "ben"), "held while not talking"),
        (lambda scene: scene.held("c1", "ana").held("c1", "ana"), "held while not talking"),
        (lambda scene: scene.resumed("c1", "ana"), "resumed while not held"),
        (lambda scene: scene.resumed("c9", "ana"), "resumed while not held"),
        (lambda scene: scene.transferred("c1", "ben"), "transferred without a leg"),
        (lambda scene: scene.offered("c2", "ana").transferred("c2", "ana"), "transferred without a leg"),
        (lambda scene: scene.released("c1", "ben"), "released without a live leg"),
        (lambda scene: scene.released("c1", "ana").released("c1", "ana"), "released without a live leg"),
        (lambda scene: scene.wrapped("c1", "ana"), "wrapped while not wrapping up"),
        (lambda scene: scene.wrapped("c1", "ben"), "wrapped while not wrapping up"),
        (lambda scene: scene.missed("c1", "ben"), "missed without an offer"),
    ],
)
def test_that_a_contradiction_is_counted_by_its_reason(step: Misstep, reason: str) -> None:
    scene = talking()
    assert scene.anomalies() == {}
    step(scene)
    assert scene.anomalies() == {reason: 1}


@pytest.mark.parametrize("verb", ["held", "resumed", "released", "wrapped", "transferred"])
def test_that_a_misstep_of_another_agent_leaves_the_leg_as_it_was(verb: str) -> None:
    scene = talking()
    scene.send(f"contact.{verb}", contact="c1", agent="ben", kind="warm")
    assert states(scene) == ["on_contact", "offline"]
    scene.after(10).released("c1", "ana", wrap_up=False)
    assert scene.read_agent("ana")["average_talk_seconds"] == 10
    assert scene.read_agent("ana")["transfer_rate"] == 0
    assert scene.read_agent("ben")["handled"] == 0


def test_that_of_many_anomalies_all_are_counted_and_the_newest_kept() -> None:
    scene = talking()
    events = [ContactHeld(at=scene.text(), contact=contact, agent="ben") for contact in ("c1", "c2")]
    for number in range(10_050):
        scene.floor.apply(events[number % 2])
    assert scene.anomalies() == {"held while not talking": 10_050}
    assert len(scene.floor.books.anomalies) == 10_000


def test_that_anomalies_are_kept_with_the_line_they_stood_at() -> None:
    scene = talking().held("c1", "ben")
    found = list(scene.floor.books.anomalies.values())
    assert [(anomaly.line, anomaly.reason) for anomaly in found] == [(scene.line, "held while not talking")]
