"""`floorlight archive`, and the commands that read an archived day in place of a log."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.cli import main
from console.history.archive import Archive
from console.history.days.day_file import AboutDay, DayFile
from console.history.days.records import FlagRecord
from feeds.events import instant
from feeds.recordings.reader import Recording
from tests.builders import DAY, archived, archived_lines, days_of_events
from tests.feeds import encoded, log_of
from tests.made_logs import made_log

Capture = pytest.CaptureFixture[str]


def done(capsys: Capture, *arguments: str | Path, status: int = 0) -> str:
    """What a command prints, which says nothing on stderr."""
    capsys.readouterr()
    assert main([*map(str, arguments)]) == status
    found = capsys.readouterr()
    assert found.err == ""
    return found.out


def refused(capsys: Capture, *arguments: str | Path) -> str:
    capsys.readouterr()
    assert main([*map(str, arguments)]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert found.err.count("\n") == 1
    return found.err


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An archive of three days of lisbon."""
    return archived(tmp_path, *days_of_events(3)).path


# The actions ---------------------------------------------------------------------------------------


def test_that_recordings_are_added_once(tmp_path: Path, capsys: Capture) -> None:
    log, place = tmp_path / "day.jsonl", tmp_path / "archive"
    log.write_bytes(log_of(*days_of_events(2)))
    assert "25 lines of lisbon added" in done(capsys, "archive", "add", log, "--archive", place)
    again = done(capsys, "archive", "add", log, log, "--archive", place)
    assert again.count("0 lines of lisbon added") == 2
    assert again.count("25 were there already") == 2
    assert done(capsys, "archive", "add", log, "--source", "porto", "--archive", place).startswith(str(log))
    assert Archive(place).sources() == ["lisbon", "porto"]


def test_that_a_cut_recording_is_added_as_far_as_it_goes_and_said(tmp_path: Path, capsys: Capture) -> None:
    log = tmp_path / "day.jsonl"
    log.write_bytes(log_of(*days_of_events(1))[:-9])
    assert main(["archive", "add", str(log), "--archive", str(tmp_path / "a")]) == 0
    assert "is truncated: it ends in the middle of its last line" in capsys.readouterr().err
    assert len(archived_lines(Archive(tmp_path / "a"))["day.jsonl"]) == 12


def checkpoints(place: Path) -> list[str]:
    return sorted(path.stem for path in place.glob("checkpoints/*/*.floor"))


def test_that_what_is_added_is_ready_to_be_opened(tmp_path: Path, capsys: Capture) -> None:
    log, place = tmp_path / "day.jsonl", tmp_path / "archive"
    log.write_bytes(log_of(*days_of_events(2)))
    done(capsys, "archive", "add", log, "--archive", place)
    assert checkpoints(place) == [DAY, "2026-11-24"]


def test_that_days_are_made_ready_when_asked_for(place: Path, capsys: Capture) -> None:
    assert checkpoints(place) == []
    prepare = ("archive", "prepare", "--archive", place)
    assert done(capsys, *prepare) == "lisbon: 3 days can be opened at once\n"
    assert checkpoints(place) == [DAY, "2026-11-24", "2026-11-25"]
    done(capsys, "archive", "prune", "--archive", place, "--before", "2026-11-24")
    assert checkpoints(place) == ["2026-11-24", "2026-11-25"]
    assert "2 days can" in done(capsys, *prepare, "--source", "lisbon")
    assert "its sources are lisbon" in refused(capsys, *prepare, "--source", "porto")
    done(capsys, "archive", "forget", "u1", "--archive", place)
    assert checkpoints(place) == []


def test_that_a_recording_is_added_beside_a_damaged_day(place: Path, capsys: Capture) -> None:
    Archive(place).days()[0].path.write_bytes(b"damaged" * 1000)
    log = place.with_name("more.jsonl")
    log.write_bytes(log_of(*days_of_events(3, each=5)))
    assert main(["archive", "add", str(log), "--archive", str(place)]) == 0
    found = capsys.readouterr()
    assert "lines of lisbon added" in found.out
    assert "is damaged" in found.err


