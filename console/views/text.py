"""Formatters: one format for each kind of figure, and safe display of untrusted text."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from unicodedata import category

from console.views.bidi import CONTROLS, MARKS, closed, isolated
from feeds.instants import as_datetime

if TYPE_CHECKING:
    from datetime import tzinfo

    import numpy as np
    from numpy.typing import NDArray

NONE = "–"
NAME_MOST = 200  # characters of a name that are shown
MARKS_MOST = 4  # combining marks on one character that are shown
_SIZES = ("bytes", "kB", "MB", "GB", "TB")
_JOINERS = "\u200c\u200d"
# Characters known to be visible and left to right; others are checked one by one.
_PLAIN = re.compile(
    r"[ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u048a-\u058f\u1e00-\u1fff\u2010-\u2027\u2030-\u205e"
    r"\u20a0-\u20bf\u2100-\u214f\u2190-\u27bf\u3001-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*"
)
# What belongs to the character before it: the vowels and ends of Hangul syllables, Thai vowels, skin tones
_JOINED = re.compile(r"[\u1160-\u11ff\ud7b0-\ud7ff\u0e33\u0eb3\U0001f3fb-\U0001f3ff]")
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
# Invisible letters
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"
_TEN_MINUTES, _HOUR = 600, 3600
_SECONDS = tuple(f":{second:02}" for second in range(60))


def timer_text(seconds: float | None, goal: float | None = None) -> str:
    """A running duration: m:ss, from one hour h:mm:ss, rounded down to seconds; – for None.

    A value past *goal* is never shown as if it were not.

    >>> timer_text(59.9), timer_text(3725), timer_text(20.4, goal=20), timer_text(None)
    ('0:59', '1:02:05', '0:21', '–')
    """
    return NONE if seconds is None else _clock_face(_against_goal(max(0, int(seconds)), seconds, goal))


def measured_text(seconds: float | None, goal: float | None = None) -> str:
    """A finished or average duration, rounded to the nearest second; otherwise as `timer_text`.

    A value not past *goal* is never shown as if it were.

    >>> measured_text(6.97), measured_text(19.6, goal=20), measured_text(20.4, goal=20), measured_text(None)
    ('0:07', '0:20', '0:21', '–')
    """
    return NONE if seconds is None else _clock_face(_against_goal(max(0, int(seconds + 0.5)), seconds, goal))


def goal_time_text(seconds: float | None) -> str:
    """The goal of a duration, in the same format; – for None.

    >>> goal_time_text(30.0), goal_time_text(14400)
    ('0:30', '4:00:00')
    """
    return NONE if seconds is None else _clock_face(max(0, int(seconds)))


def countdown_text(seconds: float) -> str:
    """A countdown in seconds, rounded up.

    >>> countdown_text(4.2), countdown_text(-1), countdown_text(74.5)
    ('5 s', '0 s', '1:15')
    """
    left = max(0, math.ceil(seconds))
    return f"{left} s" if left < 60 else _clock_face(left)


def _against_goal(whole: int, seconds: float, goal: float | None) -> int:
    """*whole* seconds, adjusted to exceed *goal* if and only if *seconds* does."""
    if goal is None:
        return whole
    return max(whole, int(goal) + 1) if seconds > goal else min(whole, int(goal))


def timer_texts(seconds: NDArray[np.int64]) -> list[str]:
    """`timer_text` of many whole durations, none below 0.

    >>> import numpy as np
    >>> timer_texts(np.array([59, 3725, 0]))
    ['0:59', '1:02:05', '0:00']
    """
    minutes, rests = (part.tolist() for part in divmod(seconds, 60))
    begun = {minute: _minutes_text(minute) for minute in set(minutes)}
    return [begun[minute] + _SECONDS[rest] for minute, rest in zip(minutes, rests, strict=True)]


def _clock_face(whole: int) -> str:
    minutes, rest = divmod(whole, 60)
    return _minutes_text(minutes) + _SECONDS[rest]


@lru_cache(maxsize=2_000)
def _minutes_text(minutes: int) -> str:
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}" if hours else f"{minutes}"


def share_text(share: float | None, goal: float | None = None, is_most: bool = False) -> str:
    """A share in per cent with one decimal; – for None.

    A value that misses *goal*, its minimum (or maximum, if *is_most*), is never shown as if it met it.

    >>> share_text(0.7844), share_text(0.79996), share_text(0.79996, goal=0.8)
    ('78.4 %', '80.0 %', '79.9 %')
    """
    if share is None:
        return NONE
    points = round(share * 100, 1)
    if goal is not None and (share > goal if is_most else share < goal):
        limit = goal * 100
        # Binary fractions: 80.0 must meet a goal of 80 %, whatever 0.8 × 100 is.
        tenths = math.floor(limit * 10 + 1e-6) + 1 if is_most else math.ceil(limit * 10 - 1e-6) - 1
        points = max(points, tenths / 10) if is_most else min(points, tenths / 10)
    return f"{points:.1f} %"


def goal_share_text(share: float | None) -> str:
    """The goal of a share, with as many decimals as it has; – for None.

    >>> goal_share_text(0.8), goal_share_text(0.925)
    ('80 %', '92.5 %')
    """
    return NONE if share is None else f"{share * 100:g} %"


def number_text(value: Any, digits: int = 0) -> str:
    """A number with thousands separators; – for None.

    >>> number_text(18058), number_text(3.14159, 2)
    ('18,058', '3.14')
    """
    return NONE if value is None else f"{value:,.{digits}f}"


def window_text(seconds: float) -> str:
    """The length of a window as text: rounded from ten minutes on, to whole minutes from one hour on.

    >>> window_text(1800), window_text(90), window_text(5400), window_text(57599)
    ('30 min', '90 s', '1 h 30 min', '16 h')
    """
    minutes = (seconds + 30) // 60
    if seconds >= _HOUR - 1 or (seconds >= _TEN_MINUTES - 1 and abs(seconds - minutes * 60) <= 1):
        seconds = minutes * 60
    return _length_words(seconds)


def _length_words(seconds: float) -> str:
    if seconds < 120 and seconds % 60:
        return f"{seconds:g} s"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (rest, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"


def clock_text(at: int, zone: tzinfo, with_day: bool = False) -> str:
    """The local time of day of *at* (ms), to the second."""
    local = as_datetime(at).astimezone(zone).isoformat(sep=" ", timespec="seconds")
    return local[:19] if with_day else local[11:19]


def plain_text(text: str) -> str:
    """Untrusted *text* made safe to show: nothing in it is hidden or affects its surroundings.

    Control characters and other invisible ones are escaped. Joiners between characters stay, since scripts
    and emoji need them; at most `MARKS_MOST` combining marks stay on a character; text that changes the
    direction is isolated. A safe text is returned unchanged.

    >>> plain_text("a\\nb\\x1b[1m"), plain_text("\\u200bc")
    ('a\\\\nb\\\\x1b[1m', '\\\\u200bc')
    """
    if _PLAIN.fullmatch(text):
        return text
    return _seen(text) if len(text) <= 4 * NAME_MOST else _seen.__wrapped__(text)


@lru_cache(maxsize=10_000)
def _seen(text: str) -> str:
    out: list[str] = []
    marks = 0
    for place, sign in enumerate(text):
        marks = marks + 1 if category(sign) in ("Mn", "Me") else 0
        if marks and place == 0:
            out.append("◌")  # it would combine with the character before the text
        if marks > MARKS_MOST:
            out.append("…" if marks == MARKS_MOST + 1 else "")
        elif sign in _JOINERS:
            out.append(sign if _joins(text, place) else _escape(sign))
        else:
            out.append(sign if _can_be_seen(sign) else _escape(sign))
    return isolated("".join(out))


def _can_be_seen(sign: str) -> bool:
    """Whether *sign* is visible; direction marks are handled elsewhere."""
    if sign.isprintable():
        return sign not in _BLANK
    if category(sign) == "Cn":  # unassigned, such as a new emoji
        return _NEVER.match(sign) is None
    return sign in CONTROLS or sign in MARKS or category(sign) == "Zs" or sign in _ARABIC_SIGNS


# Noncharacters, and code points reserved for invisible characters
_NEVER = re.compile(
    r"[\u2065\ufdd0-\ufdef\ufff0-\uffff\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x1_0000, 0x11_0000, 0x1_0000))
    + "]"
)


# Format characters that are visible: they precede numbers or end a verse.
_ARABIC_SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"


def _joins(text: str, place: int) -> bool:
    """Whether the joiner at *place* is beside a character it may join, and is the only joiner there."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if before and before in _JOINERS:
        return False
    return any(
        sign.isprintable() and not sign.isspace() and sign not in _BLANK for sign in (before, after) if sign
    )


