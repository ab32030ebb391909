"""Outbound rows of a queue_log: contacts of their own, which no queue metric counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from console.metrics.reading.windows import rolling
from console.metrics.report import report
from tests.feeds.importers.queue_log.queue_logs import JSON, Imported, imported


def floor_of(found: Imported) -> JSON:
    row: JSON = report(found.floor, rolling(found.floor.latest, 10**10))["floor"]
    return row


DIALLED = "0|o1|sales|Ana|OUTDIAL|5550100"


def test_that_a_call_placed_and_answered_is_an_outbound_contact(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        f"""{DIALLED}
            12|o1|sales|Ana|OUTANSWER|12
            72|o1|sales|Ana|COMPLETEAGENT|12|60|1""",
    )
    assert found.story() == ["0 queued", "12 answered Ana", "72 released Ana", "72 ended"]
    queued = found.of("contact.queued")[0]
    assert (queued["direction"], queued["customer"], queued["queue"]) == ("outbound", "5550100", "sales")
    row = floor_of(found)
    assert (row["offered"], row["answered"], row["handled"]) == (0, 0, 1)
    assert row["average_talk_seconds"] == 60
    assert found.anomalies == found.contradictory == found.left_out == {}


@pytest.mark.parametrize("verb", ["OUTCANCEL", "OUTBUSY", "OUTNOANSWER", "OUTCONGESTION", "OUTCHANUNAVAIL"])
@pytest.mark.parametrize("queue", ["sales", "NONE", ""])
def test_that_a_call_nobody_answers_ends_there(tmp_path: Path, verb: str, queue: str) -> None:
    found = imported(tmp_path, f"0|o1|{queue}|Ana|OUTDIAL|5550100\n20|o1|{queue}|Ana|{verb}|20")
    assert found.story("contact.answered", "contact.ended") == ["20 ended"]
    row = floor_of(found)
    assert (row["offered"], row["abandoned"], row["deflected"], row["handled"]) == (0, 0, 0, 0)
    assert found.anomalies == found.contradictory == found.left_out == {}


def test_that_a_transfer_ends_the_talk(tmp_path: Path) -> None:
    found = imported(tmp_path, f"{DIALLED}\n12|o1|sales|Ana|OUTANSWER|12\n50|o1|sales|Ana|OUTTRANSFER|200")
    assert found.story("contact.transferred", "contact.released") == ["50 transferred Ana", "50 released Ana"]
    assert floor_of(found)["transfer_rate"] == 1


@pytest.mark.parametrize("parameters", ["12|60", "72|60", "5550100|12|60|1"])
def test_that_an_answer_logged_at_the_end_says_when_it_was(tmp_path: Path, parameters: str) -> None:
    found = imported(tmp_path, f"{DIALLED}\n72|o1|sales|Ana|OUTANSWER|{parameters}")
    assert found.story() == ["0 queued", "12 answered Ana", "72 released Ana", "72 ended"]
    assert found.contradictory == {}


def test_that_a_row_of_its_end_outweighs_what_an_answer_says(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        f"{DIALLED}\n72|o1|sales|Ana|OUTANSWER|12|60\n100|o1|sales|Ana|COMPLETECALLER|72|28|1",
    )
    assert found.story() == ["0 queued", "72 answered Ana", "100 released Ana", "100 ended"]


def test_that_a_talk_without_an_end_ends_at_the_agents_next_call(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        f"""{DIALLED}
            12|o1|sales|Ana|OUTANSWER|12
            90|o2|sales|Ana|OUTDIAL|5550101
            95|o2|sales|Ana|OUTCANCEL|5""",
    )
    assert found.story("contact.released") == ["90 released Ana"]
    assert any("never closed" in reason for reason in found.contradictory)


def test_that_dialling_is_neither_waiting_nor_offered(tmp_path: Path) -> None:
    found = imported(tmp_path, DIALLED)
    row = floor_of(found)
    assert (row["waiting"], row["started"], row["missed_rate"]) == (0, 0, None)
    assert any("1 being dialled" in note for note in found.findings.notes)


def test_that_an_end_without_its_beginning_is_reported_as_such(tmp_path: Path) -> None:
    found = imported(
        tmp_path, "5|o1|sales|Ana|OUTCANCEL|5\n9|o2|sales|Ana|OUTANSWER|1\n20|o2|sales|Ana|COMPLETEAGENT|1|11"
    )
    assert found.story("contact.ended") == ["5 ended", "20 ended"]
    assert sum(found.contradictory.values()) == 2
    assert found.anomalies == {}


calls = some.lists(
    some.tuples(
        some.sampled_from(("Ana", "Ben")),
        some.integers(1, 60),
        some.sampled_from(("CANCEL", "CONGESTION", "CHANUNAVAIL", "complete", "transfer", "at end")),
        some.integers(0, 90),
        some.integers(3, 300),
        some.sampled_from(("sales", "NONE")),
    ),
    min_size=1,
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(calls=calls)
def test_that_handled_calls_and_talk_time_are_the_logs(
    tmp_path_factory: pytest.TempPathFactory, calls: list[tuple[str, int, str, int, int, str]]
) -> None:
    second, lines, talked = 0, [], []
    for number, (agent, gap, end, ring, talk, queue) in enumerate(calls):
        second += gap
        head = f"o{number}|{queue}|{agent}"
        lines.append(f"{second}|{head}|OUTDIAL|+35121555{number:04}")
        second += ring
        if end.isupper():
            lines.append(f"{second}|{head}|OUT{end}|{ring}")
            continue
        if end != "at end":
            lines.append(f"{second}|{head}|OUTANSWER|{ring}")
        second += talk
        last = {"complete": f"COMPLETEAGENT|{ring}|{talk}|1", "transfer": "OUTTRANSFER|200"}
        lines.append(f"{second}|{head}|{last.get(end, f'OUTANSWER|{ring}|{talk}')}")
        talked.append(talk)
    found = imported(tmp_path_factory.mktemp("outbound"), "\n".join(lines))
    assert found.anomalies == found.contradictory == found.left_out == {}
    row = floor_of(found)
    assert row["handled"] == len(talked)
    assert row["offered"] == 0
    assert (row["average_talk_seconds"] or 0) * len(talked) == pytest.approx(sum(talked))
    assert len({event["contact"] for event in found.events if "contact" in event}) == len(calls)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("OUTDIAL|5550100", "dialled out, but the call is inbound"),
        ("OUTANSWER|12", "an outbound answer, but the call is inbound"),
        ("OUTBUSY|12", "an outbound end, but the call is inbound"),
    ],
)
def test_that_an_outbound_row_of_a_call_that_came_in_is_left_out(
    tmp_path: Path, row: str, reason: str
) -> None:
    found = imported(tmp_path, f"0|c1|sales|NONE|ENTERQUEUE||351|1\n5|c1|sales|Ana|{row}")
    assert reason in str(found.left_out) + str(found.contradictory)
    assert found.anomalies == {}


def test_that_a_call_dialled_again_while_talking_ends_and_begins_again(tmp_path: Path) -> None:
    found = imported(tmp_path, f"{DIALLED}\n12|o1|sales|Ana|OUTANSWER|12\n90|o1|sales|Ana|OUTDIAL|5550101")
    assert "dialled again while talking" in str(found.contradictory)
    assert len(found.of("contact.queued")) == 2
    assert found.anomalies == {}


def test_that_an_end_whose_beginning_is_missing_is_reported_and_counts(tmp_path: Path) -> None:
    found = imported(tmp_path, "20|o1|sales|Ana|OUTBUSY|20")
    assert "its OUTDIAL is missing" in str(found.contradictory)
    assert found.story("contact.ended") == ["20 ended"]
