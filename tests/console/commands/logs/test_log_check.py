"""Checking a log: what it holds, what is wrong with it, and how much of that is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.commands.logs.log_check import SHOWN, check_lines
from console.sources.loading import load
from console.views.blind_spans import blind_spans_text
from tests.feeds import FULL, JSON, log_of

STATE = FULL["agent.state"]
HELLO = FULL["hello"]


def checked(folder: Path, raw: bytes) -> list[str]:
    path = folder / "log.jsonl"
    path.write_bytes(raw)
    return list(check_lines(load([str(path)], count_types=True)))


def figure(lines: list[str], word: str) -> str:
    head = lines[: lines.index("")] if "" in lines else lines
    (found,) = [line for line in head if line.startswith(word + " ")]
    return found.removeprefix(word).strip()


def state(seq: int, at: str = "09:00:00", **fields: object) -> JSON:
    return {**STATE, "at": f"2026-11-22T{at}Z", "seq": seq, **fields}


def below(lines: list[str], title: str) -> list[str]:
    """The lines under *title*, to the next blank one."""
    rest = lines[lines.index(title) + 1 :]
    return rest[: rest.index("")] if "" in rest else rest


def test_that_a_clean_log_is_described_in_figures_alone(tmp_path: Path) -> None:
    raw = log_of(FULL["site.profile"], state(8), state(9, "10:02:03"), FULL["queue.profile"] | {"seq": 10})
    lines = checked(tmp_path, raw)
    assert figure(lines, "span") == "2026-11-22 09:00:00 to 2026-11-22 10:02:03 Europe/Lisbon (1:02:03)"
    assert figure(lines, "agents") == "1"
    assert figure(lines, "queues") == "1"
    assert figure(lines, "events") == "4"
    for word in ("control", "unknown", "duplicates", "late", "invalid", "anomalies"):
        assert figure(lines, word) == "0"
    assert "" not in lines


def test_that_types_are_listed_most_frequent_first(tmp_path: Path) -> None:
    raw = log_of(
        HELLO, FULL["team.profile"] | {"seq": 1}, state(2), state(3), FULL["bot.started"] | {"seq": 4}
    )
    lines = checked(tmp_path, raw)
    place = lines.index("events      4")
    assert [line.split() for line in lines[place + 1 : place + 4]] == [
        ["2", "agent.state"],
        ["1", "bot.started"],
        ["1", "team.profile"],
    ]
    assert figure(lines, "control") == "1"


def test_that_sources_are_reported_with_their_gaps(tmp_path: Path) -> None:
    raw = log_of(HELLO, state(5), state(8), state(9), state(20))
    reported = figure(checked(tmp_path, raw), "source")
    assert reported == "lisbon, epoch b7: seq 5 to 20, 2 gaps, 12 events missing"


def test_that_every_epoch_has_its_line(tmp_path: Path) -> None:
    raw = log_of(HELLO, state(1), {**HELLO, "epoch": "c8"}, state(1), {**HELLO, "source": "porto"}, state(1))
    lines = [line for line in checked(tmp_path, raw) if line.startswith("source")]
    assert [line.split()[1:4] for line in lines] == [
        ["lisbon,", "epoch", "b7:"],
        ["lisbon,", "epoch", "c8:"],
        ["porto,", "epoch", "b7:"],
    ]


def test_that_a_log_without_hello_is_a_source_of_its_own_by_line_number(tmp_path: Path) -> None:
    bare = {key: value for key, value in STATE.items() if key != "seq"}
    reported = figure(checked(tmp_path, log_of(bare, bare, bare)), "source")
    assert reported == f"{tmp_path / 'log.jsonl'}: seq 1 to 3, no gaps"


def test_that_undeclared_agents_and_queues_are_named_up_to_eight(tmp_path: Path) -> None:
    few = [FULL["agent.profile"] | {"seq": 1}, FULL["contact.answered"] | {"seq": 2}, state(3, agent="bob")]
    assert figure(checked(tmp_path, log_of(*few)), "undeclared") == "2: bob, billing"
    many = [state(seq, agent=f"a{seq}") for seq in range(1, 11)]
    assert figure(checked(tmp_path, log_of(*many)), "undeclared") == "10: a1, a2, a3, a4, a5, a6, a7, a8, …"


def test_that_duplicates_late_events_and_unknown_types_are_counted(tmp_path: Path) -> None:
    raw = log_of(state(1, "09:00:10"), state(1), state(2, "08:59:04"), {"type": "weather.changed"})
    lines = checked(tmp_path, raw)
    assert [figure(lines, word) for word in ("duplicates", "late", "unknown", "events")] == [
        "1",
        "1",
        "1",
        "2",
    ]


def test_that_invalid_lines_come_most_frequent_reason_first(tmp_path: Path) -> None:
    raw = b"nonsense\n[]\n" + log_of(STATE) + b"[]\n{}\n[]\n{}\n"
    lines = checked(tmp_path, raw)
    assert figure(lines, "invalid") == "6"
    assert below(lines, "invalid lines") == [
        "  line 2: not a JSON object but an array",
        "  line 4: not a JSON object but an array",
        "  line 6: not a JSON object but an array",
        "  line 5: type: missing",
        "  line 7: type: missing",
        "  line 1: invalid JSON: Expecting value: line 1 column 1 (char 0)",
    ]


@pytest.mark.parametrize("count", [SHOWN - 1, SHOWN, SHOWN + 1, SHOWN + 1234])
def test_that_so_many_invalid_lines_are_shown_and_the_rest_counted(tmp_path: Path, count: int) -> None:
    shown = below(checked(tmp_path, b"[]\n" * count), "invalid lines")
    rest = [f"  and {count - SHOWN:,} more"] if count > SHOWN else []
    expected = [f"  line {n}: not a JSON object but an array" for n in range(1, min(count, SHOWN) + 1)]
    assert shown == expected + rest


def test_that_the_rest_is_counted_beyond_the_invalid_lines_held(tmp_path: Path) -> None:
    lines = checked(tmp_path, b"[]\n" * 12_000)
    assert figure(lines, "invalid") == "12,000"
    assert lines[-1] == "  and 11,950 more"


def anomalies(count: int) -> bytes:
    """A log in which an abandoned contact is abandoned again and again."""
    gone = {**FULL["contact.abandoned"], "queue": "billing"}
    return log_of(FULL["contact.queued"] | {"seq": 1}, *(gone | {"seq": n + 2} for n in range(count + 1)))


@pytest.mark.parametrize("count", [1, SHOWN, SHOWN + 7])
def test_that_so_many_anomalies_are_shown_and_the_rest_counted(tmp_path: Path, count: int) -> None:
    lines = checked(tmp_path, anomalies(count))
    assert figure(lines, "anomalies") == str(count)
    shown = below(lines, "anomalies")
    places = [line.split(":")[0] for line in shown[:SHOWN]]
    assert places == [f"  line {n}" for n in range(3, 3 + min(count, SHOWN))]
    assert shown[SHOWN:] == ([f"  and {count - SHOWN} more"] if count > SHOWN else [])


def test_that_anomalies_come_most_frequent_reason_first(tmp_path: Path) -> None:
    resumed = log_of(FULL["contact.resumed"] | {"contact": "c9", "seq": 99})
    shown = below(checked(tmp_path, b"\n" + resumed + anomalies(3)), "anomalies")
    reasons = [line.split(": ")[1] for line in shown]
    assert [line.split(":")[0] for line in shown] == [f"  line {n}" for n in (5, 6, 7, 2)]
    assert reasons[0] == reasons[1] == reasons[2] != reasons[3]


def test_that_a_log_with_no_event_is_still_described(tmp_path: Path) -> None:
    lines = checked(tmp_path, b"nonsense\n")
    assert not [line for line in lines if line.startswith("span")]
    assert figure(lines, "events") == "0"
    assert figure(lines, "invalid") == "1"


def test_that_names_cannot_break_the_lines_or_command_the_terminal(tmp_path: Path) -> None:
    odd = "a\nevents 7\r\x1b[2J\x9b\x07"
    lines = checked(tmp_path, log_of(state(1, agent=odd)))
    assert all(line.isprintable() for line in lines)


def test_that_a_reason_is_one_short_line_whatever_the_input(tmp_path: Path) -> None:
    raw = log_of(state(1, state="x" * 60_000), {**STATE, "at": "y" * 60_000}, {**STATE, "at": "\n\x1b[2J"})
    shown = below(checked(tmp_path, raw), "invalid lines")
    assert len(shown) == 3
    assert all(line.isprintable() and len(line) < 300 for line in shown)


def test_that_a_time_without_data_is_reported_and_one_that_a_snapshot_covers_is_not(
    tmp_path: Path,
) -> None:
    def log(complete_since: str) -> Path:
        snapshot = {"type": "snapshot", "at": "2026-11-22T09:05:00Z", "seq": 20, "events": []}
        path = tmp_path / "log.jsonl"
        reported = [HELLO, state(8), {**snapshot, "complete_since": f"2026-11-22T{complete_since}Z"}]
        path.write_bytes(log_of(*reported, state(21, "09:06:00")))
        return path

    assert blind_spans_text(load([str(log("08:00:00"))]).floor) == ""
    assert blind_spans_text(load([str(log("09:04:30"))]).floor) == (
        "4:30 of data missing, from 09:00:00 to 09:04:30: no figure includes that time"
    )
