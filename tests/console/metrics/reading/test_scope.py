"""Scopes as people write them."""

from __future__ import annotations

import pytest

from console.metrics.reading.scope import Scope, ScopeError


@pytest.mark.parametrize("text", ["floor", "queue:billing", "channel:chat", "team:a:b", "agent:ana"])
def test_that_a_scope_is_written_as_it_is_read(text: str) -> None:
    assert str(Scope.parse(text)) == text


@pytest.mark.parametrize("text", ["", "queue", "queue:", "floor:x", "floor:", "planet:mars", ":x"])
def test_that_what_names_no_scope_is_refused(text: str) -> None:
    with pytest.raises(ScopeError, match="is not a scope"):
        Scope.parse(text)