def test_that_the_list_shows_each_day(place: Path, capsys: Capture) -> None:
    shown = done(capsys, "archive", "list", "--archive", place)
    assert [line.split()[1] for line in shown.splitlines() if line.startswith("lisbon")] == [
        DAY,
        "2026-11-24",
        "2026-11-25",
    ]
    found = json.loads(done(capsys, "archive", "list", "--archive", place, "--format", "json"))
    first = found["days"][0]
    assert (first["source"], first["day"], first["lines"], first["damaged"]) == ("lisbon", DAY, 13, False)
    assert (first["first_at"], first["last_at"]) == (f"{DAY}T08:00:00.000Z", f"{DAY}T08:31:05.000Z")
    other = done(capsys, "archive", "list", "--archive", place, "--source", "porto")
    assert "its sources are lisbon" in other
    assert "does not exist" in refused(capsys, "archive", "list", "--archive", place.with_name("none"))
    place.with_name("empty").mkdir()
    assert "is empty" in done(capsys, "archive", "list", "--archive", place.with_name("empty"))


def test_that_a_damaged_day_is_listed_and_verify_names_it(place: Path, capsys: Capture) -> None:
    verify = ("archive", "verify", "--archive", place)
    assert "3 days, 37 lines, all as they were written" in done(capsys, *verify)
    middle = Archive(place).days()[1].path
    middle.write_bytes(b"damaged" * 1000)
    assert "damaged" in done(capsys, "archive", "list", "--archive", place)
    (entry,) = [
        day
        for day in json.loads(done(capsys, "archive", "list", "--archive", place, "--format", "json"))["days"]
        if day["damaged"]
    ]
    assert (entry["day"], entry["lines"], entry["first_at"]) == ("2026-11-24", None, None)
    named = done(capsys, *verify, status=1)
    assert str(middle) in named
    assert "1 of 3 days are damaged; 25 lines can be read" in named


def test_that_an_archive_that_cannot_be_read_is_not_called_empty(place: Path, capsys: Capture) -> None:
    for day in Archive(place).days():
        day.path.write_bytes(b"damaged" * 1000)
    assert "none of 3 files can be read" in refused(capsys, "archive", "list", "--archive", place)
    assert "is damaged" in refused(capsys, "report", "--archive", place, "--day", DAY)


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_that_an_export_is_the_recording(tmp_path: Path, place: Path, capsys: Capture, suffix: str) -> None:
    copy = tmp_path / f"copy{suffix}"
    assert main(["archive", "export", "--archive", str(place), "--day", DAY, "-o", str(copy)]) == 0
    assert f"13 lines of lisbon on {DAY} written" in capsys.readouterr().err
    lines = b"".join(chunk for _, chunk in Recording(copy).chunks())
    assert lines == log_of(*days_of_events(1))


def test_that_what_is_kept_beside_the_events_is_listed_and_exported(
    tmp_path: Path, place: Path, capsys: Capture
) -> None:
    day = Archive(place).days()[0]
    flag = FlagRecord(
        "long-hold agent:ana 5", "long-hold", "agent:ana", "warning", instant(f"{DAY}T08:00:00Z"), None
    )
    with DayFile(day.path, AboutDay("lisbon", DAY)) as file:
        file.records.put(flag)
        file.commit()
    found = json.loads(done(capsys, "archive", "list", "--archive", place, "--format", "json"))["days"]
    assert [entry["flags"] for entry in found] == [1, 0, 0]
    assert (found[0]["sessions"], found[0]["gaps"]) == (0, 0)
    written = tmp_path / "flags.jsonl"
    export = ("archive", "export", "--archive", place, "--table", "flags", "-o", written)
    assert main([*map(str, export), "--day", DAY]) == 0
    assert f"1 flags of {DAY} written" in capsys.readouterr().err
    assert json.loads(written.read_text("utf-8")) == {
        "source": "lisbon",
        "flag": flag.flag,
        "rule": "long-hold",
        "scope": "agent:ana",
        "severity": "warning",
        "raised_at": f"{DAY}T08:00:00.000Z",
        "cleared_at": None,
    }
    assert "has no 2026-12-31" in refused(capsys, *export, "--day", "2026-12-31")


