"""Packs several saved geometries into one value; each is recovered by its length."""

from __future__ import annotations


def with_length(place: bytes) -> bytes:
    """*place* with its length, so that `by_length` finds its end.

    >>> by_length(with_length(b"here") + b"and more")
    (b'here', b'and more')
    """
    return len(place).to_bytes(4, "big") + place


def by_length(state: bytes) -> tuple[bytes, bytes]:
    """The bytes given to `with_length`, and the rest; both empty if *state* is not valid.

    >>> by_length(b"nonsense")
    (b'', b'')
    """
    size = int.from_bytes(state[:4], "big")
    return (state[4 : 4 + size], state[4 + size :]) if 0 < size <= len(state) - 4 else (b"", b"")
