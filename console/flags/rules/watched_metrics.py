"""Measures: the metrics that a rule may watch, what each is read of, and how its value is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["share", "seconds", "count", "ratio"]
_OF_QUEUES = ("queue", "channel", "floor")
_OF_AGENTS = ("agent", "team", "floor")


@dataclass(frozen=True, slots=True)
class Measure:
    """A metric of the report, by its key there: what it may be read of, and its unit."""

    each: tuple[str, ...]
    unit: Unit


# Of queues: what ended in the window, and who waits now.
ENDED: dict[str, Measure] = {
    "service_level.offered": Measure(_OF_QUEUES, "share"),
    "service_level.answered": Measure(_OF_QUEUES, "share"),
    "service_level.ignored": Measure(_OF_QUEUES, "share"),
    "service_level.positive": Measure(_OF_QUEUES, "share"),
    "service_level.strict": Measure(_OF_QUEUES, "share"),
    "average_speed_of_answer_seconds": Measure(_OF_QUEUES, "seconds"),
    "average_time_to_abandon_seconds": Measure(_OF_QUEUES, "seconds"),
    "abandon_rate": Measure(_OF_QUEUES, "share"),
    "answered": Measure(_OF_QUEUES, "count"),
    "abandoned": Measure(_OF_QUEUES, "count"),
    "deflected": Measure(_OF_QUEUES, "count"),
    "offered": Measure(_OF_QUEUES, "count"),
}
WAITING: dict[str, Measure] = {
    "waiting": Measure(_OF_QUEUES, "count"),
    "longest_wait_seconds": Measure(_OF_QUEUES, "seconds"),
}
# Of agents: what they did with their time, and what they handled.
TIMES: dict[str, Measure] = {
    "occupancy": Measure(_OF_AGENTS, "share"),
    "utilisation": Measure(_OF_AGENTS, "share"),
    "concurrency": Measure(_OF_AGENTS, "ratio"),
    "adherence": Measure(_OF_AGENTS, "share"),
}
HANDLED: dict[str, Measure] = {
    "handled": Measure(_OF_AGENTS, "count"),
    "average_handle_time_seconds": Measure(_OF_AGENTS, "seconds"),
    "average_talk_seconds": Measure(_OF_AGENTS, "seconds"),
    "average_hold_seconds": Measure(_OF_AGENTS, "seconds"),
    "average_wrap_up_seconds": Measure(_OF_AGENTS, "seconds"),
    "transfer_rate": Measure(_OF_AGENTS, "share"),
    "missed_rate": Measure(_OF_AGENTS, "share"),
}
MEASURES: dict[str, Measure] = {**ENDED, **WAITING, **TIMES, **HANDLED}