def test_that_an_export_names_one_source_and_says_what_is_missing(
    tmp_path: Path, place: Path, capsys: Capture
) -> None:
    porto = [{**event, "source": "porto"} for event in days_of_events(1)]
    archived(tmp_path, *porto, name="porto.jsonl")
    export = ("archive", "export", "--archive", place, "--day", DAY, "-o", tmp_path / "x.jsonl")
    assert f"{DAY} has several sources: add --source with one of lisbon, porto" in refused(capsys, *export)
    day = Archive(place).days("porto")[0]
    content = bytearray(day.path.read_bytes())
    content[content.index(b"\x28\xb5\x2f\xfd") + 9] ^= 1
    day.path.write_bytes(content)
    assert main([*map(str, export), "--source", "porto"]) == 0
    assert "13 lines cannot be read" in capsys.readouterr().err


def test_that_old_days_are_deleted_and_the_rest_is_kept(place: Path, capsys: Capture) -> None:
    pruned = done(capsys, "archive", "prune", "--archive", place, "--before", "2026-11-25")
    assert pruned.splitlines()[:2] == [f"deleted {DAY} of lisbon", "deleted 2026-11-24 of lisbon"]
    assert [day.day for day in Archive(place).days()] == ["2026-11-25"]
    assert "0 days" in done(capsys, "archive", "prune", "--archive", place, "--before", "2026-11-25")


def test_that_days_are_kept_up_to_today(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    old, new = days_of_events(1), [{**event, "at": now} for event in days_of_events(1, customer="u2")[1:3]]
    place = archived(tmp_path, *old, *new).path
    archived(tmp_path, *new, name="new.jsonl")
    done(capsys, "archive", "prune", "--archive", place, "--keep", "2")
    assert [day.day for day in Archive(place).days()] == [now[:10]] * len(Archive(place).days())


def test_that_pruning_goes_on_while_the_source_is_recorded_but_spares_its_newest_day(
    place: Path, capsys: Capture
) -> None:
    aside = Archive(place).days()[0].path.with_name(f"{DAY}.damaged-1.db")
    aside.write_bytes(b"damaged")
    held = Archive(place).locked("lisbon")
    assert main(["archive", "prune", "--archive", str(place), "--before", "2027-01-01"]) == 0
    found = capsys.readouterr()
    assert "2026-11-25 of lisbon is being written, and is kept" in found.err
    assert "2 days before 2027-01-01 deleted" in found.out
    assert not aside.exists()
    held.close()
    done(capsys, "archive", "prune", "--archive", place, "--before", "2027-01-01")
    assert Archive(place).days() == []


def test_that_a_person_is_forgotten_and_what_is_not_reached_is_said(place: Path, capsys: Capture) -> None:
    forget = ("archive", "forget", "u1", "--archive", place)
    said = done(capsys, *forget)
    assert said.count("erased from") == 3
    assert "every figure is as it was" in said
    assert "not reached: recordings and exports outside the archive, backups" in said
    assert "u1 is on none of the 3 days" in done(
        capsys, "archive", "forget", "u1", "--archive", place, status=1
    )
    assert b'"u1"' not in b"".join(archived_lines(Archive(place))["day.jsonl"])
    path = Archive(place).days()[0].path
    path.write_bytes(b"damaged" * 1000)
    said = done(capsys, "archive", "forget", "ana", "--archive", place, status=1)
    assert f"not reached: {path}" in said
    assert said.count("erased from") == 2


def test_that_nobody_is_forgotten_while_the_source_is_recorded(place: Path, capsys: Capture) -> None:
    held = Archive(place).locked("lisbon")
    said = refused(capsys, "archive", "forget", "u1", "--archive", place)
    assert "another program is writing lisbon" in said
    held.close()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("list", "--archive", __file__), "is not an archive"),
        (("verify", "--archive", "nowhere"), "nowhere does not exist"),
        (("forget", "u1", "--archive", "nowhere"), "nowhere does not exist"),
        (("forget", "", "--archive", "PLACE"), "an id has 1 to 128 characters"),
        (("prune", "--before", "noon", "--archive", "PLACE"), "--before 'noon'"),
        (("prune", "--keep", "0", "--archive", "PLACE"), "--keep 0: from 1 to 36,500"),
        (("prune", "--keep", "99999999999", "--archive", "PLACE"), "--keep 99999999999"),
        (("prune", "--archive", "PLACE"), "required"),
        (("export", "--day", "2020-01-01", "-o", "x.jsonl", "--archive", "PLACE"), "has no 2020-01-01"),
        (("export", "--day", DAY, "-o", "x.txt", "--archive", "PLACE"), "ends in .jsonl"),
        (("add", "nothing.jsonl", "--archive", "PLACE"), "does not exist"),
        (("add", "nothing.jsonl", "--source", "x" * 129, "--archive", "PLACE"), "an id has"),
    ],
)
def test_that_what_cannot_be_done_is_one_line(
    place: Path, capsys: Capture, arguments: tuple[str, ...], words: str
) -> None:
    assert words in refused(
        capsys, "archive", *(str(place) if word == "PLACE" else word for word in arguments)
    )


