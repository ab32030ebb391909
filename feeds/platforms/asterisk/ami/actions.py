"""Actions: requests to a switch in the format of the manager interface (AMI)."""

from __future__ import annotations

from collections.abc import Iterable

# The switch reads lines of at most 1,024 bytes including their end, and silently truncates longer ones.
LINE_BYTES = 1_000

Headers = Iterable[tuple[str, str]]


class ActionError(ValueError):
    """Raised for an action that cannot be sent; the message says why."""


def action_text(name: str, headers: Headers, action_id: str) -> bytes:
    r"""The action *name* with its *headers*; the switch's answer has the same *action_id*.

    >>> action_text("QueuePause", [("Interface", "PJSIP/1141"), ("Paused", "true")], "floorlight-7")
    b'Action: QueuePause\r\nActionID: floorlight-7\r\nInterface: PJSIP/1141\r\nPaused: true\r\n\r\n'

    Raises ActionError for a value with a line end or another control character, which would change the
    action, or one too long for the switch.
    """
    lines = []
    for key, value in (("Action", name), ("ActionID", action_id), *headers):
        if any(not sign.isprintable() for sign in value):
            raise ActionError(f"{key.lower()} {value[:40]!r} contains a control character")
        line = f"{key}: {value}".encode()
        if len(line) > LINE_BYTES:
            raise ActionError(f"{key.lower()} is too long: a switch accepts about {LINE_BYTES:,} bytes")
        lines.append(line)
    return b"\r\n".join([*lines, b"", b""])
