"""The metrics a rule may watch, with the scopes and unit of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "seconds", "count", "ratio"]
_OF_QUEUES = ("queue", "channel", "floor")
_OF_AGENTS = ("agent", "team", "floor")


@dataclass(frozen=True, slots=True)
class WatchedMetric:
    """A metric by its key in the report: its scopes and unit."""

    each: tuple[str, ...]
    unit: Unit


# Queues: entries that ended in the window, and contacts waiting now.
ENDED: dict[str, WatchedMetric] = {
    "service_level.offered": WatchedMetric(_OF_QUEUES, "share"),
    "service_level.answered": WatchedMetric(_OF_QUEUES, "share"),
    "service_level.ignored": WatchedMetric(_OF_QUEUES, "share"),
    "service_level.positive": WatchedMetric(_OF_QUEUES, "share"),
    "service_level.strict": WatchedMetric(_OF_QUEUES, "share"),
    "average_speed_of_answer_seconds": WatchedMetric(_OF_QUEUES, "seconds"),
    "average_time_to_abandon_seconds": WatchedMetric(_OF_QUEUES, "seconds"),
    "abandon_rate": WatchedMetric(_OF_QUEUES, "share"),
    "answered": WatchedMetric(_OF_QUEUES, "count"),
    "abandoned": WatchedMetric(_OF_QUEUES, "count"),
    "deflected": WatchedMetric(_OF_QUEUES, "count"),
    "offered": WatchedMetric(_OF_QUEUES, "count"),
}
WAITING: dict[str, WatchedMetric] = {
    "waiting": WatchedMetric(_OF_QUEUES, "count"),
    "longest_wait_seconds": WatchedMetric(_OF_QUEUES, "seconds"),
}
# Agents: their time, and the contacts they handled.
TIMES: dict[str, WatchedMetric] = {
    "occupancy": WatchedMetric(_OF_AGENTS, "share"),
    "utilisation": WatchedMetric(_OF_AGENTS, "share"),
    "concurrency": WatchedMetric(_OF_AGENTS, "ratio"),
    "adherence": WatchedMetric(_OF_AGENTS, "share"),
}
HANDLED: dict[str, WatchedMetric] = {
    "handled": WatchedMetric(_OF_AGENTS, "count"),
    "average_handle_time_seconds": WatchedMetric(_OF_AGENTS, "seconds"),
    "average_talk_seconds": WatchedMetric(_OF_AGENTS, "seconds"),
    "average_hold_seconds": WatchedMetric(_OF_AGENTS, "seconds"),
    "average_wrap_up_seconds": WatchedMetric(_OF_AGENTS, "seconds"),
    "transfer_rate": WatchedMetric(_OF_AGENTS, "share"),
    "missed_rate": WatchedMetric(_OF_AGENTS, "share"),
}
MEASURES: dict[str, WatchedMetric] = {**ENDED, **WAITING, **TIMES, **HANDLED}
# Shares of contacts, each of which counts or does not: chance alone moves them.
CONTACT_SHARES: tuple[str, ...] = tuple(
    name for name, metric in {**ENDED, **HANDLED}.items() if metric.unit == "share"
)
# Means of contacts' times.
CONTACT_MEANS: tuple[str, ...] = tuple(name for name in {**ENDED, **HANDLED} if name.startswith("average_"))