# Commands that read a day --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1, 4])
@pytest.mark.parametrize(
    "command",
    [
        ("report", "--window", "day"),
        ("report", "--every", "30m", "--format", "csv"),
        ("explain", "service_level.offered"),
        ("explain", "occupancy", "--window", "day"),
        ("check",),
    ],
    ids=" ".join,
)
def test_that_an_archived_day_reads_like_its_recording(
    tmp_path: Path, capsys: Capture, seed: int, command: tuple[str, ...]
) -> None:
    """Also with lines that are no events, several hellos, and over midnight where that is one log."""
    hello = days_of_events(0)[0]
    made = [encoded(event) for event in (hello, *made_log(seed, contacts=30))]
    made[9:9] = [b"odd", b"", b'{"type":"acme.odd"}', encoded({**hello, "epoch": "e2"})]
    log = tmp_path / "day.jsonl"
    log.write_bytes(b"\n".join(made) + b"\n")
    done(capsys, "archive", "add", log, "--archive", tmp_path / "a")
    days = Archive(tmp_path / "a").days()
    if (command == ("check",) or "--every" in command) and len(days) > 1:
        pytest.skip("check and the intervals are of the day alone")
    name, *options = command
    status = 1 if name == "check" else 0
    assert main([name, str(log), *options]) == status
    expected = capsys.readouterr()
    assert main([name, *options, "--archive", str(tmp_path / "a"), "--day", days[-1].day]) == status
    found = capsys.readouterr()
    assert found.out == expected.out
    assert found.err.count("\n") == expected.err.count("\n")


def test_that_tail_prints_the_days_own_lines(place: Path, capsys: Capture) -> None:
    shown = done(capsys, "tail", "--archive", place, "--day", "2026-11-24", "--json")
    assert [json.loads(line)["seq"] for line in shown.splitlines()] == list(range(13, 25))
    assert "either ws://127.0.0.1:9 or --day" in refused(capsys, "tail", "ws://127.0.0.1:9", "--day", DAY)


def test_that_the_default_place_needs_no_name(
    place: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOORLIGHT_ARCHIVE", str(place))
    assert "seq 25 to 36, no gaps" in done(capsys, "check", "--day", "2026-11-25")
    assert os.fspath(place) in done(capsys, "archive", "verify")


def test_that_the_levels_of_the_days_are_printed_newest_first(place: Path, capsys: Capture) -> None:
    shown = done(capsys, "archive", "levels", "--archive", place).splitlines()
    assert shown[-1] == f"{DAY}  lisbon  voice  100.0 %  goal 80 %  4 contacts"
    assert [line[:10] for line in shown] == sorted((line[:10] for line in shown), reverse=True)
    found = done(capsys, "archive", "levels", "--format", "json", "--source", "lisbon", "--archive", place)
    lines = [json.loads(line) for line in found.splitlines()]
    assert lines[-1]["day"] == DAY
    assert [line["share"] for line in lines] == [1.0, 1.0, 1.0]


def test_that_the_curves_of_a_day_are_printed(place: Path, capsys: Capture) -> None:
    found = json.loads(done(capsys, "archive", "curves", "--day", DAY, "--archive", place))
    assert (found["step_ms"], found["channel"], list(found["queues"])) == (60_000, "voice", ["q"])
    assert "--window 0: from 1" in refused(
        capsys, "archive", "curves", "--day", DAY, "--window", "0", "--archive", place
    )
    assert "has no 2020-01-01" in refused(
        capsys, "archive", "curves", "--day", "2020-01-01", "--archive", place
    )
