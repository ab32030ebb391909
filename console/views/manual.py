"""The manual as pages and sections, and the search for a section; for terminal and window."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_PAGE = re.compile(r"^([a-z-]+)\.md(?:#(.*))?$")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its text, up to the next heading of any level. `page` is a page's name."""

    page: str
    heading: str
    level: int
    text: str

    @property
    def anchor(self) -> str:
        """The anchor of links to the section."""
        return anchor_of(self.heading)


@dataclass(frozen=True, slots=True)
class ManualPage:
    """One file of the manual; `name` is the file name without `.md`."""

    name: str
    text: str

    @property
    def title(self) -> str:
        """The page's first heading."""
        return self.sections[0].heading

    @property
    def summary(self) -> str:
        """The page's first paragraph, on one line, without marks."""
        first = self.sections[0].text.strip().split("\n\n")[0]
        return plain_words(" ".join(first.split()))

    @property
    def sections(self) -> list[Section]:
        """The page's sections, in order."""
        return list(_sections(self.name, self.text))


def page_of(name: str, text: str) -> ManualPage:
    """The page *name* from a file's *text*, without comments, which are for tools."""
    return ManualPage(name, _COMMENT.sub("", text))


def anchor_of(heading: str) -> str:
    """The anchor of *heading*, as code hosts generate it.

    >>> anchor_of("The data's way")
    'the-datas-way'
    """
    return re.sub(r"[^\w\- ]", "", plain_words(heading).lower()).replace(" ", "-")


def plain_words(text: str) -> str:
    """*text* without Markdown markup of links, code and emphasis.

    >>> plain_words("See [the metrics](metrics.md), `floorlight help`")
    'See the metrics, floorlight help'
    """
    return re.sub(r"[`*]", "", _LINK.sub(r"\1", text))


def link_target(link: str, page: str) -> tuple[str, str] | None:
    """The page and the anchor that *link* on *page* points to; None if it is external.

    >>> link_target("metrics.md#service-level", "use")
    ('metrics', 'service-level')
    >>> link_target("#files", "security")
    ('security', 'files')
    >>> link_target("https://example.org", "use") is None
    True
    """
    if link.startswith("#"):
        return page, link[1:]
    match = _PAGE.match(link)
    return None if match is None else (match[1], match[2] or "")


def for_terminal(text: str) -> str:
    """*text* with each link to another page followed by the command that shows it.

    >>> for_terminal("See [the metrics](metrics.md#service-level).")
    'See the metrics (`floorlight help metrics`).'
    """

    def words(found: re.Match[str]) -> str:
        target = link_target(found[2], "")
        if target is None:
            return found[0]
        return f"{found[1]} (`floorlight help {target[0]}`)" if target[0] else found[1]

    return _LINK.sub(words, text)


def found(wanted: str, pages: Sequence[ManualPage]) -> list[Section]:
    """The sections whose heading matches *wanted*, best first; if none does, those whose text contains it.

    A heading matches by words, prefixes of words, or initials (`sl`: Service level).
    """
    sections = [section for page in pages for section in page.sections]
    words = _words(wanted)
    if not words:
        return sections
    ranked = [(_rank(words, section), number) for number, section in enumerate(sections)]
    answers = [sections[number] for rank, number in sorted(ranked) if rank[0] < _NO_ANSWER]
    phrase = " ".join(words)
    return answers or [section for section in sections if phrase in " ".join(_words(section.text))]


_NO_ANSWER = 9


def _rank(words: list[str], section: Section) -> tuple[int, int, int]:
    """How well the heading of *section* matches *words*, lower is better; then by level and length."""
    heading = _words(section.heading)
    if heading == words or section.heading.lower() == " ".join(words):
        place = 0
    elif "".join(words) == "".join(word[0] for word in heading):
        place = 1
    elif heading[: len(words)] == words:
        place = 2
    elif _begin_in_order(words, heading[: len(words)]):
        place = 3
    elif _begin_in_order(words, heading):
        place = 4
    elif all(any(word in one for one in heading) for word in words):
        place = 5
    else:
        place = _NO_ANSWER
    return place, len(heading), section.level


def _begin_in_order(words: Sequence[str], heading: Sequence[str]) -> bool:
    """Whether each of *words* is a prefix of a word of *heading*, in order."""
    left = iter(heading)
    return all(any(one.startswith(word) for one in left) for word in words)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", plain_words(text).casefold())


def _sections(page: str, text: str) -> Iterator[Section]:
    """The sections of *text*; a line that starts with # in a code block is not a heading."""
    heading, level, lines, in_code = "", 0, list[str](), False
    for line in text.splitlines():
        match = None if in_code else re.match(r"(#+) +(.+)$", line)
        if match is None:
            in_code ^= line.startswith("```")
            lines.append(line)
            continue
        if level:
            yield Section(page, heading, level, "\n".join(lines).strip() + "\n")
        heading, level, lines = plain_words(match[2].strip()), len(match[1]), []
    yield Section(page, heading, level, "\n".join(lines).strip() + "\n")
