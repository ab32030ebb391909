"""Explain: the account of any figure of the screen, as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from console.floor.entities.site import zone
from console.floor.floor import Floor
from console.metrics.explain.account import Account, Explainers
from console.metrics.explain.evidence import Evidence
from console.metrics.explain.explain import EXPLAINERS
from console.metrics.explain.goal_misses import Missed, missed_since
from console.metrics.explain.on_screen import SCREEN_EXPLAINERS
from console.metrics.reading.reading import Reading
from console.metrics.reading.scope import Scope, ScopeError
from console.metrics.reading.windows import Window, day, rolling
from console.metrics.variants import VARIANTS
from console.views.attention.attention import scope_name
from console.views.explain.account_rows import Names, counted_rows, left_out_rows
from console.views.explain.causes import Causes
from console.views.explain.explained_rows import Asked, Explanation, Note
from console.views.explain.figure_now import figure_now, is_of_an_instant, metric_label, report_row
from console.views.explain.notes import missing_note, recovery_notes
from console.views.floor.choices import Choices
from console.views.metric_words import METRICS, TIME, severity_word
from console.views.rows import Figure, Severity
from console.views.text import (
    NONE,
    amount_text,
    clock_text,
    measured_text,
    plain_text,
    timer_text,
    window_text,
)
from feeds.events import SiteSettings

JSON = dict[str, Any]
ALL: Explainers = {**EXPLAINERS, **SCREEN_EXPLAINERS}
LEVEL = "service_level."
_OF_TIMES = ("occupancy", "utilisation", "concurrency", "adherence", "adherence_adjusted", "conformance")

VARIANT_WORDS = {
    "offered": "of all offered; short abandons are left out",
    "answered": "of those answered",
    "ignored": "of all; early abandons are left out",
    "positive": "of all; early abandons count as in time",
    "strict": "of all offered; abandoned and deflected count as missed",
    "live": "of all offered, and those who wait past the threshold",
}


def asked_of(figure: Figure, settings: SiteSettings, now: int, window_ms: int) -> Asked:
    """What explains *figure*, read at *now* (ms); *window_ms* is the window of the floor's own figures."""
    length = None if figure.window_seconds is None else round(figure.window_seconds * 1000)
    if length is None or length == window_ms:
        return Asked(figure.metric, figure.scope, window_ms)
    whole = day(settings, now)
    return Asked(figure.metric, figure.scope, None if length == whole.end - whole.start else length)


def can_explain(figure: Figure) -> bool:
    """Whether there is an account of *figure*."""
    return figure.metric in ALL and figure.scope.partition(":")[0] in ALL[figure.metric][1]


def window_of(asked: Asked, settings: SiteSettings, now: int) -> Window:
    """The window that *asked* covers at *now* (ms)."""
    return day(settings, now) if asked.window_ms is None else rolling(now, asked.window_ms)


def explanation(floor: Floor, asked: Asked, now: int, choices: Choices, causes: Causes) -> Explanation:
    """The account of *asked* at *now* (ms). Raises ScopeError for a scope that is not known then."""
    explainer, scopes = ALL[asked.metric]
    scope, settings = Scope.parse(asked.scope), floor.site.at(now)
    if scope.kind not in scopes:
        raise ScopeError(f"{asked.metric} has no figure for {scope}; its scopes are {', '.join(scopes)}")
    window = window_of(asked, settings, now)
    reading = Reading(floor, window)
    evidence = Evidence(reading, scope)
    account = explainer(evidence)
    is_screens = asked.metric in SCREEN_EXPLAINERS
    row = {} if is_screens else report_row(reading, scope, evidence.index)
    figure, goal = figure_now(asked.metric, scope, reading, row, account, choices.goals)
    names, here = Names(floor, now), zone(settings.time_zone)
    variant = asked.metric.removeprefix(LEVEL) if asked.metric.startswith(LEVEL) else ""
    threshold = row["threshold_seconds"] if variant else None
    return Explanation(
        asked=asked,
        now=now,
        start=window.start,
        end=window.end,
        time_zone=here.key,
        title=_title(floor, asked, scope, window, now),
        span=_span(asked, window, here.key),
        figure=figure,
        since=_since(floor, asked, scope, figure, goal, row, now),
        about=f"{variant}: {VARIANT_WORDS[variant]}" if variant else "",
        formula=account.formula,
        division=division_text(account, figure, variant, row),
        variant=variant,
        variants=tuple(_variants(scope, reading, row, account, choices)) if variant else (),
        notes=tuple(_notes(floor, asked, scope, row, window)),
        threshold=threshold or _common_threshold(account),
        adds=_shows_adds(account),
        numerator=account.numerator,
        denominator=account.denominator,
        counted=counted_rows(account, asked.metric, names, causes, now),
        left_out=left_out_rows(account.left_out, names),
    )


