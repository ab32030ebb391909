"""Errors of the archive are the user's to read."""

from __future__ import annotations

from console.history.days.errors import ArchiveError, DamageError
from feeds.errors import UserError


def test_that_damage_is_an_error_of_the_archive_and_is_shown_in_one_line() -> None:
    assert issubclass(DamageError, ArchiveError)
    assert issubclass(ArchiveError, UserError)
