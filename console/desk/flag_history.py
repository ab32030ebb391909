"""The flags that were up at a live floor's edge, as they rose and were cleared: for the archive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from console.flags.rules.conditions import Condition
from console.history.days.records import FlagRecord


class FlagHistory:
    """Turns the flags seen at one instant after the other into records. Owned by the one who keeps them.

    A flag is identified by its rule and scope while it stays up: a late event may move the instant it rose,
    and its first id is kept.
    """

    def __init__(self) -> None:
        self._up: dict[tuple[str, str], FlagRecord] = {}
        self._seen_at: int | None = None

    def resume(self, kept: Iterable[FlagRecord]) -> None:
        """Go on after a restart with the flags *kept*: those of them that were not cleared are up."""
        for record in kept:
            if record.cleared_at is None:
                self._up[record.rule, record.scope] = record

    def see(self, up: Sequence[Condition], now: int) -> list[FlagRecord]:
        """The records that the flags *up* at *now* (ms) add or change."""
        changed: list[FlagRecord] = []
        found: dict[tuple[str, str], FlagRecord] = {}
        for seen in up:
            key = seen.rule.id, seen.scope
            known = self._up.get(key)
            if known is not None and self._seen_at is not None and seen.since > self._seen_at:
                changed.append(known._replace(cleared_at=seen.since))  # and rose again, unseen
                known = None
            severity = seen.severity.name.lower()
            if known is None:
                record = FlagRecord(seen.id, *key, severity, seen.since, None)
            else:
                record = known._replace(severity=severity)
            if record != known:
                changed.append(record)
            found[key] = record
        changed += [
            record._replace(cleared_at=max(now, record.raised_at))
            for key, record in self._up.items()
            if key not in found
        ]
        self._up, self._seen_at = found, now
        return changed
