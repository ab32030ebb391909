"""The state of a connection to a source, as text."""

from __future__ import annotations

from typing import Protocol

from console.views.text import age_text, plain_text, timer_text

_LONGEST = 200  # characters shown of an unexpected error


class Counted(Protocol):
    """The counters of a source."""

    events: int
    unknown: int
    invalid: int
    duplicates: int
    gaps: int
    missing: int
    connections: int
    unresumed: int


def connection_text(state: str, url: str, reason: str, age: float) -> str:
    """A change of connection state as text.

    >>> connection_text("stale", "ws://floor", "", 12.4)
    'stale: no heartbeat from ws://floor for 0:12'
    """
    if state == "live":
        return f"connected to {url}"
    if state == "stale":
        return f"stale: no heartbeat from {url} for {timer_text(age)}"
    return f"connection lost: {reason}; retrying until it is back"


def broken_text(source: str, error: BaseException) -> str:
    """The message for a connection to *source* that ended with the unexpected *error*.

    >>> broken_text("lisbon", ValueError("no such\\nthing"))
    'The connection to lisbon failed unexpectedly: no such thing (ValueError); reconnecting'
    """
    return f"The connection to {plain_text(source)} failed unexpectedly: {error_text(error)}; reconnecting"


def error_text(error: BaseException) -> str:
    """An unexpected *error* in one short line.

    >>> error_text(KeyError()), error_text(OSError("disk gone"))
    ('KeyError', 'disk gone (OSError)')
    """
    name, words = type(error).__name__, plain_text(" ".join(str(error).split()))
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    return f"{words} ({name})" if words else name


def counters_text(counters: Counted, rate: float | None, behind: float | None) -> str:
    """The counters as one line; *rate* is events per second, *behind* seconds. Zero counters are left out.

    >>> from types import SimpleNamespace as Some
    >>> none = dict.fromkeys(("unknown", "duplicates", "gaps", "missing", "unresumed"), 0)
    >>> some = Some(events=1200, invalid=1, connections=3, **none)
    >>> counters_text(some, 40.0, 0.25)
    '1,200 events · 40/s · 250 ms behind · 2 reconnections · 1 invalid'
    """
    parts = [_number(counters.events, "event", "events")]
    if rate is not None:
        parts.append(f"{rate:,.0f}/s")
    if behind is not None:
        parts.append(f"{age_text(behind)} behind")
    for number, one, many in (
        (counters.connections - 1, "reconnection", "reconnections"),
        (counters.unresumed, "time not resumed", "times not resumed"),
        (counters.gaps, "gap", "gaps"),
        (counters.missing, "missing", "missing"),
        (counters.duplicates, "repeat dropped", "repeats dropped"),
        (counters.invalid, "invalid", "invalid"),
        (counters.unknown, "of unknown types", "of unknown types"),
    ):
        if number > 0:
            parts.append(_number(number, one, many))
    return " · ".join(parts)


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
