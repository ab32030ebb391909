"""`make pictures`: every screen at its sizes and themes in one folder, with a page that shows them all.

    python -m tests.pictures.review -o build/pictures --before old/pictures

With the folder of an earlier run as `--before`, each picture stands beside what it was.
"""

from __future__ import annotations

import argparse
import html
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from console.cli import main as floorlight
from console.settings.layout_files import layout_names
from feeds.errors import UserError
from tests.pictures.screens import AT, SAMPLE, SCREENS, START, draw

SIZES = ("1280x800", "1600x1000", "3840x2160")
THEMES = ("dark", "light")
INDEX = "index.html"


@dataclass(frozen=True)
class Picture:
    """One picture: what is on it, its size, and its theme."""

    view: str
    layout: str | None
    size: str
    theme: str

    @property
    def file(self) -> str:
        """Its file's name."""
        return "-".join(filter(None, [self.view, self.layout, self.size, self.theme])) + ".png"

    def write(self, folder: Path) -> bool:
        """Write it into *folder*; whether that was possible."""
        if self.view in ("floor", "wallboard"):
            return floorlight(self.arguments(folder)) == 0
        width, height = map(int, self.size.split("x"))
        try:
            return draw(self.view, (width, height), self.theme).save(str(folder / self.file))
        except UserError as error:
            sys.stderr.write(f"{self.file}: {error}\n")
            return False

    def arguments(self, folder: Path) -> list[str]:
        """The command that writes it into *folder*."""
        layout = ["--layout", self.layout] if self.layout else []
        options = ["--view", self.view, *layout, "--size", self.size, "--theme", self.theme]
        return ["picture", str(SAMPLE), "--at", AT, *options, "-o", str(folder / self.file)]


def pictures(sizes: Sequence[str] = SIZES, themes: Sequence[str] = THEMES) -> list[Picture]:
    """Every screen of the window, and each layout of the wallboard, in every size and theme."""
    screens: list[tuple[str, str | None]] = [(name, None) for name in (START, "floor", *SCREENS)]
    screens += [("wallboard", layout) for layout in layout_names()]
    return [
        Picture(view, layout, size, theme) for view, layout in screens for size in sizes for theme in themes
    ]


def write(wanted: Sequence[Picture], folder: Path, before: Path | None) -> int:
    """Write the pictures *wanted* and their page into *folder*; how many could not be made."""
    folder.mkdir(parents=True, exist_ok=True)
    failed = sum(not picture.write(folder) for picture in wanted)
    if before is not None and before.resolve() != folder.resolve():
        shutil.copytree(
            before, folder / "before", ignore=shutil.ignore_patterns("before"), dirs_exist_ok=True
        )
    (folder / INDEX).write_text(page(wanted, folder), encoding="utf-8")
    return failed


def page(wanted: Sequence[Picture], folder: Path) -> str:
    """The page of the pictures *wanted* that *folder* has, each beside the one of its folder `before`."""
    rows = "\n".join(_row(picture, folder) for picture in wanted)
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Floorlight: every screen</title>
<style>
body {{ font: 16px sans-serif; margin: 2em; background: #888; }}
section {{ display: flex; gap: 1em; }}
figure {{ flex: 1; margin: 0; }}
img {{ width: 100%; }}
</style>
<h1>Every screen</h1>
{rows}
</html>
"""


def _row(picture: Picture, folder: Path) -> str:
    old, new = folder / "before" / picture.file, folder / picture.file
    title = f"{picture.file.removesuffix('.png')}"
    if old.exists() and new.exists():
        title += ": same" if old.read_bytes() == new.read_bytes() else ": changed"
    shown = [("before", f"before/{picture.file}")] if old.exists() else []
    shown += [("after" if old.exists() else "", picture.file)] if new.exists() else []
    figures = "".join(_figure(caption, source) for caption, source in shown) or "<p>could not be made</p>"
    return f"<h2>{html.escape(title)}</h2>\n<section>{figures}</section>"


def _figure(caption: str, source: str) -> str:
    link = html.escape(source, quote=True)
    return (
        f'<figure><figcaption>{caption}</figcaption><a href="{link}"><img src="{link}" alt=""></a></figure>'
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write all pictures; 0, or 1 where one could not be made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=Path("build/pictures"), metavar="FOLDER")
    parser.add_argument("--before", type=Path, metavar="FOLDER", help="the folder of an earlier run")
    options = parser.parse_args(arguments)
    if options.before is not None and not options.before.is_dir():
        parser.error(f"--before {options.before}: no such folder")
    os.environ["FLOORLIGHT_SETTINGS"] = os.devnull + ".toml"  # nobody's own rules and layouts
    failed = write(pictures(), options.output, options.before)
    sys.stdout.write(f"wrote {(options.output / INDEX).resolve()}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
