"""Options of the commands that accept consoles: address, token and TLS."""

from __future__ import annotations

import argparse
import getpass
import math
import ssl
from pathlib import Path

from feeds.broadcast.commands import ANYONE
from feeds.errors import UserError
from feeds.limits import HEARTBEAT_LEAST, HEARTBEAT_MOST
from feeds.transport.credentials import read_token_file
from feeds.transport.serving.server import Endpoint
from feeds.transport.serving.token_file import TokenFile


def endpoint_of(options: argparse.Namespace, host: str, option: str, port: str) -> Endpoint:
    """The endpoint of *options* at *host* and *port*, given by *option*. Raises UserError."""
    if options.tokens is not None and options.token_file is not None:
        raise UserError("either --token-file or --tokens, not both")
    tokens = None if options.tokens is None else TokenFile(options.tokens)
    token = _token(options.token_file)
    return Endpoint(host, _port(option, port), token, _tls(options), tokens, _account())


def _account() -> str:
    """The account that runs this program: who consoles act as, without tokens of their own."""
    try:
        return getpass.getuser()[:128] or ANYONE.user
    except (OSError, KeyError, ImportError):  # an account without a name
        return ANYONE.user


def heartbeat_of(options: argparse.Namespace) -> float:
    """Seconds between heartbeats. Raises UserError."""
    text: str = options.heartbeat
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not HEARTBEAT_LEAST <= seconds <= HEARTBEAT_MOST:
        raise UserError(f"--heartbeat {text!r}: seconds, from {HEARTBEAT_LEAST:g} to {HEARTBEAT_MOST:g}")
    return seconds


def _port(option: str, text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 65_535:
        raise UserError(f"{option} {text!r}: a number from 0 to 65535; 0 takes a free one")
    return int(text)


def _token(path: str | None) -> str | None:
    """The token in the file *path*, checked to be sendable by a console. Raises TokenError."""
    return None if path is None else read_token_file(path).secret


def _tls(options: argparse.Namespace) -> ssl.SSLContext | None:
    if options.certificate is None and options.key is None:
        return None
    if options.certificate is None:
        raise UserError("--key goes with --certificate")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for path in (options.certificate, options.key):
        if path is not None and not Path(path).is_file():
            raise UserError(f"{path} does not exist; --certificate and --key name PEM files")
    try:
        # Never prompt for a passphrase: encrypted keys are refused.
        context.load_cert_chain(options.certificate, options.key, password=lambda: "")
    except (OSError, ValueError) as error:
        what = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise UserError(
            f"--certificate {options.certificate}: no certificate with its unencrypted key ({what})"
        ) from None
    return context
