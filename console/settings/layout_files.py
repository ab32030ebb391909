"""Layout files: where the wallboard's layouts lie, the program's own and a person's, and their reading."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from console.settings.settings_files import SettingsError, parse_settings, read_settings
from console.views.wallboard.layouts import Layout


def layout_names(folder: Path | None = None) -> list[str]:
    """The names of the layouts there are: those the program carries, and those of a person's *folder*."""
    shipped = files("resources") / "layouts"
    names = {Path(entry.name).stem for entry in shipped.iterdir() if entry.name.endswith(".toml")}
    return sorted(names | set(_own(folder)))


def find_layout(name: str, folder: Path | None = None) -> Layout:
    """The layout called *name*: a TOML file's path, else of a person's *folder*, else the program's own.

    Raises SettingsError, which says what is wrong in the file, or which layouts there are.
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
    raise SettingsError(f"no layout is called {name!r}; there are {known}, or give the path of a TOML file")


def _own(folder: Path | None) -> dict[str, Path]:
    try:
        return {} if folder is None else {path.stem: path for path in sorted(folder.glob("*.toml"))}
    except OSError:  # a folder above it may be closed to us: then there are none of theirs
        return {}
