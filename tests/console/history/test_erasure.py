"""Forgetting a person: gone from every byte of every file, and no figure changes."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard

from console.history.archive import Archive
from console.history.checkpoints.opening import open_day
from console.history.days.day_file import AboutDay, DayFile
from console.history.days.errors import ArchiveError
from console.history.days.records import AnswerRecord, ConnectionRecord, FlagRecord, QuarantineRecord
from console.history.erasure import erase_person
from console.history.verification import verified
from console.sources.loading import load
from tests.builders import DAY, JSON, archived, archived_lines, days_of_events, figures
from tests.made_logs import made_log


def everything(archive: Archive) -> bytes:
    """All bytes of the archive's files, and all that is compressed in them, wherever it begins."""
    found = []
    for path in archive.path.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found.append(content)
            start = content.find(zstandard.FRAME_HEADER)
            while start >= 0:
                with suppress(zstandard.ZstdError):
                    found.append(zstandard.ZstdDecompressor().decompressobj().decompress(content[start:]))
                start = content.find(zstandard.FRAME_HEADER, start + 1)
    return b"".join(found)


def test_that_a_customer_is_gone_from_every_day_and_file(tmp_path: Path) -> None:
    """Also what they wrote days later, in a contact that is theirs."""
    survey: JSON = {"type": "survey.answered", "at": "2026-11-25T12:00:00Z", "contact": "c0-0"}
    events = [*days_of_events(3, customer="Ünal"), {**survey, "comment": "call me", "csat": 3, "seq": 37}]
    archive = archived(tmp_path, *events)
    assert "Ünal".encode() in everything(archive)
    erased = erase_person(archive, "Ünal")
    assert [day.day for day in erased.changed] == [DAY, "2026-11-24", "2026-11-25"]
    assert (erased.days, erased.unreached) == (3, [])
    found = everything(archive)
    assert "Ünal".encode() not in found
    assert b"call me" not in found
    assert erased.pseudonym.encode() in found
    assert not any(day.damages for day in verified(archive))
    assert erase_person(archive, "Ünal").changed == []


def test_that_a_person_is_gone_from_what_is_kept_beside_the_lines(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(2))
    flag = FlagRecord("long-hold agent:ana 5", "long-hold", "agent:ana", "warning", 5, None)
    other = FlagRecord("long-hold agent:anabel 5", "long-hold", "agent:anabel", "warning", 5, None)
    with DayFile(archive.days()[1].path, AboutDay("lisbon", "2026-11-24")) as file:
        for record in (
            flag,
            other,
            AnswerRecord(6, flag.flag, "acknowledged", None, "ana"),
            QuarantineRecord(7, 1, "odd: 'ana'", '{"agent":"\\u0061na"}'),
            QuarantineRecord(7, 2, "odd", "banana"),
            ConnectionRecord(8, "lost", "cut"),
        ):
            file.records.put(record)
        file.commit()
    erased = erase_person(archive, "ana")
    new = erased.pseudonym
    with DayFile(archive.days()[1].path) as file:
        assert file.records.read("flags") == [
            flag._replace(flag=f"long-hold agent:{new} 5", scope=f"agent:{new}"),
            other,
        ]
        assert file.records.read("answers") == [
            AnswerRecord(6, f"long-hold agent:{new} 5", "acknowledged", None, new)
        ]
        assert file.records.read("quarantine") == [
            QuarantineRecord(7, 1, "[erased]", "[erased]"),
            QuarantineRecord(7, 2, "odd", "banana"),
        ]
        assert file.records.read("connections") == [ConnectionRecord(8, "lost", "cut")]
    assert b"agent:ana " not in everything(archive)
    assert not any(day.damages for day in verified(archive))


@pytest.mark.parametrize("seed", range(4))
def test_that_no_figure_changes_but_the_names(tmp_path: Path, seed: int) -> None:
    events = made_log(seed, contacts=40)
    person = next(event["agent"] for event in events if event["type"] == "agent.profile")
    archive = archived(tmp_path, *events)
    last = archive.days()[-1].day
    before = load(open_day(archive, last))
    pseudonym = erase_person(archive, person).pseudonym
    after = load(open_day(archive, last))
    assert after.intake == before.intake
    one, other = (figures(found.floor, found.floor.latest, None) for found in (before, after))
    assert person not in other["agents"]
    other["agents"][person] = other["agents"].pop(pseudonym)
    assert one == other


def test_that_nothing_is_changed_while_another_program_writes(tmp_path: Path) -> None:
    archived(tmp_path, *days_of_events(1))
    archive = archived(tmp_path, *[{**event, "source": "porto"} for event in days_of_events(1)])
    held = archive.locked("porto")
    with pytest.raises(ArchiveError, match="another program is writing porto"):
        erase_person(archive, "u1")
    held.close()
    assert b'"u1"' in everything(archive)
    assert len(erase_person(archive, "u1").changed) == 2


def test_that_what_cannot_be_read_is_named_and_the_rest_is_erased(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(3))
    first, second, third = archive.days()
    content = first.path.read_bytes()
    with DayFile(first.path) as file:
        block, _ = file.read(1)
    place = content.index(block.data) + 9
    first.path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    second.path.write_bytes(b"damaged" * 1000)
    shutil.copy(third.path, aside := third.path.with_name(f"{third.day}.damaged-1.db"))
    erased = erase_person(archive, "u1")
    assert [day.day for day in erased.changed] == [third.day]
    assert len(erased.unreached) == 3
    for path in (first.path, second.path, aside):
        assert any(str(path) in words for words in erased.unreached)
    assert b'"u1"' not in third.path.read_bytes()


def test_that_a_reader_sees_the_day_before_or_after_but_whole(tmp_path: Path) -> None:
    archive = archived(tmp_path, *days_of_events(1))
    before = archived_lines(archive)
    with DayFile(archive.days()[0].path) as reader:
        erase_person(archive, "u1")
        _, text = reader.read(1)
    assert text.split(b"\n")[:-1] == archived_lines(archive)["day.jsonl"] != before["day.jsonl"]
