"""The manual's pages: their sections, what is found in them, and where links lead."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from console.manual_files import read_manual
from console.views.manual import anchor_of, for_terminal, found, page_of

PAGES = [
    page_of(
        "metrics",
        "# Metrics\n\nWhat each [figure](glossary.md) means.\n\n<!-- for tools -->\n## Service level"
        "\n\nA share.\n\n```\n# no heading\n```\n\n### Live\n\nWith those who wait.\n",
    ),
    page_of("settings", "# Settings\n\nOne file.\n\n## The settings file\n\nIts heartbeat is slow.\n"),
]
ALL = read_manual()


def headings(wanted: str) -> list[str]:
    return [section.heading for section in found(wanted, PAGES)]


def test_that_a_page_has_a_title_a_summary_and_sections() -> None:
    page = PAGES[0]
    assert page.title == "Metrics"
    assert page.summary == "What each figure means."
    assert [(s.heading, s.level) for s in page.sections] == [
        ("Metrics", 1),
        ("Service level", 2),
        ("Live", 3),
    ]
    assert "# no heading" in page.sections[1].text
    assert "for tools" not in page.text


def test_that_headings_are_found_by_word_by_beginning_and_by_initials() -> None:
    assert headings("service level") == ["Service level"]
    assert headings("SERV LEV") == ["Service level"]
    assert headings("sl") == ["Service level"]
    assert headings("file") == ["The settings file"]
    assert headings("settings")[0] == "Settings"


def test_that_a_word_that_is_no_heading_is_found_in_the_text() -> None:
    assert headings("heartbeat is") == ["The settings file"]
    assert headings("nowhere") == []


def test_that_no_words_find_everything_in_order() -> None:
    assert headings(" ") == ["Metrics", "Service level", "Live", "Settings", "The settings file"]


def test_that_service_level_is_found_in_two_keys() -> None:
    assert found("sl", ALL)[0].heading == "Service level"
    assert found("sl", ALL)[0].page == "metrics"


def test_that_links_are_commands_in_a_terminal() -> None:
    assert for_terminal("[a](rules.md#keys) [b](#here) [c](https://example.org)") == (
        "a (`floorlight help rules`) b [c](https://example.org)"
    )


def test_that_every_heading_of_the_manual_finds_itself_first() -> None:
    for page in ALL:
        for section in page.sections:
            first = found(section.heading, ALL)[0]
            assert first.heading.lower() == section.heading.lower()


@given(st.text(max_size=30))
def test_that_whatever_is_typed_finds_sections_and_nothing_else(wanted: str) -> None:
    every = [section for page in PAGES for section in page.sections]
    answers = found(wanted, PAGES)
    assert all(answer in every for answer in answers)
    assert len(set(answers)) == len(answers)


@given(st.text(string.ascii_letters + string.digits + " -_'÷", min_size=1, max_size=30))
def test_that_an_anchor_holds_no_blank_and_is_the_same_again(heading: str) -> None:
    anchor = anchor_of(heading)
    assert " " not in anchor
    assert anchor_of(anchor) == anchor