def _escape(sign: str) -> str:
    """The escape of an invisible character, as in Python."""
    return ascii(sign)[1:-1]


def cut_text(text: str, most: int) -> str:
    """*text*, cut to at most *most* characters, with open isolates and embeddings closed.

    >>> cut_text("Maximiliane", 6)
    'Maxim…'
    """
    return text if len(text) <= most else begun_text(text, max(0, most - 1))


def begun_text(text: str, length: int) -> str:
    """The first *length* characters of *text*, or a few less so as not to split one, and an ellipsis."""
    return f"{closed(text[: whole_length(text, length)].rstrip(' ,·'))}…"


def whole_length(text: str, length: int) -> int:
    """*length*, or a little less so as not to split a character of *text*."""
    while 0 < length < len(text) and (
        _continues(text[length]) or text[length - 1] == "\u200d" or _splits_flag(text, length)
    ):
        length -= 1
    return length


def _continues(sign: str) -> bool:
    return sign in _JOINERS or category(sign).startswith("M") or _JOINED.match(sign) is not None


def _splits_flag(text: str, place: int) -> bool:
    """Whether *place* is within a flag, which is a pair of letters."""
    before = len(text[:place]) - len(text[:place].rstrip(_FLAG_LETTERS))
    return before % 2 == 1 and text[place] in _FLAG_LETTERS


