"""Rows: values that are equal where they show the same, and say which data is not to be relied on."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from console.views.rows import Attention, Figure, Headline, Link, Severity


@pytest.mark.parametrize(
    ("link", "is_old"),
    [
        (Link.LIVE, False),
        (Link.REPLAY, False),
        (Link.REWOUND, False),
        (Link.LOADING, False),
        (Link.STALE, True),
        (Link.RECONNECTING, True),
    ],
)
def test_that_stale_and_lost_data_is_not_to_be_relied_on(link: Link, is_old: bool) -> None:
    assert link.is_old is is_old


def test_that_figures_that_show_the_same_are_equal() -> None:
    one, same = Figure("waiting", "queue:help", "3", 3), Figure("waiting", "queue:help", "3", 3)
    assert one == same
    assert len({one, same}) == 1
    assert one != Figure("waiting", "queue:help", "3", 3, Severity.WARNING)


def test_that_a_row_is_never_changed() -> None:
    headline = Headline(Link.LIVE, "LIVE", "Lisbon", "09:00:00")
    with pytest.raises(FrozenInstanceError):
        headline.site = "Porto"  # type: ignore[misc]
    assert Attention() == Attention(cards=(), more=0)
