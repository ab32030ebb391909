"""Tokens of sources and secrets of switches: where they are read from.

Never from an argument or a URL, which others can see.
"""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from pathlib import Path

from feeds.errors import UserError
from feeds.files.private_files import is_open_to_others, mending
from feeds.transport.address import Address

SERVICE = "floorlight"
VARIABLE = "FLOORLIGHT_TOKEN"
SECRET_VARIABLE = "FLOORLIGHT_SECRET"
_KEYRING_SECONDS = 5.0
_LONGEST = 16 * 1024


class TokenError(UserError):
    """Raised for an unreadable token; the message says where it was looked up, never its value."""


@dataclass(frozen=True, slots=True)
class Token:
    """A secret with a description of its origin. Its value is never shown."""

    secret: str = field(repr=False)
    origin: str


def find_token(address: Address, file: str | None = None) -> Token | None:
    """The token for *address*: from *file* if given, else the environment, else the keyring, else None.

    Raises TokenError if a file or the environment has one that cannot be sent.
    """
    if file is not None:
        return read_token_file(file)
    if value := os.environ.get(VARIABLE, "").strip():
        return _checked(value, VARIABLE)
    kept = _from_keyring(address.account)
    return _checked(kept, f"the keyring ({SERVICE}, {address.account})") if kept else None


def find_secret(account: str, file: str | None = None) -> Token:
    """The secret of *account* (USER@HOST:PORT) at a switch.

    It is read from *file* if given, else from the environment, else from the keyring. Raises TokenError if
    there is none, or one that cannot be sent.
    """
    if file is not None:
        return _checked_secret(_read(file, "secret"), str(file))
    if value := os.environ.get(SECRET_VARIABLE, "").strip():
        return _checked_secret(value, SECRET_VARIABLE)
    if kept := _from_keyring(account):
        return _checked_secret(kept, f"the keyring ({SERVICE}, {account})")
    raise TokenError(
        f"the secret of {account} is required; give it with --secret-file, {SECRET_VARIABLE} or the keyring "
        f"({SERVICE}, {account})"
    )


def read_token_file(file: str | Path) -> Token:
    """The token in *file*, trimmed. Raises TokenError."""
    return _checked(_read(file, "token"), str(file))


def _read(file: str | Path, what: str) -> str:
    try:
        with Path(file).open("rb") as opened:
            is_open = is_open_to_others(opened.fileno())
            raw = b"" if is_open else opened.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise TokenError(f"the {what} file {file} cannot be read: {reason}") from None
    if is_open:
        raise TokenError(
            f"the {what} file {file} can be read or changed by other users of this machine; "
            f"`{mending(file)}` fixes it"
        )
    if len(raw) > _LONGEST:
        raise TokenError(f"the {what} file {file} is not a {what} file: it has more than {_LONGEST:,} bytes")
    found = raw.decode("utf-8-sig", "replace").strip()
    if not found:
        raise TokenError(f"the {what} file {file} is empty; write a {what} into it")
    return found


def _checked(token: str, origin: str) -> Token:
    if any(not "!" <= sign <= "~" for sign in token):
        raise TokenError(f"the token of {origin} cannot be sent: a token is one word of plain ASCII")
    return Token(token, origin)


def _checked_secret(secret: str, origin: str) -> Token:
    if not secret.isprintable() or "\ufffd" in secret:
        raise TokenError(f"the secret of {origin} cannot be sent: a secret is one line of UTF-8 text")
    return Token(secret, origin)


def _from_keyring(account: str) -> str | None:
    """The keyring's secret for *account*; None if there is none, it fails, or it does not respond.

    A keyring may wait forever to be unlocked, so it is queried in a thread that may be abandoned.
    """
    found: list[str | None] = []
    asking = threading.Thread(target=_ask_keyring, args=(account, found), name="keyring", daemon=True)
    asking.start()
    asking.join(_KEYRING_SECONDS)
    return found[0] if found else None


def _ask_keyring(account: str, found: list[str | None]) -> None:
    try:
        import keyring  # imported here: finding its backends is slow

        kept = keyring.get_password(SERVICE, account)
    except Exception:  # backends may fail in any way; treat that as no keyring
        return
    found.append(kept.strip() if isinstance(kept, str) else None)
