"""Formatters: one way to write each kind of figure."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from feeds.events import as_datetime

NONE = "–"


def duration_text(seconds: float | None) -> str:
    """m:ss, from an hour on h:mm:ss; never negative; – for none.

    >>> duration_text(59.9), duration_text(3725), duration_text(None)
    ('0:59', '1:02:05', '–')
    """
    return NONE if seconds is None else _clock_face(max(0, int(seconds)))


@lru_cache(maxsize=4_000)
def _clock_face(whole: int) -> str:
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def share_text(share: float | None) -> str:
    """A share in per cent with one digit; – for none.

    >>> share_text(0.7844)
    '78.4 %'
    """
    return NONE if share is None else f"{share * 100:.1f} %"


def number_text(value: Any, digits: int = 0) -> str:
    """A number with thousands apart; – for none.

    >>> number_text(18058), number_text(3.14159, 2)
    ('18,058', '3.14')
    """
    return NONE if value is None else f"{value:,.{digits}f}"


def window_text(seconds: float) -> str:
    """How long a window is, in words.

    >>> window_text(1800), window_text(90), window_text(5400), window_text(32390.7)
    ('30 min', '90 s', '1 h 30 min', '8 h 59 min 50 s')
    """
    if seconds < 120 and seconds % 60:
        return f"{seconds:g} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"


def clock_text(at: int, zone: ZoneInfo, with_day: bool = False) -> str:
    """The local time of day of *at* (ms), to the second."""
    local = as_datetime(at).astimezone(zone).isoformat(sep=" ", timespec="seconds")
    return local[:19] if with_day else local[11:19]


def plain_text(text: str) -> str:
    """*text* of unknown origin, safe to print: control characters as escapes.

    >>> plain_text("a\\nb")
    'a\\\\nb'
    """
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def amount_text(value: float) -> str:
    """A sum with thousands apart and as many of three digits as it needs.

    >>> amount_text(1234567.5), amount_text(28)
    ('1,234,567.5', '28')
    """
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def state_text(state: str, reason: str | None = None) -> str:
    """An agent's state as a person says it.

    >>> state_text("not_ready", "lunch")
    'not ready: lunch'
    """
    words = state.replace("_", " ")
    return f"{words}: {reason}" if reason else words


def limit_text(seconds: float) -> str:
    """How long a limit is: in seconds up to two minutes, else in words.

    >>> limit_text(20), limit_text(60), limit_text(0.5), limit_text(14400)
    ('20 s', '60 s', '0.5 s', '4 h')
    """
    return f"{seconds:g} s" if seconds < 120 else window_text(seconds)


def level_goal_text(target: float | None, threshold: float | None) -> str:
    """A service level's goal; queues of several goals have none in common.

    >>> level_goal_text(0.8, 20), level_goal_text(None, 20)
    ('goal 80 % in 20 s', 'goals differ')
    """
    if target is None or threshold is None:
        return "goals differ"
    return f"goal {target * 100:g} % in {limit_text(threshold)}"


def age_text(seconds: float) -> str:
    """How old data is: milliseconds below one second, then as a duration is told.

    >>> age_text(0.0384), age_text(12.9), age_text(75)
    ('38 ms', '12 s', '1:15')
    """
    if seconds < 1:
        return f"{max(0, int(seconds * 1000))} ms"
    return f"{int(seconds)} s" if seconds < 60 else duration_text(seconds)


@lru_cache(maxsize=1_000)
def word_text(words: str) -> str:
    """*words* with a capital first letter, safe to show.

    >>> word_text("lunch"), word_text("")
    ('Lunch', '')
    """
    safe = plain_text(words.strip())
    return safe[:1].upper() + safe[1:]


def name_text(name: str | None, known_as: str) -> str:
    """What a thing is called: its name, or the id it is known as where it has none."""
    return plain_text((name or "").strip() or known_as)
