"""Flagged: which agents and queues have an open flag, and what it says. For tiles and cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from console.views.rows import Severity


class OpenFlag(Protocol):
    """What a view needs of a flag: of whom it is, how bad, what it says, and since when (ms)."""

    @property
    def scope(self) -> str: ...
    @property
    def severity(self) -> int: ...
    @property
    def what(self) -> str: ...
    @property
    def since(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Need:
    """Why somebody or something needs a person: the worst severity, its words, and since when (ms)."""

    severity: Severity = Severity.NONE
    reason: str = ""
    since: int = 0


QUIET = Need()


def needs(flags: Iterable[OpenFlag], kind: str) -> dict[str, Need]:
    """What the scopes of *kind* (`agent`, `queue`) need, by id: the worst flag's words, then the next one's.

    Of two equally bad flags the older comes first.
    """
    prefix = f"{kind}:"
    found: dict[str, list[OpenFlag]] = {}
    for flag in flags:
        if flag.scope.startswith(prefix) and flag.severity:
            found.setdefault(flag.scope[len(prefix) :], []).append(flag)
    return {name: _need(of_one) for name, of_one in found.items()}


def _need(flags: list[OpenFlag]) -> Need:
    worst_first = sorted(flags, key=lambda flag: (-flag.severity, flag.since))
    words = dict.fromkeys(_words(flag) for flag in worst_first)
    return Need(Severity(worst_first[0].severity), " · ".join(words), worst_first[0].since)


def _words(flag: OpenFlag) -> str:
    """The few words for a tile, where a flag has them; else what it says."""
    brief: str = getattr(flag, "brief", "")
    return brief or flag.what
