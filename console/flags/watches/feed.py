"""Watch of the feed: stale data. Depends on the connection, not on the floor."""

from __future__ import annotations

from collections.abc import Iterator

from console.flags.rules.conditions import Condition, lasting
from console.flags.rules.rules import Rulebook
from console.metrics.reading.severity import Severity

FEED = "feed"
_SECOND = 1000


class FeedWatch:
    """Owned by the flags."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rules = rulebook.watching("feed_stale")

    def conditions(self, age_seconds: float | None, now: int) -> Iterator[Condition]:
        """The flags of a feed that is stale at *now* (ms), with the age of its data; None if it is not."""
        if age_seconds is None:
            return
        # Rounded to seconds, so that a flag keeps its name while both clocks advance.
        heard = round((now - age_seconds * 1000) / _SECOND) * _SECOND
        for rule in self._rules:
            severity, since = lasting(rule, heard, now)
            if severity is not Severity.NONE:
                yield Condition(rule, FEED, severity, since, age_seconds)
