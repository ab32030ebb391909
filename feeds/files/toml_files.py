"""TOML files: reading with limits, for all TOML files of the program.

Rules, layouts, settings, sites and maps may be untrusted. Content that would exhaust memory, time or the
stack is refused with a reason that names the file and, if known, line and key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from feeds.errors import UserError

SIZE_LIMIT = 4 * 1024 * 1024  # bytes; an agents file of 20,000 agents has about 2 MB
DEPTH_LIMIT = 16  # nested tables and arrays, and parts of a dotted key
VALUE_LIMIT = 200_000
NUMBER_LIMIT = 10**11  # the seconds of 3,170 years; all numbers in all these files are less
VALUE_SHOWN = 80
REASONS_SHOWN = 8

# Tokens of a TOML text that can nest or be too long: strings and comments are skipped.
_TOKEN = re.compile(
    r'"""(?:[^"\\]++|\\.|"{1,2}(?!"))*+"{0,5}'
    r"|'''(?:[^']++|'{1,2}(?!'))*+'{0,5}"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+"
    r"|[0-9][0-9_]{300,}+"
    r"|[\[\]{}.=,\n]",
    re.DOTALL,
)
Place = tuple[int | str, ...]


class TomlError(UserError):
    """Raised for an unusable TOML file; the message names the file and, if known, line and key."""


def read_toml(path: str | Path) -> dict[str, Any]:
    """The parsed TOML file *path*. Raises TomlError."""
    return parse_toml(read_toml_text(path), str(path))


def read_toml_text(path: str | Path) -> str:
    """The text of the TOML file *path*, not yet parsed. Raises TomlError."""
    try:
        with Path(path).open("rb") as file:
            raw = file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:  # ValueError: an invalid file name
        reason = getattr(error, "strerror", None) or error
        raise TomlError(f"{path} cannot be read: {reason}") from None
    if len(raw) > SIZE_LIMIT:
        raise TomlError(f"{path} is too large: a TOML file has at most {SIZE_LIMIT >> 20} MiB here")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise TomlError(f"{path} cannot be read: it is not UTF-8 text (line {line:,})") from None


def parse_toml(text: str, name: str) -> dict[str, Any]:
    """The parsed TOML *text* of the file *name*. Raises TomlError.

    It has at most VALUE_LIMIT values, nested at most DEPTH_LIMIT deep, and no number beyond NUMBER_LIMIT.
    """
    _refuse_depth(text, name)
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlError(f"{name} is not TOML: {error}") from None
    except (ValueError, OverflowError, RecursionError) as error:  # a number or time out of Python's range
        raise TomlError(f"{name} is not TOML: {_short(str(error))}") from None
    _refuse_values(found, text, name)
    return found


def value_text(value: object) -> str:
    """*value* for an error message, cut at VALUE_SHOWN characters."""
    return _short(repr(value))


def key_text(place: Sequence[int | str]) -> str:
    """The dotted key at *place*, each part cut at VALUE_SHOWN characters."""
    return ".".join(_short(str(part)) for part in place)


def _short(text: str) -> str:
    return text if len(text) <= VALUE_SHOWN else text[: VALUE_SHOWN - 1] + "…"


def _refuse_depth(text: str, name: str) -> None:
    """Refuse deep nesting and numbers with hundreds of digits before parsing.

    They would exhaust a parser's stack and time.
    """
    depth = dots = 0
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign == ".":
            dots += 1
        elif sign in ("[", "{"):
            depth, dots = depth + 1, 0
        elif sign in ("]", "}"):
            depth, dots = max(0, depth - 1), 0
        elif sign in ("=", ",", "\n"):
            dots = 0
        elif sign[0].isdigit():
            raise TomlError(f"{name}, {_line(text, token.start())}: a number of {len(sign):,} digits")
        if depth > DEPTH_LIMIT or dots > DEPTH_LIMIT:
            what = "nested arrays and tables" if depth > DEPTH_LIMIT else "parts of one key"
            raise TomlError(f"{name}, {_line(text, token.start())}: more than {DEPTH_LIMIT} {what}")


def _refuse_values(found: dict[str, Any], text: str, name: str) -> None:
    for count, (place, value) in enumerate(_values(found)):
        if count >= VALUE_LIMIT:
            raise TomlError(f"{name} holds more than {VALUE_LIMIT:,} values; split it, or remove duplicates")
        if len(place) > 2 * DEPTH_LIMIT:
            reason = "nested too deep"
        elif isinstance(value, (int, float)) and NUMBER_LIMIT < abs(value) < float("inf"):
            reason = f"the number is too large; at most {NUMBER_LIMIT:,} is read"
        else:
            continue
        raise TomlError(f"{name}{_line_of_key(text, place)}: {key_text(place)}: {reason}")


def _values(found: dict[str, Any]) -> Iterator[tuple[Place, Any]]:
    """Each value in *found* with its place, including tables and arrays."""
    waiting: list[tuple[Place, Any]] = [((key,), value) for key, value in reversed(found.items())]
    while waiting:
        place, value = waiting.pop()
        yield place, value
        if len(place) > 2 * DEPTH_LIMIT:
            continue
        if isinstance(value, dict):
            waiting.extend(((*place, key), inner) for key, inner in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend(((*place, index), inner) for index, inner in reversed(list(enumerate(value))))


def _line_of_key(text: str, place: Place) -> str:
    """The location of the key at *place* as text; empty if uncertain."""
    name = next((part for part in reversed(place) if isinstance(part, str)), "")
    given = list(re.finditer(rf"""(?m)(?:^|[\s,{{.]){re.escape(name)}["']?\s*=""", text))
    if len(given) != 1:
        return ""
    return f", {_line(text, given[0].end())}"


def _line(text: str, place: int) -> str:
    return f"line {text.count(chr(10), 0, place) + 1:,}"
