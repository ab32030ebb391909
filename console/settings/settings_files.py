"""Settings files: TOML validated by the protocol's own models."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from feeds.errors import UserError
from feeds.events import SiteSettings
from feeds.files.toml_files import REASONS_SHOWN, TomlError, key_text, parse_toml, read_toml_text, value_text

Model = TypeVar("Model", bound=BaseModel)


class SettingsError(UserError):
    """Raised for an unusable settings file; the message names file, key, value and what is allowed."""


class SiteFile(SiteSettings):
    """A site file: the fields of `site.profile` and no others."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def read_site(path: str | Path) -> SiteSettings:
    """The site settings in the TOML file *path*. Raises SettingsError."""
    return read_settings(path, SiteFile)


def read_settings(path: str | Path, model: type[Model]) -> Model:
    """The TOML file *path* validated as *model*. Raises SettingsError."""
    try:
        text = read_toml_text(path)
    except TomlError as error:
        raise SettingsError(str(error)) from None
    return parse_settings(text, str(path), model)


def parse_settings(text: str, name: str, model: type[Model]) -> Model:
    """The TOML *text* of the file *name* validated as *model*. Raises SettingsError."""
    try:
        return model.model_validate(parse_toml(text, name))
    except TomlError as error:
        raise SettingsError(str(error)) from None
    except ValidationError as error:
        raise SettingsError(_reasons(name, error, model)) from None


def _reasons(path: str, error: ValidationError, model: type[BaseModel]) -> str:
    reasons = []
    for found in error.errors(include_url=False)[:REASONS_SHOWN]:
        key = key_text(found["loc"])
        if found["type"] == "extra_forbidden":
            allowed = ", ".join(_fields_at(model, found["loc"][:-1]))
            reasons.append(f"{path}: {key}: no such setting; allowed are {allowed}")
            continue
        message = found["msg"].removeprefix("Value error, ")
        where = f"{key} = {value_text(found['input'])}: " if key else ""
        reasons.append(f"{path}: {where}{message}")
    if error.error_count() > REASONS_SHOWN:
        reasons.append(f"and {error.error_count() - REASONS_SHOWN:,} more")
    return "; ".join(reasons)


def _fields_at(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """The setting names of the table at *place* in the file."""
    for part in place:
        info = model.model_fields.get(str(part))
        if info is None:
            continue
        # A table is a model; an array of tables is a list of models.
        for kind in (info.annotation, *get_args(info.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                model = kind
    return list(model.model_fields)
