"""The queue drawer's rows: service level in all variants, contact by contact."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.floor.ledgers.codes import Outcome
from console.metrics.explain.evidence import Evidence, Stay
from console.metrics.explain.explain import EXPLAINERS
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope
from console.metrics.reading.windows import rolling
from console.metrics.report import queue_row
from console.metrics.service_level import queue_figures
from console.metrics.variants import VARIANTS
from console.views.blind_spans import missing_in
from console.views.metric_words import figure_of
from console.views.names import queue_name
from console.views.rows import Figure, QueueAccount, StayRow
from console.views.text import (
    amount_text,
    clock_text,
    goal_share_text,
    level_goal_text,
    limit_text,
    measured_text,
    number_text,
    plain_text,
    timer_text,
    window_text,
)

JSON = dict[str, Any]
OFFERED = "offered"
SHOWN = 200


def queue_account(
    floor: Floor, queue: str, now: int, window_ms: int, variant: str = OFFERED
) -> QueueAccount | None:
    """The account of *queue*'s service level at *now* over *window_ms* (both ms); None for an unknown queue.

    Each figure equals the report's; the contacts counted are those `floorlight explain` lists.
    """
    found = floor.queues.queues.get(queue)
    if found is None or found.first_at > now:
        return None
    reading = Reading(floor, rolling(now, window_ms))
    evidence = Evidence(reading, Scope("queue", queue))
    row = queue_row(queue_figures(reading)[0], evidence.index)
    account = EXPLAINERS[f"service_level.{variant}"][0](evidence)
    here, window = zone(floor.site.at(now).time_zone), reading.window
    figures = tuple((name, _level(queue, name, row, window.seconds)) for name in VARIANTS)
    stays = [*evidence.stays(), *evidence.open_stays()]
    counted = {(item.who["contact"], item.start): item.value for item in account.counted}
    inside = [stay for stay in stays if (stay.contact, stay.start) in counted]
    outside = [stay for stay in stays if (stay.contact, stay.start) not in counted]

    def rows(some: Iterable[Stay]) -> tuple[StayRow, ...]:
        newest = sorted(some, key=lambda stay: -stay.start)[:SHOWN]
        return tuple(
            StayRow(
                plain_text(stay.contact),
                clock_text(stay.start, here),
                stay.wait / 1000,
                _wait_text(stay),
                stay_text(stay),
                bool(counted.get((stay.contact, stay.start), 0)),
            )
            for stay in newest
        )

    return QueueAccount(
        id=queue,
        name=queue_name(floor, queue, now),
        span=f"{clock_text(window.start, here)} – {clock_text(now, here)}",
        window=" · ".join(
            filter(None, (f"last {window_text(window.seconds)}", missing_in(floor, now, window_ms)))
        ),
        level=dict(figures)[variant],
        variant=variant,
        variants=figures,
        formula=account.formula,
        division=_division(account.numerator, account.denominator, dict(figures)[variant].text),
        threshold_seconds=row["threshold_seconds"],
        back=back_text(row),
        waiting=waiting_text(row),
        counted=rows(inside),
        counted_total=len(inside),
        left_out=rows(outside),
        left_out_total=len(outside),
    )


def _wait_text(stay: Stay) -> str:
    if stay.end is None:
        return timer_text(stay.wait / 1000)
    return measured_text(stay.wait / 1000 if stay.is_known else None)


def _level(queue: str, variant: str, row: JSON, seconds: float) -> Figure:
    return figure_of(
        f"service_level.{variant}",
        f"queue:{queue}",
        row["service_level"][variant],
        row["target"],
        seconds,
        f"Service level, {variant}",
        level_goal_text(row["target"], row["threshold_seconds"]),
    )


def _division(numerator: float | None, denominator: float | None, result: str) -> str:
    if numerator is None or not denominator:
        return "nothing counted yet"
    return f"{amount_text(numerator)} ÷ {amount_text(denominator)} = {result}"


def stay_text(stay: Stay) -> str:
    """The outcome of a contact in a queue, as text."""
    if stay.outcome is None:
        return "waiting" if stay.in_time else "waiting, late"
    if stay.outcome is Outcome.ANSWERED:
        return "answered in time" if stay.in_time else "answered late"
    if stay.outcome is Outcome.ABANDONED:
        return "short abandon" if stay.tally.short else "abandoned"
    return _LEFT[stay.outcome]


_LEFT = {
    Outcome.CALLBACK: "callback requested",
    Outcome.VOICEMAIL: "voicemail left",
    Outcome.OVERFLOW: "overflowed",
    Outcome.BOT: "deflected to a bot",
    Outcome.TIMEOUT: "timed out",
    Outcome.OTHER: "deflected, other",
    Outcome.LOST: "end unknown",
}


def back_text(row: JSON) -> str:
    """How many answers in time restore the goal; empty if it is met or nothing is counted.

    >>> back_text({"recovery_answers": 40, "target": 0.8, "service_level": {"offered": 0.62}})
    'The next 40 answers in time restore 80 %.'
    """
    answers, target, share = row["recovery_answers"], row["target"], row["service_level"][OFFERED]
    if not answers or target is None or share is None or share >= target:
        return ""
    if answers == 1:
        return f"The next answer in time restores {goal_share_text(target)}."
    return f"The next {number_text(answers)} answers in time restore {goal_share_text(target)}."


def waiting_text(row: JSON) -> str:
    """How many contacts wait now, and how many of them pass the threshold soon.

    >>> waiting_text({"waiting": 6, "breach_soon": 3, "threshold_seconds": 20.0})
    '3 of the 6 waiting pass the threshold of 20 s within the next 20 s.'
    """
    waiting, soon = row["waiting"], row["breach_soon"]
    if not waiting:
        return "Nobody is waiting."
    limit = f"the threshold of {limit_text(row['threshold_seconds'])}"
    if not soon:
        return f"{number_text(waiting)} waiting; none passes {limit} within the next 20 s."
    passing = "passes" if soon == 1 else "pass"
    return (
        f"{number_text(soon)} of the {number_text(waiting)} waiting {passing} {limit} within the next 20 s."
    )
