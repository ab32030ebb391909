"""The rows of an account: every item counted and left out, misses first, each with its cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence

from console.floor.floor import Floor
from console.metrics.explain.account import JSON, Account, Item, LeftOut
from console.views.explain.causes import Causes
from console.views.explain.explained_rows import AccountRow, Effect
from console.views.metric_words import METRICS, RATE, TIME, TIMER
from console.views.names import agent_name, queue_name
from console.views.text import measured_text, plain_text, timer_text

_OF_OPEN_ENTRIES = ("waiting", "longest_wait_seconds", "breach_soon")


class Names:
    """Display names at an instant (ms), each found once."""

    def __init__(self, floor: Floor, now: int) -> None:
        self._floor, self._now = floor, now
        self._agents: dict[str, str] = {}
        self._queues: dict[int, str] = {}

    def agent(self, agent: str) -> str:
        """The display name of the agent with the id *agent*; empty for none."""
        if agent and agent not in self._agents:
            self._agents[agent] = agent_name(self._floor, agent, self._now)
        return self._agents.get(agent, "")

    def queue(self, number: int) -> str:
        """The display name of queue *number*; empty for none."""
        if number >= 0 and number not in self._queues:
            name = self._floor.queues.by_index[number].name
            self._queues[number] = queue_name(self._floor, name, self._now)
        return self._queues.get(number, "")


def counted_rows(
    account: Account, metric: str, names: Names, causes: Causes, now: int
) -> tuple[AccountRow, ...]:
    """The items counted by *metric* at *now* (ms): misses first, then the newest or the longest."""
    effect_of = _part_of(metric, account.denominator is not None)
    kinds = [effect_of(item) for item in account.counted]
    misses = [item for item, kind in zip(account.counted, kinds, strict=True) if kind is Effect.MISS]
    found = causes.of(misses, now) if metric.startswith("service_level.") else {}
    rows, missed = [], 0
    for item, kind in zip(account.counted, kinds, strict=True):
        row = _row(item.who, names, item.start, item.seconds, item.value, kind, item.queue)
        row.words, row.is_open = item.why, item.end is None
        if kind is Effect.MISS:
            row.words = _words(item, found.get(missed, ""))
            missed += 1
        rows.append(row)
    rows.sort(key=_longest_first if _is_time(metric) or metric in _OF_OPEN_ENTRIES else _newest_first)
    return _with_unique_keys(rows)


def left_out_rows(items: Sequence[LeftOut], names: Names) -> tuple[AccountRow, ...]:
    """The items left out, newest first."""
    rows = []
    for item in items:
        row = _row(item.who, names, item.start, item.seconds, 0, Effect.NEUTRAL, item.queue)
        row.words = item.reason
        rows.append(row)
    rows.sort(key=_newest_first)
    return _with_unique_keys(rows)


def _with_unique_keys(rows: list[AccountRow]) -> tuple[AccountRow, ...]:
    """*rows* with unique keys: of several with the same, the later are numbered."""
    met: Counter[Hashable] = Counter()
    for row in rows:
        met[row.key] += 1
        if (number := met[row.key]) > 1:
            row.key = row.key, number
    return tuple(rows)


def _row(
    who: JSON,
    names: Names,
    start: int | None,
    seconds: float | None,
    adds: float,
    effect: Effect,
    queue: int,
) -> AccountRow:
    contact, agent = who.get("contact") or "", who.get("agent") or ""
    name = names.agent(agent)
    if not contact and not agent:
        name = names.queue(queue) if "queue" in who else plain_text(_subject(who))
    key = (contact or agent or name, agent, start)
    where = "" if "queue" in who else names.queue(queue)
    return AccountRow(key, start, contact, agent, name, where, seconds, adds, "", effect)


def _subject(who: JSON) -> str:
    return next((f"{kind} {name}" for kind, name in who.items() if name is not None), "")


def _words(item: Item, cause: str) -> str:
    """What an item was; of a missed entry also its length and cause."""
    if not cause:
        return item.why
    if item.seconds is None:
        return f"{item.why}; {cause}"
    lasted = timer_text(item.seconds) if item.end is None else measured_text(item.seconds)
    return f"{item.why}, {lasted}; {cause}"


def _part_of(metric: str, is_ratio: bool) -> Callable[[Item], Effect]:
    """What an item does to *metric*: nothing where more is neither better nor worse."""
    kind = METRICS[metric][1] if metric in METRICS else None
    if not is_ratio or kind is None or kind in (TIME, TIMER):
        return lambda item: Effect.NEUTRAL
    if kind is RATE:
        return lambda item: Effect.MISS if item.value else Effect.GOOD
    if metric.startswith(("service_level.", "first_contact", "csat.share", "bot_")):
        return lambda item: Effect.GOOD if item.value else Effect.MISS
    if metric.startswith("adherence"):
        return lambda item: Effect.GOOD if item.value else Effect.MISS
    return lambda item: Effect.NEUTRAL


def _is_time(metric: str) -> bool:
    return metric in METRICS and METRICS[metric][1] in (TIME, TIMER)


def _newest_first(row: AccountRow) -> tuple[int, int]:
    return row.effect, 0 if row.at is None else -row.at


def _longest_first(row: AccountRow) -> tuple[int, float]:
    return row.effect, -max(row.adds, row.seconds or 0)
