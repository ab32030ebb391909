"""Errors of the archive."""

from __future__ import annotations

from feeds.errors import UserError


class ArchiveError(UserError):
    """Raised if an archive cannot be read or written; the message says which file, why, and what to do."""


class DamageError(ArchiveError):
    """Raised if an archived day holds something else than was written."""


class InUseError(ArchiveError):
    """Raised if another program writes the source into the archive."""
