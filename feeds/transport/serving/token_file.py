"""The tokens of a server: who each belongs to, with role, teams and verbs, from a file that may change.

The file holds hashes, not tokens. A changed file replaces the tokens once it is sound; until then the old
ones stay.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from feeds.broadcast.commands import ROLES, Caller, Role
from feeds.control import VERBS
from feeds.errors import UserError
from feeds.files.private_files import is_open_to_others, mending
from feeds.files.toml_files import (
    REASONS_SHOWN,
    SIZE_LIMIT,
    TomlError,
    key_text,
    parse_toml,
    value_text,
)

Change = Literal["changed", "withdrawn"]
_HASH = re.compile(r"[0-9a-fA-F]{64}")


class TokenFileError(UserError):
    """Raised for an unusable file of tokens; the message names the file and what to change."""


def _checked_hash(text: str) -> str:
    if _HASH.fullmatch(text) is None:
        raise ValueError("not the SHA-256 of a token: 64 hexadecimal digits")
    return text.lower()


def _checked_role(text: str) -> str:
    if text not in ROLES:
        raise ValueError(f"unknown role; roles are {', '.join(ROLES)}")
    return text


def _checked_verb(text: str) -> str:
    if text not in VERBS:
        raise ValueError(f"unknown verb; verbs are {', '.join(VERBS)}")
    return text


_Name = Annotated[str, Field(min_length=1, max_length=128)]


class _Entry(BaseModel):
    """One `[[tokens]]` table."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    sha256: Annotated[str, AfterValidator(_checked_hash)]
    user: _Name
    role: Annotated[str, AfterValidator(_checked_role)]
    teams: list[_Name] | None = None
    verbs: list[Annotated[str, AfterValidator(_checked_verb)]] | None = None


class _Entries(BaseModel):
    """The whole file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    tokens: list[_Entry] = Field(min_length=1)


class TokenFile:
    """The tokens of the file *path*. Owned by a server's endpoint. Raises TokenFileError.

    `changes` counts how often it was read again.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.changes = 0
        self._mark = self._state()
        self._callers = _read(self.path)

    def caller_of(self, token: bytes) -> Caller | None:
        """Who *token* belongs to; None if to nobody."""
        given = hashlib.sha256(token).hexdigest()
        found = None
        for known, caller in self._callers.items():  # all of them, so that the time tells nothing
            if hmac.compare_digest(known, given):
                found = caller
        return found

    def change_of(self, caller: Caller) -> Change | None:
        """What has become of the rights of *caller*; None if nothing."""
        if caller in self._callers.values():
            return None
        is_known = any(other.user == caller.user for other in self._callers.values())
        return "changed" if is_known else "withdrawn"

    def refresh(self, remark: Callable[[str], None]) -> bool:
        """Read the file again if it has changed; returns whether the tokens did.

        An unusable file is reported once, and changes nothing.
        """
        mark = self._state()
        if mark == self._mark:
            return False
        self._mark = mark
        try:
            callers = _read(self.path)
        except TokenFileError as error:
            remark(f"{error}; the tokens read before stay in force")
            return False
        if callers == self._callers:
            return False
        self._callers = callers
        self.changes += 1
        remark(f"{self.path} has changed: {len(callers):,} tokens")
        return True

    def _state(self) -> object:
        """A value that changes with the file."""
        try:
            found = os.stat(self.path)
        except (OSError, ValueError):
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size, found.st_mode


def _read(path: Path) -> dict[str, Caller]:
    """The callers in the file *path*, by the hash of their token. Raises TokenFileError."""
    try:
        with path.open("rb") as file:
            is_open = is_open_to_others(file.fileno())
            raw = b"" if is_open else file.read(SIZE_LIMIT + 1)
    except (OSError, ValueError) as error:
        raise TokenFileError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if is_open:
        raise TokenFileError(
            f"{path} can be read or changed by other users of this machine; `{mending(path)}` fixes it"
        )
    if len(raw) > SIZE_LIMIT:
        raise TokenFileError(f"{path} is too large: a TOML file has at most {SIZE_LIMIT >> 20} MiB here")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise TokenFileError(f"{path} cannot be read: it is not UTF-8 text") from None
    try:
        entries = _Entries.model_validate(parse_toml(text, str(path)))
    except TomlError as error:
        raise TokenFileError(str(error)) from None
    except ValidationError as error:
        raise TokenFileError(_reasons(path, error)) from None
    return _callers(path, entries.tokens)


def _callers(path: Path, entries: list[_Entry]) -> dict[str, Caller]:
    found: dict[str, Caller] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{path}: tokens {number} ({entry.user})"
        if entry.sha256 in found:
            raise TokenFileError(
                f"{where}: the same sha256 as of {found[entry.sha256].user}; each token is one user's"
            )
        if entry.role == "lead" and not entry.teams:
            raise TokenFileError(f"{where}: a lead needs teams, the only ones whose people are shown")
        if entry.role == "viewer" and entry.verbs:
            raise TokenFileError(f"{where}: a viewer uses no verbs; remove verbs, or give another role")
        found[entry.sha256] = Caller(entry.user, _role(entry.role), _set(entry.teams), _set(entry.verbs))
    return found


def _role(text: str) -> Role:
    roles: dict[str, Role] = {
        "viewer": "viewer",
        "lead": "lead",
        "supervisor": "supervisor",
        "admin": "admin",
    }
    return roles[text]


def _set(names: list[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _reasons(path: Path, error: ValidationError) -> str:
    reasons = [_reason(path, found) for found in error.errors(include_url=False)[:REASONS_SHOWN]]
    if error.error_count() > REASONS_SHOWN:
        reasons.append(f"and {error.error_count() - REASONS_SHOWN:,} more")
    return "; ".join(reasons)


def _reason(path: Path, found: Any) -> str:
    place = [part + 1 if isinstance(part, int) else part for part in found["loc"]]
    key, kind = key_text(place), found["type"]
    if kind == "extra_forbidden":
        return f"{path}: {key}: no such key; allowed are {', '.join(_Entry.model_fields)}"
    if kind == "missing":
        return f"{path}: {key} is missing" if place != ["tokens"] else f"{path} has no [[tokens]] table"
    if found["loc"][-1] == "sha256":  # never show what may be a token
        return f"{path}: {key}: not the SHA-256 of a token: 64 hexadecimal digits"
    message = found["msg"].removeprefix("Value error, ")
    return f"{path}: {key} = {value_text(found['input'])}: {message}"
