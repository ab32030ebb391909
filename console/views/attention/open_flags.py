"""Open flags by agent and queue, as text for tiles and cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from console.views.rows import Severity


class OpenFlag(Protocol):
    """A flag for the views: scope, severity, text and start (ms)."""

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
    """Why an agent or queue needs attention: worst severity, text, start (ms), and whether it is for help."""

    severity: Severity = Severity.NONE
    reason: str = ""
    since: int = 0
    is_help: bool = False

    @property
    def urgency(self) -> tuple[bool, int, int]:
        """Sort key, most urgent first: requests for help, then the most severe, then the oldest."""
        return not self.is_help, -self.severity, self.since


QUIET = Need()


def needs(flags: Iterable[OpenFlag], kind: str) -> dict[str, Need]:
    """The needs of all scopes of *kind* (`agent`, `queue`), by id: the text of the worst flag, then the next.

    A request for help comes first; of two equally severe flags, the older one.
    """
    prefix = f"{kind}:"
    found: dict[str, list[OpenFlag]] = {}
    for flag in flags:
        if flag.scope.startswith(prefix) and flag.severity:
            found.setdefault(flag.scope[len(prefix) :], []).append(flag)
    return {name: _need(of_one) for name, of_one in found.items()}


def _need(flags: list[OpenFlag]) -> Need:
    worst_first = sorted(flags, key=lambda flag: (not is_help(flag), -flag.severity, flag.since))
    first, words = worst_first[0], dict.fromkeys(_words(flag) for flag in worst_first)
    worst = max(flag.severity for flag in flags)
    return Need(Severity(worst), " · ".join(words), first.since, is_help(first))


def is_help(flag: OpenFlag) -> bool:
    """Whether *flag* is a request for help."""
    return bool(getattr(flag, "is_help", False))


def _words(flag: OpenFlag) -> str:
    """The flag's brief text for a tile if it has one, else its full text."""
    brief: str = getattr(flag, "brief", "")
    return brief or flag.what
