"""`floorlight help`: the manual in the terminal, by topic or heading."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from difflib import get_close_matches

from console.commands.options.output import say, terminal
from console.manual_files import PAGES, read_manual
from console.views.manual import ManualPage, Section, for_terminal, found
from feeds.errors import UserError

_MOST = 12  # most other sections named below the one shown


def run(options: argparse.Namespace) -> int:
    """Print the page or section; returns 0. Raises UserError if nothing matches."""
    pages, wanted = read_manual(), " ".join(options.topic).strip()
    if not wanted:
        _list_topics(pages)
        return 0
    page = next((page for page in pages if page.name == wanted.lower().replace(" ", "-")), None)
    if page is not None:
        _print(page.text)
        return 0
    sections = found(wanted, pages)
    if not sections:
        raise UserError(f"help {wanted!r}: {_advice(wanted, pages)}")
    _show(sections, pages)
    return 0


def _list_topics(pages: Sequence[ManualPage]) -> None:
    width = max(len(page.name) for page in pages)
    for page in pages:
        say(f"{page.name:{width}}  {page.summary.split('. ')[0].rstrip('.')}")
    say("")
    say('floorlight help TOPIC prints one; floorlight help "service level" finds a heading by its words.')


def _show(sections: Sequence[Section], pages: Sequence[ManualPage]) -> None:
    """Print the first of *sections* with its subsections, and list the others."""
    best = sections[0]
    page = next(page for page in pages if page.name == best.page)
    _print(_whole(best, page))
    say("")
    say(f"From: floorlight help {best.page}")
    others = [other for other in sections[1:] if other.page != best.page or other.heading != best.heading]
    for other in others[:_MOST]:
        say(f'Also: {other.heading} (floorlight help "{other.heading}")')


def _whole(section: Section, page: ManualPage) -> str:
    """*section* with its subsections."""
    sections = page.sections
    start = sections.index(section)
    end = next(
        (n for n in range(start + 1, len(sections)) if sections[n].level <= section.level), len(sections)
    )
    return "\n".join(f"{'#' * one.level} {one.heading}\n\n{one.text}" for one in sections[start:end])


def _print(text: str) -> None:
    from rich.markdown import Markdown  # imported here: slow to load

    with terminal() as console:
        console.print(Markdown(for_terminal(text), code_theme="ansi_dark", hyperlinks=False))


def _advice(wanted: str, pages: Sequence[ManualPage]) -> str:
    headings = {section.heading.lower(): section.heading for page in pages for section in page.sections}
    near = get_close_matches(wanted.lower(), [*PAGES, *headings], n=3)
    if near:
        return "no such topic; did you mean " + " or ".join(headings.get(one, one) for one in near)
    return f"nothing about that; topics are {', '.join(PAGES)}"
