"""The manual's files: what the program carries, and what its package holds."""

from __future__ import annotations

from console.manual_files import PAGES, read_manual


def test_that_every_page_is_read_in_order_and_begins_with_its_title() -> None:
    pages = read_manual()
    assert tuple(page.name for page in pages) == PAGES
    for page in pages:
        levels = [section.level for section in page.sections]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert len({section.anchor for section in page.sections}) == len(levels)
