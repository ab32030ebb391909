"""Text from outside: whatever JSON may spell, only what every encoder can write goes further.

JSON can spell half of a surrogate pair (`"\\ud800"`). Python holds it as text, and no encoding can write it.
"""

from __future__ import annotations

import re

# Up to the first half of a pair, and that. Escapes are taken whole, from the left, so that an escaped
# backslash hides what follows it; what has been passed is never looked at again.
_LONE = re.compile(
    rb"(?:[^\\]++|\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?!u[dD][89a-fA-F]).))*+"
    rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}",
    re.DOTALL,
)
_ESCAPE_BYTES = 6
_MOST = 20_000  # replaced in one text: more than an event has room for
_CLOSE_REASON_BYTES = 120  # one on the wire has at most 123
LONE_SURROGATE = "half of a surrogate pair, which is no Unicode text"


def may_spell_surrogates(text: bytes) -> bool:
    r"""Whether the JSON *text* has any escape from \ud000 on; quick, for what is looked at next.

    >>> may_spell_surrogates(rb'"\u00e9"'), may_spell_surrogates(rb'"\ud83d\ude00"')
    (False, True)
    """
    return b"\\ud" in text or b"\\uD" in text


def has_lone_surrogate(text: bytes) -> bool:
    r"""Whether the JSON *text* spells half of a surrogate pair.

    >>> [has_lone_surrogate(text) for text in (rb'"\ud800"', rb'"\ud83d\ude00"', rb'"\\ud800"')]
    [True, False, False]
    """
    return may_spell_surrogates(text) and _LONE.match(text) is not None


def without_lone_surrogates(text: bytes) -> bytes:
    r"""The JSON *text*, no longer and no shorter, with U+FFFD for each half of a surrogate pair.

    Past 20,000 of them it stays as it is, which no event is large enough for.

    >>> without_lone_surrogates(rb'"a\ud800"')
    b'"a\\ufffd"'
    """
    if not may_spell_surrogates(text):
        return text
    parts: list[bytes] = []
    place = 0
    while len(parts) < 2 * _MOST and (found := _LONE.match(text, place)) is not None:
        parts += [text[place : found.end() - _ESCAPE_BYTES], rb"\ufffd"]
        place = found.end()
    return b"".join([*parts, text[place:]])


def writable(text: str) -> str:
    r"""*text* with U+FFFD for whatever no encoder can write, as in a file's name that is no UTF-8.

    >>> writable("caf\udce9")
    'caf\ufffd'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def close_reason(reason: str) -> str:
    """*reason* as a closing frame can hold it: cut, and writable."""
    return reason.encode("utf-8", "replace")[:_CLOSE_REASON_BYTES].decode("utf-8", "ignore")
