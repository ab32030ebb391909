"""Templates: texts of a settings file with placeholders in braces."""

from __future__ import annotations

from collections.abc import Collection
from string import Formatter

TEMPLATE_LIMIT = 1_000


def check_template(text: str, words: Collection[str]) -> None:
    """Refuse *text* unless each pair of braces contains one of *words* without width, attribute or index.

    >>> check_template("Longest wait {value}", ["value", "goal"])

    Raises ValueError with a readable message.
    """
    if len(text) > TEMPLATE_LIMIT:
        raise ValueError(f"at most {TEMPLATE_LIMIT:,} signs")
    allowed = ", ".join(f"{{{word}}}" for word in words)
    refusal = f"only {allowed} may be used in braces"
    try:
        fields = [field[1:] for field in Formatter().parse(text) if field[1] is not None]
    except ValueError:
        raise ValueError(refusal) from None
    if any(name not in words or form or conversion for name, form, conversion in fields):
        raise ValueError(refusal)
