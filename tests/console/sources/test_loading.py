"""Recordings into a floor: one log, several merged, and what never got there."""

from __future__ import annotations

import gc
import random
from pathlib import Path
from typing import Any

import pytest

from console.history.merging import INVALID_KEPT
from console.metrics.reading.windows import rolling
from console.metrics.report import report
from console.sources.loading import Loaded, load
from feeds.events import SiteSettings, instant
from feeds.recordings.reader import RecordingError
from tests.feeds import JSON, PLAIN, log_of
from tests.made_logs import made_log

DAY_MS = 86_400_000


def written(folder: Path, name: str, *objects: JSON) -> str:
    path = folder / name
    path.write_bytes(log_of(*objects))
    return str(path)


def sent(loaded: Loaded) -> Any:
    floor = loaded.floor
    return report(floor, rolling(floor.latest, DAY_MS), loaded.intake)


def without_seq(events: list[JSON]) -> list[JSON]:
    return [{key: value for key, value in event.items() if key != "seq"} for event in events]


def state(at: str, agent: str, name: str) -> JSON:
    return {"type": "agent.state", "at": f"2026-11-22T{at}Z", "agent": agent, "state": name}


def queued(at: str, contact: str) -> JSON:
    return {"type": "contact.queued", "at": f"2026-11-22T{at}Z", "contact": contact, "queue": "billing"}


def answered(at: str, contact: str, agent: str = "ana") -> JSON:
    return {"type": "contact.answered", "at": f"2026-11-22T{at}Z", "contact": contact, "agent": agent}


def test_that_a_log_is_applied_whole(tmp_path: Path) -> None:
    made = made_log(3)
    loaded = load([written(tmp_path, "log.jsonl", *made)])
    assert loaded.floor.applied == len(made)
    assert loaded.floor.latest == instant(made[-1]["at"])
    assert (loaded.invalid_count, loaded.unknown, loaded.invalid) == (0, 0, [])


def test_that_what_never_got_to_the_floor_is_counted_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    good = log_of(PLAIN["agent.state"])
    path.write_bytes(good + b"nonsense\n" + log_of({"type": "weather.changed"}, PLAIN["heartbeat"]) + b"{}\n")
    loaded = load([str(path)])
    assert (loaded.invalid_count, loaded.unknown) == (2, 1)
    assert [(stream, found.line) for stream, found in loaded.invalid] == [(str(path), 2), (str(path), 5)]
    assert (loaded.intake.invalid, loaded.intake.unknown) == (2, 1)
    assert (loaded.floor.applied, loaded.floor.control) == (1, 1)


def test_that_types_are_counted_when_asked(tmp_path: Path) -> None:
    log = written(tmp_path, "log.jsonl", PLAIN["agent.state"], PLAIN["agent.state"], PLAIN["hello"])
    expected = {"agent.state": 2, "hello": 1}
    assert load([log], count_types=True).types == expected
    assert load([log, written(tmp_path, "b.jsonl", PLAIN["hello"])], count_types=True).types == {
        **expected,
        "hello": 2,
    }
    assert load([log]).types == {}


def test_that_only_so_many_invalid_lines_are_held_and_all_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"x\n" * (INVALID_KEPT + 5))
    for logs in ([str(path)], [str(path), str(path)]):
        loaded = load(logs)
        assert len(loaded.invalid) == INVALID_KEPT
        assert loaded.invalid_count == len(logs) * (INVALID_KEPT + 5)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("parts", [2, 3])
def test_that_a_log_dealt_out_to_several_reads_as_one(tmp_path: Path, seed: int, parts: int) -> None:
    rng = random.Random(seed)
    dealt: list[list[JSON]] = [[] for _ in range(parts)]
    for event in without_seq(made_log(seed)):
        dealt[rng.randrange(parts)].append(event)
    merged = sorted(
        ((event["at"], order, event) for order, part in enumerate(dealt) for event in part),
        key=lambda item: item[:2],
    )
    one = load([written(tmp_path, "one.jsonl", *(event for _, _, event in merged))])
    logs = [written(tmp_path, f"{order}.jsonl", *part) for order, part in enumerate(dealt)]
    assert sent(load(logs)) == sent(one)