def not_known(floor: Floor, asked: Asked, now: int, why: str) -> Explanation:
    """What is shown of *asked* at an instant (ms) at which its scope is not known."""
    settings = floor.site.at(now)
    window, here = window_of(asked, settings, now), zone(settings.time_zone)
    figure = Figure(asked.metric, asked.scope, NONE, None, label=metric_label(asked.metric))
    title, span = metric_label(asked.metric), _span(asked, window, here.key)
    note = Note(f"{plain_text(why)}, at this instant.", Severity.WARNING)
    return Explanation(
        asked, now, window.start, now, here.key, title, span, figure, "", "", "", "", notes=(note,)
    )


def _title(floor: Floor, asked: Asked, scope: Scope, window: Window, now: int) -> str:
    where = "Floor" if scope.kind == "floor" else scope_name(floor, asked.scope, now)
    parts = [metric_label(asked.metric), where]
    if scope.kind == "channel":
        parts[1] = scope.name.capitalize()
    if not is_of_an_instant(asked.metric):
        parts.append("today" if asked.window_ms is None else f"last {window_text(window.seconds)}")
    return " · ".join(parts)


def _span(asked: Asked, window: Window, time_zone: str) -> str:
    here = zone(time_zone)
    end = clock_text(window.end, here)
    return end if is_of_an_instant(asked.metric) else f"{clock_text(window.start, here)} – {end}"


def _variants(
    scope: Scope, reading: Reading, row: JSON, account: Account, choices: Choices
) -> Iterator[tuple[str, Figure]]:
    for name in VARIANTS:
        yield name, figure_now(f"{LEVEL}{name}", scope, reading, row, account, choices.goals)[0]


def _notes(floor: Floor, asked: Asked, scope: Scope, row: JSON, window: Window) -> Iterator[Note]:
    if asked.metric == f"{LEVEL}offered":
        yield from recovery_notes(row)
    if not is_of_an_instant(asked.metric):
        yield missing_note(floor, window)


def _since(
    floor: Floor, asked: Asked, scope: Scope, figure: Figure, goal: float | None, row: JSON, now: int
) -> str:
    """Since when the figure misses its goal; empty if it does not, or if that is not known."""
    word, here = severity_word(figure), zone(floor.site.at(now).time_zone)
    if goal is None or not word:
        return ""
    missed: Missed | None = None
    if asked.metric == "longest_wait_seconds" and isinstance(figure.value, int | float):
        over = figure.value - goal
        missed = Missed(now - round(over * 1000), True) if over > 0 else None
    elif asked.window_ms is not None:
        missed = missed_since(floor, asked.metric, scope, goal, now, asked.window_ms)
    if missed is None:
        return word
    ago = timer_text((now - missed.since) / 1000)
    clock = clock_text(missed.since, here)
    if missed.is_exact:
        return f"{word} since {clock}, for {ago}"
    return f"{word} since {clock} or earlier"


def _common_threshold(account: Account) -> float:
    """The threshold that all items share, in seconds; 0 if they do not."""
    thresholds = {item.threshold for item in account.counted}
    return thresholds.pop() / 1000 if len(thresholds) == 1 else 0.0


def _shows_adds(account: Account) -> bool:
    """Whether what items add differs from what their times and words say."""
    items = account.counted
    return any(item.value not in (0, 1) for item in items) and any(
        item.value != item.seconds for item in items
    )


def division_text(account: Account, figure: Figure, variant: str = "", row: JSON | None = None) -> str:
    """How the value is computed from numerator and denominator."""
    numerator, denominator = account.numerator, account.denominator
    if numerator is None:
        return f"{len(account.counted):,} counted" if account.counted else "nothing counted"
    if denominator is None:
        return figure.text
    if not denominator:
        return "nothing counted yet"
    plain = f"{_of_time(numerator, figure.metric)} ÷ {_of_time(denominator, figure.metric, is_below=True)}"
    spelt = _spelt_out(variant, row) if variant and row else ""
    first = f"{spelt} = {plain}" if spelt and spelt != plain else plain
    return f"{first} = {figure.text}"


def _of_time(value: float, metric: str, is_below: bool = False) -> str:
    """A numerator or denominator (*is_below*) of *metric*, as a time where it is one."""
    kind = METRICS[metric][1] if metric in METRICS else None
    is_time = metric in _OF_TIMES or (kind is TIME and not is_below)
    return measured_text(value) if is_time else amount_text(value)


def _spelt_out(variant: str, row: JSON) -> str:
    """The division of a service level's *variant*, from the counts of the report."""
    above = amount_text(row["answered_in_threshold"])
    answered, abandoned = amount_text(row["answered"]), amount_text(row["abandoned"])
    in_time = amount_text(row["abandoned_in_threshold"])
    match variant:
        case "offered":
            return f"{above} ÷ ({answered} + {abandoned} − {amount_text(row['short_abandoned'])})"
        case "ignored":
            return f"{above} ÷ ({answered} + {abandoned} − {in_time})"
        case "positive":
            return f"({above} + {in_time}) ÷ ({answered} + {abandoned})"
        case "strict":
            return f"{above} ÷ ({answered} + {abandoned} + {amount_text(row['deflected'])})"
    return ""
