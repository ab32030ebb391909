"""The limits: the document's tables say what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feeds.limits import LIMITS

SECURITY = (Path(__file__).parents[2] / "resources/docs/security.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("section", LIMITS)
def test_that_the_documents_table_is_the_programs(section: str) -> None:
    (table,) = re.findall(rf"<!-- limits: {section} -->(.+?)<!-- end -->", SECURITY, re.DOTALL)
    rows = [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in table.strip().splitlines()]
    assert rows[2:] == [(limit.what, limit.text, limit.beyond) for limit in LIMITS[section]]


@pytest.mark.parametrize("section", LIMITS)
def test_that_each_section_of_limits_has_a_heading(section: str) -> None:
    assert f"\n## {section}\n" in SECURITY
