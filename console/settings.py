"""Settings: TOML files read through the protocol's own models."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ConfigDict, ValidationError

from feeds.errors import UserError
from feeds.events import SiteSettings


class SettingsError(UserError):
    """A settings file cannot be used; the message names file, key, value and what is allowed."""


class SiteFile(SiteSettings):
    """A site file: the fields of `site.profile`, and no others."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def read_site(path: str | Path) -> SiteSettings:
    """The site settings in the TOML file *path*. Raises SettingsError."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise SettingsError(f"{path} cannot be read: {reason}") from None
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is no TOML: {error}") from None
    try:
        return SiteFile.model_validate(found)
    except ValidationError as error:
        raise SettingsError("; ".join(_reasons(str(path), error))) from None


def _reasons(path: str, error: ValidationError) -> list[str]:
    reasons = []
    for found in error.errors(include_url=False):
        key = ".".join(str(part) for part in found["loc"])
        if found["type"] == "extra_forbidden":
            allowed = ", ".join(SiteFile.model_fields)
            reasons.append(f"{path}: {key}: no such setting; allowed are {allowed}")
            continue
        message = found["msg"].removeprefix("Value error, ")
        where = f"{key} = {found['input']!r}: " if key else ""
        reasons.append(f"{path}: {where}{message}")
    return reasons
