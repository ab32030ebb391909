"""Bidirectional text: isolates untrusted text, so that it cannot reorder its surroundings.

Follows the Unicode Bidirectional Algorithm (UAX #9): whatever a text opens is closed, and a text with its own
direction is wrapped in a first strong isolate (U+2068) and its end (U+2069).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from unicodedata import bidirectional

FIRST_STRONG, POP_ISOLATE, POP_EMBEDDING = "\u2068", "\u2069", "\u202c"
MARKS = "\u200e\u200f\u061c"
# Characters that open an embedding, an override or an isolate, with those that close it.
_CLOSED_BY = {
    **dict.fromkeys("\u202a\u202b\u202d\u202e", POP_EMBEDDING),
    **dict.fromkeys("\u2066\u2067\u2068", POP_ISOLATE),
}
CONTROLS = "".join(_CLOSED_BY) + POP_EMBEDDING + POP_ISOLATE
_DEEPEST = 30  # levels a text may open; the algorithm ignores those past 125
# Where letters run from right to left, assigned or not
_RIGHT_TO_LEFT = re.compile(
    r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_CONTROL = re.compile(f"[{CONTROLS}]")


def isolated(text: str) -> str:
    """*text* with everything it opens closed, and isolated if it would reorder its neighbours.

    Unmatched closing characters are escaped. Idempotent.

    >>> isolated("Kim"), ascii(isolated("Kim \\u202egpj"))
    ('Kim', "'\\\\u2068Kim \\\\u202egpj\\\\u202c\\\\u2069'")
    """
    out: list[str] = []
    opened: list[str] = []
    is_bare = False
    for sign in text:
        is_inside = POP_ISOLATE in opened
        closer = _CLOSED_BY.get(sign)
        if closer is not None and len(opened) < _DEEPEST:
            opened.append(closer)
            out.append(sign)
            is_bare |= closer == POP_EMBEDDING and not is_inside
        elif sign in (POP_EMBEDDING, POP_ISOLATE) and _closes(sign, opened):
            out.append(_popped(sign, opened))
        elif sign in CONTROLS:
            out.append(f"\\u{ord(sign):04x}")
        else:
            out.append(sign)
            is_bare |= not is_inside and _has_direction(sign)
    whole = "".join((*out, *reversed(opened)))
    return f"{FIRST_STRONG}{whole}{POP_ISOLATE}" if is_bare else whole


def closed(text: str) -> str:
    """*text*, the start of a balanced text, with everything it leaves open closed."""
    return text + "".join(reversed([_CLOSED_BY[sign] for sign in _left_open(text)]))


def carried(lines: Iterable[str]) -> Iterator[str]:
    """*lines* of one wrapped balanced text, each balanced: what spans lines is reopened."""
    going_on = ""
    for line in lines:
        whole = going_on + line
        yield closed(whole)
        going_on = "".join(_left_open(whole))


def _left_open(text: str) -> list[str]:
    opened: list[str] = []
    for sign in _CONTROL.findall(text):
        if sign in _CLOSED_BY:
            opened.append(sign)
        elif opened:
            opened.pop()
    return opened


def _closes(sign: str, opened: list[str]) -> bool:
    """Whether *sign* closes something: an open isolate, or the last opened embedding."""
    return POP_ISOLATE in opened if sign == POP_ISOLATE else opened[-1:] == [POP_EMBEDDING]


def _popped(sign: str, opened: list[str]) -> str:
    """Pop from *opened* what *sign* closes; the end of an isolate also closes embeddings inside it."""
    out = opened.pop()
    while out[-1] != sign:
        out += opened.pop()
    return out


def _has_direction(sign: str) -> bool:
    if sign in MARKS:
        return True
    return _RIGHT_TO_LEFT.match(sign) is not None and bidirectional(sign) in ("R", "AL", "AN", "")
