"""The manual's files, which the program carries: `resources/docs/*.md`, in the order a reader wants them."""

from __future__ import annotations

from importlib.resources import files

from console.views.manual import ManualPage, page_of

# The pages, in the order of the table of contents.
PAGES = (
    "use",
    "command-line",
    "settings",
    "rules",
    "layouts",
    "archive",
    "importing",
    "asterisk",
    "metrics",
    "protocol",
    "security",
    "performance",
    "architecture",
    "glossary",
)


def read_manual() -> list[ManualPage]:
    """Every page of the manual."""
    folder = files("resources") / "docs"
    return [page_of(name, (folder / f"{name}.md").read_text(encoding="utf-8")) for name in PAGES]
