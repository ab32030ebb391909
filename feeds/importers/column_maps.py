"""Maps: the meaning of the columns and values of a CSV file, in TOML; the first step of an import."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from feeds.errors import UserError
from feeds.files.toml_files import TomlError, key_text, read_toml, value_text
from feeds.importers.cell_patterns import CellPattern

Model = TypeVar("Model", bound=BaseModel)

# A column by its name in the header, or by its position (from 1).
Place = Annotated[str, Field(min_length=1)] | Annotated[int, Field(ge=1, le=10_000)]
# A map of another kind is invalid at nearly every key.
REASONS_SHOWN = 4
# Values a cell is compared with: trimmed, case-folded
Values = list[str]


class MapError(UserError):
    """Raised for an unusable map; the message names file, key, value and what is allowed."""


class MapTable(BaseModel):
    """A table of a map: strict types, no unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


def _pattern(text: str) -> str:
    CellPattern(text)
    return text


class CellPart(MapTable):
    """A part of a column's cells: the groups of a pattern, or its whole match."""

    column: Place
    pattern: Annotated[str, Field(min_length=1), AfterValidator(_pattern)]


# Several columns are joined.
Column = Place | CellPart | Annotated[list[Place | CellPart], Field(min_length=1)]


def _encoding(name: str) -> str:
    try:
        found = codecs.lookup(name).name
        plain = "a,\n".encode(found) == b"a,\n"
    except (LookupError, ValueError, AttributeError):
        raise ValueError("no such encoding; utf-8, cp1252 and latin-1 are common") from None
    if not plain:
        raise ValueError("its lines cannot be separated; save the file as UTF-8")
    return found


class FileShape(MapTable):
    """The layout of a file."""

    delimiter: Literal["tab", "comma", "semicolon", "pipe", "auto"] = "auto"
    quote: Literal['"', "'", ""] = '"'
    encoding: Annotated[str, AfterValidator(_encoding)] = "utf-8"
    header: Annotated[int, Field(ge=0, le=1000)] = 1


def folded(values: Values) -> frozenset[str]:
    """*values* for comparison: trimmed, case-folded."""
    return frozenset(value.strip().casefold() for value in values)


def resolve(name_or_path: str | Path) -> Path:
    """The path of a map: an existing path, else a built-in map by name (`bank-1999`).

    Raises MapError, which names the built-in maps.
    """
    path = Path(name_or_path)
    try:
        if path.is_file():
            return path
        is_bare = path.name == str(name_or_path)
        shipped = _shipped() if is_bare else {}
    except (OSError, ValueError):
        shipped = {}
    found = shipped.get(path.name.removesuffix(".toml"))
    if found is None:
        names = ", ".join(sorted(_shipped()))
        why = "it is a directory" if path.is_dir() else "no such file"
        raise MapError(f"{name_or_path} is not a map: {why}; built-in maps are {names}")
    return found


def _shipped() -> dict[str, Path]:
    folder = files("resources") / "maps"
    return {
        item.name.removesuffix(".toml"): Path(str(item))
        for item in folder.iterdir()
        if item.name.endswith(".toml")
    }


def read(
    name_or_path: str | Path, model: type[Model], more: Mapping[tuple[str, str], Any] | None = None
) -> Model:
    """A map validated as *model*; *more* sets keys (table and name) that the map omits.

    Raises MapError.
    """
    path = resolve(name_or_path)
    try:
        found = read_toml(path)
    except TomlError as error:
        raise MapError(str(error)) from None
    for (table, key), value in (more or {}).items():
        keys = found.setdefault(table, {})
        if isinstance(keys, dict):
            keys[key] = value
    try:
        return model.model_validate(found)
    except ValidationError as error:
        reasons = list(_reasons(error, model))
        others = f"; and {len(reasons) - REASONS_SHOWN} more" if len(reasons) > REASONS_SHOWN else ""
        raise MapError(f"{path}: " + "; ".join(reasons[:REASONS_SHOWN]) + others) from None


def _reasons(error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    reported: set[str] = set()
    listed: set[tuple[int | str, ...]] = set()
    for found in error.errors(include_url=False):
        # Members of a union are not keys of the map.
        place = tuple(part for part in found["loc"] if not _is_union_arm(part))
        key = key_text(place)
        if key in reported:
            continue
        reported.add(key)
        if found["type"] == "extra_forbidden":
            allowed = [] if place[:-1] in listed else _keys_at(model, place[:-1])
            listed.add(place[:-1])
            yield f"{key}: no such key" + (f"; allowed are {', '.join(allowed)}" if allowed else "")
        elif found["type"] == "missing":
            yield f"{key} is missing"
        else:
            message = found["msg"].removeprefix("Value error, ")
            yield f"{_valued(key, found['input'])}{message}"


def _is_union_arm(part: int | str) -> bool:
    return isinstance(part, str) and (
        "[" in part or part in ("str", "int", "constrained-str", "constrained-int", CellPart.__name__)
    )


def _valued(key: str, value: Any) -> str:
    if not key:
        return ""
    if isinstance(value, dict):
        return f"{key}: "
    return f"{key} = {value_text(value)}: "


def _keys_at(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    """The keys of the table at *place*; empty if it is not a table with fixed keys."""
    current: Any = model
    for part in place:
        info = current.model_fields.get(str(part)) if _is_table(current) else None
        current = info.annotation if info is not None else _inner(current)
        if current is None:
            return []
    current = current if _is_table(current) else _inner(current)
    return list(current.model_fields) if current is not None else []


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _inner(kind: Any) -> Any:
    """The tables in a list or in a table with free keys."""
    return next((part for part in getattr(kind, "__args__", ()) if _is_table(part)), None)