def amount_text(value: float) -> str:
    """An amount with thousands separators and up to three decimals.

    >>> amount_text(1234567.5), amount_text(28)
    ('1,234,567.5', '28')
    """
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def days_text(days: int) -> str:
    """A number of days as text.

    >>> days_text(1), days_text(1200)
    ('1 day', '1,200 days')
    """
    return "1 day" if days == 1 else f"{days:,} days"


def state_text(state: str, reason: str | None = None) -> str:
    """An agent's state as text.

    >>> state_text("not_ready", "lunch")
    'not ready: lunch'
    """
    words = state.replace("_", " ")
    return f"{words}: {reason}" if reason else words


def limit_text(seconds: float) -> str:
    """The length of a limit: in seconds up to two minutes, else in larger units.

    >>> limit_text(20), limit_text(60), limit_text(0.5), limit_text(14400)
    ('20 s', '60 s', '0.5 s', '4 h')
    """
    return f"{seconds:g} s" if seconds < 120 else _length_words(seconds)


def level_goal_text(target: float | None, threshold: float | None, is_default: bool = False) -> str:
    """A service level's goal; "goals differ" if queues do not share one.

    >>> level_goal_text(0.8, 20), level_goal_text(None, 20)
    ('goal ≥ 80 % in 20 s', 'goals differ')
    >>> level_goal_text(0.8, 20, is_default=True)
    'default goal ≥ 80 % in 20 s'
    """
    if target is None or threshold is None:
        return "goals differ"
    name = "default goal" if is_default else "goal"
    return f"{name} ≥ {goal_share_text(target)} in {limit_text(threshold)}"


def age_text(seconds: float) -> str:
    """An age: milliseconds below one second, seconds below a minute, then m:ss.

    >>> age_text(0.0384), age_text(12.9), age_text(75)
    ('38 ms', '12 s', '1:15')
    """
    if seconds < 1:
        return f"{max(0, int(seconds * 1000))} ms"
    return f"{int(seconds)} s" if seconds < 60 else timer_text(seconds)


@lru_cache(maxsize=1_000)
def word_text(words: str) -> str:
    """*words* with a capital first letter, safe to show.

    >>> word_text("lunch"), word_text("")
    ('Lunch', '')
    """
    safe = cut_text(plain_text(words.strip()), NAME_MOST)
    return safe[:1].upper() + safe[1:]


def name_text(name: str | None, known_as: str) -> str:
    """A display name of at most `NAME_MOST` characters: the name, or the id without one.

    >>> name_text("Ana", "a1"), name_text(" ", "a1")
    ('Ana', 'a1')
    """
    return cut_text(plain_text((name or "").strip() or known_as), NAME_MOST)


def size_text(size: float) -> str:
    """*size* in bytes as text.

    >>> size_text(512), size_text(14_300_000)
    ('512 bytes', '14.3 MB')
    """
    for unit in _SIZES[:-1]:
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} {_SIZES[-1]}"
