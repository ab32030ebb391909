"""Layout files: finds and reads wallboard layouts, built in or the user's own."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from console.settings.settings_files import SettingsError, parse_settings, read_settings
from console.views.wallboard.layouts import Layout


def layout_names(folder: Path | None = None) -> list[str]:
    """The names of all layouts: built-in ones, and those in the user's *folder*."""
    shipped = files("resources") / "layouts"
    names = {Path(entry.name).stem for entry in shipped.iterdir() if entry.name.endswith(".toml")}
    return sorted(names | set(_own(folder)))


def find_layout(name: str, folder: Path | None = None) -> Layout:
    """The layout *name*: the path of a TOML file, else a layout in the user's *folder*, else a built-in one.

    Raises SettingsError, which names the fault in the file or the available layouts.
    """
    if name.endswith(".toml"):
        return read_settings(name, Layout)
    own = _own(folder)
    if name in own:
        return read_settings(own[name], Layout)
    if name in layout_names():
        text = (files("resources") / "layouts" / f"{name}.toml").read_text(encoding="utf-8")
        return parse_settings(text, f"{name}.toml", Layout)
    known = ", ".join(dict.fromkeys([*own, *layout_names()]))
    raise SettingsError(f"no layout is named {name!r}; there are {known}, or give the path of a TOML file")


def _own(folder: Path | None) -> dict[str, Path]:
    try:
        return {} if folder is None else {path.stem: path for path in sorted(folder.glob("*.toml"))}
    except OSError:  # a parent folder may be inaccessible: then the user has none
        return {}
