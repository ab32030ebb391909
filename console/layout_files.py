"""Layout files: where the wallboard's layouts lie, the program's own and a person's, and their reading."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from console.settings import SettingsError, parse_settings, read_settings
from console.views.layouts import Layout


def layout_names() -> list[str]:
    """The names of the layouts the program carries."""
    folder = files("resources") / "layouts"
    names = [Path(entry.name).stem for entry in folder.iterdir() if entry.name.endswith(".toml")]
    return sorted(names)


def find_layout(name: str, folder: Path | None = None) -> Layout:
    """The layout called *name*: a TOML file's path, else of a person's *folder*, else the program's own.

    Raises SettingsError, which says what is wrong in the file, or which layouts there are.
    """
    if name.endswith(".toml"):
        return read_settings(name, Layout)
    own = {} if folder is None else {path.stem: path for path in sorted(folder.glob("*.toml"))}
    if name in own:
        return read_settings(own[name], Layout)
    if name in layout_names():
        text = (files("resources") / "layouts" / f"{name}.toml").read_text(encoding="utf-8")
        return parse_settings(text, f"{name}.toml", Layout)
    known = ", ".join(dict.fromkeys([*own, *layout_names()]))
    raise SettingsError(f"no layout is called {name!r}; there are {known}, or give the path of a TOML file")
