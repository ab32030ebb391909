"""Maps are found by path or shipped name, and what is wrong with one is said by file, key and value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from feeds.importers import column_maps
from feeds.importers.calls import importer as calls_csv
from feeds.importers.calls.call_map import CallMap
from feeds.importers.column_maps import MapError
from feeds.importers.schedules import importer as schedule_csv
from feeds.importers.schedules.schedule_map import ScheduleMap

CALLS = """
[columns]
entry = "start"
agent = "agent"
[times]
zone = "UTC"
formats = ["%Y-%m-%d %H:%M:%S"]
[queues]
fixed = "main"
"""


def _refusal(tmp_path: Path, text: str) -> str:
    path = tmp_path / "calls.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MapError) as refused:
        calls_csv.read_map(path)
    return str(refused.value)


def test_that_shipped_maps_are_found_by_their_bare_names() -> None:
    assert column_maps.resolve("bank-1999").name == "bank-1999.toml"
    assert calls_csv.read_map("bank-1999").times.zone == "Asia/Jerusalem"
    assert schedule_csv.read_map("wfm-schedule-states").file.header == 3


def test_that_a_file_stands_before_a_shipped_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bank-1999").write_text(CALLS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert calls_csv.read_map("bank-1999").queues.fixed == "main"


def test_that_a_missing_map_names_those_that_are_shipped() -> None:
    for name in ("nowhere", "no/where.toml", "a\0b"):
        with pytest.raises(MapError, match="built-in maps are bank-1999, wfm-schedule-states"):
            column_maps.resolve(name)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"UTC"', '"Mars"', ("calls.toml", "times.zone", "'Mars'", "IANA")),
        ('"%Y-%m-%d %H:%M:%S"', '"%H:%M"', ("times.formats have no date",)),
        ('"%Y-%m-%d %H:%M:%S"', '"%d.%m. %H:%M"', ("times.formats.0", "year, month and day")),
        ('"%Y-%m-%d %H:%M:%S"', '"%Q"', ("times.formats.0", "'%Q'", "epoch")),
        ('"%Y-%m-%d %H:%M:%S"', '"%Y-%m-%d"', ("times.formats.0", "hour")),
        ('"%Y-%m-%d %H:%M:%S"', '"%Y-%m-%d %I:%M"', ("times.formats.0", "%p")),
        ('agent = "agent"', 'agnt = "agent"', ("columns.agnt", "no such key", "service_start")),
        ('agent = "agent"', "agent = 0", ("columns.agent", "0")),
        ('agent = "agent"', "agent = true", ("columns.agent", "True")),
        ('entry = "start"', "", ("name entry or queue_start",)),
        ('fixed = "main"', "", ("columns.type or queues.fixed",)),
        (
            'fixed = "main"',
            'fixed = "main"\ntarget = 1.2',
            ("queues.target", "1.2", "less than or equal to 1"),
        ),
        ("[columns]", '[file]\nencoding = "utf-16"\n[columns]', ("file.encoding", "UTF-8")),
        ("[columns]", '[file]\nencoding = "klingon"\n[columns]', ("file.encoding", "'klingon'")),
        ("[columns]", '[file]\ndelimiter = "dot"\n[columns]', ("file.delimiter", "'dot'", "semicolon")),
        (
            "[columns]",
            '[outcomes]\nanswered = ["A"]\nignored = ["a "]\n[columns]',
            ("'a' occurs in two lists",),
        ),
        ("[queues]", "[queues", ("not TOML",)),
        ('[times]\nzone = "UTC"\nformats = ["%Y-%m-%d %H:%M:%S"]', "", ("times is missing",)),
    ],
)
def test_that_a_refusal_names_file_key_value_and_what_is_allowed(
    tmp_path: Path, old: str, new: str, words: tuple[str, ...]
) -> None:
    assert old in CALLS
    message = _refusal(tmp_path, CALLS.replace(old, new))
    assert "\n" not in message
    for word in ("calls.toml", *words):
        assert word in message


def test_that_a_rule_of_states_says_one_way_and_a_pattern_that_compiles(tmp_path: Path) -> None:
    shipped = column_maps.resolve("wfm-schedule-states").read_text(encoding="utf-8")
    path = tmp_path / "states.toml"
    for text, words in (
        ('[[states]]\nactivity = "off"\n', ("one of state, prefix and pattern",)),
        ('[[states]]\npattern = "("\nactivity = "off"\n', ("states.9.pattern", "invalid pattern")),
        ('[[states]]\nprefix = "x"\nactivity = "nap"\n', ("states.9.activity", "'nap'", "on_queue")),
        ('[[states]]\nprefix = "x"\nactivity = "off"\nx = 1', ("states.9.x", "allowed are state, prefix")),
    ):
        path.write_text(shipped + text, encoding="utf-8")
        with pytest.raises(MapError) as refused:
            schedule_csv.read_map(path)
        for word in words:
            assert word in str(refused.value)


def test_that_a_map_of_other_bytes_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MapError, match=r"cannot be read: it is not UTF-8 text"):
        calls_csv.read_map(path)


def _keys(model: type[BaseModel]) -> set[str]:
    found = set(model.model_fields)
    for info in model.model_fields.values():
        for kind in (info.annotation, *getattr(info.annotation, "__args__", ())):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                found |= _keys(kind)
    return found


@pytest.mark.parametrize(("name", "model"), [("bank-1999", CallMap), ("wfm-schedule-states", ScheduleMap)])
def test_that_a_shipped_map_documents_every_key(name: str, model: type[BaseModel]) -> None:
    text = column_maps.resolve(name).read_text(encoding="utf-8")
    reported = set(
        re.findall(r"^(?:# )?(\w+)[ .].*?=|^(?:# )?\[+(?:queues\.|agents\.)?(\w+)", text, re.MULTILINE)
    )
    words = {word for pair in reported for word in pair if word}
    words |= set(re.findall(r"[{,] (\w+) =", text))
    assert _keys(model) <= words | {"id", "name"} | set(re.findall(r"\w+_seconds|target", text))
