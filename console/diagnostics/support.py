"""The support file: data for diagnosing a fault, without secrets, ids or names.

It does not search for secrets: each part contains only what is known to be harmless. From the settings these
are choices; from the log templates and code locations; from health numbers; from crashes code locations.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from console.diagnostics.log_files import CRASHES, HEALTH, LEVELS, LOG, OWN, parts
from console.diagnostics.redaction import REDACTED, address_kind, code_path
from console.diagnostics.versions import versions
from console.settings.layout_files import layout_names
from console.settings.preferences import Preferences, preferences_path, read_preferences
from console.views.rows import Link
from feeds.errors import UserError

_ABOUT = """\
A support file of Floorlight.

versions.json   Floorlight, Python, the system, the libraries
settings.json   your choices; only the kind of addresses, and whether files are named
log.jsonl       the program's log: messages without their arguments, and code locations
health.jsonl    the program's health: numbers only
crashes.txt     code locations of crashes of Python, if any

It contains no token, password, address, file name, or id or name of an agent, a contact or a customer.
"""
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]{8,15}(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,80}")
_CALL = re.compile(r"[\w./-]{1,160}:\d{1,7} [\w<>.]{1,80}", re.ASCII)
_FATAL = re.compile(r"(?:Fatal Python error|Windows fatal exception): [A-Za-z ]{1,60}")
_THREAD = re.compile(r"(?:Current thread|Thread) 0x[0-9a-f]{1,16}")
_FRAME = re.compile(r'  File "(?P<path>.+)", line (?P<line>\d{1,7}) in (?P<name>[\w<>.]{1,80})', re.ASCII)
_HEALTH = frozenset(
    "at connection age_seconds floor_at applied late duplicates received behind dropped invalid unknown ticks"
    " tick_ms frames frame_ms longest_block_ms resident_bytes".split()
)
_LINKS = tuple(link.name.lower() for link in Link)


def write_support(file: IO[bytes]) -> None:
    """Write the support file, a ZIP archive, to *file*. Raises UserError if something cannot be read."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _ABOUT)
        archive.writestr("versions.json", json.dumps(versions(), indent=1))
        archive.writestr("settings.json", json.dumps(settings_outline(preferences_path()), indent=1))
        archive.writestr("log.jsonl", _json_lines(log_outline(_lines(LOG))))
        archive.writestr("health.jsonl", _json_lines(health_outline(_lines(HEALTH))))
        archive.writestr("crashes.txt", "".join(f"{line}\n" for line in crash_outline(_lines(CRASHES))))


def settings_outline(path: Path) -> dict[str, Any]:
    """The settings in the file *path*: choices unchanged, addresses and files reduced to harmless facts."""
    try:
        chosen, state = read_preferences(path), "read" if path.exists() else "none, all defaults"
    except (UserError, OSError):
        chosen, state = Preferences(), "cannot be used; the following are the defaults"
    found: dict[str, Any] = {"settings file": state, **chosen.model_dump()}
    connection = chosen.connection
    found["connection"] = {
        "url": address_kind(connection.url) if connection.url else "none",
        "token_file": "named" if connection.token_file else "none",
        "ca_file": "named" if connection.ca_file else "none",
    }
    if chosen.wallboard.layout not in layout_names():
        found["wallboard"]["layout"] = REDACTED
    rules = path.with_name("rules")
    found["rule files"] = len(list(rules.glob("*.toml"))) if rules.is_dir() else 0
    return found


def log_outline(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Each log record reduced to instant, level, logger, own template and errors, without arguments."""
    for record in _objects(lines):
        found: dict[str, Any] = {
            "at": _known(_INSTANT, record.get("at")),
            "level": record.get("level") if record.get("level") in (*LEVELS, "critical") else REDACTED,
            "logger": _known(_NAME, record.get("logger")),
        }
        if found["logger"].split(".")[0] == OWN:
            found["template"] = record.get("template")
        errors = record.get("errors")
        if isinstance(errors, list):
            found["errors"] = [_error(error) for error in errors if isinstance(error, dict)]
        yield found


def health_outline(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    """Each health sample reduced to numbers, instants and link state."""
    for sample in _objects(lines):
        found = {key: value for key, value in sample.items() if key in _HEALTH and _is_harmless(key, value)}
        yield {**found, "has_trouble": sample.get("trouble") is not None}


def crash_outline(lines: Iterator[str]) -> Iterator[str]:
    """Each crash dump reduced to its kind, threads and code locations."""
    for line in lines:
        if frame := _FRAME.fullmatch(line):
            yield f"  {code_path(frame['path'])}:{frame['line']} {frame['name']}"
        elif found := _FATAL.match(line) or _THREAD.match(line):
            yield found[0]


def _error(error: dict[str, Any]) -> dict[str, Any]:
    calls = error.get("calls")
    return {
        "type": _known(_NAME, error.get("type")),
        "calls": [_known(_CALL, call) for call in calls] if isinstance(calls, list) else [],
    }


def _is_harmless(key: str, value: object) -> bool:
    if isinstance(value, dict):
        return all(part in ("mean", "longest") for part in value) and all(
            isinstance(part, int | float) for part in value.values()
        )
    if isinstance(value, str):
        is_instant = key in ("at", "floor_at") and _INSTANT.fullmatch(value) is not None
        return is_instant or (key == "connection" and value in _LINKS)
    return value is None or isinstance(value, int | float)


def _known(pattern: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else REDACTED


def _objects(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):  # truncated
            continue
        if isinstance(found, dict):
            yield found


def _lines(name: str) -> Iterator[str]:
    """The lines of the file *name* in the log's folder, rotated parts first. Raises UserError."""
    for path in parts(name):
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                for line in file:
                    yield line.rstrip("\n")
        except FileNotFoundError:
            continue
        except OSError as error:
            raise UserError(f"{path} cannot be read: {error.strerror or error}") from None


def _json_lines(found: Iterator[dict[str, Any]]) -> str:
    return "".join(f"{json.dumps(record, separators=(',', ':'))}\n" for record in found)
