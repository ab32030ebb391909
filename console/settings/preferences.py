"""Preferences: the user's settings for appearance and connection, in one TOML file."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, field_validator

from console.settings.settings_files import SettingsError, read_settings
from console.views.list_columns import SHOWN_AT_FIRST, SORTED_AT_FIRST, checked_sort, chosen_columns
from feeds.errors import UserError
from feeds.files.toml_files import TomlError, parse_toml, read_toml_text
from feeds.recordings.whole_file import whole_file


class _PreferencesTable(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class AppearanceChoices(_PreferencesTable):
    """Appearance of the window. `zoom` scales all text and tiles."""

    theme: Literal["system", "dark", "light"] = "system"
    zoom: Annotated[float, Field(ge=0.5, le=3.0)] = 1.0
    tiles: Literal["small", "medium", "large"] = "medium"


class FloorChoices(_PreferencesTable):
    """Content and order of the floor page. An empty `channel` is the one most agents serve."""

    channel: Literal["", "voice", "chat", "message", "email", "callback", "task"] = ""
    window_minutes: Annotated[int, Field(ge=1, le=1440)] = 30
    view: Literal["tiles", "list"] = "tiles"
    offline: Literal["fold", "show", "hide"] = "fold"
    list_columns: str = SHOWN_AT_FIRST
    list_sort: str = SORTED_AT_FIRST
    group_by: Literal["team", "queue", "state", "none"] = "team"
    order: Literal["fixed", "attention"] = "fixed"
    queue_order: Literal["own", "worst", "channel"] = "own"

    @field_validator("list_columns")
    @classmethod
    def _columns_exist(cls, text: str) -> str:
        chosen_columns(text)
        return text

    @field_validator("list_sort")
    @classmethod
    def _sort_exists(cls, text: str) -> str:
        return checked_sort(text)


class Connection(_PreferencesTable):
    """Server to open when `floorlight` starts without a command; empty to ask."""

    url: str = ""
    token_file: str = ""
    ca_file: str = ""


class WallboardChoices(_PreferencesTable):
    """The wallboard's layout by name, and how long each page is shown."""

    layout: str = "floor"
    page_seconds: Annotated[int, Field(ge=3, le=3600)] = 20


class ArchiveChoices(_PreferencesTable):
    """What is kept of live sources, where, and how much; empty: the system's folder for data, 0: no limit."""

    record: Literal["on", "off"] = "on"
    folder: str = ""
    keep_days: Annotated[int, Field(ge=0, le=36_500)] = 90
    most_gigabytes: Annotated[int, Field(ge=0, le=100_000)] = 20


class Preferences(_PreferencesTable):
    """The settings file; every table and key is optional."""

    appearance: AppearanceChoices = AppearanceChoices()
    floor: FloorChoices = FloorChoices()
    connection: Connection = Connection()
    wallboard: WallboardChoices = WallboardChoices()
    archive: ArchiveChoices = ArchiveChoices()

    def flat(self) -> dict[str, str | int | float]:
        """The settings by `table.key`."""
        tables = self.model_dump()
        return {f"{table}.{key}": value for table, keys in tables.items() for key, value in keys.items()}

    @classmethod
    def of_flat(cls, values: Mapping[str, str | int | float]) -> Self:
        """The settings whose values by `table.key` are these. Raises SettingsError."""
        tables: dict[str, dict[str, Any]] = {}
        for name, value in values.items():
            table, _, key = name.partition(".")
            tables.setdefault(table, {})[key] = value
        try:
            return cls.model_validate(tables)
        except ValueError as error:
            raise SettingsError(f"the settings cannot be saved: {str(error).splitlines()[0]}") from None


def preferences_path() -> Path:
    """The path of the settings file: FLOORLIGHT_SETTINGS, else in the system's configuration folder."""
    named = os.environ.get("FLOORLIGHT_SETTINGS")
    folder = platformdirs.user_config_path("floorlight", appauthor=False)
    return Path(named) if named else folder / "settings.toml"


def read_preferences(path: Path) -> Preferences:
    """The settings in the file *path*; defaults if it does not exist. Raises SettingsError."""
    try:
        is_there = path.exists()
    except OSError as error:  # a parent folder is inaccessible
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}") from None
    return read_settings(path, Preferences) if is_there else Preferences()


def write_preferences(path: Path, chosen: Preferences) -> None:
    """Write *chosen* to the file *path*, keeping its comments and order.

    Raises SettingsError if it cannot be written.
    """
    import tomlkit  # imported here: start-up only reads

    try:
        text = read_toml_text(path) if path.exists() else ""
        parse_toml(text, str(path))  # rejects files too large for tomlkit
        document = tomlkit.parse(text)
        for name, table in chosen.model_dump().items():
            kept = document.setdefault(name, tomlkit.table())
            if not isinstance(kept, MutableMapping):
                raise SettingsError(f"{path}: {name} is not a table; fix or remove it")
            for key, value in table.items():
                if kept.get(key) != value:
                    kept[key] = value
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(tomlkit.dumps(document).encode())
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror or error}") from None
    except TomlError as error:
        raise SettingsError(f"{error}; fix or remove it") from None
    except SettingsError:
        raise
    except UserError as error:
        raise SettingsError(str(error)) from None
    except tomlkit.exceptions.TOMLKitError as error:
        raise SettingsError(f"{path} is not TOML: {error}; fix or remove it") from None
