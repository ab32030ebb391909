"""Search text: text as a filter compares it, without case and accents."""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import combining, normalize

# Letters that Unicode does not decompose, as people type them without their own keyboard.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)
_TERM = re.compile(r'(?:(\w+):)?(?:"([^"]*)"?|(\S+))')


def search_text(text: str) -> str:
    """*text* without case and accents, for comparing.

    >>> search_text("Natália Kovač"), search_text("Łukasz Øre"), search_text("STRASSE"), search_text("Straße")
    ('natalia kovac', 'lukasz ore', 'strasse', 'strasse')
    """
    folded = text.casefold()
    if folded.isascii():
        return folded
    decomposed = normalize("NFKD", folded).casefold().translate(_LETTERS)
    return normalize("NFC", "".join(sign for sign in decomposed if not combining(sign)))


class Term(NamedTuple):
    """One word to find; only in *field* if that is not empty."""

    field: str
    word: str


def terms(text: str, fields: frozenset[str]) -> tuple[Term, ...]:
    """The words of a filter's *text*: each may name one of *fields* before a colon, and quotes join words.

    >>> terms('Douro state:"On contact" ana:', frozenset({"state"}))
    (Term(field='', word='douro'), Term(field='state', word='on contact'), Term(field='', word='ana:'))
    """
    found = []
    for match in _TERM.finditer(text):
        field, quoted, plain = match[1] or "", match[2], match[3]
        word = quoted if quoted is not None else plain
        if field and field.casefold() not in fields:
            field, word = "", f"{field}:{word}"
        if word.strip():
            found.append(Term(field.casefold(), search_text(word)))
    return tuple(found)