def test_that_logs_end_to_end_read_as_one_in_any_order(tmp_path: Path) -> None:
    made = without_seq(made_log(4))
    cut = next(i for i in range(len(made) // 2, len(made)) if made[i]["at"] != made[i - 1]["at"])
    first, last = (
        written(tmp_path, "b.jsonl", *made[:cut]),
        written(tmp_path, "a.jsonl", *made[cut:]),
    )
    one = sent(load([written(tmp_path, "one.jsonl", *made)]))
    assert sent(load([first, last])) == one
    assert sent(load([last, first])) == one


@pytest.mark.parametrize("queue_first", [True, False])
def test_that_of_events_of_one_instant_the_first_log_goes_first(tmp_path: Path, queue_first: bool) -> None:
    calls = written(tmp_path, "calls.jsonl", queued("09:00:00", "c1"))
    agents = written(tmp_path, "agents.jsonl", answered("09:00:00", "c1"))
    loaded = load([calls, agents] if queue_first else [agents, calls])
    queue = sent(loaded)["queues"]["billing"]
    assert (queue["answered"], queue["waiting"]) == ((1, 0) if queue_first else (0, 1))


def test_that_a_line_out_of_order_stays_behind_its_neighbours(tmp_path: Path) -> None:
    late = written(
        tmp_path, "late.jsonl", state("09:01:00", "ana", "available"), state("08:59:50", "ana", "offline")
    )
    other = written(tmp_path, "other.jsonl", state("09:00:59", "bob", "available"))
    loaded = load([late, other])
    assert loaded.floor.late == 1
    assert sent(loaded)["agents"]["ana"]["state"] == "available"


def test_that_a_hello_stays_before_the_events_of_its_epoch(tmp_path: Path) -> None:
    def epoch(name: str, at: str, agent: str) -> list[JSON]:
        hello = {**PLAIN["hello"], "source": name, "epoch": "e1", "at": "2026-11-22T09:00:00Z"}
        return [hello, {**state(at, agent, "available"), "seq": 1}]

    logs = [
        written(tmp_path, "a.jsonl", *epoch("lisbon", "09:00:02", "ana")),
        written(tmp_path, "b.jsonl", *epoch("porto", "09:00:01", "bob")),
    ]
    floor = load(logs).floor
    assert (floor.applied, floor.control, floor.duplicates) == (2, 2, 0)
    assert {(e.source, e.name, e.last) for e in floor.epochs.values()} == {
        ("lisbon", "e1", 1),
        ("porto", "e1", 1),
    }


def test_that_the_same_epoch_in_two_logs_counts_once(tmp_path: Path) -> None:
    sent_twice = [PLAIN["hello"], {**PLAIN["agent.state"], "seq": 1}, {**PLAIN["contact.queued"], "seq": 2}]
    logs = [written(tmp_path, name, *sent_twice) for name in ("a.jsonl", "b.jsonl")]
    floor = load(logs).floor
    assert (floor.applied, floor.duplicates) == (2, 2)


def test_that_a_log_named_twice_counts_once(tmp_path: Path) -> None:
    log = written(tmp_path, "log.jsonl", *made_log(5))
    once, twice = sent(load([log])), sent(load([log, log]))
    assert twice["counts"]["duplicates"] == once["counts"]["events"]
    assert {**twice, "counts": None} == {**once, "counts": None}


def test_that_site_settings_stand_over_the_log(tmp_path: Path) -> None:
    log = written(tmp_path, "log.jsonl", PLAIN["site.profile"], PLAIN["agent.state"])
    assert sent(load([log]))["basis"]["time_zone"] == "Europe/Lisbon"
    assert sent(load([log], SiteSettings(time_zone="Asia/Kolkata")))["basis"]["time_zone"] == "Asia/Kolkata"


@pytest.mark.parametrize("copies", [1, 2])
def test_that_progress_grows_to_the_size_of_all_logs(tmp_path: Path, copies: int) -> None:
    logs = [written(tmp_path, f"{n}.jsonl", *made_log(n) * 4) for n in range(copies)]
    size = sum(Path(log).stat().st_size for log in logs)
    seen: list[tuple[int, int]] = []
    load(logs, progress=lambda done, total: seen.append((done, total)))
    assert {total for _, total in seen} == {size}
    assert seen == sorted(seen)
    assert seen[-1] == (size, size)


@pytest.mark.parametrize("copies", [1, 2])
def test_that_the_collector_works_again_after_a_log_that_cannot_be_read(tmp_path: Path, copies: int) -> None:
    path = tmp_path / "log.jsonl.gz"
    path.write_bytes(b"\x1f\x8bbroken")
    with pytest.raises(RecordingError):
        load([str(path)] * copies)
    assert gc.isenabled()


def test_that_the_second_of_two_logs_is_found_before_the_first_is_read(tmp_path: Path) -> None:
    log = written(tmp_path, "log.jsonl", PLAIN["agent.state"])
    seen: list[int] = []
    with pytest.raises(RecordingError, match="absent"):
        load([log, str(tmp_path / "absent.jsonl")], progress=lambda done, _: seen.append(done))
    assert seen == []
