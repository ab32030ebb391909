"""Events and columns as they are stored."""

from __future__ import annotations

import pytest

from console.floor.entities.site import Profiles
from console.history.checkpoints.records import (
    declare_all,
    declared_of,
    event_bytes,
    event_from,
    events_in,
    int_bytes,
    ints_from,
)
from feeds.events import MODELS
from feeds.protocol.decoding import decode
from tests.feeds import PLAIN, encoded


@pytest.mark.parametrize("kind", [kind for kind in PLAIN if kind in MODELS])
def test_that_an_event_is_the_same_afterwards(kind: str) -> None:
    event = decode(encoded(PLAIN[kind]))
    assert event_from(event_bytes(event)) == event


def test_that_a_long_text_is_no_event_that_is_refused() -> None:
    answer = MODELS["survey.answered"](at="2026-11-22T09:00:00Z", comment="x" * 100_000)
    assert event_from(event_bytes(answer)).comment == answer.comment  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", [b"", b"{}", b"[1]", b'{"type":"acme.odd"}', b'{"type":"agent.state"}'])
def test_that_what_is_no_event_is_an_error(text: bytes) -> None:
    with pytest.raises((ValueError, KeyError)):
        event_from(text)


def test_that_declarations_are_in_force_again() -> None:
    profiles, again = Profiles[object](None), Profiles[object](None)
    first, later = (decode(encoded({**PLAIN["team.profile"], "name": name})) for name in ("A", "B"))
    profiles.declare(10, first)
    profiles.declare(5, later)
    declare_all(again, events_in(declared_of(profiles)))
    assert again.declared == profiles.declared == [(5, later), (10, first)]


def test_that_numbers_are_columns_of_eight_bytes() -> None:
    assert ints_from(int_bytes([1, -(2**62)])).tolist() == [1, -(2**62)]
    with pytest.raises(OverflowError):
        int_bytes([2**63])
