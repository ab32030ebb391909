"""Bytes of a window's places: several of them in one, each found again by its length."""

from __future__ import annotations


def with_length(place: bytes) -> bytes:
    """*place* such that `by_length` finds its end again.

    >>> by_length(with_length(b"here") + b"and more")
    (b'here', b'and more')
    """
    return len(place).to_bytes(4, "big") + place


def by_length(state: bytes) -> tuple[bytes, bytes]:
    """What `with_length` was given, and what follows it; nothing at all where *state* is no such thing.

    >>> by_length(b"nonsense")
    (b'', b'')
    """
    size = int.from_bytes(state[:4], "big")
    return (state[4 : 4 + size], state[4 + size :]) if 0 < size <= len(state) - 4 else (b"", b"")
