"""floorlight help: topics, headings found by word, plain in a pipe, and what is not there."""

from __future__ import annotations

import pytest

from console.cli import OK, USAGE, main
from console.manual_files import PAGES, read_manual


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["help", *words]) == OK
    out = capsys.readouterr().out
    assert "\x1b" not in out
    return out


def test_that_the_topics_are_listed_with_what_they_are_about(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys)
    lines = [line.split(maxsplit=1) for line in out.splitlines()[: len(PAGES)]]
    assert [line[0] for line in lines] == list(PAGES)
    assert all(len(line) == 2 for line in lines)


@pytest.mark.parametrize("topic", PAGES)
def test_that_every_topic_is_printed_whole(topic: str, capsys: pytest.CaptureFixture[str]) -> None:
    out = " ".join(printed(capsys, topic).split())
    page = next(page for page in read_manual() if page.name == topic)
    for section in page.sections:
        assert section.heading in out
    assert "](" not in out


def test_that_words_find_a_section_with_all_below_it(capsys: pytest.CaptureFixture[str]) -> None:
    one = printed(capsys, "service level")
    assert one == printed(capsys, "service", "level")
    assert one.lstrip().startswith("Service level")
    assert "service_level.strict" in one
    assert "average_speed_of_answer_seconds" not in one
    assert "From: floorlight help metrics" in one


def test_that_other_sections_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    out = printed(capsys, "heartbeat")
    others = [line for line in out.splitlines() if line.startswith("Also: ")]
    assert any("Session" in line for line in others)


def test_that_a_word_nobody_wrote_gets_advice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", "bad inputs"]) == USAGE
    assert "did you mean Bad input" in capsys.readouterr().err
    assert main(["help", "xyzzy\x1b[31m"]) == USAGE
    reported = capsys.readouterr().err
    assert "topics are use, command-line" in reported
    assert "\x1b" not in reported
