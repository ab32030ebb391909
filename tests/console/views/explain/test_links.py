"""Links: a figure, an instant and a floor, to text and back; anything else is refused in one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.views.explain.explained_rows import Asked
from console.views.explain.links import FigureLink, is_link, link_text, parse_link, place_of
from feeds.errors import UserError

IDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=40)


@given(
    name=IDS,
    path=IDS,
    window=st.one_of(st.none(), st.integers(1_000, 86_400_000)),
    at=st.integers(0, 4_000_000_000_000),
)
def test_that_a_link_parses_back(name: str, path: str, window: int | None, at: int) -> None:
    asked = Asked("service_level.offered", f"queue:{name}", window)
    link = FigureLink(asked, at, (("log", path), ("log", "b.jsonl"), ("demo", "")))
    text = link_text(link)
    assert is_link(text)
    assert text.isascii()
    assert not set(" \"'<>") & set(text)
    assert parse_link(text) == link


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("floorlight://open?metric=a", "does not begin with"),
        ("floorlight://explain?metric=waiting", "it lacks scope, window, at"),
        ("floorlight://explain?metric=a&scope=moon&window=1&at=2026-01-01T00:00:00Z", "not a scope"),
        ("floorlight://explain?metric=a&scope=floor&window=x&at=2026-01-01T00:00:00Z", "not a window"),
        ("floorlight://explain?metric=a&scope=floor&window=1&at=noon", "noon"),
        (
            "floorlight://explain?metric=a&scope=floor&window=1&at=2026-01-01T00:00:00Z&x=rm",
            "x is not known",
        ),
        ("floorlight://[", "not a link"),
    ],
)
def test_that_what_is_no_link_is_refused(text: str, why: str) -> None:
    with pytest.raises(UserError, match="is not a link of Floorlight") as refused:
        parse_link(text)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


def test_that_a_place_names_what_was_opened() -> None:
    place = place_of({"log": ["a", "b"], "day": None, "archive": "/x", "other": "no"})
    assert place == (("log", "a"), ("log", "b"), ("archive", "/x"))
    link = FigureLink(Asked("waiting", "floor", None), 0, place)
    assert (link.of("log"), link.of("url")) == (["a", "b"], [])
