"""Rewrites texts of events: with another number, at another instant, for a later round of a replay.

The rest of a text stays byte for byte.
"""

from __future__ import annotations

import re

import msgspec

from feeds.instants import instant, instant_text
from feeds.protocol.decoding import RefusedError

_SEQ = re.compile(rb'"seq"\s*:\s*(?:\d+|null)')
_INSTANT = re.compile(rb'("(?:at|start|end|until)"\s*:\s*")([^"\\]{20,40})"')
_NAME = re.compile(rb'("(?:contact|session)"\s*:\s*")((?:[^"\\]|\\.){1,128})"')
_ID_LIMIT = 128
_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])


def numbered(text: bytes, seq: int | None) -> bytes:
    """*text*, one JSON object, with this `seq`, or without one.

    >>> numbered(b'{"type": "customer.churned", "seq": 7, "customer": "ana"}', 12)
    b'{"type": "customer.churned", "seq":12, "customer": "ana"}'

    Raises RefusedError if *text* is not a JSON object.
    """
    # In a flat object without escapes, `"seq":` can only be the object's own key.
    if seq is not None and text.count(b"{") == 1 and b"\\" not in text and text.endswith(b"}"):
        found = text.count(b'"seq"')
        if found == 1:
            rewritten, changed = _SEQ.subn(b'"seq":%d' % seq, text, count=1)
            if changed:
                return rewritten
        elif found == 0 and b":" in text:
            return b'%s,"seq":%d}' % (text[:-1].rstrip(), seq)
    return _with_field(text, "seq", None if seq is None else b"%d" % seq)


def retimed(text: bytes, at: int) -> bytes:
    """*text* moved to the instant *at* (ms). Raises RefusedError like `numbered`."""
    return _with_field(text, "at", b'"%s"' % instant_text(at).encode())


def in_round(text: bytes, shift: int, mark: str) -> bytes:
    """*text* for a later round of the same log.

    Every instant is *shift* ms later, and *mark* is appended to the names of contacts and bot sessions, which
    differ in each round.
    """

    def later(found: re.Match[bytes]) -> bytes:
        try:
            moved = instant_text(instant(found[2].decode()) + shift)
        except ValueError:
            return found[0]
        return b'%s%s"' % (found[1], moved.encode())

    def renamed(found: re.Match[bytes]) -> bytes:
        name = found[2] + mark.encode()
        return b'%s%s"' % (found[1], name if len(name) <= _ID_LIMIT else found[2])

    return _NAME.sub(renamed, _INSTANT.sub(later, text))


def _with_field(text: bytes, name: str, value: bytes | None) -> bytes:
    try:
        fields = _fields.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RefusedError(f"not a JSON object: {error}") from None
    parts = {key: bytes(raw) for key, raw in fields.items()}
    if value is None:
        parts.pop(name, None)
    else:
        parts[name] = value
    return b"{%s}" % b",".join(b"%s:%s" % (msgspec.json.encode(key), raw) for key, raw in parts.items())
