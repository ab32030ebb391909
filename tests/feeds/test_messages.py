"""What all messages share: ids, instants, spans, and that unknown fields are ignored."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from feeds.messages import Happening, Span
from tests.feeds import AT, LATER


def test_that_unknown_fields_are_ignored_and_known_ones_are_strict() -> None:
    assert Happening.model_validate({"at": AT, "seq": 3, "more": 1}).seq == 3
    with pytest.raises(ValidationError):
        Happening.model_validate({"at": AT, "seq": "3"})
    with pytest.raises(ValidationError):
        Happening.model_validate({"at": "yesterday"})


def test_that_a_span_does_not_end_before_it_starts() -> None:
    assert Span(start=AT, end=AT).end == AT
    with pytest.raises(ValidationError, match="is before start"):
        Span(start=LATER, end=AT)
