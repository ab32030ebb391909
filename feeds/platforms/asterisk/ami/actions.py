"""Actions: what is asked of a switch, as the manager interface (AMI) takes it."""

from __future__ import annotations

from collections.abc import Iterable

# The switch reads lines of at most 1,024 bytes with their end, and cuts what is longer without a word.
LINE_BYTES = 1_000

Headers = Iterable[tuple[str, str]]


class ActionError(ValueError):
    """Something cannot be said to a switch; the message says what."""


def action_text(name: str, headers: Headers, action_id: str) -> bytes:
    r"""The action *name* with its *headers*; the switch's answer bears *action_id*.

    >>> action_text("QueuePause", [("Interface", "PJSIP/1141"), ("Paused", "true")], "floorlight-7")
    b'Action: QueuePause\r\nActionID: floorlight-7\r\nInterface: PJSIP/1141\r\nPaused: true\r\n\r\n'

    Raises ActionError for a value that holds a line end or another control character, which would say
    something else to the switch, or that is too long for it.
    """
    lines = []
    for key, value in (("Action", name), ("ActionID", action_id), *headers):
        if any(not sign.isprintable() for sign in value):
            raise ActionError(f"{key.lower()} {value[:40]!r} holds a control character")
        line = f"{key}: {value}".encode()
        if len(line) > LINE_BYTES:
            raise ActionError(f"{key.lower()} is too long: a switch takes about {LINE_BYTES:,} bytes")
        lines.append(line)
    return b"\r\n".join([*lines, b"", b""])
