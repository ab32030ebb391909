"""Rule files: built-in rules, and the user's own beside their settings, which take precedence."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from console.flags.rules.rules import Rule, Rulebook, RuleFile
from console.settings.settings_files import SettingsError, parse_settings, read_settings


def read_rules(folder: Path | None = None) -> Rulebook:
    """The rules in force: built-in ones, then those of every TOML file in *folder*, in order of name.

    Raises SettingsError, which names file, key, value and what is allowed.
    """
    rules: list[Rule] = []
    shipped = files("resources") / "rules"
    for entry in sorted(shipped.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            rules += parse_settings(entry.read_text(encoding="utf-8"), entry.name, RuleFile).rules
    for path in _own(folder):
        rules += read_settings(path, RuleFile).rules
    return Rulebook(rules)


def _own(folder: Path | None) -> list[Path]:
    try:
        return sorted(folder.glob("*.toml")) if folder is not None and folder.is_dir() else []
    except OSError as error:  # a parent folder may be inaccessible
        raise SettingsError(f"{folder} cannot be read: {error.strerror}") from None
