"""Shortcuts that the user has changed, in a file of their own beside the settings."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from console.settings.settings_files import SettingsError
from feeds.errors import UserError
from feeds.files.toml_files import TomlError, parse_toml, read_toml_text
from feeds.recordings.whole_file import whole_file

_MOST_KEYS = 40  # characters of a shortcut


def read_shortcuts(path: Path, actions: Collection[str]) -> dict[str, str]:
    """The shortcuts in the file *path*, by the ids of *actions*; none if it does not exist.

    Raises SettingsError, which names the file, the action and what is allowed.
    """
    try:
        if not path.exists():
            return {}
        found = parse_toml(read_toml_text(path), str(path))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}") from None
    except TomlError as error:
        raise SettingsError(str(error)) from None
    for action, keys in found.items():
        if action not in actions:
            raise SettingsError(f"{path}: {action}: no such action; allowed are {', '.join(sorted(actions))}")
        if not isinstance(keys, str) or len(keys) > _MOST_KEYS:
            raise SettingsError(f'{path}: {action}: shortcuts are texts such as "Ctrl+Shift+F"')
    return dict(found)


def write_shortcuts(path: Path, chosen: Mapping[str, str]) -> None:
    """Write *chosen*, by action, to the file *path*. Raises SettingsError if it cannot be written."""
    import tomlkit  # imported here: start-up only reads

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as file:
            file.write(tomlkit.dumps(dict(chosen)).encode())
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror or error}") from None
    except UserError as error:
        raise SettingsError(str(error)) from None
