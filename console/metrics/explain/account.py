"""Accounts: the items that make up a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from console.metrics.explain.evidence import Evidence

JSON = dict[str, Any]
Number = int | float


# Both kinds of item are never modified; not frozen, since they are created by the thousand, and that is slow.
@dataclass(slots=True)
class Item:
    """One item counted: its subject, start and end (ms, None if it continues), and its contribution.

    `seconds` is its length, None where it has none or it is not known; `why` what it was. A queue entry has
    its `queue` (by number) and the threshold it is judged by (ms).
    """

    who: JSON
    start: int | None
    end: int | None
    value: Number
    seconds: float | None = None
    why: str = ""
    queue: int = -1
    threshold: int = 0


@dataclass(slots=True)
class LeftOut:
    """One item excluded from the figure, and why; `start`, `seconds` and `queue` as of an item counted."""

    who: JSON
    reason: str
    start: int | None = None
    seconds: float | None = None
    queue: int = -1


@dataclass(slots=True)
class Account:
    """The account of a figure. The value of a ratio is numerator ÷ denominator × scale."""

    formula: str
    counted: list[Item] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    numerator: Number | None = None
    denominator: Number | None = None
    variant: str | None = None


def summed(account: Account) -> Account:
    account.numerator = total(item.value for item in account.counted)
    return account


def total(values: Iterable[Number]) -> Number:
    return round(sum(values), 3)


Explainer = Callable[[Evidence], Account]
# The explainer of each metric, and the kinds of scope that have it.
Explainers = dict[str, tuple[Explainer, tuple[str, ...]]]

QUEUE_SCOPES = ("floor", "queue", "channel")
AGENT_SCOPES = ("floor", "team", "agent")
ANY_SCOPE = ("floor", "queue", "channel", "team", "agent")
FLOOR_SCOPE = ("floor",)
