"""Untrusted text: replaces what JSON can express but encoders cannot write.

JSON can express half of a surrogate pair (`"\\ud800"`). Python accepts it as text, but no encoding can write
it.
"""

from __future__ import annotations

import re

# Matches up to and including the first half of a pair. Escapes are consumed whole, from the left, so that an
# # escaped backslash protects what follows; nothing is scanned twice.
_LONE = re.compile(
    rb"(?:[^\\]++|\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?!u[dD][89a-fA-F]).))*+"
    rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}",
    re.DOTALL,
)
_ESCAPE_BYTES = 6
_MOST = 20_000  # most replacements in one text: more than fit in an event
_CLOSE_REASON_BYTES = 120  # the wire allows at most 123
LONE_SURROGATE = "half of a surrogate pair, which is not Unicode text"


def may_spell_surrogates(text: bytes) -> bool:
    r"""Whether the JSON *text* has any escape from \ud000 on; a fast pre-check.

    >>> may_spell_surrogates(rb'"\u00e9"'), may_spell_surrogates(rb'"\ud83d\ude00"')
    (False, True)
    """
    return b"\\ud" in text or b"\\uD" in text


def has_lone_surrogate(text: bytes) -> bool:
    r"""Whether the JSON *text* contains half of a surrogate pair.

    >>> [has_lone_surrogate(text) for text in (rb'"\ud800"', rb'"\ud83d\ude00"', rb'"\\ud800"')]
    [True, False, False]
    """
    return may_spell_surrogates(text) and _LONE.match(text) is not None


def without_lone_surrogates(text: bytes) -> bytes:
    r"""The JSON *text*, with the same length, with U+FFFD for each half of a surrogate pair.

    With more than 20,000 it stays unchanged, which is too large for an event.

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
    r"""*text* with U+FFFD for what cannot be encoded, such as a file name that is not UTF-8.

    >>> writable("caf\udce9")
    'caf\ufffd'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def close_reason(reason: str) -> str:
    """*reason* for a closing frame: cut and encodable."""
    return reason.encode("utf-8", "replace")[:_CLOSE_REASON_BYTES].decode("utf-8", "ignore")
