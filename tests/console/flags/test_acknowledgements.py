"""Answers: a flag that has been seen stays so while it is up, whatever a late event does to its beginning."""

from __future__ import annotations

import pytest

from console.flags.acknowledgements import Acknowledgements, SourceAnswer
from console.flags.rules.conditions import Condition
from feeds.events import FlagAcknowledged, FlagSnoozed, instant_text
from tests.console.flags.scenes import WARNING, rule

HOLD = rule("time_in_state", id="long-hold", state="hold", warning=120.0)
ROSE, NOW = 1_000_000, 1_060_000


def up(since: int = ROSE, scope: str = "agent:ana", of: str = "long-hold") -> Condition:
    return Condition(HOLD.model_copy(update={"id": of}), scope, WARNING, since, 130.0)


def acknowledged(
    answers: Acknowledgements, *seen: Condition, now: int = NOW, reported: list[SourceAnswer] | None = None
) -> set[str]:
    return answers.to(seen, now, reported or [])[0]


def snoozed(
    answers: Acknowledgements, *seen: Condition, now: int = NOW, reported: list[SourceAnswer] | None = None
) -> set[str]:
    return answers.to(seen, now, reported or [])[1]


def said(at: int, flag: str = up().id, until: int | None = None) -> FlagAcknowledged:
    return FlagAcknowledged(
        at=instant_text(at), flag=flag, by="lea", until=None if until is None else instant_text(until)
    )


def put_off(at: int, until: int | None, flag: str = up().id) -> FlagSnoozed:
    return FlagSnoozed(
        at=instant_text(at), flag=flag, by="lea", until=None if until is None else instant_text(until)
    )


def seen_here() -> Acknowledgements:
    answers = Acknowledgements()
    answers.acknowledge(up().id, NOW)
    return answers


def test_that_nothing_is_answered_before_anybody_has_said_anything() -> None:
    assert Acknowledgements().to([up()], NOW) == (set(), set())


def test_that_a_flag_that_was_seen_stays_so_and_others_do_not() -> None:
    others = [up(scope="agent:ben"), up(of="long-wrap-up"), up(scope="queue:ana")]
    assert acknowledged(seen_here(), up(), *others) == {up().id}


@pytest.mark.parametrize("since", [ROSE - 600_000, ROSE - 3_000, ROSE + 1_500, NOW])
def test_that_a_late_event_that_moves_its_beginning_loses_no_acknowledgement(since: int) -> None:
    assert acknowledged(seen_here(), up(since), now=NOW + 500_000) == {up(since).id}


def test_that_the_next_flag_of_the_same_is_another_one() -> None:
    assert acknowledged(seen_here(), up(NOW + 60_000), now=NOW + 100_000) == set()


def test_that_a_flag_further_back_is_another_one_where_one_goes_back_to_it() -> None:
    assert acknowledged(seen_here(), up(ROSE - 600_000), now=ROSE - 500_000) == set()
    assert acknowledged(seen_here(), up(), now=ROSE + 1) == {up().id}, "it was seen, before one went back"


def test_that_what_the_source_says_holds_from_then_on() -> None:
    answers = Acknowledgements()
    assert acknowledged(answers, up(), reported=[said(NOW)]) == {up().id}
    assert acknowledged(answers, up(), reported=[said(NOW + 1)]) == set()
    assert acknowledged(answers, up(ROSE + 3_000), reported=[said(ROSE + 5_000)]) == {up(ROSE + 3_000).id}


def test_that_an_acknowledgement_may_have_an_end() -> None:
    reported: list[SourceAnswer] = [said(NOW, until=NOW + 10_000)]
    assert acknowledged(Acknowledgements(), up(), now=NOW + 9_999, reported=reported) == {up().id}
    assert acknowledged(Acknowledgements(), up(), now=NOW + 10_000, reported=reported) == set()


def test_that_a_snooze_holds_until_its_end_also_for_the_next_flag_of_the_same() -> None:
    reported: list[SourceAnswer] = [put_off(NOW, NOW + 300_000)]
    again = up(NOW + 100_000)
    assert snoozed(Acknowledgements(), up(), now=NOW, reported=reported) == {up().id}
    assert snoozed(Acknowledgements(), again, now=NOW + 110_000, reported=reported) == {again.id}
    assert snoozed(Acknowledgements(), again, now=NOW + 300_000, reported=reported) == set()
    assert snoozed(Acknowledgements(), up(scope="agent:ben"), now=NOW, reported=reported) == set()


def test_that_a_snooze_without_an_end_is_of_this_flag() -> None:
    reported: list[SourceAnswer] = [put_off(NOW, None)]
    assert snoozed(Acknowledgements(), up(), now=NOW + 3_600_000, reported=reported) == {up().id}
    assert snoozed(Acknowledgements(), up(NOW + 60_000), now=NOW + 3_600_000, reported=reported) == set()


def test_that_a_snooze_of_here_holds_and_acknowledges_nothing() -> None:
    answers = Acknowledgements()
    answers.snooze(up().id, NOW, NOW + 60_000)
    assert answers.to([up()], NOW + 59_999) == (set(), {up().id})
    assert answers.to([up()], NOW + 60_000) == (set(), set())


def test_that_a_snooze_of_here_holds_at_each_instant_one_goes_back_to_while_its_flag_is_up() -> None:
    answers = Acknowledgements()
    answers.snooze(up().id, NOW, NOW + 60_000)
    assert snoozed(answers, up(), now=ROSE + 1) == {up().id}
    assert snoozed(answers, up(ROSE - 600_000), now=ROSE - 500_000) == set(), "that was another one"


def test_that_names_no_rule_here_gives_hurt_nothing() -> None:
    reported: list[SourceAnswer] = [
        said(NOW, flag) for flag in ("7", "other system", "long-hold agent:ana x", " ", "a " + "9" * 30)
    ]
    assert Acknowledgements().to([up()], NOW, reported) == (set(), set())


def test_that_the_stated_lateness_is_how_far_a_beginning_may_move() -> None:
    moved = up(NOW + 30_000)
    assert seen_here().to([moved], NOW + 40_000, lateness_ms=30_000)[0] == {moved.id}
    assert seen_here().to([moved], NOW + 40_000, lateness_ms=29_000)[0] == set()


def test_that_the_last_answer_is_taken_back_first() -> None:
    answers = Acknowledgements()
    answers.acknowledge(up().id, NOW)
    answers.snooze(up().id, NOW, NOW + 60_000)
    last = answers.undo()
    assert last is not None
    assert last.is_snooze
    assert answers.to([up()], NOW) == ({up().id}, set())
    assert answers.undo("another flag") is None
    assert answers.undo(up().id) is not None
    assert answers.to([up()], NOW) == (set(), set())
    assert answers.undo() is None


def test_that_a_snooze_has_an_end_and_is_withdrawn_from_the_list() -> None:
    answers = Acknowledgements()
    answers.snooze(up().id, NOW, NOW + 60_000)
    answers.snooze(up().id, NOW, NOW + 90_000)
    assert answers.until(up().id) == NOW + 90_000
    assert answers.withdraw(up().id)
    assert not answers.withdraw(up().id)
    assert answers.until(up().id) is None
    assert answers.to([up()], NOW) == (set(), set())
    assert answers.undo() is None
