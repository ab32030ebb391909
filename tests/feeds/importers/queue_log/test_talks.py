"""Talks of a queue_log that no row closes: where they end, and that each is reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from console.floor.floor import LEAP
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from feeds.importers.queue_log.importer import QueueLogSettings
from feeds.importers.queue_log.talks import AS_LONG_AS_PLAUSIBLE, NEXT_SIGN
from feeds.instants import instant
from tests.feeds.importers.queue_log.queue_logs import START, Imported, imported

ENDS = ("contact.released", "contact.wrapped", "contact.ended")


def seconds_of(found: Imported, contact: str, kind: str) -> float:
    at = next(e["at"] for e in found.of(f"contact.{kind}") if e["contact"] == contact)
    return instant(at) / 1000 - START


UNCLOSED = """0|1.1|sales|NONE|ENTERQUEUE||1|1
              5|1.1|sales|Ana|CONNECT|5|x|2"""


@pytest.mark.parametrize(
    ("row", "second"),
    [
        (
            "90|1.2|sales|NONE|ENTERQUEUE||2|1\n95|1.2|sales|Ana|CONNECT|5|x|3\n"
            "99|1.2|sales|Ana|COMPLETEAGENT|5|4|1",
            92,
        ),
        ("90|1.2|sales|NONE|ENTERQUEUE||2|1\n99|1.2|sales|Ana|RINGNOANSWER|9000", 90),
        ("80|NONE|NONE|Ana|PAUSEALL|lunch", 80),
        ("80|MANAGER|sales|Ana|REMOVEMEMBER|", 80),
        ("80|NONE|NONE|Ana|AGENTLOGOFF|x|60", 80),
        ("80|1.3|sales|Ana|OUTDIAL|5550100", 80),
    ],
)
def test_that_it_ends_at_the_agents_next_sign_of_life(tmp_path: Path, row: str, second: int) -> None:
    found = imported(tmp_path, f"{UNCLOSED}\n{row}\n9000|1.9|help|NONE|ENTERQUEUE||9|1")
    assert seconds_of(found, "1.1", "released") == seconds_of(found, "1.1", "ended") == second
    assert found.contradictory[f"CONNECT: {NEXT_SIGN}"] == 1
    # The row that opened it, by file and line
    assert [r.line for r in found.findings.contradictory.kept if NEXT_SIGN in r.reason] == [2]
    assert any("talks without an end in the log: 1" in note for note in found.findings.notes)
    assert found.anomalies.keys() <= {LEAP}


@pytest.mark.parametrize(
    "row",
    [
        "90|1.2|sales|NONE|ENTERQUEUE||2|1\n91|1.2|sales|Ana|RINGNOANSWER|1000",
        "90|1.2|sales|NONE|ENTERQUEUE||2|1\n95|1.2|sales|Ben|CONNECT|5|x|3\n96|1.2|sales|Ben|COMPLETEAGENT|5|1",
    ],
)
def test_that_neither_a_busy_phone_nor_a_colleague_is_a_sign(tmp_path: Path, row: str) -> None:
    found = imported(tmp_path, f"{UNCLOSED}\n{row}\n9000|1.9|help|NONE|ENTERQUEUE||9|1")
    assert seconds_of(found, "1.1", "released") == 605
    assert found.contradictory == {f"CONNECT: {AS_LONG_AS_PLAUSIBLE}": 1}


def test_that_without_a_sign_it_lasts_as_long_as_its_queues_longest_talk(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        f"""{UNCLOSED}
            10|2.1|sales|NONE|ENTERQUEUE||2|1
            20|2.1|sales|Ben|CONNECT|10|x|2
            1220|2.1|sales|Ben|COMPLETECALLER|10|1200|1
            30|3.1|help|NONE|ENTERQUEUE||2|1
            40|3.1|help|Cho|CONNECT|10|x|2
            3640|3.1|help|Cho|COMPLETECALLER|10|3600|1
            90000|1.9|help|NONE|ENTERQUEUE||9|1""",
    )
    assert seconds_of(found, "1.1", "released") == 1205


def test_that_a_talk_may_still_go_on_when_the_log_ends(tmp_path: Path) -> None:
    found = imported(tmp_path, f"{UNCLOSED}\n300|1.9|help|NONE|ENTERQUEUE||9|1")
    assert not found.of(*ENDS)
    assert found.contradictory == {}


def test_that_what_an_agent_does_while_talking_ends_no_talk_that_is_closed_later(tmp_path: Path) -> None:
    found = imported(
        tmp_path, f"{UNCLOSED}\n60|NONE|NONE|Ana|PAUSEALL|lunch\n100|1.1|sales|Ana|COMPLETEAGENT|5|95|1"
    )
    assert seconds_of(found, "1.1", "released") == 100
    assert found.contradictory == {}


def test_that_a_restart_ends_what_had_not_ended_before(tmp_path: Path) -> None:
    found = imported(
        tmp_path,
        f"""{UNCLOSED}
            50|NONE|NONE|Ana|PAUSEALL|lunch
            60|1.2|sales|NONE|ENTERQUEUE||2|1
            65|1.2|sales|Ben|CONNECT|5|x|2
            100|NONE|NONE|NONE|QUEUESTART|""",
    )
    assert (seconds_of(found, "1.1", "ended"), seconds_of(found, "1.2", "ended")) == (50, 100)


def test_that_a_caller_who_queues_again_left_the_agent_no_later_than_its_next_sign(tmp_path: Path) -> None:
    found = imported(tmp_path, f"{UNCLOSED}\n50|NONE|NONE|Ana|PAUSEALL|x\n100|1.1|help|NONE|ENTERQUEUE||1|1")
    assert seconds_of(found, "1.1", "released") == 50
    assert found.anomalies.keys() <= {LEAP}


def test_that_no_wrap_up_is_made_up_for_it(tmp_path: Path) -> None:
    text = f"{UNCLOSED}\n50|NONE|NONE|Ana|PAUSEALL|x\n90000|1.9|help|NONE|ENTERQUEUE||9|1"
    found = imported(tmp_path, text, QueueLogSettings(wrap_up_seconds=30))
    assert [event["wrap_up"] for event in found.of("contact.released")] == [False]


calls = some.lists(
    some.tuples(
        some.integers(0, 3),
        some.integers(1, 400),
        some.sampled_from(("closed", "unclosed", "abandoned")),
        some.integers(0, 40),
        some.integers(1, 300),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(calls=calls, wrap_up=some.sampled_from((None, 10)))
def test_that_counts_are_the_logs_and_no_agent_talks_for_ever(
    tmp_path_factory: pytest.TempPathFactory,
    calls: list[tuple[int, int, str, int, int]],
    wrap_up: float | None,
) -> None:
    """A log is made in which agents take one call after another, and some ends are lost."""
    second, lines = 0, []
    for number, (agent, gap, end, wait, talk) in enumerate(calls):
        second += gap
        call, who = f"{number}.1", f"Agent {agent}"
        lines.append((second, f"{call}|sales|NONE|ENTERQUEUE||{number}|1"))
        second += wait
        if end == "abandoned":
            lines.append((second, f"{call}|sales|NONE|ABANDON|1|1|{wait}"))
            continue
        lines.append((second, f"{call}|sales|{who}|CONNECT|{wait}|x|0"))
        second += talk
        if end == "closed":
            lines.append((second, f"{call}|sales|{who}|COMPLETEAGENT|{wait}|{talk}|1"))
    lines.append((second + 100_000, "z|sales|NONE|ENTERQUEUE||9|1"))
    text = "\n".join(f"{at}|{line}" for at, line in lines)
    settings = QueueLogSettings(wrap_up_seconds=wrap_up)
    found = imported(tmp_path_factory.mktemp("talks"), text, settings)
    assert found.anomalies.keys() <= {LEAP}
    ends = [end for _, _, end, _, _ in calls]
    row = report(found.floor, rolling(found.floor.latest, 10**10))["floor"]
    assert row["answered"] == row["handled"] == len(ends) - ends.count("abandoned")
    assert row["abandoned"] == ends.count("abandoned")
    assert row["waiting"] == 1
    assert row["missed_rate"] in (0, None)
    unclosed = sum(count for reason, count in found.contradictory.items() if "never closed" in reason)
    assert unclosed == ends.count("unclosed")
    # Agents take one call at a time, so the talks that are given up overlap with nothing.
    assert row["concurrency"] in (1, None)
