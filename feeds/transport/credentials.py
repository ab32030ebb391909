"""Tokens and secrets: where the word that opens a source, or a switch, comes from.

Never an argument or a URL, which others see.
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
    """A token cannot be read; the message says where it was sought, and never what it is."""


@dataclass(frozen=True, slots=True)
class Token:
    """A secret, and where it came from in words. It never shows itself."""

    secret: str = field(repr=False)
    origin: str


def find_token(address: Address, file: str | None = None) -> Token | None:
    """The token for *address*: of *file* if named, else of the environment, else of the keyring, else None.

    Raises TokenError where a file or the environment holds one that cannot be sent.
    """
    if file is not None:
        return read_token_file(file)
    if told := os.environ.get(VARIABLE, "").strip():
        return _checked(told, VARIABLE)
    kept = _from_keyring(address.account)
    return _checked(kept, f"the keyring ({SERVICE}, {address.account})") if kept else None


def find_secret(account: str, file: str | None = None) -> Token:
    """The secret of *account* (USER@HOST:PORT) at a switch: of *file* if named, else of the environment, else
    of the keyring.

    Raises TokenError where there is none, or one that cannot be sent.
    """
    if file is not None:
        return _checked_secret(_read(file, "secret"), str(file))
    if told := os.environ.get(SECRET_VARIABLE, "").strip():
        return _checked_secret(told, SECRET_VARIABLE)
    if kept := _from_keyring(account):
        return _checked_secret(kept, f"the keyring ({SERVICE}, {account})")
    raise TokenError(
        f"the secret of {account} is wanted; give it with --secret-file, {SECRET_VARIABLE} or the keyring "
        f"({SERVICE}, {account})"
    )


def read_token_file(file: str | Path) -> Token:
    """The token in *file*, without the blanks and line ends around it. Raises TokenError."""
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
            f"`{mending(file)}` mends it"
        )
    if len(raw) > _LONGEST:
        raise TokenError(f"the {what} file {file} is no {what} file: it has more than {_LONGEST:,} bytes")
    found = raw.decode("utf-8-sig", "replace").strip()
    if not found:
        raise TokenError(f"the {what} file {file} is empty; write a {what} into it")
    return found


def _checked(token: str, origin: str) -> Token:
    if any(not "!" <= sign <= "~" for sign in token):
        raise TokenError(f"the token of {origin} cannot be sent: a token is one word of plain ASCII signs")
    return Token(token, origin)


def _checked_secret(secret: str, origin: str) -> Token:
    if not secret.isprintable() or "\ufffd" in secret:
        raise TokenError(f"the secret of {origin} cannot be sent: a secret is one line of UTF-8 text")
    return Token(secret, origin)


def _from_keyring(account: str) -> str | None:
    """What the keyring holds for *account*. Nothing where there is none, it fails, or it does not answer.

    A keyring may wait for a person for ever (to be unlocked), so it is asked in a thread that is left behind.
    """
    found: list[str | None] = []
    asking = threading.Thread(target=_ask_keyring, args=(account, found), name="keyring", daemon=True)
    asking.start()
    asking.join(_KEYRING_SECONDS)
    return found[0] if found else None


def _ask_keyring(account: str, found: list[str | None]) -> None:
    try:
        import keyring  # here, since finding its backends takes longer than all else at the start

        kept = keyring.get_password(SERVICE, account)
    except Exception:  # any backend of any system may fail in any way; it is then as if there were none
        return
    found.append(kept.strip() if isinstance(kept, str) else None)
