"""Files from outside: TOML of every kind, and what the importers read."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import BaseModel

from console.flags.rules.rules import Rulebook, RuleFile
from console.floor.floor import Floor
from console.settings.preferences import read_preferences, write_preferences
from console.settings.settings_files import SettingsError, SiteFile, read_settings
from console.sources.switches import SwitchFile
from console.views.wallboard.layouts import Layout
from feeds.errors import UserError
from feeds.importers import column_maps
from feeds.importers.calls import importer as calls_csv
from feeds.importers.calls.call_map import CallMap
from feeds.importers.import_report import ImportReport
from feeds.importers.ordering import Timed, in_order
from feeds.importers.queue_log import importer as queue_log
from feeds.importers.queue_log.importer import QueueLogSettings
from feeds.importers.schedules import importer as schedule_csv
from feeds.importers.schedules.schedule_map import ScheduleMap
from feeds.importers.source_file import SourceFile
from feeds.platforms.asterisk.members.agent_names import AgentFile
from tests.builders import DAY, send
from tests.fuzz.floors import decode_all, read, read_floor

_WORDS_LIMIT = 8_000
_EVENTS_A_BYTE = 4  # more events than that for each byte of a file would be no import but a bomb
_PRESENCE: calls_csv.Presence = "first-to-last-call"
_SETTINGS: tuple[type[BaseModel], ...] = (SiteFile, RuleFile, Layout, SwitchFile, AgentFile)


def toml(data: bytes) -> None:
    """Any text as any of our TOML files: what a reader takes can be used, and all else is a clear refusal."""
    with _file_of(data, "any.toml") as path:
        for model in _SETTINGS:
            try:
                found = read_settings(path, model)
            except SettingsError as refusal:
                _is_clear(refusal, path)
                continue
            _use(found)
        for kind in (CallMap, ScheduleMap):
            try:
                column_maps.read(path, kind)
            except column_maps.MapError as refusal:
                _is_clear(refusal, path)
        try:
            chosen = read_preferences(path)
            write_preferences(path, chosen)
            assert read_preferences(path) == chosen
        except UserError as refusal:
            _is_clear(refusal, path)


def queue_logs(data: bytes) -> None:
    """A queue_log, or a table of one."""
    with _file_of(data, "queue_log") as path:
        _import(path, len(data), lambda file, findings: queue_log.read([file], findings, QueueLogSettings()))


def calls(data: bytes) -> None:
    """A map, a line of three dashes, and a file of calls; without the line, the shipped map is meant."""
    own, csv = _parted(data)
    with _file_of(csv, "calls.csv") as path, _file_of(own, "map.toml") as place:
        try:
            chosen = calls_csv.read_map(place if own else "bank-1999")
        except UserError as refusal:
            _is_clear(refusal, place)
            return
        _import(path, len(data), lambda file, findings: calls_csv.read([file], findings, chosen, _PRESENCE))


def schedules(data: bytes) -> None:
    """A map, a line of three dashes, and a file of schedules; without the line, the shipped map is meant."""
    own, csv = _parted(data)
    with _file_of(csv, "plan.csv") as path, _file_of(own, "map.toml") as place:
        try:
            chosen = schedule_csv.read_map(place if own else "wfm-schedule-states")
        except UserError as refusal:
            _is_clear(refusal, place)
            return
        _import(path, len(data), lambda file, findings: schedule_csv.read([file], findings, chosen))


def _parted(data: bytes) -> tuple[bytes, bytes]:
    own, line, csv = data.partition(b"\n---\n")
    return (own, csv) if line else (b"", data)


def _import(path: Path, size: int, reader: Callable[[SourceFile, ImportReport], Iterator[Timed]]) -> None:
    """What is imported from *path* (of *size* bytes) is events, in order, which a floor takes."""
    findings = ImportReport()
    try:
        events = list(in_order(reader(SourceFile(path), findings)))
    except UserError as refusal:
        _is_clear(refusal, path)
        return
    assert len(events) <= 20 + _EVENTS_A_BYTE * size
    assert findings.used + findings.left_out.total <= findings.rows
    read_floor(decode_all(events))


def _use(found: BaseModel) -> None:
    """What was read is what the program goes by."""
    if isinstance(found, RuleFile):
        Rulebook(found.rules)
    if isinstance(found, SiteFile):
        floor = Floor(found)
        send(floor, [{"type": "agent.state", "at": f"{DAY}T09:00:00Z", "agent": "ana", "state": "not_ready"}])
        read(floor)


def _is_clear(refusal: UserError, path: Path) -> None:
    words = str(refusal)
    assert path.name in words, words
    assert len(words) <= _WORDS_LIMIT, words
    assert "Traceback" not in words


@contextmanager
def _file_of(data: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="floorlight-fuzz-") as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        yield path
