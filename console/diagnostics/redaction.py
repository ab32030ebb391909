"""Redaction of secrets from texts, and of messages from errors."""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

REDACTED = "[redacted]"
_ROOT = Path(__file__).resolve().parent.parent.parent
_USERINFO = re.compile(r"(?<=://)[^\s/?#]*@")
_NAMED = re.compile(
    r"""(?ix) (["']?\b[\w-]*(?:token|secret|password|passwd|api[_-]?key|authorization)["']?\s*[:=]\s*
    (?:(?:bearer|basic)\s+)? | \bbearer\s+) ("[^"]*"|'[^']*'|[^\s,;&"']+)"""
)
# Environment variables that hold secrets: their values are redacted everywhere.
_VARIABLES = ("FLOORLIGHT_TOKEN", "FLOORLIGHT_SECRET")
_LOCAL = ("localhost", "127.0.0.1", "::1")


def without_secrets(text: str) -> str:
    """*text* without userinfo in URLs, values named like a token, and known secrets.

    >>> without_secrets("wss://kim:hush@pbx.example.org:1 refused token=abc")
    'wss://[redacted]@pbx.example.org:1 refused token=[redacted]'
    """
    for name in _VARIABLES:
        if secret := os.environ.get(name, "").strip():
            text = text.replace(secret, REDACTED)
    text = _USERINFO.sub(f"{REDACTED}@", text)
    return _NAMED.sub(lambda found: found[1] + REDACTED, text)


def address_kind(url: str) -> str:
    """The public part of the address *url*: its scheme, and whether it is this machine; never a host.

    >>> address_kind("wss://kim:hush@pbx.example.org/floor?token=x"), address_kind("ws://localhost:1")
    ('wss, another machine', 'ws, this machine')
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return "invalid"
    scheme = parts.scheme if parts.scheme in ("ws", "wss", "asterisk", "asterisks") else "unknown scheme"
    return f"{scheme}, {'this' if host in _LOCAL else 'another'} machine"


def code_path(path: str) -> str:
    """The file *path* relative to the program or a library, without the folders above.

    >>> code_path("/home/kim/venv/lib/python3.11/site-packages/numpy/core.py")
    'numpy/core.py'
    """
    for folder in ("site-packages", "dist-packages"):
        _, found, rest = path.replace("\\", "/").rpartition(f"/{folder}/")
        if found:
            return rest
    try:
        return Path(path).resolve().relative_to(_ROOT).as_posix()
    except (ValueError, OSError):
        return Path(path.replace("\\", "/")).name


def error_outline(error: BaseException) -> list[dict[str, object]]:
    """*error* and its causes, the cause first: types and calls, without messages."""
    return [
        {
            "type": type(link).__name__,
            "calls": [
                f"{code_path(frame.filename)}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(link.__traceback__)
            ],
        }
        for link in reversed(list(_chain(error)))
    ]


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
