"""The map of a file of calls: what it refuses, in words that say what to write instead."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from feeds.importers.calls.call_map import CallMap, CallTimes, OutcomeValues
from tests.feeds.importers.calls.test_call_outcomes import PLAIN

CLOCK = {"zone": "UTC", "formats": ["%H:%M"]}


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"columns": {"agent": "who"}}, "name entry or queue_start"),
        ({"times": CLOCK}, "times.formats have no date"),
        ({"times": {**CLOCK, "date": "16 June"}}, "a day is written as 2026-06-16"),
        ({"columns": {**PLAIN["columns"], "date": "day"}}, "columns.date needs times.date_formats"),
        (
            {"columns": {**PLAIN["columns"], "date": "day"}, "times": {**CLOCK, "date": "2026-06-16"}},
            "both give the date",
        ),
        ({"columns": {**PLAIN["columns"], "outcome": "end"}}, "columns.outcome needs outcomes"),
        ({"queues": {}}, "name columns.type or queues.fixed"),
        ({"columns": {"entry": "at"}}, "name columns.agent or agents.unnamed"),
        (
            {"satisfaction": {"scale": "csat", "values": {"great": 6}}},
            "'great' is 6, and csat goes from 1 to 5",
        ),
        ({"outcomes": {"answered": ["OK"], "abandoned": ["ok "]}}, "'ok' occurs in two lists"),
    ],
)
def test_that_a_map_that_cannot_be_used_is_refused_with_what_to_write(
    tables: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        CallMap.model_validate({**PLAIN, **tables})
    assert words in str(refusal.value)


def test_that_the_values_of_an_outcome_are_compared_trimmed_and_without_case() -> None:
    outcomes = OutcomeValues.model_validate(
        {"answered": ["Handled"], "abandoned": ["Lost "], "ignored": ["Test"], "deflected": {"bot": ["Bot"]}}
    )
    assert outcomes.meanings() == {
        "handled": "answered",
        "lost": "abandoned",
        "test": "ignored",
        "bot": "bot",
    }


@pytest.mark.parametrize("day", ["2026-06-16", date(2026, 6, 16)])
def test_that_a_day_may_be_written_as_text_or_as_toml_has_it(day: object) -> None:
    assert CallTimes.model_validate({**CLOCK, "date": day}).date == "2026-06-16"


def test_that_a_day_that_is_neither_is_refused() -> None:
    with pytest.raises(ValidationError):
        CallTimes.model_validate({**CLOCK, "date": 20260616})
