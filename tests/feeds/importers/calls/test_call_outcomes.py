"""What a row of calls says beside its times: satisfaction, resolution, transfers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from feeds.importers.calls.call_map import CallMap
from feeds.importers.calls.call_outcomes import CallOutcomeReader

PLAIN: dict[str, Any] = {
    "columns": {"entry": "at", "agent": "who"},
    "times": {"zone": "UTC", "formats": ["iso"]},
    "queues": {"fixed": "main"},
}


def reader(**tables: Any) -> CallOutcomeReader:
    return CallOutcomeReader(CallMap.model_validate({**PLAIN, **tables}))


@pytest.mark.parametrize(
    ("text", "survey"),
    [("4", ("csat", 4)), ("4.0", ("csat", 4)), ("5,00", ("csat", 5)), ("", None), ("N/A", None)],
)
def test_that_a_number_of_the_scale_is_an_answer(text: str, survey: tuple[str, int] | None) -> None:
    odd: list[str] = []
    assert reader(satisfaction={"none": ["n/a"]}).read(text, "", "", odd).survey == survey
    assert odd == []


@pytest.mark.parametrize("text", ["0", "6", "4.5", "good", "-1", "9" * 50, "４"])
def test_that_anything_else_is_none_and_reported(text: str) -> None:
    odd: list[str] = []
    assert reader().read(text, "", "", odd).survey is None
    assert len(odd) == 1


def test_that_words_are_numbers_by_the_map_on_its_scale() -> None:
    found = reader(satisfaction={"scale": "nps", "values": {"Very good": 10, "bad": 0}})
    assert found.read("very GOOD", "", "", []).survey == ("nps", 10)
    assert found.read("7", "", "", []).survey == ("nps", 7)
    with pytest.raises(ValueError, match="goes from 1 to 5"):
        reader(satisfaction={"values": {"great": 6}})


@pytest.mark.parametrize(
    ("text", "resolved"), [("Yes", True), ("Y", True), ("no", False), ("0", False), ("", None), ("?", None)]
)
def test_that_resolved_is_what_the_map_says(text: str, resolved: bool | None) -> None:
    odd: list[str] = []
    assert reader().read("", text, "", odd).resolved is resolved
    assert bool(odd) == (text == "?")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("yes", "blind"),
        ("2", "blind"),
        ("0", None),
        ("no", None),
        ("", None),
        ("Consulted", "warm"),
        ("?", None),
    ],
)
def test_that_a_transfer_has_its_kind(text: str, kind: str | None) -> None:
    odd: list[str] = []
    assert reader(transfers={"warm": ["consulted"]}).read("", "", text, odd).transfer == kind
    assert bool(odd) == (text == "?")


@given(texts=some.lists(some.text(max_size=20), min_size=3, max_size=3))
def test_that_no_text_raises_and_every_answer_is_on_its_scale(texts: list[str]) -> None:
    found = reader().read(texts[0].strip(), texts[1].strip(), texts[2].strip(), [])
    assert found.survey is None or 1 <= found.survey[1] <= 5
